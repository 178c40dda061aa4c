"""The life of a thing: what sentences tell of its steps, and what many documents make of them."""

import json

import pytest
from click.testing import CliRunner

import kg
from kg.cli import main
from kg.combine import combined, spread
from kg.corpus.timeline import answer, fits, lives, text
from kg.errors import InputError
from kg.graph import validate_path
from kg.merge import LIVES, step_of
from tests.test_rules import extraction

NEWS = "甬城要闻\n2024年6月15日\n\n"


def _steps(sentence, head=NEWS):
    return {f"{s.thing.name} {s.step} {s.status} {s.period or '-'}" + (f" {s.other.name}" if s.other else "")
            for s in extraction(head + sentence + "\n").steps if s.technique == "step"}


@pytest.mark.parametrize(("sentence", "steps"), [
    ("甬北实验室于2021年3月获批建设，同年10月动工，2023年底建成投用。",
     ["approval actual 2021-03", "groundbreaking actual 2021-10", "completion actual 2023", "opening actual 2023"]),
    ("2021年3月，省科技厅批复同意甬北实验室建设。", ["approval actual 2021-03"]),
    ("甬北实验室（2021年3月获批）发展迅速。", ["approval actual 2021-03"]),
    ("成立于2020年的甬北实验室集聚人才500人。", ["establishment actual 2020"]),
    ("甬北实验室奠基仪式于2月18日举行。", ["groundbreaking actual 2024-02-18"]),
    ("近日，甬北实验室举行揭牌仪式。", ["opening actual -"]),
    ("上月，市领导为甬北实验室揭牌。", ["opening actual 2024-05"]),
    ("甬北实验室主体工程去年底开工。", ["groundbreaking actual 2023"]),
    ("甬北实验室总投资20亿元，2022年5月开工，预计2026年建成。", ["groundbreaking actual 2022-05", "completion planned 2026"]),
    ("甬北实验室计划2025年开工，2027年建成。", ["groundbreaking planned 2025", "completion planned 2027"]),
    ("甬北实验室原计划2022年建成，后推迟至2023年底。", ["completion planned 2022", "completion planned 2023"]),
    ("我市将对甬北实验室进行重组。", ["reorganisation planned -"]),
    ("2023年，市政府决定撤销甬北实验室。", ["abolition actual 2023"]),
    ("甬北实验室2022年升级为省重点实验室。", ["upgrade actual 2022"]),
    ("推动甬北实验室建成投用。", ["completion planned -", "opening planned -"]),
    ("甬北实验室二期开工建设。", []),
    ("甬北实验室尚未开工。", []),
    ("甬北实验室建成后将成为全省最大的平台。", []),
    ("甬北实验室研究成果获批。", []),
])
def test_what_a_sentence_tells(sentence, steps):
    assert _steps(sentence) == {f"甬北实验室 {s}" for s in steps}


@pytest.mark.parametrize(("sentence", "steps"), [
    ("2020年8月，甬北中心更名为甬东中心。", ["甬北中心 renaming actual 2020-08 甬东中心"]),
    ("2022年，由甬东研究院与甬西研究院合并组建甬北研究院。",
     ["甬北研究院 reorganisation actual 2022 甬东研究院", "甬北研究院 reorganisation actual 2022 甬西研究院"]),
    ("2021年，甬北实验室、甬东智算中心和甬西产业园相继揭牌。",
     ["甬北实验室 opening actual 2021", "甬东智算中心 opening actual 2021", "甬西产业园 opening actual 2021"]),
    ("《宁波市甲办法》自2023年1月1日起施行，2019年印发的《宁波市乙办法》（甬政发〔2019〕5号）同时废止。",
     ["宁波市甲办法 entryIntoForce actual 2023-01-01", "宁波市乙办法 issuance actual 2019", "宁波市乙办法 repeal actual 2023-01-01"]),
    ("2022年，市科技局修订《宁波市甲办法》，有效期至2028年12月31日。",
     ["宁波市甲办法 amendment actual 2022", "宁波市甲办法 expiry planned 2028-12-31"]),
])
def test_what_a_sentence_tells_of_several(sentence, steps):
    assert _steps(sentence) == set(steps)


def test_a_plan_plans_and_a_review_tells_what_is_done():
    told = "推动甬北实验室建成投用。"
    assert _steps(told, "宁波市科学技术局2024年工作要点\n\n") == {"甬北实验室 completion planned 2024", "甬北实验室 opening planned 2024"}
    assert _steps(told, "宁波市科学技术局2023年工作总结\n\n") == {"甬北实验室 completion actual 2023", "甬北实验室 opening actual 2023"}


DOCUMENTS = {
    "plan.txt": "宁波市科学技术局2022年工作要点\n\n推动甬北中心2022年建成。\n\n宁波市科学技术局\n2022年1月20日\n",
    "review.txt": "宁波市科学技术局2022年工作总结\n\n甬北中心2022年建成。\n\n宁波市科学技术局\n2022年12月20日\n",
    "news.txt": "甬城要闻\n2022年9月6日\n\n9月5日，甬北中心建成。\n",
    "later.txt": "甬城要闻\n2023年6月7日\n\n日前，甬北中心正式揭牌。\n",
    "still.txt": "甬城要闻\n2023年8月7日\n\n近日，甬北中心揭牌，受到关注。\n",
    "name.txt": "甬城要闻\n2024年5月6日\n\n2024年4月，甬北中心更名为甬东中心。\n",
    "policy.txt": "宁波市人民政府关于印发《宁波市中试办法》的通知\n甬政发〔2019〕7号\n\n现印发给你们。\n\n宁波市人民政府\n2019年5月6日\n\n宁波市中试办法\n\n"
                  "第一条 根据《浙江省科技进步条例》，制定本办法。\n\n第二条 本办法自2019年6月1日起施行，有效期三年。\n",
}


@pytest.fixture(scope="module")
def graph(tmp_path_factory):
    folder = tmp_path_factory.mktemp("city")
    for name, told in DOCUMENTS.items():
        (folder / name).write_text(told, encoding="utf-8")
    return kg.build([str(folder)])


def _rows(graph, name):
    return [row[:6] for row in answer(graph.view, graph.ontology, name).rows]


def test_many_documents_make_one_life_under_all_names(graph):
    rows = [("甬北中心", "建成", "planned", "2022", "text", None), ("甬北中心", "建成", "actual", "2022-09-05", "text", None),
            ("甬北中心", "启用", "actual", "2023-06-07", "document", None), ("甬北中心", "更名", "actual", "2024-04", "text", "甬东中心")]
    assert _rows(graph, "甬北中心") == rows
    assert _rows(graph, "甬东中心") == rows


def test_a_policy_has_a_number_and_a_term(graph):
    rows = _rows(graph, "宁波市中试办法")
    assert [r[1:5] for r in rows] == [
        ("印发", "actual", "2019-05-06", "document"), ("施行", "actual", "2019-06-01", "text"), ("有效期", "planned", "2022-06-01", "text"),
        ("文号", "actual", "2019-05-06", "document"), ("时效", "invalid", "2022-06-01", "text")]
    assert rows[3][5] == "甬政发〔2019〕7号"
    assert _rows(graph, "浙江省科技进步条例") == [("浙江省科技进步条例", "被引用", "actual", "2019-05-06", "document", "宁波市中试办法")]


def test_every_row_shows_its_sentence(graph):
    documents = {d.title for d in graph.view.documents}
    for row in answer(graph.view, graph.ontology, "甬北中心").rows:
        assert row[6] in documents
        assert row[8]
        assert f"“{row[8]}”" in text(answer(graph.view, graph.ontology, "甬北中心"))


def test_lives_are_of_all_things(graph):
    labels = {n.iri: n.label for n in graph.view.nodes}
    assert {labels[iri] for iri in lives(graph.view, graph.ontology)} >= {"甬北中心", "宁波市中试办法"}


@pytest.mark.parametrize(("period", "date", "same"), [
    ("2021", "2021-03", True), ("2021-03", "2021-03", True), ("2021-04", "2021-03", False), ("2021/2025", "2023-01", True),
    ("2016/2020", "2023", False), ("2021/2025", "2021/2025", True)])
def test_dates_that_fit_are_one(period, date, same):
    assert fits(period, date) is same


def test_a_name_that_nothing_has_is_told(graph):
    with pytest.raises(InputError, match="no thing has this name; there are 甬北中心"):
        answer(graph.view, graph.ontology, "甬北")


def test_the_command_tells_it(tmp_path):
    (tmp_path / "a.txt").write_text(DOCUMENTS["name.txt"], encoding="utf-8")
    run = CliRunner().invoke
    assert run(main, ["build", str(tmp_path / "a.txt"), "-o", str(tmp_path / "out")]).exit_code == 0
    told = run(main, ["timeline", str(tmp_path / "out"), "甬东中心"])
    assert told.exit_code == 0
    assert told.stdout.startswith("2024-04  更名  甬北中心 ↔ 甬东中心\n    “2024年4月，甬北中心更名为甬东中心。”\n")
    rows = json.loads(run(main, ["timeline", str(tmp_path / "out"), "甬东中心", "--format", "json"]).stdout)
    assert "2024-04" in json.dumps(rows)


def test_a_folder_holds_the_same_steps_whatever_its_history(tmp_path, graph):
    docs = tmp_path / "docs"
    docs.mkdir()
    run = CliRunner().invoke
    for name, told in DOCUMENTS.items():
        if name != "later.txt":
            (docs / name).write_text(told, encoding="utf-8")
    (docs / "other.txt").write_text("甬城要闻\n2024年5月6日\n\n2024年4月，甬北中心被撤销。\n", encoding="utf-8")
    assert run(main, ["build", str(docs), "-o", str(tmp_path / "out")]).exit_code == 0
    (docs / "other.txt").unlink()
    (docs / "later.txt").write_text(DOCUMENTS["later.txt"], encoding="utf-8")
    assert run(main, ["build", str(docs), "-o", str(tmp_path / "out")]).exit_code == 0
    built = kg.load(tmp_path / "out")
    assert built.view.steps == graph.view.steps
    assert validate_path(tmp_path / "out")[1] == []


def test_packs_of_steps_make_the_same_steps(graph):
    place = [["0a", ["x", "approval", "actual", "2021", None, [[1, 2]]]], ["0b", ["x", "approval", "actual", "2021", None, [[3, 4]]]]]
    given = [(document, gift) for document, gift in place]
    key = LIVES + "step/0"
    packs = [combined(key, given[:1]), combined(key, given[1:])]
    assert step_of(spread(key, packs)) == step_of(given)
    assert len(step_of(given).evidence) == 2


def test_a_public_part_has_no_step_of_a_person_and_keeps_the_others(graph):
    assert graph.select(public=True).view.steps
    assert {s.thing for s in graph.select(documents=["甬城要闻"]).view.steps} <= {s.thing for s in graph.view.steps}
