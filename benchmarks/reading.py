"""How fast documents are read and cleaned, and whether memory stays flat over their number.

    python benchmarks/reading.py [MEGABYTES]

Prints MB/s of one core for clean simplified text as one file and as many small ones, for web pages and for noisy text,
and the memory of the process after 500, 1,000 and 2,000 documents.
"""

import resource
import sys
import time

from kg.clean import clean
from kg.read import read_bytes

PARAGRAPH = ("为深入实施创新驱动发展战略，加快建设具有全国影响力的科技创新中心，现提出如下意见。一是强化战略科技力量，支持企业牵头组建创新联合体，"
             "推动重点实验室优化重组；二是完善成果转化机制，到2027年，全市技术合同成交额达到1200亿元，高新技术企业超过1.5万家。（市科技局牵头，各区县按职责分工负责）\n")


def _document(number: int, size: int) -> str:
    return f"示例市科技创新工作要点（第{number}号）\n\n" + PARAGRAPH * max(1, size // len(PARAGRAPH.encode()))


def _rate(label: str, files: list[bytes]) -> None:
    total = sum(map(len, files)) / 1e6
    started = time.process_time()
    for data in files:
        for reading in read_bytes(data, "x")[0]:
            clean(reading)
    seconds = time.process_time() - started
    print(f"{label:32} {total:8.1f} MB {seconds:7.2f} s {total / seconds:8.1f} MB/s")


def main() -> None:
    """Measure and print."""
    megabytes = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    clean(read_bytes("會議(yì)召開。".encode(), "x")[0][0])  # what is loaded at first use is not measured
    whole = _document(1, megabytes * 1_000_000)
    small = [_document(i, 20_000) for i in range(megabytes * 50)]
    _rate("clean text, one file", [whole.encode()])
    _rate("clean text, files of 20 kB", [t.encode() for t in small])
    _rate("clean text, GBK, files of 20 kB", [t.encode("gbk") for t in small])
    _rate(
        "web pages of 20 kB",
        [
            f"<html><body><div class=c>{''.join(f'<p>{p}</p>' for p in t.splitlines())}</div></body></html>".encode()
            for t in small
        ],
    )
    _rate(
        "inserted readings, 20 kB",
        [t.replace("科技", "科(kē)技(jì)").replace("发展", "發(fā)展").encode() for t in small[:100]],
    )
    for count in (500, 1000, 2000):
        for i in range(count):
            for reading in read_bytes(_document(i, 20_000).encode(), "x")[0]:
                clean(reading)
        print(f"memory after {count:5} more documents: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1000} MB")


if __name__ == "__main__":
    main()
