"""What two documents cannot both be right about is told with both sentences, and what only differs is not."""

import json
import re

import pytest
from click.testing import CliRunner
from pyarrow import parquet

import kg
from kg.cli import main
from kg.corpus.check import PART

PLAN = "宁波市科学技术局{0}年科技工作要点\n\n发布时间:{0}-01-20\n\n{0}年,{1}。\n"
REVIEW = "宁波市科学技术局{0}年工作总结\n\n发布时间:{2}-01-20\n\n{0}年,{1}。\n"
SURVEY = "宁波市科技创新综述\n\n发布时间:{2}-06-20\n\n{0}年,{1}。\n"


def told(tmp_path, *texts, columns=("kind", "about", "period", "preferred", "doubted")):
    """The contradictions between some documents."""
    for at, text in enumerate(texts):
        (tmp_path / f"{at}.txt").write_text(text, encoding="utf-8")
    graph = kg.build([tmp_path], workers=1)
    answer = PART.answer(graph.view, graph.ontology)
    return [tuple(row[answer.columns.index(c)] for c in columns) for row in answer.rows]


# what a review and a later survey say of 2023 → how they contradict each other
FIGURES = [
    ("全市高新技术企业总数达到1523家", "全市高新技术企业总数达到2048家", ("figures", "1523 家", "2048 家")),
    ("全市高新技术企业总数达到1523家", "全市高企数量达到1523万家", ("slip", "1523 家", "15230000 家")),
    ("全市高新技术企业总数突破1523家", "全市高新技术企业总数达到2048家", ("figures", "2048 家", "≥1523 家")),
    ("新认定市级重点实验室12家", "新认定市级重点实验室21家", ("figures", "12 家", "21 家")),
    ("技术合同成交额为480亿元", "技术合同成交额为48亿元", ("slip", "4800000000 元", "48000000000 元")),
    # The same, rounded, a bound that is kept, counted again, of a part, another measure, another thing.
    ("全市高新技术企业总数达到1523家", "全市国家高新技术企业1523家", None),
    ("全市高新技术企业总数达到1523家", "全市高新技术企业总数达到1500余家", None),
    ("全市高新技术企业总数达到1523家", "全市高新技术企业总数超过1500家", None),
    ("全市高新技术企业总数达到1523家", "全市高新技术企业总数达到1531家", None),
    ("全市高新技术企业总数达到1523家", "经最终核实,全市高新技术企业总数为1663家", None),
    ("全市高新技术企业总数达到1523家", "新增高新技术企业300家", None),
    ("全市高新技术企业总数达到1523家", "余姚市高新技术企业总数达到310家", None),
    ("技术合同成交额增长12%", "技术合同成交额增长19%", None),
    ("全市高新技术企业总数达到1523家", "全市科技型中小企业总数达到2048家", None),
]


@pytest.mark.parametrize(("review", "survey", "expected"), FIGURES)
def test_figures_of_one_thing_and_time(tmp_path, review, survey, expected):
    found = told(tmp_path, REVIEW.format(2023, review, 2024), SURVEY.format(2023, survey, 2024), columns=("kind", "preferred", "doubted"))
    assert found == ([expected] if expected else [])


def test_a_figure_of_the_middle_of_the_year_contradicts_none(tmp_path):
    half = "宁波市科技创新提质\n\n发布时间:2023-07-20\n\n2023年,全市高新技术企业总数达到900家。\n"
    assert told(tmp_path, half, REVIEW.format(2023, "全市高新技术企业总数达到1523家", 2024)) == []


def test_two_targets_are_two_plans(tmp_path):
    assert told(tmp_path, PLAN.format(2024, "高新技术企业总数达到1600家"),
                "宁波市人民政府2024年工作计划\n\n发布时间:2024-02-20\n\n2024年,高新技术企业总数达到1900家。\n") == []


TARGETS = [
    (1300, [("target", "高新技术企业", "2024", "1523 家", "1300 家")]),
    (1500, []),  # 1,523 rounded
    (1800, []),
]
KEPT = "高新技术企业总数稳定在1300家以上"


@pytest.mark.parametrize(("target", "expected"), TARGETS)
def test_a_target_below_what_was_reached(tmp_path, target, expected):
    assert told(tmp_path, REVIEW.format(2023, "全市高新技术企业总数达到1523家", 2024),
                PLAN.format(2024, f"高新技术企业总数达到{target}家").replace("01-20", "02-20")) == expected


def test_a_floor_to_be_kept_is_no_step_back(tmp_path):
    assert told(tmp_path, REVIEW.format(2023, "全市高新技术企业总数达到1523家", 2024), PLAN.format(2024, KEPT).replace("01-20", "02-20")) == []


def test_the_figures_of_other_years_say_which_is_the_likelier(tmp_path):
    found = told(tmp_path, REVIEW.format(2021, "全市高新技术企业总数达到15000家", 2022), REVIEW.format(2022, "全市高新技术企业总数达到16000家", 2023),
                 REVIEW.format(2023, "全市高新技术企业总数达到170家", 2024), SURVEY.format(2023, "全市高新技术企业总数达到17000家", 2024))
    assert found == [("slip", "高新技术企业", "2023", "17000 家", "170 家")]


MEETING = "宁波市召开{0}年科技工作会议\n\n{0}年{2}月18日,宁波市{0}年科技工作会议召开。市科学技术局局长{1}作工作报告。\n"


def test_two_heads_of_one_body(tmp_path):
    found = told(tmp_path, MEETING.format(2021, "林知远", 1), MEETING.format(2022, "周慕白", 1), MEETING.format(2023, "林知远", 1),
                 columns=("kind", "about", "preferred", "doubted"))
    assert found == [("heads", "宁波市科学技术局 局长", "林知远 2021-01-18", "周慕白 2022-01-18")]


def test_heads_that_follow_each_other(tmp_path):
    assert told(tmp_path, MEETING.format(2021, "林知远", 1), MEETING.format(2022, "周慕白", 1), MEETING.format(2023, "周慕白", 1)) == []


def test_both_sentences_are_quoted(tmp_path):
    (quoted,) = told(tmp_path, REVIEW.format(2023, "全市高新技术企业总数达到1523家", 2024), SURVEY.format(2023, "全市高新技术企业总数达到2048家", 2024),
                     columns=("preferred_sentence", "doubted_sentence", "reason", "place"))
    assert quoted == ("2023年,全市高新技术企业总数达到1523家。", "2023年,全市高新技术企业总数达到2048家。", "相差34%", "宁波市")


def test_triples_name_both_numbers(tmp_path):
    for at, text in enumerate((REVIEW.format(2023, "全市高新技术企业总数达到1523家", 2024), SURVEY.format(2023, "全市高新技术企业总数达到2048家", 2024))):
        (tmp_path / f"{at}.txt").write_text(text, encoding="utf-8")
    graph = kg.build([tmp_path], workers=1)
    triples = list(PART.triples(graph.view, graph.ontology))
    numbers = {o.iri for o in graph.view.observations}
    named = {t.predicate.value.rsplit("#", 1)[1]: t.object.value for t in triples}
    assert {named["prefers"], named["doubts"]} <= numbers
    assert named["kindOfContradiction"] == "figures"
    assert len({t.subject for t in triples}) == 1


# ---------------------------------------------------------------- things

STANDS = "浙江科技动态\n\n发布时间:{0}-05-10\n\n{1}\n"
SEATS = [
    # what two documents of about one time say → the likelier place and the other
    (("宁波海洋材料实验室位于宁波市鄞州区。", "宁波海洋材料实验室坐落于绍兴市柯桥区。"), ("宁波市鄞州区", "绍兴市柯桥区")),
    (("位于宁波市鄞州区的宁波海洋材料实验室启用。", "宁波海洋材料实验室坐落于绍兴市柯桥区。"), ("宁波市鄞州区", "绍兴市柯桥区")),
    (("双马实验室位于绍兴市柯桥区。", "双马实验室地处嘉兴市。"), ("嘉兴市", "绍兴市柯桥区")),  # nothing tells: the later one
    # One in the other, one prefecture, a branch, several sites, a move, a base, a meeting, a kind, another time.
    (("宁波海洋材料实验室位于宁波市鄞州区。", "宁波海洋材料实验室位于宁波市。"), None),
    (("宁波海洋材料实验室位于宁波市鄞州区。", "宁波海洋材料实验室位于宁波市北仑区。"), None),
    (("宁波海洋材料实验室位于宁波市鄞州区。", "宁波海洋材料实验室绍兴分中心位于绍兴市柯桥区。"), None),
    (("宁波海洋材料实验室位于宁波市鄞州区。", "宁波海洋材料实验室分别位于宁波市鄞州区和绍兴市柯桥区。"), None),
    (("宁波海洋材料实验室位于宁波市鄞州区。", "宁波海洋材料实验室整体搬迁,新址位于绍兴市柯桥区。"), None),
    (("宁波海洋材料实验室位于宁波市鄞州区。", "宁波海洋材料实验室的中试基地位于绍兴市柯桥区。"), None),
    (("宁波海洋材料实验室位于宁波市鄞州区。", "宁波海洋材料实验室在绍兴市柯桥区举办成果发布会。"), None),
    (("养老服务中心位于宁波市鄞州区。", "养老服务中心位于绍兴市柯桥区。"), None),
]


@pytest.mark.parametrize(("said", "expected"), SEATS)
def test_one_thing_in_two_places(tmp_path, said, expected):
    texts = [STANDS.format(2023 + at, text) for at, text in enumerate(said)]
    found = told(tmp_path, *texts, columns=("kind", "preferred", "doubted"))
    assert found == ([("places", *expected)] if expected else [])


def test_two_places_at_times_that_lie_apart_may_be_a_move(tmp_path):
    assert told(tmp_path, STANDS.format(2015, SEATS[0][0][0]), STANDS.format(2023, SEATS[0][0][1])) == []


BUILT = [
    # what is told in 2022 and what the plan of 2024 says → the likelier and the other
    ("3月,宁波海洋材料实验室建成投用。", "加快筹建宁波海洋材料实验室", ("建成 2022-03", "筹建 2024 planned")),
    ("宁波海洋材料实验室于2022年3月建成。", "开工建设宁波海洋材料实验室", ("建成 2022-03", "开工 2024 planned")),
    # A further phase, another site, what is better than before; a part that was built; what is only wanted.
    ("3月,宁波海洋材料实验室建成投用。", "开工建设宁波海洋材料实验室二期", None),
    ("3月,宁波海洋材料实验室建成投用。", "推进宁波海洋材料实验室扩建", None),
    ("3月,宁波海洋材料实验室建成投用。", "推动宁波海洋材料实验室升级", None),
    ("3月,宁波海洋材料实验室一期建成投用。", "开工建设宁波海洋材料实验室", None),
    ("力争3月建成宁波海洋材料实验室。", "加快筹建宁波海洋材料实验室", None),
    ("3月,宁波海洋材料实验室揭牌。", "开工建设宁波海洋材料实验室", None),
]


@pytest.mark.parametrize(("made", "plan", "expected"), BUILT)
def test_a_plan_of_what_was_built(tmp_path, made, plan, expected):
    found = told(tmp_path, STANDS.format(2022, made), PLAN.format(2024, plan), columns=("kind", "preferred", "doubted"))
    assert found == ([("built", *expected)] if expected else [])


# ---------------------------------------------------------------- what only looks like a contradiction

NEWS = "新闻\n\n发布时间:2024-0{0}-20\n\n{1}\n"


@pytest.mark.parametrize("texts", [
    # A part, a firm or an event is told as if it were the country's; nobody follows it through the years.
    ("2023年,我国发电量超102亿千瓦时。", "2023年,我国发电量1.8亿千瓦时。"),
    ("2023年,我国显示产业全球占比36%。2022年,全球占比30%。", "2023年,我国地热产业全球占比57.8%。"),
])
def test_news_of_a_part_contradict_nothing(tmp_path, texts):
    assert told(tmp_path, *(NEWS.format(at, text) for at, text in enumerate(texts, 1))) == []


def test_offices_of_other_countries_and_of_the_next_headline_are_not_ours(tmp_path):
    own = [f"新闻\n\n发布时间:{day}\n\n公安部部长林知远主持会议。\n" for day in ("2022-03-01", "2024-03-01")]
    assert told(tmp_path, *own, NEWS.format(1, "会见越共中央政治局委员、公安部部长阮文山。").replace("2024", "2023")) == []
    assert told(tmp_path, *own, NEWS.format(1, "林知远全票当选公安部部长 周慕白当选委员长。").replace("2024", "2023")) == []


# ---------------------------------------------------------------- wherever the number is shown

TWO_FIGURES = (REVIEW.format(2023, "全市高新技术企业总数达到1523家", 2024), SURVEY.format(2023, "全市高新技术企业总数达到2048家", 2024),
               PLAN.format(2023, "高新技术企业总数达到1500家"))


@pytest.fixture(scope="module")
def two_figures(tmp_path_factory):
    docs, out = tmp_path_factory.mktemp("docs"), tmp_path_factory.mktemp("built") / "out"
    for at, text in enumerate(TWO_FIGURES):
        (docs / f"{at}.txt").write_text(text, encoding="utf-8")
    assert CliRunner().invoke(main, ["build", str(docs), "-o", str(out), "--workers", "1"]).exit_code == 0
    return out


def run(*words):
    return CliRunner().invoke(main, list(map(str, words))).stdout


@pytest.mark.slow
def test_the_less_likely_figure_says_so_in_show(two_figures):
    lines = [line.replace(",", "") for line in run("show", two_figures, "宁波市").splitlines() if "  # " in line]
    assert ["in doubt: contradicted" in line for line in lines if "2048" in line] == [True]
    assert not any("in doubt" in line for line in lines if "2048" not in line)


@pytest.mark.parametrize("question", ["targets-and-results"])
def test_the_less_likely_figure_says_so_in_named_questions(two_figures, question):
    rows = [line.split(",") for line in run("query", two_figures, "-n", question, "-p", "indicator=高新技术企业总数", "--format", "csv").splitlines()]
    value, doubt = rows[0].index("value"), rows[0].index("doubt")
    assert {row[value]: row[doubt] for row in rows[1:]} == {"1500": "", "1523": "", "2048": "contradicted"}


def test_an_outcome_tells_what_contradicts_its_result(two_figures):
    rows = [line.split(",") for line in run("query", two_figures, "-n", "outcomes", "-p", "year=2023", "--format", "csv").splitlines()]
    (row,) = rows[1:]
    assert (row[rows[0].index("result")], row[rows[0].index("against")]) == ("1523", "2048")


def test_the_less_likely_figure_says_so_in_tables_and_on_the_page(two_figures, tmp_path):
    run("export", two_figures, "--format", "parquet", "-o", tmp_path / "tables")
    table = parquet.read_table(tmp_path / "tables" / "observations.parquet").to_pylist()
    assert {int(row["value"]): row["doubt"] for row in table} == {1500: "", 1523: "", 2048: "contradicted"}
    page = (two_figures / "graph.html").read_text(encoding="utf-8")
    data = json.loads(re.search(r'<script type="application/json"[^>]*>(.*?)</script>', page, re.S).group(1))
    assert {number[1]: number[-2] for number in data["numbers"]} == {"1500": 0, "1523": 0, "2048": 2}  # contradicted by another


def test_the_number_in_the_graph_stays_as_its_document_has_it(two_figures):
    assert "kg:doubt " not in (two_figures / "graph.ttl").read_text(encoding="utf-8")


def test_nothing_found_is_said_and_not_written(tmp_path):
    (tmp_path / "a.txt").write_text("甬江市科学技术局举办科技周。\n", encoding="utf-8")
    run("build", tmp_path / "a.txt", "-o", tmp_path / "out")
    result = CliRunner().invoke(main, ["check", str(tmp_path / "out")])
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "nothing of that is found in these documents\n")
