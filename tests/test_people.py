"""People and the posts that the words around their names give them."""

import pytest

PLAN = "宁波市科学技术局2024年科技工作要点\n\n"
# a sentence → (person, body, office) of each post that it tells
POSTS = [
    ("市科技局局长林知远主持会议。", {("林知远", "宁波市科学技术局", "局长")}),
    ("市科技局局长:林知远", {("林知远", "宁波市科学技术局", "局长")}),
    ("市科技局局长 李 明,副局长到会。", {("李明", "宁波市科学技术局", "局长")}),
    # Offices joined by 、 are of the body before them; a part that ends in no office is somebody else's.
    ("市科技局党组书记、局长林知远主持会议。", {("林知远", "宁波市科学技术局", "党组书记、局长")}),
    ("市科技局党组成员、市教育局副局长林知远出席。", {("林知远", "宁波市科学技术局", "党组成员"), ("林知远", "宁波市教育局", "副局长")}),
    ("市科技局局长林知远、宁波大学校长周慕白出席。", {("林知远", "宁波市科学技术局", "局长"), ("周慕白", "宁波大学", "校长")}),
    ("市科技局专家委员会副主任委员林知远主持会议。", {("林知远", "宁波市科技局专家委员会", "副主任委员")}),
    # The government that an office of a place implies; a head without a level implies none by itself.
    ("市长林知远主持会议。", {("林知远", "宁波市人民政府", "市长")}),
    ("浙江省副省长林知远主持会议。", {("林知远", "浙江省人民政府", "副省长")}),
    ("市委副书记、市长林知远主持会议。", {("林知远", "中共宁波市委员会", "副书记"), ("林知远", "宁波市人民政府", "市长")}),
    ("广西壮族自治区主席林知远来访。", set()),
    ("自治区主席林知远来访。", set()),
    ("区长林知远来访。", set()),
    # A unit has the body's name in front of its own; the title behind a name tells where somebody works.
    ("市科技局发展规划处处长林知远介绍情况。", {("林知远", "宁波市科学技术局发展规划处", "处长")}),
    ("甬江实验室何书屿院士作报告。", {("何书屿", "甬江实验室", "院士")}),
    ("甬江实验室、何书屿院士作报告。", set()),
    # What verbs give and take; an office that is lost is a former one.  A given name may be that of a place.
    ("任命林知远、周慕白为市科技局副局长。", {("林知远", "宁波市科学技术局", "副局长"), ("周慕白", "宁波市科学技术局", "副局长")}),
    ("林知远任市科技局党组书记、局长。", {("林知远", "宁波市科学技术局", "党组书记、局长")}),
    ("林知远任市科技局局长以来,改革成效明显。", {("林知远", "宁波市科学技术局", "局长")}),
    ("林知远接替张永康任市科技局局长。", {("林知远", "宁波市科学技术局", "局长")}),
    ("张永康不再担任市科技局局长职务,由林知远接任。", {("张永康", "宁波市科学技术局", "原局长"), ("林知远", "宁波市科学技术局", "局长")}),
    ("接受张永康辞去宁波市人民政府市长职务的请求。", {("张永康", "宁波市人民政府", "原市长")}),
    ("林知远当选宁波市市长。", {("林知远", "宁波市人民政府", "市长")}),
    ("市科技局局长由林知远担任。", {("林知远", "宁波市科学技术局", "局长")}),
    ("林知远,男,1970年5月生,现任市科技局副局长,拟任市科技局局长。", {("林知远", "宁波市科学技术局", "副局长")}),
    ("原市科技局局长林知远出席。", {("林知远", "宁波市科学技术局", "原局长")}),
    ("市科技局副局长林知远、周慕白和王强出席。", {("林知远", "宁波市科学技术局", "副局长"), ("周慕白", "宁波市科学技术局", "副局长"), ("王强", "宁波市科学技术局", "副局长")}),
    ("市科技局副局长林知远、周慕白教授出席。", {("林知远", "宁波市科学技术局", "副局长")}),
    # What stands before a name in a list is somebody else's.
    ("市科技局局长林知远、创新处处长周慕白参加会议。", {("林知远", "宁波市科学技术局", "局长")}),
    ("浙江省委书记林知远和省长周慕白出席会议。", {("林知远", "中共浙江省委员会", "书记"), ("周慕白", "浙江省人民政府", "省长")}),
    ("方案任务由组长负责。", set()), ("高校担任主任单位。", set()),
]


@pytest.mark.parametrize(("sentence", "posts"), POSTS)
def test_posts(sentence, posts, read):
    assert {(c.subject.name, c.object.name, c.role) for c in read(PLAN + sentence + "\n").claims if c.role} == posts


@pytest.mark.parametrize(("text", "names"), [
    ("会后，李明处长参加座谈。", ["李明"]),
    ("林致远局长主持会议，王磊副局长参加。", ["林致远", "王磊"]),
    ("高校校长参加座谈，各区局长陪同。", []),
    ("市科技局局长参加座谈。", []),
    ("市科技局局长普志华主持会议，副局长区志明参加。", ["普志华", "区志明"]),
    ("记者从今天的会议获悉，委员和专家发言。", []),
    ("仪式由市科技局副局长敬静主持。", ["敬静"]),
])
def test_an_office_between_a_name_and_what_people_do_is_no_part_of_the_name(text, names, read):
    assert [m.text for m in read(PLAN + text + "\n").mentions if m.type == "Person"] == names


def test_a_name_ends_before_a_word_of_function(read):
    for behind in ("在调研时强调创新", "对工作作出部署", "将出席会议", "于5月走访企业", "等参加会议", "受邀致辞"):
        found = read(f"宁波市科技动态\n\n宁波市科学技术局局长赵刚{behind}。\n").mentions
        assert [m.name for m in found if m.type == "Person"] == ["赵刚"], behind
