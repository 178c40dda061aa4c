"""Ten years of a city that never was, with all that is true of it: does a graph of its documents tell its story?

    python -m benchmarks.city [--cities N] [--seed S] [--out DIR] [--missed]

A history is drawn first: what was planned and reached each year, who headed which body, what was built when, which
figures slipped or were revised.  Then documents are written of it, each year's work plan, report, news, notices, in
wordings drawn by chance.  What the parts of `kg.corpus` answer is counted against the history.  With `--out` the
documents of the first city are left there to be read.
"""

from __future__ import annotations

import argparse
import random
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import kg
from benchmarks.fillers import CITIES
from kg.corpus import PARTS

FIRST, LAST = 2015, 2024
FAMILY = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
GIVEN = ("志远", "建华", "晓东", "文博", "立新", "丽萍", "国强", "慕白", "海燕", "振宇", "思远", "雪梅", "卫东", "家豪", "永康", "清扬")
FIELDS = ("量子信息", "氢能", "海洋装备", "生物医药", "先进陶瓷", "智能网联汽车", "集成电路", "合成生物", "低空经济", "高端数控机床")
STEPS = ("获批", "开工", "建成", "升级")  # 建成投用 is also 启用, which is not asked
OFFICES = ("局长", "党组书记、局长")
Truth = tuple[str, ...]


@dataclass(frozen=True)
class Indicator:
    """A quantity of a city: how it is called, its unit and measure, how it begins and grows, how a figure is told."""

    names: tuple[str, ...]
    unit: str
    told: str  # of the figure
    measure: str
    start: float
    growth: float
    verbs: tuple[tuple[str, ...], tuple[str, ...]]  # of targets and of results
    digits: int = 0


_REACH = (("达到", "突破", "超过", "力争达到", "达"), ("达到", "达", "为", "突破", "增至"))
_NEW = (("新增", "力争新增", "新认定"), ("新增", "新认定"))
INDICATORS = (
    Indicator(("高新技术企业总数", "国家高新技术企业总数", "国家高新技术企业", "高新技术企业数量"), "家", "{}家", "total", 800, .15, _REACH),
    Indicator(("科技型中小企业", "科技型中小企业数", "入库科技型中小企业"), "家", "{}家", "total", 1500, .12, _REACH),
    Indicator(("技术合同成交额", "技术合同交易额"), "元", "{}亿元", "total", 60, .2, _REACH),
    Indicator(("全社会研发投入强度", "研发投入强度", "全社会研发经费投入占GDP比重"), "%", "{}%", "share", 2.1, .04, _REACH, 2),
    Indicator(("市级重点实验室",), "家", "{}家", "increment", 12, .05, _NEW),
    Indicator(("规上工业增加值",), "%", "增长{}%", "growth", 6.5, .01, (("",), ("",)), 1),
)
_PLAN_OPENINGS = ("{Y}年主要目标是:", "主要目标:", "{Y}年,", "今年,", "工作目标:全市", "{Y}年全市科技工作的主要预期目标是:")
_REVIEW_OPENINGS = ("{Y}年,全市", "过去一年,全市", "{Y}年,我市", "截至{Y}年底,全市", "一年来,")


@dataclass
class City:
    """A history: what is true, by part, and the documents that tell it."""

    name: str
    documents: dict[str, str] = field(default_factory=dict)
    truth: dict[str, set[Truth]] = field(default_factory=dict)

    def holds(self, part: str, *truth: str) -> None:
        """Something is true of the city."""
        self.truth.setdefault(part, set()).add(truth)


def make(seed: int) -> City:
    """A city with its history and documents."""
    chance = random.Random(seed)
    city = City(chance.choice(CITIES) + "市")
    writer = _Writer(city, chance)
    for year in range(FIRST, LAST + 1):
        writer.year(year)
    writer.rename(random.Random(seed))
    return city


class _Writer:
    """Draws what happens year by year, and writes the documents of it."""

    def __init__(self, city: City, chance: random.Random) -> None:
        self.city, self.chance = city, chance
        self.bureau = city.name + "科学技术局"
        self.values = {i: i.start * chance.uniform(.8, 1.2) for i in INDICATORS}
        self.reached: dict[tuple[int, Indicator], str] = {}
        self.targets: dict[Indicator, str] = {}
        self.heads: list[str] = [self._person()]
        self.of = FIRST
        self.things = list(self._things())

    def _person(self) -> str:
        used = set(getattr(self, "heads", ()))
        while (name := self.chance.choice(FAMILY) + self.chance.choice(GIVEN)) in used:
            pass
        return name

    def _things(self) -> Iterator[tuple[str, int, int, int, int]]:
        """Platforms, each with the years in which it was approved, begun, built and raised."""
        for place in self.chance.sample(FIELDS, 5):
            kind = self.chance.choice(("创新中心", "重点实验室", "技术研究院", "产业创新中心"))
            approved = self.chance.randint(FIRST, LAST - 3)
            begun = approved + self.chance.randint(0, 1)
            yield self.city.name[:-1] + place + kind, approved, begun, begun + 1, begun + 3

    # ------------------------------------------------------------ figures

    def _figure(self, indicator: Indicator, value: float) -> str:
        return f"{value:.{indicator.digits}f}"

    def _sentence(self, indicator: Indicator, figure: str, planned: bool) -> str:
        verb = self.chance.choice(indicator.verbs[0 if planned else 1])
        name, told = self.chance.choice(indicator.names), indicator.told.format(figure)
        if indicator.measure == "increment":
            return f"{verb}{name}{told}"
        return f"{name}{verb}{told}{self._behind(indicator, planned)}"

    def _behind(self, indicator: Indicator, planned: bool) -> str:
        if indicator.measure == "growth":
            return self.chance.choice(("以上", "")) if planned else ""
        if planned:
            return self.chance.choice(("以上", "", ""))
        if indicator.measure != "total" or self.chance.random() < .67:
            return ""
        grown = str(self.chance.randint(5, 20))
        self._told(indicator, grown, self.of, "actual", "growth")
        return f",同比增长{grown}%"

    def _told(self, indicator: Indicator, figure: str, year: int, status: str, measure: str = "") -> None:
        whole = _whole(indicator, figure) if not measure else figure
        self.city.holds("series", indicator.names[0], measure or indicator.measure, str(year), status, whole)

    # ------------------------------------------------------------ a year

    def year(self, year: int) -> None:
        """All documents of a year."""
        self._report(year - 1, year)
        if year > FIRST and self.chance.random() < .35:
            self._change(year)
        self._plan(year)
        self._half(year)
        self._steps(year)
        self._seat(year)
        self._said_again(year - 1)

    def _plan(self, year: int) -> None:
        self.targets = {}
        sentences = []
        for indicator in INDICATORS:
            grown = self.values[indicator] * (1 + indicator.growth * self.chance.uniform(.5, 1.4))
            figure = self.targets[indicator] = self._figure(indicator, grown)
            self._told(indicator, figure, year, "target")
            sentences.append(self._sentence(indicator, figure, True))
        self.chance.shuffle(sentences)
        opening = self.chance.choice(_PLAN_OPENINGS).format(Y=year)
        planned = [t for t in self.things if t[1] == year]
        tasks = "".join(self._task(name, year) for name, *_ in planned) + self._after(year)
        others = "支持企业与高校共建创新联合体,持续优化创新生态。"
        self._write(year, 1, f"{self.bureau}{year}年工作要点", f"{opening}{self._joined(sentences)}。\n\n{tasks}{others}")

    def _task(self, name: str, year: int) -> str:
        wording = self.chance.choice(("推进{X}建设。", "支持{X}申报建设。", "年内争取{X}获批建设。", "加快筹建{X}。"))
        self.city.holds("planned", name, str(year))
        return wording.format(X=name)

    def _after(self, year: int) -> str:
        """What a plan says of a platform that was built before: once in a while that it is still to be built."""
        built = [name for name, _, _, done, _ in self.things if done < year - 1]
        if not built or self.chance.random() < .5:
            return ""
        name = self.chance.choice(built)
        wrong, wording = self.chance.choice((
            (True, "加快筹建{X}。"), (True, "开工建设{X}。"), (False, "开工建设{X}二期。"), (False, "推进{X}扩建。"),
            (False, "支持{X}做大做强。"), (False, "推动{X}设备更新改造。")))
        if wrong:
            self.city.holds("check", "built", name, str(year))
        return wording.format(X=name)

    def _seat(self, year: int) -> None:
        """Where a platform stands, and where another document says that it, a part of it or a meeting is."""
        built = [name for name, _, _, done, _ in self.things if done <= year]
        if not built or self.chance.random() < .5:
            return
        name, other = self.chance.choice(built), self.chance.choice([c for c in CITIES if c + "市" != self.city.name]) + "市"
        self._write(year, 4, f"走进{name}", f"{name}位于{self.city.name},是我市重要的创新平台。", "地")
        wrong, wording = self.chance.choice((
            (True, "{X}位于{O}。"), (True, "坐落于{O}的{X}集聚了一批人才。"), (False, "{X}{O}分中心位于{O}。"),
            (False, "{X}在{O}举办成果发布会。"), (False, "{X}的中试基地位于{O}。"), (False, "{X}与{O}科学技术局签约。"),
            (False, "{X}位于{C},与{O}的高校合作。")))
        if wrong:
            self.city.holds("check", "places", name, str(year))
        self._write(year, 5, "创新平台巡礼", wording.format(X=name, O=other, C=self.city.name), "异")

    def _report(self, of: int, year: int) -> None:
        """The review of a year, written at the beginning of the next; of the first year there is none."""
        if of < FIRST:
            return
        self.of, sentences = of, []
        for indicator in INDICATORS:
            now = self.values[indicator] * (1 + indicator.growth * self.chance.uniform(.4, 1.5))
            self.values[indicator] = now
            figure = self.reached[of, indicator] = self._figure(indicator, now)
            self._told(indicator, figure, of, "actual")
            target = self.targets[indicator]
            self.city.holds("pairs", indicator.names[0], indicator.measure, str(of), _whole(indicator, target), _whole(indicator, figure),
                            "reached" if float(figure) >= float(target) else "missed")
            sentences.append(self._sentence(indicator, figure, False))
        opening = self.chance.choice(_REVIEW_OPENINGS).format(Y=of)
        body = f"{opening}{self._joined(sentences)}。"
        head, office = self.heads[-1], self.chance.choice(OFFICES)
        kind = self.chance.randrange(3)
        if kind == 0:
            title = f"{self.bureau}{of}年工作总结"
        elif kind == 1:
            title = f"{self.city.name}召开{year}年科技工作会议"
            body = (f"{year}年1月18日,{self.city.name}{year}年科技工作会议召开。市科学技术局{office}{head}作工作报告。\n\n"
                    f"会议指出,{body}")
            self.city.holds("holders", head, office.split("、")[-1], str(year))
        else:
            title = f"{of}年{self.city.name}科技创新工作情况"
            body = f"日前,{self.bureau}{office}{head}介绍了{of}年科技创新工作情况。\n\n{body}"
            self.city.holds("holders", head, office.split("、")[-1], str(year))
        self._write(year, 1, title, body)

    def _change(self, year: int) -> None:
        """Another head of the bureau."""
        old, new = self.heads[-1], self._person()
        self.heads.append(new)
        wording = self.chance.choice((
            "任命{N}为{B}局长,免去{O}的{B}局长职务。", "免去{O}的{B}局长职务;任命{N}为{B}局长。",
            "决定任命:{N}为{B}局长。决定免去:{O}的{B}局长职务。"))
        self._write(year, 3, f"{self.city.name}人民代表大会常务委员会任免名单",
                    f"{year}年3月28日{self.city.name}人民代表大会常务委员会会议通过:\n\n" + wording.format(N=new, O=old, B=self.bureau))
        self.city.holds("holders", new, "局长", str(year))
        self.city.holds("holders", old, "局长", str(year))

    def rename(self, chance: random.Random) -> None:
        """An office that becomes a bureau, and its 主任 a 局长; what happens is drawn by a chance of its own."""
        old, new = self.city.name + "金融工作办公室", self.city.name + "地方金融监督管理局"
        year = chance.randint(FIRST + 1, LAST - 1)
        first, second = chance.sample([f + g for f in FAMILY for g in GIVEN if f + g not in self.heads], 2)
        told = chance.choice(("{O}更名为{N}。", "日前,{O}更名为{N}。", "根据机构改革方案,{O}更名为{N}。"))
        self._write(year - 1, 5, f"{self.city.name}召开{year - 1}年金融工作会议", f"{old}主任{first}作工作报告。")
        self._write(year, 4, f"{self.city.name}机构改革动态", told.format(O=old, N=new))
        self._write(year + 1, 5, f"{self.city.name}召开{year + 1}年金融工作会议", f"{new}局长{second}作工作报告。")
        self.city.holds("holders", second, "局长", str(year + 1))
        self.city.holds("before", second, first)

    def _half(self, year: int) -> None:
        """News of the middle of the year, whose figures are not the year's."""
        chosen = self.chance.choice(INDICATORS[:3])
        figure = self._figure(chosen, self.values[chosen] * .6)
        other = self.chance.choice([c for c in CITIES if c + "市" != self.city.name]) + "市"
        text = (f"上半年,全市{chosen.names[0]}达到{chosen.told.format(figure)}。{other}科学技术局一行来我市考察,"
                f"该市{chosen.names[0]}已达{chosen.told.format(self._figure(chosen, self.values[chosen] * 2))}。")
        self._write(year, 7, f"{self.city.name}上半年科技创新提质增效", f"{year}年7月15日,{text}")

    def _steps(self, year: int) -> None:
        """What was approved, begun, built and raised in a year, a notice each."""
        for name, approved, begun, built, raised in self.things:
            for when, step, wordings in (
                    (approved, "获批", ("{M}月,{X}获批建设。", "{X}于{M}月正式获批。", "日前,{X}获批。")),
                    (begun, "开工", ("{M}月,{X}开工建设。", "{X}{M}月正式动工。", "日前,{X}项目开工。")),
                    (built, "建成", ("{M}月,{X}建成投用。", "{X}于{M}月建成。", "日前,{X}建成并投入使用。")),
                    (raised, "升级", ("{M}月,{X}升级为省级平台。", "{X}获批升级为省级创新平台。"))):
                if when == year:
                    self.city.holds("life", name, step, str(year))
                    month = self.chance.randint(8, 11)
                    text = self.chance.choice(wordings).format(X=name, M=month)
                    self._write(year, month + 1, f"{name}建设动态", text + "市科学技术局有关负责人表示,将持续做好服务保障。", step)

    def _said_again(self, of: int) -> None:
        """Other documents tell a figure of a past year once more: the same, rounded, revised, with a slip, another one."""
        indicator = self.chance.choice(INDICATORS[:3])
        figure = self.reached.get((of, indicator))
        if figure is None:
            return
        value, name = float(figure), indicator.names[0]
        how = self.chance.choice(("rounded", "same", "revised", "slip", "other", None))
        told = {"rounded": f"{value // 10 * 10:.0f}余", "same": figure, "revised": self._figure(indicator, value * 1.004),
                "slip": f"{value:.0f}万", "other": self._figure(indicator, value * 1.35)}.get(how or "")
        if told is None or (how == "slip" and "亿" in indicator.told) or (how == "rounded" and value < 100):
            return
        text = f"{of}年,全市{name}达到{indicator.told.format(told)}。"
        if how == "revised":
            self._revise(of, indicator, told)
            text = f"经最终核实,{of}年全市{name}为{indicator.told.format(told)}。"
        if how:
            said = told.removesuffix("余").removesuffix("万")
            self.city.holds("series", name, indicator.measure, str(of), "actual",
                            _whole(indicator, f"{float(said) * (10_000 if told.endswith('万') else 1):.0f}"))
        if how in ("slip", "other"):
            self.city.holds("check", {"slip": "slip", "other": "figures"}[how], name, str(of))
        self._write(of + 1, 6, f"{self.city.name}科技创新综述", text + "科技创新成为高质量发展的强劲动力。")

    def _revise(self, of: int, indicator: Indicator, figure: str) -> None:
        """The result of a year is another: what came of its target is judged by that."""
        name, whole = indicator.names[0], _whole(indicator, figure)
        pair = next(t for t in self.city.truth["pairs"] if t[:3] == (name, indicator.measure, str(of)))
        self.city.truth["pairs"].remove(pair)
        self.city.holds("pairs", *pair[:4], whole, "reached" if float(whole) >= float(pair[3]) else "missed")
        self.city.holds("series", name, indicator.measure, str(of), "actual", whole)

    # ------------------------------------------------------------ writing

    def _joined(self, sentences: list[str]) -> str:
        return self.chance.choice((",", ";", ",")).join(sentences)

    def _write(self, year: int, month: int, title: str, text: str, mark: str = "") -> None:
        name = f"{year}-{month:02}-{len(self.city.documents):03}{mark}.txt"
        self.city.documents[name] = f"{title}\n\n发布时间:{year}-{month:02}-20\n\n{text}\n"


def _whole(indicator: Indicator, figure: str) -> str:
    value = float(figure) * (100_000_000 if "亿" in indicator.told else 1)
    return _plain(f"{value:.{indicator.digits}f}")


# ---------------------------------------------------------------- what is answered


def answered(part: str, graph: kg.Graph, **given: str | None) -> list[dict[str, str]]:
    """The rows of a part, each by the names of its columns; nothing where kg has no such part."""
    for each in PARTS:
        if each.name == part:
            answer = each.answer(graph.view, graph.ontology, **{p.name: None for p in each.parameters} | given)
            return [{c: str(v) for c, v in zip(answer.columns, row, strict=True) if v is not None} for row in answer.rows]
    return []


def _names(label: str) -> str:
    """The name under which a history knows an indicator, whichever of its names is given."""
    return next((i.names[0] for i in INDICATORS if any(name.startswith(label) or label.startswith(name) for name in i.names)),
                label)


def _series(graph: kg.Graph, city: City) -> set[Truth]:
    return {(_names(row["indicator"]), row["measure"], row.get("period", ""), row["status"], _plain(row["value"]))
            for row in answered("series", graph) if row.get("place") == city.name}


def _pairs(graph: kg.Graph, city: City) -> set[Truth]:
    return {(_names(row["indicator"]), row["measure"], row["period"], _plain(row["value"]), _plain(row["result"]), row["outcome"])
            for row in answered("series", graph)
            if row.get("place") == city.name and row.get("outcome") in ("reached", "missed") and "result" in row}


def _check(graph: kg.Graph, city: City) -> set[Truth]:
    return {(row["kind"], _names(row["about"]), row["period"]) for row in answered("check", graph)}


def _holders(graph: kg.Graph, city: City) -> set[Truth]:
    return {(row["person"], row["office"], day[:4]) for row in answered("holders", graph)
            for day in row.get("attested", "").split("、") if row["office"] == "局长" and day}


def _before(graph: kg.Graph, city: City) -> set[Truth]:
    return {(row["person"], row["before"]) for row in answered("holders", graph)
            if row["body"].endswith("地方金融监督管理局") and "before" in row}


def _life(graph: kg.Graph, city: City) -> set[Truth]:
    found = set()
    for thing in sorted({name for name, *_ in city.truth.get("life", ())}):
        if graph.find(thing):
            found |= {(thing, row["step"], row["date"][:4]) for row in answered("timeline", graph, name=thing)
                      if row["status"] == "actual" and row["step"] in STEPS}
    return found


PARTS_OF: dict[str, Callable[[kg.Graph, City], set[Truth]]] = {
    "series": _series, "pairs": _pairs, "check": _check, "holders": _holders, "before": _before,
    "life": _life}


def _plain(value: str) -> str:
    return f"{float(value):g}" if value.replace(".", "", 1).isdigit() and float(value) < 1e5 else value


def score(seeds: Iterable[int], show: bool) -> dict[str, tuple[int, int, int]]:
    """For each part how many rows are right, how many were answered, and how many are true, over some cities."""
    counted: dict[str, Counter[str]] = {part: Counter() for part in PARTS_OF}
    for seed in seeds:
        city = make(seed)
        with tempfile.TemporaryDirectory() as folder:
            for name, text in city.documents.items():
                Path(folder, name).write_text(text, encoding="utf-8")
            graph = kg.build([folder], workers=1)
        for part, of in PARTS_OF.items():
            found, true = of(graph, city), city.truth.get(part, set())
            counted[part].update(right=len(found & true), found=len(found), true=len(true))
            if show:
                for sign, rows in (("missed", true - found), ("wrong", found - true)):
                    for row in sorted(rows):
                        print(f"{seed} {part} {sign}: {' '.join(row)}")
    return {part: (c["right"], c["found"], c["true"]) for part, c in counted.items()}


def main() -> None:
    """Print how well the story of some cities is told."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cities", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, help="leave the documents of the first city there")
    parser.add_argument("--missed", action="store_true", help="print what is missed and what is wrong")
    args = parser.parse_args()
    if args.out:
        args.out.mkdir(parents=True, exist_ok=True)
        for name, text in make(args.seed).documents.items():
            (args.out / name).write_text(text, encoding="utf-8")
    print("| part | true | answered | right | F1 |\n|---|---|---|---|---|")
    for part, (right, found, true) in score(range(args.seed, args.seed + args.cities), args.missed).items():
        print(f"| {part} | {true} | {found} | {right} | {2 * right / (found + true) if found + true else 1:.3f} |")


if __name__ == "__main__":
    main()
