"""Of which year or period a number speaks: what the sentence names before it, its paragraph, heading, title, document."""

import pytest

NEWS = "宁波市2024年科技创新情况\n\n"
REPORT = "2024年宁波市科技创新情况\n——2024年{}月20日在宁波市科技大会上\n宁波市科技局局长 林知远\n一、工作回顾\n"
TALK = "宁波市科技局局长林知远谈创新\n2024年3月20日\n"
ANNUAL = "2026年宁波市政府工作报告\n\n"
BOTH = "一、“十四五”时期与2025年的工作回顾\n\n"
PADDING = "".join(f"{what}形势复杂。\n\n" for what in ("经济", "外贸", "就业", "物价", "能源", "财政"))
# a document → (indicator, whether done, period) of its numbers, in order
NUMBERS = [
    (NEWS + "建成中试基地8个。", [("中试基地", "actual", "2024")]),
    (NEWS + "去年建成中试基地8个。", [("中试基地", "actual", "2023")]),
    (NEWS + "上年,建成中试基地8个。", [("中试基地", "actual", "2023")]),
    (NEWS + "今年,建成中试基地8个。", [("中试基地", "actual", "2024")]),
    (NEWS + "明年,建成中试基地8个。", [("中试基地", "target", "2025")]),
    ("宁波市科技创新情况\n\n去年建成中试基地8个。", [("中试基地", "actual", None)]),
    # 全年 is the year of the section, 今年 that of the document.
    (NEWS + "一、2023年工作回顾\n\n全年建成中试基地8个。", [("中试基地", "actual", "2023")]),
    (NEWS + "一、2023年工作回顾\n\n今年建成中试基地8个。", [("中试基地", "actual", "2024")]),
    (NEWS + "一、“十三五”时期和2020年工作回顾\n\n建成中试基地8个。", [("中试基地", "actual", "2020")]),
    # 年均 opens what is told of the plan period of the section; what is called by five years does not.
    (NEWS + "一、“十三五”时期和2020年工作回顾\n\n年均建成产业园2个;建成实验室3个。", [("年均产业园", "actual", "2016/2020"), ("实验室", "actual", "2016/2020")]),
    (NEWS + "一、“十三五”时期和2020年工作回顾\n\n2019年,五年建成产业园2个,建成实验室3个。",
     [("产业园", "actual", "2016/2020"), ("实验室", "actual", "2019")]),
    (NEWS + "一、“十三五”时期和2020年工作回顾\n\n按照五年规划新建产业园2个。", [("新建产业园", "actual", "2020")]),
    (NEWS + "年均建成产业园2个。", [("年均产业园", "actual", "2024")]),
    # Plan periods, their last and first years.
    (NEWS + "“十四五”时期,建成中试基地8个。", [("中试基地", "actual", "2021/2025")]),
    (NEWS + "“十四五”收官之年,建成中试基地8个。", [("中试基地", "target", "2025")]),
    (NEWS + "“十四五”规划开局之年,建成中试基地8个。", [("中试基地", "actual", "2021")]),
    # No years that are spoken of: one of comparison, one in a title, one with a month.
    (NEWS + "较2020年增长,建成中试基地8个。", [("中试基地", "actual", "2024")]),
    (NEWS + "落实《宁波市2023年方案》,建成中试基地8个。", [("中试基地", "actual", "2024")]),
    (NEWS + "2023年5月投用,建成中试基地8个。", [("中试基地", "actual", "2024")]),
    # A year holds until another is named, to the end of the paragraph.
    (NEWS + "2023年,建成中试基地8个,2022年,建成产业园2个。", [("中试基地", "actual", "2023"), ("产业园", "actual", "2022")]),
    (NEWS + "2023年,建成中试基地8个。建成产业园2个。", [("中试基地", "actual", "2023"), ("产业园", "actual", "2023")]),
    (NEWS + "2023年,建成中试基地8个。\n\n建成产业园2个。", [("中试基地", "actual", "2023"), ("产业园", "actual", "2024")]),
    # A strong mark holds to the end of the paragraph too.
    (NEWS + "下一步工作。建成产业园2个。\n\n建成中试基地8个。", [("产业园", "target", "2024"), ("中试基地", "actual", "2024")]),
    # The years of a plan stand in its title.
    ("宁波市科技创新行动计划(2024—2026年)\n\n建成中试基地8个。", [("中试基地", "target", "2024/2026")]),
    ("宁波市科技创新行动计划(2024—2026年)\n\n2025年建成中试基地8个。", [("中试基地", "target", "2025")]),
    # A review told in the first quarter is of the year before, unless it says otherwise.
    (REPORT.format(1) + "建成中试基地8个。", [("中试基地", "actual", "2023")]),
    (REPORT.format(5) + "建成中试基地8个。", [("中试基地", "actual", "2024")]),
    (REPORT.format(1) + "强化服务。2024年,优化环境。\n建成中试基地8个。", [("中试基地", "actual", "2024")]),
    (REPORT.format(1) + "2019年,优化环境。\n建成中试基地8个。", [("中试基地", "actual", "2023")]),
    # In an interview a question is a heading of its answer.
    (TALK + "记者:今年有何打算?\n林知远:我们围绕产业,建成产业园2个。\n记者:成果如何?\n林知远:建成中试基地8个。",
     [("产业园", "target", "2024"), ("中试基地", "actual", "2024")]),
    (TALK + "记者:科技局将怎样发力?\n林知远:我们围绕产业,建成产业园2个。", [("产业园", "target", "2024")]),
    (TALK + "林知远:今年有何打算?\n我们围绕产业,建成产业园2个。", [("产业园", "actual", "2024")]),
    # Behind what was in the year before, 全年 is that year.
    ("宁波市科技局局长谈创新\n2024年3月20日\n一年来,成果丰硕。全年新增中试基地8个。", [("新增中试基地", "actual", "2023")]),
    ("宁波市科技局局长谈创新\n2024年5月20日\n一年来,成果丰硕。全年新增中试基地8个。", [("新增中试基地", "actual", "2024")]),
    ("宁波市科技局局长谈创新\n2024年3月20日\n成果丰硕。全年新增中试基地8个。", [("新增中试基地", "actual", "2024")]),
    # A year of a plan that opens a sentence holds in the next ones too, as far as the line goes.
    ("宁波市科技创新行动计划(2024—2026年)\n\n到2026年,建成产业园2个。建成中试基地8个。\n建成实验室3个。",
     [("产业园", "target", "2026"), ("中试基地", "target", "2026"), ("实验室", "target", "2024/2026")]),
    # A part of a yearly report that turns nowhere to what is to come, and back at its end, tells of five years.
    (ANNUAL + "推动成果转化,加快平台建设,建成中试基地8个。\n\n五年来,创新取得新成效。", [("中试基地", "actual", "2021/2025")]),
    (ANNUAL + "推动成果转化,加快平台建设,建成中试基地8个。\n\n今年,优化创新环境。", [("中试基地", "target", "2026")]),
    (ANNUAL + "力争推动成果转化,加快平台建设,建成中试基地8个。\n\n五年来,创新取得新成效。",
     [("中试基地", "target", "2026")]),
    (ANNUAL + "2025年,建成中试基地8个。\n\n五年来,创新取得新成效。", [("中试基地", "actual", "2025")]),
    # In a review of five years the end of the last turns to no other years, nor does what is called PM2.5; five years do.
    (ANNUAL + "一、过去五年工作回顾\n\n五年来,创新有成效。\n\n2025年底,人均住房面积33平方米。\n\n建成中试基地8个。",
     [("人均住房面积", "actual", "2025"), ("中试基地", "actual", "2021/2025")]),
    (ANNUAL + "一、工作回顾\n\n2025年,创新有成效。\n\n建成产业园2个。\n\n五年累计建成实验室3个。\n\n建成中试基地8个。",
     [("产业园", "actual", "2025"), ("实验室", "actual", "2021/2025"), ("中试基地", "actual", "2021/2025")]),
    (ANNUAL + "一、工作回顾\n\nPM2.5年均浓度下降9%。\n\n建成中试基地8个。",
     [("PM2.5年均浓度下降", "actual", "2025"), ("中试基地", "actual", "2025")]),
    # A heading with a year that is over is of a review, one with the year that begins of a plan.
    (ANNUAL + "一、2025年主要工作和发展成就\n\n推动成果转化,加快平台建设,强化服务,优化环境。\n\n落实政策,建成中试基地8个。\n\n"
     "二、对2026年工作的建议\n\n科技投入安排5亿元,比去年增加1亿元。",
     [("中试基地", "actual", "2025"), ("科技投入安排", "target", "2026"), ("科技投入安排", "target", "2026")]),
    # The last years behind 近 are told together where something is taken away; a share is one at a time.
    (ANNUAL + "一、工作回顾\n\n近三年淘汰水泥产能5万吨。", [("淘汰水泥产能", "actual", "2023/2025")]),
    (ANNUAL + "一、工作回顾\n\n近3年推出新产品90项。", [("新产品", "actual", "2023/2025")]),
    (ANNUAL + "一、工作回顾\n\n过去三年新增科创企业300家。\n\n新增平台20家。",
     [("新增科创企业", "actual", "2023/2025"), ("新增平台", "actual", "2025")]),
    (ANNUAL + "一、工作回顾\n\n近三年平均新增科创企业300家。", [("平均新增科创企业", "actual", "2025")]),
    (ANNUAL + "一、工作回顾\n\n五年来,城镇化率60%。", [("城镇化率", "actual", "2025")]),
    # A sentence that opens with the plan period of the heading leads to all its years, one that opens with the year to it.
    (ANNUAL + BOTH + "“十四五”时期是很不寻常的五年。\n\n建成中试基地8个。\n\n2025年,创新有成效。\n\n建成实验室3个。",
     [("中试基地", "actual", "2021/2025"), ("实验室", "actual", "2025")]),
    (ANNUAL + BOTH + "“十四五”收官有力。\n\n建成中试基地8个。", [("中试基地", "actual", "2025")]),
    # A year that only dates a sentence amid what is told of five years holds no longer: within a line, or under a heading
    # that names nothing but these.
    (ANNUAL + BOTH + "五年来,创新有成效。2025年造林20万亩。建成中试基地8个。",
     [("造林", "actual", "2025"), ("中试基地", "actual", "2021/2025")]),
    (ANNUAL + "一、过去五年工作回顾\n\n五年来,创新有成效。\n\n2025年造林20万亩。\n\n建成中试基地8个。",
     [("造林", "actual", "2025"), ("中试基地", "actual", "2021/2025")]),
    (ANNUAL + BOTH + "五年来,创新有成效。\n\n2025年,创新再上台阶。\n\n建成中试基地8个。", [("中试基地", "actual", "2025")]),
    # In the review of a yearly report 争取 and 将 turn to nothing that is to come, unless of the year that begins.
    (ANNUAL + "一、2025年工作回顾\n\n争取科技专项12个。将8家平台整合,建成中试基地8个。",
     [("科技专项", "actual", "2025"), ("平台整合", "actual", "2025"), ("中试基地", "actual", "2025")]),
    (ANNUAL + "一、2025年工作回顾\n\n今年,将建成中试基地8个。", [("中试基地", "target", "2026")]),
    # Where every sentence is a line, one that looks back leads in the next ones, up to one that names a time.
    (ANNUAL + "二、2026年的工作\n\n" + "过去一年,创新取得很大成绩。\n\n技术合同成交额增长12%。\n\n" + PADDING
     + "今年主要预期目标是:\n\n科技投入增长9%。",
     [("技术合同成交额", "actual", "2025"), ("科技投入", "target", "2026")]),
    (ANNUAL + "二、2026年的工作\n\n" + "创新取得很大成绩。\n\n技术合同成交额增长12%。\n\n" + PADDING,
     [("技术合同成交额", "target", "2026")]),
    # What happened since a year, told aside, and from when to when something changed, hold in their sentence alone.
    (ANNUAL + BOTH + "五年来,科技投入达到3亿元,增速2023年以来居前。建成中试基地8个。",
     [("科技投入", "actual", "2025"), ("中试基地", "actual", "2021/2025")]),
    (ANNUAL + BOTH + "五年来,创新有成效。2019年到2025年,科技投入由2亿元增加到3亿元。建成中试基地8个。",
     [("科技投入", "actual", "2019"), ("科技投入", "actual", "2025"), ("中试基地", "actual", "2021/2025")]),
    # A plan that is only named is no time; a year that is only a norm is none either.
    (ANNUAL + "二、2026年的工作\n\n今年,要有成效,同“十五五”规划衔接。建成中试基地8个。", [("中试基地", "target", "2026")]),
    (ANNUAL + "二、2026年的工作\n\n补贴标准提高到80元,差额不低于当地上年度水平。", [("补贴标准", "target", "2026")]),
    # Years within which, or over which, something is to be done.
    (ANNUAL + "二、2026年的工作\n\n三年内,支持中试基地8个。", [("中试基地", "target", "2026/2028")]),
    (ANNUAL + "二、2026年的工作\n\n年内支持中试基地8个。", [("中试基地", "target", "2026")]),
    (ANNUAL + "二、2026年的工作\n\n今后五年,建成中试基地8个。", [("中试基地", "target", "2026/2030")]),
    # The period of the line that leads to items is that of the next item too, however many lines one has.
    (ANNUAL + "“十五五”时期,要实现以下目标:\n一是创新。建成中试基地8个。\n体系更加健全。\n二是产业。建成产业园2个。",
     [("中试基地", "target", "2026/2030"), ("产业园", "target", "2026/2030")]),
]


@pytest.mark.parametrize(("text", "numbers"), NUMBERS)
def test_whether_done_and_of_which_period(text, numbers, read):
    assert [(o.indicator, o.status, o.period) for o in read(text + "\n").observations] == numbers


TASKS = "宁波市{}科技创新任务分工方案\n\n发布时间:2023-02-10\n\n"
# a list of tasks → who is to do what, and until when
TERMS = [
    # A label speaks of the task above it, several labels of the same.
    (TASKS.format("2023年") + "1.建设甬江实验室。\n\n牵头单位:市科技局\n\n完成时限:6月底\n\n2.建设姚江实验室。\n\n牵头单位:市教育局\n\n完成时限:9月底",
     [("宁波市科学技术局", "甬江实验室", "2023-06"), ("宁波市教育局", "姚江实验室", "2023-09")]),
    # The year of the title is that of the term; where it names none, that of the document.
    (TASKS.format("2024年") + "1.建设甬江实验室。\n\n完成时限:6月底", [("宁波市", "甬江实验室", "2024-06")]),
    (TASKS.format("") + "1.建设甬江实验室。\n\n完成时限:6月底", [("宁波市", "甬江实验室", "2023-06")]),
    # A label at the end of a line speaks of all of it.
    (TASKS.format("") + "1.建设甬江实验室。2.建设姚江实验室。完成时限:6月底",
     [("宁波市", "甬江实验室", "2023-06"), ("宁波市", "姚江实验室", "2023-06")]),
    # A year of a plan that the sentence names itself.
    ("宁波市科技创新行动计划(2024—2026年)\n\n2025年建设甬江实验室。", [("宁波市", "甬江实验室", "2025")]),
]


@pytest.mark.parametrize(("text", "terms"), TERMS)
def test_until_when_something_is_to_be_done(text, terms, read):
    assert [(c.subject.name, c.object.name, c.period) for c in read(text + "\n").claims if c.relation == "develops"] == terms


STEP_NEWS = "宁波市科技创新动态\n2024年6月10日\n\n"
# news → the steps told: of what, whether made, of which period, and the other thing that it is about
STEPS = [
    ("2023年,甬北研究所与甬南研究所合并组建甬江研究院。",
     [("甬江研究院", "actual", "2023", "甬北研究所"), ("甬江研究院", "actual", "2023", "甬南研究所")]),
    ("2023年,由甬北研究所整合组建甬江研究院。", [("甬江研究院", "actual", "2023", "甬北研究所")]),
    ("2023年,甬江研究院由甬北研究所、甬南研究所整合组建。",
     [("甬江研究院", "actual", "2023", "甬北研究所"), ("甬江研究院", "actual", "2023", "甬南研究所")]),
    ("2023年,甬江研究院在甬南学院由甬北研究所整合组建。", [("甬江研究院", "actual", "2023", "甬北研究所")]),
    ("2023年,甬北研究所更名为甬江研究院。", [("甬北研究所", "actual", "2023", "甬江研究院")]),
    # What has a day that is over was done, below whatever heading.
    ("一、下一步工作\n\n甬江研究院6月5日获批。", [("甬江研究院", "actual", "2024-06-05", None)]),
    ("一、下一步工作\n\n甬江研究院2025年3月获批。", [("甬江研究院", "planned", "2025-03", None)]),
]


@pytest.mark.parametrize(("text", "steps"), STEPS)
def test_what_made_a_step_and_when(text, steps, read):
    found = read(STEP_NEWS + text + "\n").steps
    assert [(s.thing.name, s.status, s.period, s.other and s.other.name) for s in found] == steps
