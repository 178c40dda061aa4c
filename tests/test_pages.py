"""Pages whose text is not where one sees it: text areas, data of scripts, hidden parts, frames; read or told."""

import html
import json
from urllib.parse import quote

import pytest

from kg.read import read_bytes
from tests import made
from tests.made import NAMES

SECOND = "2024年，示例市技术合同成交额突破500亿元，新增高新技术企业320家。"
TITLE = "示例市科技创新工作要点"
PAGE = f"<p>{NAMES}</p><p>{SECOND}</p>"
BOTH = f"{NAMES}\n{SECOND}\n"


def _dump(value, ascii=False):
    return json.dumps(value, ensure_ascii=ascii)


def _read(body, head=""):
    readings, findings = read_bytes(made.page(body, head=head).encode(), "a.html")
    return "".join(r.raw for r in readings), [f.code for f in findings], "".join(f.message for f in findings)


ARTICLE = {"title": TITLE, "publishTime": "2024-03-11 10:00:00", "source": "示例日报", "content": PAGE}
# Where a page holds its text → the page.
HOLDERS = {
    "a text area": f'<h1>{TITLE}</h1><textarea id="content">{html.escape(PAGE)}</textarea><script>show()</script>',
    "a text area with tags": f'<h1>{TITLE}</h1><textarea style="display:none">{PAGE}</textarea>',
    "two text areas": f"<h1>{TITLE}</h1><textarea>{NAMES}</textarea><textarea>{SECOND}</textarea>",
    "a hidden field": f'<h1>{TITLE}</h1><input type="hidden" value="{html.escape(PAGE)}">',
    "a part that is not shown": f'<h1>{TITLE}</h1><div style="display: none">{PAGE}</div>',
    "a template": f'<h1>{TITLE}</h1><script type="text/template">{PAGE}</script>',
    "noscript": f"<h1>{TITLE}</h1><noscript>{PAGE}</noscript><script>x()</script>",
    "a frame": f'<h1>{TITLE}</h1><iframe srcdoc="{html.escape(PAGE)}"></iframe>',
    "data of a framework": '<div id="__next"></div><script id="__NEXT_DATA__" type="application/json">'
    f"{_dump({'props': {'nav': [{'name': '首页'}], 'article': ARTICLE}})}</script>",
    "data in ASCII": f'<div id="__next"></div><script type="application/json">{_dump(ARTICLE, True)}</script>',
    "data that is assigned": f"<div id='app'></div><script>var a=1;window.__X__={_dump({'data': [ARTICLE]})};</script>",
    "data that is parsed": f"<div id='app'></div><script>window.x = JSON.parse({_dump(_dump(ARTICLE))});</script>",
    "data that is parsed, in ASCII": "<div id='app'></div><script>window.x = JSON.parse("
    f"{_dump(_dump(ARTICLE, True))});</script>",
    "data as in an address": "<div id='app'></div><script>x = JSON.parse(decodeURIComponent("
    f'"{quote(_dump(ARTICLE))}"));</script>',
    "schema.org": '<script type="application/ld+json">'
    f"{_dump({'@type': 'NewsArticle', 'headline': TITLE, 'articleBody': BOTH})}</script><div id='app'></div>",
}


@pytest.mark.parametrize("name", HOLDERS)
def test_a_text_that_only_a_script_shows_is_read(name):
    raw, codes, _ = _read(HOLDERS[name])
    assert raw == f"{TITLE}\n{BOTH}"
    assert codes == ["hidden-text"]


def test_data_tells_of_its_text_what_the_page_does_not():
    (reading,), _ = read_bytes(made.page(HOLDERS["data of a framework"]).encode(), "a.html")
    assert (reading.title, reading.date, reading.publisher) == (TITLE, "2024-03-11", "示例日报")


# A page without a text that could be taken for certain → the finding, and words of its message.
TOLD = {
    "a text that a script writes": (
        f'<script>document.write("{NAMES}")</script><noscript>请启用脚本</noscript>',
        "written-by-script",
        "MHTML",
    ),
    "data of a function": (
        "<div id='__nuxt'></div><script>window.__NUXT__=(function(a){return {data:[a]}}"
        f'("\\u003Cp\\u003E{NAMES}"));</script>',
        "written-by-script",
        NAMES[:6],
    ),
    "two texts": (
        f"<div id='app'></div><script>x = {_dump({'a': {'content': BOTH}, 'b': {'content': BOTH}})};</script>",
        "written-by-script",
        "MHTML",
    ),
    "a list of texts": (
        f"<div id='app'></div><script>x = {_dump([ARTICLE, ARTICLE])};</script>",
        "written-by-script",
        "MHTML",
    ),
    "a script that fetches": ("<div id='app'></div><script src='a.js'></script>", "written-by-script", "MHTML"),
    "a request to switch scripts on": (
        "<div>请启用JavaScript后继续访问本站</div><script src='a.js'></script>",
        "written-by-script",
        "MHTML",
    ),
    "frames": (
        '<frameset cols="20,*"><frame src="menu.htm"><frame src="text.htm"></frameset>',
        "frames",
        "menu.htm, text.htm",
    ),
    "a frame under a menu": (
        '<div><a href="/">首页</a></div><iframe src="/art/1.html"></iframe>',
        "frames",
        "/art/1.html",
    ),
    "nothing": ("<div></div>", "empty", "no text"),
}


@pytest.mark.parametrize("name", TOLD)
def test_a_page_without_a_text_says_why(name):
    body, code, words = TOLD[name]
    raw, codes, message = _read(body)
    assert (raw, codes) == ("", [code])
    assert words in message


def test_a_page_that_leads_elsewhere_says_where():
    assert (
        "https://example.org/a.html"
        in _read("", '<meta http-equiv="refresh" content="0; url=https://example.org/a.html">')[2]
    )


OTHER = "另外一篇文章的内容也在这个页面里，与本文没有任何关系可言。"
# What a page with a text holds beside it → its text alone, and what is told.
BESIDE = [
    (f"{PAGE}<textarea>请在这里写下您的意见，我们会尽快答复您的来信。</textarea>", []),
    (f"{PAGE}<script>alert('确定？')</script>", []),
    (f"{PAGE}<script>var list={_dump([{'title': '甲', 'content': OTHER}])}</script>", []),
    (f"{PAGE}{PAGE}<div style='display:none'>{PAGE}</div>", []),
    (f"{PAGE}<iframe src='/ad.html'></iframe><iframe src='about:blank'></iframe>", ["frames"]),
    (f"<p>{NAMES}</p><div style='display:none'><p>{OTHER}</p><p>{OTHER}</p></div>", ["text-left-out"]),
]


@pytest.mark.parametrize(("body", "codes"), BESIDE)
def test_what_stands_beside_a_text_is_no_part_of_it(body, codes):
    raw, told, _ = _read(body)
    assert told == codes
    assert OTHER not in raw
    assert raw.startswith(f"{NAMES}\n")


@pytest.mark.parametrize("place", ["<div hidden>{}</div>", "<noscript>{}</noscript>", "<template>{}</template>"])
@pytest.mark.parametrize("opening", ["<h1>关于印发海洋科技创新行动方案的通知</h1>", "<p>全市召开了科技大会，部署了有关工作。</p>"])
def test_a_hidden_text_that_begins_as_the_page_does_is_read_or_told(opening, place):
    rest = "".join(f"<p>没有显示的第{i}段话，有相当长的一句在这里。</p>" for i in range(40))
    readings, findings = read_bytes(made.page(opening + PAGE + place.format(opening + rest)).encode(), "a.html")
    assert "没有显示的第9段话" in readings[0].raw or [f.code for f in findings] == ["text-left-out"]
    page = made.page(opening + PAGE * 9 + place.format(opening + rest + PAGE))
    readings, findings = read_bytes(page.encode(), "a.html")
    assert [f.code for f in findings] == ["text-left-out"]
    assert "没有显示" in findings[0].message  # what is not shown, not its beginning, which is


def test_hidden_text_is_no_loss_of_the_parser_and_counted():
    hidden = "".join(f"<p>没有显示的第{i}段话，有相当长的一句在这里。</p>" for i in range(40))
    readings, findings = read_bytes(made.page(f"{PAGE * 9}<div hidden>{hidden}</div>").encode(), "a.html")
    assert "没有显示" not in readings[0].raw
    assert [f.code for f in findings] == ["text-left-out"]
    assert readings[0].left_out["hidden text"] > 700


def test_entities_old_charsets_and_pages_by_another_name():
    assert _read("<p>支持“R&amp;D”平台&nbsp;&#x5EFA;&#35774;。</p>")[0] == "支持“R&D”平台 建设。\n"
    assert NAMES in read_bytes(made.page(f"<p>{NAMES}</p>", charset="gb2312").encode("gbk"), "a.doc")[0][0].raw
    office = (
        '\ufeff<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><meta charset="utf-8"></head>'
        f"<body><p class=MsoNormal>{NAMES}<o:p></o:p></p></body></html>"
    )
    assert read_bytes(office.encode(), "a.doc")[0][0].raw == f"{NAMES}\n"


def test_control_characters_in_a_page_break_nothing():
    body = f"<p>{NAMES * 9}\x01</p><script>x</script>\x02尾声。\x0c<style>y</style>\ufffe<p>{SECOND}\x0b</p>"
    raw, codes, _ = _read(body)
    assert raw == f"{NAMES * 9}\n尾声。\n{SECOND}\n"
    assert codes == []
