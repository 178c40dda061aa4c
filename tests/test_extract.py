"""Extraction, as tables from sentences to what must come out, and the invariants that hold for any text."""

from dataclasses import replace
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kg.extract
from kg.clean import clean
from kg.errors import OntologyError
from kg.extract import make_extractor
from kg.model import Claim, Reading, Source
from kg.ontology import load_ontology

PLAN = "宁波市科学技术局2024年科技工作要点\n\n"

# what stands in a work plan of 宁波 → (type, full name) that must be among the mentions
MENTIONS = [
    ("市科技局牵头落实。", ("Agency", "宁波市科学技术局")),
    ("按照市委、市政府部署推进。", ("Agency", "中共宁波市委员会")),
    ("按照市委、市政府部署推进。", ("Agency", "宁波市人民政府")),
    ("支持高新区发展。", ("District", "宁波高新技术产业开发区")),
    ("贯彻市委十四届五次全会精神。", ("Event", "宁波市委十四届五次全会")),
    ("落实党的二十届二中、三中全会精神。", ("Event", "党的二十届二中全会")),
    ("落实党的二十届二中、三中全会精神。", ("Event", "党的二十届三中全会")),
    ("召开全市科技工作会议。", ("Event", "宁波市科技工作会议")),
    ("建设光纤通信、纺织、桥梁装备高新技术产业基地。", ("Platform", "纺织高新技术产业基地")),
    ("推进石墨烯、磁性材料重点实验室建设。", ("Platform", "石墨烯重点实验室")),
    ("推动国家超算(深圳)中心服务产业。", ("Platform", "国家超级计算深圳中心")),
    ("市科技局党组书记、局长林知远主持会议。", ("Person", "林知远")),
    ("开展“先投后股”试点。", ("Initiative", "先投后股")),
]
# a sentence → (what stands there, the name that it takes from before; None when it stays open)
REFERENCES = [
    ("支持宁波大学建设海洋药物创新中心,该中心服务产业。", "该中心", "海洋药物创新中心"),
    ("宁波大学、浙江大学来访,该校介绍情况。", "该校", None),
    ("该中心服务产业。", "该中心", None),
    ("落实《宁波市科技创新促进条例》,宣传《条例》。", "《条例》", "宁波市科技创新促进条例"),
]
NOT_MENTIONS = [
    "建设一批科技创新平台。", "坚定“四个自信”,增强“四个意识”。", "各区县、开发区要加强协调。", "x市、xx大学、**研究院参加了会议。", "20XX年,全市共有××家企业。",
    "聚焦重点产业。", "鼓励高校院所和企业合作。",
]
NUMBERS = [
    ("技术合同成交额突破620亿元。", ("技术合同成交额", 62000000000, "元", "atLeast", "total", "target", "2024")),
    ("科技型中小企业、国家高新技术企业分别达到1.9万家、7500家。", ("科技型中小企业", 19000, "家", "equal", "total", "target", "2024")),
    ("新认定市级重点实验室25家。", ("新认定市级重点实验室", 25, "家", "equal", "increment", "target", "2024")),
    ("实施攻关项目不少于80项。", ("攻关项目", 80, "项", "atLeast", "increment", "target", "2024")),
    ("到2027年,全社会研发投入强度达到3.8%。", ("全社会研发投入强度", 3.8, "%", "equal", "total", "target", "2027")),
]
NO_NUMBERS = ["做好四个方面工作。", "印发〔2024〕12号文件。", "2024年3月11日召开会议。", "共有××家企业,成交额X.X亿元。", "第3次会议召开。", "庆祝成立75周年。"]


@pytest.mark.parametrize(("sentence", "expected"), MENTIONS)
def test_mention(sentence, expected, read, ontology):
    mentions = read(PLAN + sentence + "\n").mentions
    found = {(ontology.root(m.type), n) for m in mentions for n in (m.name, *m.names)}
    assert expected in found


@pytest.mark.parametrize("sentence", NOT_MENTIONS)
def test_no_mention(sentence, read):
    extraction = read(PLAN + sentence + "\n")
    assert [m.text for m in extraction.mentions if m.passage.role != "title"] == []


@pytest.mark.parametrize(("sentence", "expected"), NUMBERS)
def test_observation(sentence, expected, read):
    found = [(o.indicator, float(o.value), o.unit, o.comparator, o.kind, o.status, o.period) for o in read(PLAN + sentence + "\n").observations]
    assert (expected[0], float(expected[1]), *expected[2:]) in found


@pytest.mark.parametrize("sentence", NO_NUMBERS)
def test_no_observation(sentence, read):
    assert read(PLAN + sentence + "\n").observations == ()


def test_the_frame_of_a_work_plan(read):
    frame = read(PLAN + "支持镇海区建设甬江科创区。\n").frame
    assert (frame.speaker.name, frame.place.name, frame.date) == ("宁波市科学技术局", "宁波市", "2024")


def test_a_pivot_gives_two_claims(read):
    claims = {(c.subject.name, c.relation, c.object.name) for c in read(PLAN + "支持镇海区打造海洋装备创新中心。\n").claims}
    assert ("宁波市科学技术局", "supports", "镇海区") in claims
    assert ("镇海区", "develops", "海洋装备创新中心") in claims


def test_without_a_frame_relative_names_stay_unresolved(read):
    extraction = read("在x市会议上的讲话\n\n市委、市政府高度重视,市科技局要抓好落实。\n")
    assert [m.name for m in extraction.mentions if m.type == "Agency"] == []
    assert "unresolved-reference" in [f.code for f in extraction.findings]


def test_shanxi_is_not_shaanxi(read):
    names = {m.name for m in read("山西省科学技术厅2024年工作要点\n\n我省科技工作会议召开,省科技厅作报告。\n").mentions}
    assert "山西省科学技术厅" in names
    assert not any("陕西" in n for n in names)


@pytest.mark.parametrize(("sentence", "surface", "name"), REFERENCES)
def test_a_reference_takes_the_name_of_its_one_antecedent(sentence, surface, name, read):
    extraction = read(PLAN + sentence + "\n")
    assert [m.name for m in extraction.mentions if m.text == surface] == ([name] if name else [])
    assert name or {f.code for f in extraction.findings} & {"ambiguous-reference", "unresolved-reference"}


def test_a_technique_can_be_left_out_and_another_added(ontology, monkeypatch):
    document = clean(Reading(Source("t", "0" * 64, "text/plain"), PLAN + "加快建设甬江实验室。\n"))[0]
    assert any(c.relation == "develops" for c in make_extractor(ontology)(document).claims)
    assert make_extractor(ontology, ["clause"])(document).claims != make_extractor(ontology)(document).claims
    with pytest.raises(OntologyError, match="no technique is called 'claws'"):
        make_extractor(ontology, ["claws"])
    monkeypatch.setattr(kg.extract, "entry_points", lambda group: [EntryPoint("lies", f"{__name__}:make_lies", group)])
    extraction = make_extractor(ontology)(document)
    assert extraction.dropped == {"offset": 1}
    assert "lies" not in {c.technique for c in extraction.claims}


def make_lies(ontology):
    """A technique of another package whose words do not stand where it says."""
    def tell(draft):
        sentence = draft.sentences[1]
        known = sentence.mentions[0]
        lie = replace(known, start=known.start + 1, end=known.end + 1)
        yield Claim(sentence.passage, sentence.passage.start, sentence.passage.end, draft.frame.speaker, "develops", lie, "actual", "lies")

    return tell


def _holds(extraction):
    document = extraction.document
    for mention in extraction.mentions:
        assert document.text[mention.start:mention.end] == mention.text
    for claim in extraction.claims:
        first, last = document.raw_span(claim.start, claim.end)
        assert document.raw[first:last] == document.quote(claim.start, claim.end)
    for passage in extraction.passages:
        assert document.text[passage.start:passage.end] == passage.text


@pytest.mark.parametrize("path", sorted(p for p in (Path(__file__).parent / "corpus").iterdir() if p.suffix in (".txt", ".md")), ids=lambda p: p.name)
def test_offsets_never_lie(path, read):
    _holds(read(path.read_text(encoding="utf-8"), path.name))


_PIECES = st.sampled_from(["市科技局", "西安市", "建设", "“双中心”", "(西安)", "《", "》", "”", "“", "、", "和", "重点实验室", "x市", "××家", "2024年", "1.1万家", "。", "\n",
                           "党的二十大", "会议", "李", "局长", "\ufffd", "與", "(kāi)", " ", "全省", "等产业", "人工智能", "支持", "与", "合作", "\u202e", "</script>"])


_EXTRACT = make_extractor(load_ontology())


@given(st.lists(_PIECES, max_size=60).map("".join))
@settings(max_examples=120, deadline=None)
def test_any_text_is_read_without_an_error(text):
    _holds(_EXTRACT(clean(Reading(Source("t", "0" * 64, "text/plain"), text))[0]))
