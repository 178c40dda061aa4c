"""Documents about people who do not exist, whose names stand in them in every way, and a search of all bytes for names.

The search knows nothing of how kg finds names: it looks for the bytes of every form of a name in every encoding, and
in what it can decode and unpack for its characters with something short between.
"""

import csv
import gzip
import html
import io
import json
import random
import re
import sqlite3
import zipfile
import zlib
from functools import lru_cache
from itertools import product
from urllib.parse import quote, unquote

import pyarrow.parquet
import pyoxigraph as ox

from kg.clean import traditional_of

# Family names and given ones, rare and common; of many the traditional form is another.
FAMILIES = ("裴", "谢", "邬", "谌", "蔺", "邹", "贺", "李", "张", "陈", "刘", "欧阳", "司徒", "令狐")
GIVEN = "璟颢骁铄韬砚飏鸾觐麒翊霁祎晔旸军伟志华国"
CITIES = ("宁波市", "合肥市", "青岛市", "成都市", "绍兴市")
OFFICES = ("局长", "副局长", "主任", "院长")


def people(count, seed=1):
    """So many names, of two to four characters, of which none holds another."""
    chance = random.Random(seed)
    found = []
    while len(found) < count:
        name = chance.choice(FAMILIES) + "".join(chance.sample(GIVEN[:15] if len(found) % 3 else GIVEN, chance.choice((1, 2, 2, 2))))
        if not any(name in other or other in name for other in found) and len(set(name)) == len(name) \
                and any(c in GIVEN[:15] for c in name):
            found.append(name)
    return found


def _mixed(name, chance):
    return "".join(chance.choice(traditional_of(c) or c) for c in name)


def _last(name):
    return "".join((traditional_of(c) or c)[0] for c in name)


def _read(name, chance):
    at = chance.randrange(1, len(name))
    return f"{name[:at]}（{READINGS.get(name[at - 1], 'x')}）{name[at:]}"


READINGS = dict(zip(
    "裴谢邬谌蔺邹贺李张陈刘阳徒狐璟颢骁铄韬砚飏鸾觐麒翊霁祎晔旸军伟志华国",
    ["péi", "xiè", "wū", "chén", "lìn", "zōu", "hè", "lǐ", "zhāng", "chén", "liú", "yáng", "tú", "hú", "jǐng", "hào", "xiāo", "shuò", "tāo",
     "yàn", "yáng", "luán", "jìn", "qí", "yì", "jì", "yī", "yè", "yáng", "jūn", "wěi", "zhì", "huá", "guó"], strict=True))
# How a name is written.
WRITTEN = {
    "plain": lambda name, chance: name,
    "traditional": lambda name, chance: _last(name),
    "mixed": _mixed,
    "blank": lambda name, chance: f"{name[0]} {name[1:]}",
    "wide": lambda name, chance: "　".join(name),
    "invisible": lambda name, chance: "\u200b".join(name),
    "reading": _read,
    "dotted": lambda name, chance: "·".join(name),
    "mixed and wide": lambda name, chance: "　".join(_mixed(name, chance)),
}
LINES = (
    "{city}科学技术局{office}{who}主持会议，支持宁波大学建设{thing}。",
    "{who}指出，要支持浙江大学建设{thing}，新增高新技术企业{number}家。",
    "会议听取了{who}、{other}的汇报，{city}科技型中小企业达到{number}家。",
    "{who}（{city}科学技术局{office}）介绍，{thing}位于{city}。",
    "支持{who}劳模创新工作室建设，{who}工作室专利达到{number}件。",
    "{city}科学技术局与{who}团队合作建设{thing}。",
)


def text(who, others, chance, how=None):
    """A document in which somebody stands, and others beside; a title, and some sentences."""
    city = chance.choice(CITIES)

    def written(name):
        return WRITTEN[how or chance.choice(list(WRITTEN))](name, chance)

    lines = [f"{city}科学技术局2024年工作要点", f"{city}科学技术局{chance.choice(OFFICES)}{who}出席会议。"]
    if chance.random() < 0.4:
        lines[0] = f"{written(who)}同志在{city}科技创新大会上的讲话"
    for line in chance.sample(LINES, 4):
        lines.append(line.format(city=city, office=chance.choice(OFFICES), who=written(who), other=written(chance.choice(others)),
                                 thing=chance.choice(("甬江实验室", "星湾创新中心", "潮声中试基地")), number=chance.randint(2, 900)))
    return "\n\n".join(lines) + "\n"


def _as_text(folder, number, who, others, chance):
    (folder / f"{number:04}.txt").write_text(text(who, others, chance), encoding=chance.choice(("utf-8", "gb18030", "utf-16")))


def _named_after(folder, number, who, others, chance):
    place = folder / who if chance.random() < 0.3 else folder
    place.mkdir(exist_ok=True)
    (place / f"{chance.choice((who, _last(who), _mixed(who, chance)))}{number:04}.md").write_text(text(who, others, chance), encoding="utf-8")


def _as_table(folder, number, who, others, chance):
    rows = [["姓名", "单位", "职务", "高新技术企业（家）"], *([WRITTEN[chance.choice(list(WRITTEN))](name, chance), "宁波市科学技术局", "局长",
                                                     str(chance.randint(2, 99))] for name in (who, *chance.sample(others, 3)))]
    if chance.random() < 0.5:
        out = io.StringIO()
        csv.writer(out).writerows(rows)
        (folder / f"{number:04}.csv").write_text(out.getvalue(), encoding="utf-8")
    else:
        table = "\n".join("| " + " | ".join(row) + " |" for row in (rows[0], ["---"] * 4, *rows[1:]))
        (folder / f"{number:04}.md").write_text(f"# 宁波市科学技术局{who}同志分管工作\n\n{table}\n\n{text(who, others, chance)}", encoding="utf-8")


def _as_page(folder, number, who, others, chance):
    def escaped(line):
        return "".join(chance.choice((f"&#{ord(c)};", f"&#x{ord(c):X};", c)) if c in who else html.escape(c) for c in line)

    body = "".join(f"<p>{escaped(line)}</p>" for line in text(who, others, chance).split("\n") if line)
    ruby = "".join(f"<ruby>{c}<rt>{READINGS.get(c, '')}</rt></ruby>" for c in who)
    page = f"<html><head><title>{escaped(who)}讲话</title></head><body><h1>{escaped(who)}讲话</h1>{body}<p>局长{ruby}要求支持宁波大学建设甬江实验室。</p>" \
           f"<p>局长<b>{who[0]}</b>{who[1:]}强调支持宁波大学建设镜湖实验室。</p></body></html>"
    (folder / f"{number:04}.html").write_text(page, encoding="utf-8")


def _as_records(folder, number, who, others, chance):
    record = {"title": f"{_mixed(who, chance)}：支持科技创新", "author": who, "publisher": f"{_last(who)}工作室",
              "url": f"https://example.org/{quote(who.encode(chance.choice(('utf-8', 'gb18030'))))}/{number}.html",
              "content": text(who, others, chance)}
    (folder / f"{number:04}.json").write_text(json.dumps(record, ensure_ascii=chance.random() < 0.5), encoding="utf-8")


def _as_archive(folder, number, who, others, chance):
    with zipfile.ZipFile(folder / f"{number:04}.zip", "w") as archive:
        archive.writestr(f"{who}/{_mixed(who, chance)}的讲话.txt", text(who, others, chance))
        archive.writestr(f"{who}.txt", text(who, others, chance, "blank"))
        archive.writestr(f"{who}.bin", bytes(range(256)))  # told in a finding


FORMS = (_as_text, _as_text, _named_after, _as_table, _as_page, _as_records, _as_archive)


def write(folder, names, count, seed=1):
    """So many documents in which everybody stands, in a new folder."""
    folder.mkdir()
    chance = random.Random(seed)
    for number in range(count):
        who = names[number % len(names)]
        FORMS[(number // len(names) + number) % len(FORMS)](folder, number, who, [n for n in names if n != who], chance)
    return folder


# ---------------------------------------------------------------- the search


@lru_cache
def _forms(name):
    """Every form of a name, each character simplified or traditional."""
    return ["".join(form) for form in product(*(sorted({c, *traditional_of(c)}) for c in name))]


@lru_cache
def _needles(name):
    """The bytes of a name in every form and encoding, escaped in every way."""
    found = set()
    for form in _forms(name):
        found |= {form.encode(e) for e in ("utf-8", "utf-16-le", "utf-16-be", "gb18030")}
        found |= {quote(form.encode(e)).encode() for e in ("utf-8", "gb18030")} | {quote(form.encode(e)).lower().encode() for e in ("utf-8", "gb18030")}
        for escape in ("\\u{:04x}", "\\u{:04X}", "&#{};", "&#x{:X};", "&#x{:x};", "\\\\u{:04x}"):
            found.add("".join(escape.format(ord(c)) for c in form).encode())
    return re.compile(b"|".join(map(re.escape, sorted(found))))


@lru_cache
def _loosely(name):
    """A name with something short between its characters that is no Chinese character, no stop and no end of a field."""
    between = '(?:[^一-鿿，。、；：！？,;|<>"\\[\\]{}]|<[^<>]{1,20}>){0,8}'
    return re.compile(between.join(f"[{''.join(sorted({c, *traditional_of(c)}))}]" for c in name))


def _decoded(data):
    text = data.decode("utf-8", "ignore")
    text = re.sub(r"\\u([0-9A-Fa-f]{4})", lambda m: chr(int(m.group(1), 16)), text)
    once = unquote(text)
    return html.unescape(once), html.unescape(unquote(text, "gb18030")) if once != text else ""


def held(data, names):
    """Those of some names that stand in some bytes."""
    texts = _decoded(data)
    return {name for name in names if _needles(name).search(data) or any(_loosely(name).search(t) for t in texts)}


def contents(folder):
    """All bytes of a folder: each file, its name, and what is packed in it."""
    for path in sorted(folder.rglob("*")):
        where = path.relative_to(folder).as_posix()
        yield where, where.encode()
        if not path.is_file():
            continue
        data = path.read_bytes()
        yield where, data
        if path.name == "ledger.db":
            yield from ((f"{where} {at}", packed) for at, packed in _lines(path))
        elif path.suffix == ".gz":
            yield where, gzip.decompress(data)
        elif path.suffix == ".xlsx":
            with zipfile.ZipFile(path) as book:
                yield from ((f"{where} {name}", book.read(name)) for name in book.namelist())
        elif path.suffix == ".parquet":
            yield where, "\n".join(str(cell) for row in pyarrow.parquet.read_table(path).to_pylist() for cell in row.values()).encode()
        elif path.name == "CURRENT":
            yield f"{where} as quads", b"\n".join(str(q).encode() for q in ox.Store.read_only(str(path.parent)))


def _lines(path):
    db = sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)
    for (line,) in db.execute("SELECT line FROM records"):
        yield "records", zlib.decompress(line)
    db.close()


def found_in(folder, names):
    """Which of some names stand where in a folder."""
    return sorted({(where, name) for where, data in contents(folder) for name in held(data, names)})
