"""The frame of a document: for which place, by whom and on what day, and which source told; beside each one that must not."""

import json

import pytest

import kg
from kg.clean import clean
from kg.extract import make_extractor
from kg.extract.frame import SOURCES
from kg.model import Reading, Source

TEXT = "推动成果转化。\n"
LONG = "推动成果转化,优化创新服务,加快平台建设,健全政策体系,完善工作制度,落实各项措施,做好总结评估,加强协作交流,严格日常管理,提升能力水平,"
NINE = "推动转化。优化服务。加快建设。健全体系。优化环境。完善制度。严格管理。落实政策。做好总结。"


@pytest.fixture(scope="module")
def frame(ontology):
    extract = make_extractor(ontology)

    def run(text, **declared):
        return extract(clean(Reading(Source("text.txt", "0" * 64, "text/plain"), text, **declared))[0]).frame

    return run
# a document → who speaks, and the source that told; the rows of a source, then one near by in which it must not answer
SPEAKERS = [
    ("宁波市科技局2024年工作要点\n\n" + TEXT, "宁波市科学技术局", "title"),
    ("关于宁波市科技局工作的情况\n\n" + TEXT, None, None),
    ("科技成果转化管理办法|宁波市人民政府\n\n" + TEXT, "宁波市人民政府", "site"),
    ("科技成果转化管理办法|宁波市人民政府公报\n\n" + TEXT, None, None),
    ("宁波市科技创新条例\n(2024年1月15日宁波市第十六届人民代表大会常务委员会第十八次会议通过)\n\n第一条 为了促进科技创新,制定本条例。\n",
     "宁波市人民代表大会常务委员会", "enacting-body"),
    ("宁波市科技创新条例解读\n\n宁波市第十六届人民代表大会常务委员会第十八次会议听取报告。\n", None, None),
    ("湿地保护条例\n\n2021年3月1日 中华人民共和国国务院令第999号公布\n\n第一条 为了保护湿地,制定本条例。\n", "国务院", "order"),
    ("湿地保护条例解读\n\n2021年3月1日 中华人民共和国国务院令第999号公布\n\n保护湿地。\n", None, None),
    ("海洋科技进步法\n\n2021年3月1日 第十三届全国人民代表大会常务委员会第九十九次会议通过\n\n第一条 为了促进创新,制定本法。\n",
     "全国人民代表大会常务委员会", "enacting-body"),
    ("宁波市2024年政府工作报告(节选)\n\n" + TEXT, "宁波市人民政府", "reporting-government"),
    # A report whose title is lost: for whom its reader speaks, or whose work it tells an assembly.
    ("各位代表:\n\n在市委坚强领导下,宁波稳中有进。我代表市人民政府报告。市委高度重视。\n", "宁波市人民政府", "represented"),
    ("各位代表:\n\n在市委坚强领导下,宁波稳中有进。市政府优化服务。加强政府自身建设。市委高度重视。\n", "宁波市人民政府", "addressing"),
    ("各位代表:\n\n在市委坚强领导下,宁波稳中有进。市政府优化服务。市委高度重视,市委部署。\n", "中共宁波市委员会", "most-named"),
    ("各位同志:\n\n在市委坚强领导下,在市委领导下,宁波稳中有进。\n", None, None),
    ("宁波市2024年政府采购报告(节选)\n\n" + TEXT, None, None),
    ("成果转化行动计划(2024—2026年)\n\n宁波市人民政府 2024年3月11日印发(甬政发〔2024〕5号)\n\n市科技局推动成果转化。市科技局优化服务。\n",
     "宁波市人民政府", "sent-out"),
    ("成果转化行动计划(2024—2026年)\n\n据悉,宁波市人民政府2024年3月11日印发办法。\n\n市科技局推动成果转化。市科技局优化服务。\n",
     "宁波市科学技术局", "most-named"),
    ("成果转化行动计划(2024—2026年)\n\n宁波市人民政府2024年3月11日开会。\n\n市科技局推动成果转化。市科技局优化服务。\n",
     "宁波市科学技术局", "most-named"),
    ("关于推进成果转化的通知\n\n我市平台建设加快。\n\n宁波市科学技术局\n\n2024年3月11日\n", "宁波市科学技术局", "signature"),
    ("关于推进成果转化的通知\n\n我市平台建设加快。\n\n抄送:宁波市科学技术局\n\n2024年3月11日\n", None, None),
    ("宁波高新区2024年工作情况\n\n宁波高新区管委会 2024年3月11日\n\n我市平台建设加快。\n", "宁波高新技术产业开发区管理委员会", "signature"),
    ("为了甬江更清澈\n\n——访宁波大学校长林知远\n\n我市平台建设加快。\n", "宁波大学", "interview"),
    ("为了甬江更清澈\n\n——记宁波大学校长林知远、教授周慕白\n\n我市平台建设加快。\n", None, None),
    ("宁波签约\n\n3月11日,宁波市人民政府与浙江大学签署协议。校长林知远、教授周慕白出席。\n", "宁波市人民政府", "signing"),
    ("宁波签约\n\n3月11日,宁波市人民政府与浙江大学交流经验。\n", None, None),
    ("甬江观察\n\n作者:宁波市科技局局长 林知远\n\n我市平台建设加快。\n", "宁波市科学技术局", "author"),
    ("在全市科技局长座谈会上的讲话\n宁波市科技局党组书记、局长  李××\n(2024年2月22日)\n同志们:\n推广“揭榜挂帅”做法。\n", "宁波市科学技术局", "unnamed-author"),
    ("甬江观察\n\n浙江大学派王××到宁波市科技局任职。\n", None, None),
    ("甬江观察\n\n作者:林知远\n\n我市平台建设加快。\n", None, None),
    ("在全市科技大会上的讲话\n\n来源:宁波市科技局 2024-03-11\n\n" + TEXT, "宁波市科学技术局", "byline"),
    ("在全市科技大会上的讲话\n\n来源:甬江日报 2024-03-11\n\n" + TEXT, None, None),
    ("宁波召开科技大会\n\n3月11日,宁波市科技局局长林知远作工作报告,宁波大学校长周慕白发言。\n", "宁波市科学技术局", "report"),
    ("宁波召开科技大会\n\n3月11日,宁波市科技局局长林知远、宁波大学校长周慕白到会。\n", None, None),
    ("宁波科技创新介绍会举行\n\n3月11日,宁波市科技局通报科技创新进展。\n", "宁波市科学技术局", "briefing"),
    ("宁波科技创新介绍会举行\n\n3月11日,宁波市科技局通报表扬企业。\n", None, None),
    ("科技创新介绍会举行\n\n近日,科学技术部通报科技创新进展。\n", None, None),
    ("宁波科技大会举行\n\n3月11日,宁波市科技局隆重召开大会。\n", "宁波市科学技术局", "convening"),
    ("宁波科技大会举行\n\n3月11日,宁波市科技局参加大会。\n", None, None),
    ("科技大会举行\n\n近日,科学技术部召开大会。\n", None, None),
    ("宁波召开科技大会\n\n3月11日,宁波市科技局局长林知远到会。\n", "宁波市科学技术局", "only-person"),
    ("召开科技大会\n\n近日,科学技术部部长林知远到会。\n", None, None),
    ("宁波科技创新加快推进\n\n宁波市科技局推动成果转化。市科技局优化服务。\n", "宁波市科学技术局", "most-named"),
    ("宁波科技创新加快推进\n\n宁波市科技局推动成果转化。市教育局优化服务。\n", None, None),
    ("宁波科技创新任务\n\n建设平台。(牵头单位:宁波市科技局)\n\n优化服务。(责任单位:市科技局)\n", None, None),
    ("宁波科技创新任务\n\n建设平台(宁波市科技局牵头)。\n\n优化服务(市科技局负责)。\n", None, None),
    ("宁波市科技创新规划(节选)\n\n宁波市科技局推动成果转化。市科技局优化服务。\n", None, None),
    ("宁波召开科技大会\n\n3月11日,宁波大学校长林知远到会。\n", None, None),
    ("宁波市科技创新条例\n\n宁波市科技局应当推动成果转化。市科技局应当优化服务。\n", None, None),
    ("宁波科技创新加快推进\n\n宁波市科技局推动成果转化,市科技局优化服务。宁波市教育局局长林知远、宁波大学校长周慕白到会。\n", None, None),
    ("宁波科技创新加快推进\n\n余姚市科技局推动成果转化。余姚市科技局优化服务。\n", None, None),
    ("鄞州区科技创新加快推进\n\n我区平台建设加快,我区服务优化,区委高度重视。宁波市科技局推动成果转化,宁波市科技局优化服务。\n", None, None),
    # Bodies of other places do not speak, nor does what stands far below the first lines.
    ("杭州市科技局来宁波学习\n\n宁波加快建设,我市推动成果转化。\n", None, None),
    ("宁波科技大会举行\n\n3月11日,杭州市科技局召开大会,宁波企业到会。\n", None, None),
    ("宁波召开科技大会\n\n3月11日,杭州市科技局局长林知远作工作报告。\n", None, None),
    ("宁波召开科技大会\n\n" + NINE + "市科技局隆重召开大会。\n", None, None),
    ("宁波召开科技大会\n\n" + "首页\n" * 9 + "市科技局隆重召开大会。\n", "宁波市科学技术局", "convening"),
    ("宁波召开科技大会\n\n" + NINE + "市科技局局长林知远作工作报告,宁波大学校长周慕白发言。\n", None, None),
    ("宁波召开科技大会\n\n" + NINE + "市科技局局长林知远到会。\n", None, None),
    ("宁波召开科技大会\n\n" + NINE + "\n友情链接导航|宁波市人民政府\n", None, None),
]
# a document, what its format declares → its day, and the source that told
DATES = [
    ("宁波科技大会(2024年3月11日)\n\n" + TEXT, {}, "2024-03-11", "title"),
    ("宁波科技大会(2024年3月)\n\n" + TEXT, {}, "2024", "title-year"),
    ("关于推进成果转化的通知\n\n" + TEXT * 5 + "\n宁波市科学技术局\n\n二○二五年十月二十一日\n", {}, "2025-10-21", "signature"),
    ("关于推进成果转化的通知\n\n" + TEXT + "\n宁波市科学技术局\n\n二○二五年内十月二十一日\n", {}, None, None),
    (TEXT, {"title": "宁波科技大会(2024年3月11日)"}, "2024-03-11", "title"),
    ("宁波科技大会 2024年13月3日\n\n" + TEXT, {}, "2024", "title"),
    ("宁波科技大会 2024年3月32日\n\n" + TEXT, {}, "2024-03", "title"),
    ("宁波市科技创新条例\n\n2011年3月1日 通过\n2020年5月7日 第一次修正\n2024年3月11日 修订)\n\n" + TEXT, {}, "2024-03-11", "amended"),
    ("宁波市科技创新条例\n\n2024年3月11日 通过\n2024年5月1日 施行\n\n" + TEXT, {}, "2024-03-11", "below-title"),
    ("宁波科技大会\n\n——2024年3月11日在宁波市科技大会上\n\n" + TEXT, {}, "2024-03-11", "below-title"),
    # In a letter a day right behind those to whom it goes is that of something else.
    ("关于推进成果转化的通知\n\n各县(市、区)科技局:\n\n2024年1月8日,对接会在我市举办。\n\n宁波市科学技术局\n\n2024年3月11日\n", {},
     "2024-03-11", "signature"),
    ("宁波科技大会\n\n发布人2024年3月11日\n\n" + TEXT, {}, "2024-03-11", "edge"),
    ("宁波科技大会\n\n推动转化。\n\n优化服务。\n\n加快建设。\n\n健全体系。\n\n优化环境。\n\n(2024年3月11日印发)\n\n完善制度。\n\n严格管理。\n\n落实政策。\n\n做好总结。\n",
     {}, "2024-03-11", "signature"),
    ("宁波市科技局2024年大会召开\n\n3月11日," + TEXT, {}, "2024-03-11", "opening"),
    ("宁波市科技行动计划(2025—2027年)\n\n宁波市人民政府 2025年3月11日印发\n\n" + TEXT, {}, "2025-03-11", "opening"),
    ("宁波市科技局大会召开\n\n来源:甬江日报 2024-03-12\n\n3月11日," + TEXT, {}, "2024-03-11", "opening"),
    ("宁波市科技局大会召开\n\n3月11日," + TEXT, {"date": "2024-03-12"}, "2024-03-11", "opening"),
    ("宁波市科技局大会召开\n\n3月11日," + TEXT + "\n12 Mar 2024\n", {}, "2024-03-11", "opening"),
    ("宁波市科技局大会召开\n\n3月11日,2024年工作推进,2024年服务优化。\n", {}, "2024-03-11", "opening"),
    ("宁波市科技局大会召开\n\n3月11日," + TEXT, {}, None, None),
    ("宁波市科技局大会召开\n\n推动成果转化,优化服务,加快平台建设,健全体系,完善制度,落实各项政策措施,在3月11日召开会议。\n",
     {"date": "2024-03-12"}, "2024-03-12", "declared"),
    ("宁波市科技局大会召开\n\n12 Mar 2024\n\n" + TEXT, {}, "2024-03-12", "english-line"),
    ("宁波市科技局2023年大会召开\n\n12 Mar 2024\n\n" + TEXT, {}, "2023", "title-year"),
    ("宁波市科技局大会召开\n\n" + TEXT, {"date": "2024-03-11"}, "2024-03-11", "declared"),
    ("宁波市科技局大会召开\n\n" + TEXT, {}, None, None),
    ("宁波市科技局大会召开 20240311\n\n" + TEXT, {}, "2024-03-11", "title-stamp"),
    ("宁波市科技局大会召开 20241311\n\n" + TEXT, {}, None, None),
    ("宁波市科技局大会召开\n\n" + TEXT + "\n[查看原文](https://example.org/2024/03/11/A240311.shtml)\n", {}, "2024-03-11", "address"),
    ("宁波市科技局大会召开\n\n" + TEXT + "\n[原文](http://example.org/art/202403/t20240311_12.html)\n", {}, "2024-03-11", "address"),
    ("宁波市科技局大会召开\n\n" + TEXT + "\n[原文](http://example.org/art/20240311345.html)\n", {}, None, None),
    ("宁波市科技局大会召开\n\n" + TEXT, {"url": "https://example.org/2024-03/11/c_1.htm"}, "2024-03-11", "address"),
    ("宁波市科技局2023年回顾\n\n3月8日," + TEXT + "\n[原文](https://example.org/2024/03/11/1.htm)\n", {}, "2024-03-08", "opening"),
    ("宁波市科技局要点\n\n推动转化。\n\n优化服务。\n\n加快建设。\n\n健全体系。\n\n完善制度。\n\n2024年3月11日\n", {}, "2024-03-11", "signature"),
    ("宁波市科技局要点\n\n推动转化。\n\n优化服务。\n\n加快建设。\n\n健全体系。\n\n完善制度。\n\n2024年3月11日,会议召开。\n", {}, "2024-03-11", "edge"),
    ("宁波市科技局要点\n\n来源:甬江日报 2024-03-11\n\n" + TEXT, {}, "2024-03-11", "byline"),
    ("宁波市科技局2023年要点\n\n来源:甬江日报 2024-03-11\n\n" + TEXT, {}, "2023", "title-year"),
    # The account of a year is given in the first months of the next.
    ("宁波市2023年科技工作情况\n\n来源:甬江日报 2024-01-20\n\n推动成果转化。\n", {}, "2024-01-20", "byline"),
    ("宁波市2023年科技工作情况\n\n来源:甬江日报 2024-08-20\n\n推动成果转化。\n", {}, "2023", "title-year"),
    ("宁波市科技局要点\n\n公示期至2024.03.11\n\n" + TEXT, {}, "2024-03-11", "edge"),
    ("宁波市科技局要点\n\n编号:20240311\n\n" + TEXT, {}, "2024-03-11", "edge"),
    ("宁波市科技局要点\n\n" + LONG + "编号20240311,请认真执行。\n", {}, None, None),
    ("宁波市科技局要点\n\n" + LONG + "12 Mar 2024,请认真执行。\n", {}, None, None),
    ("宁波市科技局2023年要点\n\n公示期至2024.03.11\n\n" + TEXT, {}, "2023", "title-year"),
    ("宁波市科技局要点\n\n2023年推动转化,2024年优化服务,到2024年建成平台。\n", {}, "2024", "spoken-year"),
    ("宁波市科技局要点\n\n2023年推动转化,2024年优化服务。\n", {}, None, None),
]
# a document → its place
PLACES = [
    ("宁波市科技局工作要点\n\n推动成果转化。\n", "宁波市"),
    ("浙江科技创新\n\n宁波加快建设。我省推动成果转化。\n", "浙江省"),
    ("科技创新任务\n\n建设平台,服务我市企业,宁波支持创新。\n", "宁波市"),
    ("科技创新任务\n\n建设平台,服务企业,宁波支持创新。\n", None),
    ("浙江科技创新\n\n落实《我省科技创新条例》。宁波市加快建设,宁波市优化服务。\n", "宁波市"),
    ("宁波市科技创新\n\n鄞州区加快建设。我区推动成果转化,区委高度重视。\n", "鄞州区"),
    ("宁波市科技创新\n\n浙江省级平台建设加快,浙江省级平台服务优化。我市推动成果转化。\n", "宁波市"),
    ("科技创新\n\n宁波、杭州、温州、绍兴加快建设,各地推动成果转化,各地优化服务,各地完善制度,各地健全体系,各地落实政策,各地严格管理,各地加强协作,各地做好总结。\n", None),
    ("x市科技创新\n\n宁波加快建设,宁波推动成果转化。\n", None),
    ("科技创新\n\n" + NINE + "宁波、杭州、宁波、杭州、宁波、杭州市、宁波、杭州市、宁波推动成果转化,我市优化服务。\n", "杭州市"),
    ("广州科技创新\n\n南沙区推动成果转化,我区优化服务。\n", "南沙区"),
    ("科技创新\n\n推动成果转化。\n", None),
    # Who signs with the day below speaks for the place, however far below it stands; a line of prose does not sign.
    ("科技创新通知\n\n" + NINE + "推动我市成果转化。\n\n宁波市科学技术局\n\n2024年3月11日\n", "宁波市"),
    ("科技创新通知\n\n" + NINE + "推动我市成果转化。\n\n宁波市科学技术局已到。\n\n2024年3月11日\n", None),
    # A law for the place of what its title names; the line that says where a text was spoken; as often 市 as 省.
    ("余姚市科技创新条例\n\n2020年3月1日 宁波市人民代表大会常务委员会批准。本市执行省人民政府规定。宁波市、宁波市、宁波市支持创新。\n", "余姚市"),
    ("宁波市余姚市科技创新条例\n\n推动成果转化。\n", "余姚市"),
    ("余姚市科技创新加快\n\n宁波市、宁波市、宁波市支持创新,宁波市人民政府推动转化。\n", "宁波市"),
    ("中国科学院宁波材料所服务条例\n\n本市支持创新。\n", "宁波市"),
    ("中国科学院宁波材料所服务情况\n\n支持创新。\n", None),
    ("工作报告\n来源:甬江日报\n首页\n大\n中\n小\n\n——2024年3月11日在宁波市科技大会上\n\n推动成果转化。\n", "宁波市"),
    ("宁波科技创新\n\n我市推动成果转化,走在全省前列。\n", "宁波市"),
]


@pytest.mark.parametrize(("text", "speaker", "by"), SPEAKERS)
def test_who_speaks_and_what_told_it(text, speaker, by, frame):
    found = frame(text)
    assert (found.speaker and found.speaker.name, found.speaker_by) == (speaker, by)


@pytest.mark.parametrize(("text", "declared", "date", "by"), DATES)
def test_on_what_day_and_what_told_it(text, declared, date, by, frame):
    found = frame(text, **declared)
    assert (found.date, found.date_by) == (date, by)


@pytest.mark.parametrize(("text", "place"), PLACES)
def test_for_which_place(text, place, frame):
    found = frame(text).place
    assert (found and found.name) == place


def test_every_source_has_a_document_in_which_it_answers_and_its_name_is_its_own():
    assert {by for *_, by in SPEAKERS} - {None} == set(SOURCES["speaker_by"])
    assert {by for *_, by in DATES} - {None} == set(SOURCES["date_by"])
    assert all(len(set(names)) == len(names) for names in SOURCES.values())


@pytest.mark.slow
def test_the_report_of_a_build_names_the_sources(tmp_path):
    (tmp_path / "a.txt").write_text("宁波市科技局2024年工作要点\n\n加快建设甬江实验室。\n", encoding="utf-8")
    report = kg.build([tmp_path], workers=1).report
    document, = json.loads(json.dumps(report))["documents"]
    assert (document["speaker_by"], document["date_by"]) == ("title", "title-year")


# a document → what its title names, and who issues what by it
TITLES = [
    # A government's report is that of the place, and of the year in its title.
    ("2026年政府工作报告\n云南省人民政府省长\n\n创新有成效。",
     ["2026年云南省政府工作报告", "云南省人民政府"], [("云南省人民政府", "2026年云南省政府工作报告", "actual")]),
    # A headline is no document.
    ("红河州与三所高校签署战略合作协议\n\n双方合作空间广阔。", ["红河哈尼族彝族自治州"], []),
    # What a title says is issued has been issued.
    ("宁波市人民政府关于印发《宁波市算力管理办法》的通知\n\n请贯彻执行。", ["宁波市", "宁波市人民政府", "宁波市算力管理办法"],
     [("宁波市人民政府", "宁波市算力管理办法", "actual")]),
]


@pytest.mark.parametrize(("text", "names", "issued"), TITLES)
def test_what_a_title_names(text, names, issued, read):
    found = read(text + "\n")
    line = text.index("\n")
    assert [m.name for m in found.mentions if m.start < line] == names
    assert [(c.subject.name, c.object.name, c.status) for c in found.claims if c.relation == "issues"] == issued
