"""One thing that a document names in several ways, fully here and shorter there, is one."""

import pytest

PLAN = "象山县科学技术局2024年科技工作要点\n\n"

# text below the title of a county's plan → the names that its mentions stand for
ONE = [
    # However the place is written with which the name begins.
    ("建设象山科技大市场。县科技大市场获评优秀单位。象山县科技大市场开展对接。", {"宁波市象山县科技大市场"}),
    # By the same quotation and the same end.
    ("举办“百企面对面”科技服务座谈会。“百企面对面”座谈会取得实效。", {"“百企面对面”科技服务座谈会"}),
    # Where a word before it told what it is, and where none does.
    ("举办先导未来大会。媒体聚焦先导未来大会。", {"先导未来大会"}),
]
# The same with two that are not one.
TWO = [
    ("建设象山科技大市场。宁波科技大市场开展对接。", {"象山科技大市场", "宁波科技大市场"}),
    ("举办“百企面对面”座谈会。举办“千企面对面”科技服务座谈会。", {"“百企面对面”座谈会", "“千企面对面”科技服务座谈会"}),
    ("举办“百企面对面”培训班。“百企面对面”科技服务座谈会取得实效。", {"“百企面对面”培训班", "“百企面对面”科技服务座谈会"}),
]


@pytest.mark.parametrize(("text", "names"), ONE + TWO)
def test_what_is_named_shorter_is_the_same(text, names, read):
    sorts = {"kg:Platform", "Platform", "Event"}
    found = {m.name for m in read(PLAN + text + "\n").mentions if m.passage.role != "title" and m.type in sorts}
    assert found == names


def test_a_meeting_is_not_called_by_its_theme(read):
    (meeting,) = [m for m in read(PLAN + "举办“百企面对面”座谈会。\n").mentions if m.type == "Event"]
    assert "百企面对面" not in (meeting.name, *meeting.names)


# sentences behind one that names a meeting in full → what 本届… stands for
ABBREVIATED = [
    ("第二届甬江科技成果交易会新闻发布会举行。第二届甬江科技成果交易会筹备就绪。本届科交会将于5月举行。", "第二届甬江科技成果交易会"),
    ("第二届甬江科技成果交易会举行。本届文博会将于5月举行。", None),
    ("第二届甬江大学生运动会举行。本次大会由宁波市人民政府主办。", None),
    ("第七届甬博会媒体见面会举行。本届甬博会由宁波市人民政府主办。", "第七届甬博会"),
]


@pytest.mark.parametrize(("text", "meeting"), ABBREVIATED)
def test_what_this_meeting_is_called_for_short(text, meeting, read):
    found = [m.name for m in read(PLAN + text + "\n").mentions if m.text in ("科交会", "文博会", "甬博会", "大会")]
    assert found == ([meeting] if meeting else [])


@pytest.mark.parametrize(("text", "zone"), [
    ("天津港保税区召开座谈会。保税区管委会印发通知。", "天津港保税区"),
    ("天津港保税区召开座谈会。设立科创保税区。", None),
    ("天津港保税区、海口综合保税区签约。保税区管委会印发通知。", None),
])
def test_a_zone_is_named_again_by_its_kind(text, zone, read):
    """Only where it is the only one of its kind that the text names, and the word begins a name."""
    named = {m.name for m in read(text + "\n").mentions if m.text == "保税区"}
    assert named == ({zone} if zone else set())


@pytest.mark.parametrize(("text", "names"), [
    ("酒泉市市委书记林知远，市委常委、市委秘书长周慕白陪同调研。", {"中共酒泉市委员会"}),
    ("六安市委书记林知远，市委副书记、市长周慕白出席。", {"中共六安市委员会", "六安市人民政府"}),
    ("林知远参加，市委常委周慕白陪同。", {"中共宁波市委员会"}),
])
def test_a_level_behind_the_posts_of_a_place_is_of_that(text, names, read):
    claims = read("宁波市科学技术局接待来访\n\n" + text + "\n").claims
    assert {c.object.name for c in claims if c.relation == "holdsPostIn"} == names
