"""What web sites put around and into a text: navigation, share bars, editors' lines, notices of rights, advertisements.

The reader of web pages, the cleaning and the segmentation ask here, so that a line is furniture for all of them or
none.
"""

from __future__ import annotations

import re

# A whole line that begins so is furniture, unless it is long enough to be a paragraph.
_LINE = re.compile(
    r"[\[【(（]?\s*(?:您?(?:当前|现在)?的?(?:所在)?位置\s*(?:$|[:：是])|(?:网站)?首页\s*(?:$|[>»|/-]|\S{0,8}$)|"
    r"返回(?:首页|顶部|列表|上一?页)|上一[篇条页]|下一[篇条页]|"
    r"(?:下载|打印|全屏|收藏|大中小|加大|还原|减小|微信|微博|登录|注册|评论|编辑|校对|审核|监制)\s*(?:$|[:：|/】\]、])|"
    r"收藏本[页站]|用户(?:登录|注册)|分享(?:到|至|$)|扫一扫|"
    r"[\[【(（]?\s*(?:字[号体]|打印本页|关闭窗口|关闭本页|我要打印)|(?:大|中|小|a[+-]?|[+-]|\d{1,4}|[|/×】\]])$|"
    r"关闭(?:窗口|$|[】\]])|"
    r"点击(?:数|量|率|查看|图片|下载)|浏览(?:次数|量)|阅读(?:次数|量|全文|原文)|"
    r"相关(?:链接|阅读|新闻|稿件|报道|文档|文章|附件下载)\s*[:：]?|"
    r"责任编辑|责编|审校|版权(?:所有|声明|归|$|[:：])|copyright|©|主办单位\s*[:：]|承办单位\s*[:：]|技术支持\s*[:：]|"
    r"备案(?:号|$)|[^,，。]{0,8}icp备|[^,，。]{0,4}公网安备|"
    r"网站(?:地图|标识码|声明|导航)|联系我们|关于我们|关于本[网站]|免责声明|发布评论|qq空间|打开微信|baidu$|map$|"
    r"公司动态$|"
    r"无障碍|长者(?:版|模式)|繁体(?:版|$)|简体(?:版|$)|english$|.{0,12}原文链接|.{0,4}【法宝引证码|.{0,4}法宝引证码|"
    r"https?://\S+$|》+点击.{0,20})", re.IGNORECASE)
_LONGEST = 200
_LONGEST_LINE = 60  # addresses not counted
_LINK = re.compile(r"https?://[^\s,。]+")
# The name of a picture, or what is told under it; and by whom it was taken, at the line's end.
_IMAGE = re.compile(r"(?:.{0,80}\.(?:jpe?g|png|gif|bmp|webp)$|图为|图片[:：\d]|[(（]?图[:：\d/])", re.IGNORECASE)
_CREDIT = re.compile(r"(?:^|[\s。])\s*[^。\s]{0,16}(?:记者|通讯员)\s*\S{2,4}\s*[摄图]\s*[)）]?$|"
                     r"^[^。]{0,60}\s\S{2,4}\s*摄\s*[)）]?$")
# A notice of rights says at least two things of the kind; a policy about 侵权 says one.
_RIGHTS = tuple(map(re.compile, (
    r"版权(?:归|所有|原作者|声明)", r"转载", r"本[网站](?![络点])", r"如(?:有|涉及?|果)?侵(?:犯|权)|侵权(?:必究|请|立)",
    r"(?:及时|立即|请|第一时间|予以)(?:与?我们)?(?:联系|删除)",
    r"仅供(?:参考|学习|交流)", r"不代表", r"(?:来源|来自|源)于?(?:互联)?网络?(?=[,，。)）]|$)", r"尊重原创",
    r"未经.{0,6}(?:授权|许可)", r"(?i:copyright|all rights reserved)")))
_RIGHT = re.compile("|".join(p.pattern for p in _RIGHTS))
_RIGHT_SIGN, _RIGHT_WORDS = re.compile("[版转侵联删仅网尊未CcAa]"), ("本站", "不代表")  # one stands in each: found fast
_CRUMBS = re.compile(r"[^。]{0,20}\s*(?:>|»|＞|→)\s*[^。]{0,30}$")

_INSIDE = r"[^()（）【】\[\]。\n]"
_AD = re.compile(
    # Set apart by brackets: (更多内容请关注…), 【打印本页】, (责任编辑:…).
    rf"[(（【\[]\s*(?:{_INSIDE}{{0,16}}(?:公众号|二维码|扫码|点击(?:下载|查看|进入|这里|此处|阅读)|"
    rf"更多{_INSIDE}{{0,8}}(?:关注|访问|请)|范文|免费下载|未经{_INSIDE}{{0,4}}(?:授权|许可))"
    rf"{_INSIDE}{{0,40}}|(?:责任编辑|责编|编辑|校对)\s*[:：]{_INSIDE}{{1,20}}|"
    rf"(?:打印|关闭|收藏|字号|大中小|打印本页|关闭窗口|返回顶部|分享){_INSIDE}{{0,6}})\s*[)）】\]]|"
    # Sentences of their own.
    r"(?:更多(?:精彩|相关|优质)?(?:内容|资讯|范文|公文|资料|文章)[,，]?|想了解更多[^。\n]{0,10}[,，]?)(?:敬?请|"
    r"欢迎)?(?:关注|访问|点击|登录|扫码|搜索|下载)[^。！!\n]{0,40}[。！!]?|"
    r"(?:请|欢迎)?(?:扫码|扫描|长按)(?:下方|上方|以下|识别)?[^。！!\n]{0,8}(?:二维码|关注|"
    r"下载)[^。！!\n]{0,20}[。！!]?|"
    r"(?:请|欢迎|点击)(?:关注|添加)[^。！!\n]{0,10}(?:微信|公众号|QQ群)[^。！!\n]{0,24}[。！!]?|"
    r"(?:请|欢迎)?点击(?:这里|此处|下方链接|上方蓝字|阅读原文|查看更多|进入专题|"
    r"下载(?:本文|文档|全文|word))[^。！!\n]{0,20}[。！!]?|"
    r"本文(?:来自|来源于?|由|摘自|转自)[^。\n]{1,24}?(?:整理|提供|收集|网站?|范文|公众号)[^。\n]{0,16}(?:[。]|$)|"
    r"未经(?:本[网站])?(?:授权|许可|允许)[,，]?[^。\n]{0,10}(?:不得|禁止|严禁)(?:转载|复制|使用)[^。\n]{0,20}[。]?|"
    r"转载请注明[^。\n]{0,24}[。]?|版权所有[^。\n]{0,8}(?:翻印必究|侵权必究|不得转载)[。]?|"
    r"分享到[:：]?(?:\s*(?:微信|微博|新浪微博|QQ空间|QQ|朋友圈|人人网|腾讯微博))+", re.IGNORECASE | re.MULTILINE)

# Each advertisement holds one of these: only around them is it worth to look.
_AD_WORD = re.compile("更多|公众号|二维码|扫码|扫描|长按|点击|范文|免费下载|转载|编辑|责编|校对|打印|关闭|收藏|字号|"
                      "大中小|返回顶部|分享|未经|版权所有|本文|请关注|欢迎关注|添加")
_AD_BEFORE = 20


def is_furniture(line: str) -> bool:
    """Whether a line (without blanks around it) is furniture of a site and no text of a document."""
    if len(line) > _LONGEST:
        return False
    return bool(_IMAGE.match(line)
                or (line[-3:].rstrip(" )）")[-1:] in ("摄", "图") and (credit := _CREDIT.search(line))
                    and "。" not in line[:credit.start() + 1])
                or (len(_LINK.sub("", line)) <= _LONGEST_LINE and _LINE.match(line)) or is_notice(line))


def is_notice(line: str) -> bool:
    """Whether a line tells of rights in the page: sentences, and none of the document's."""
    if len(line) > _LONGEST or not (_RIGHT_SIGN.search(line) or any(word in line for word in _RIGHT_WORDS)) \
            or _RIGHT.search(line) is None:
        return False
    return sum(pattern.search(line) is not None for pattern in _RIGHTS) >= 2


def is_trail(line: str) -> bool:
    """Whether a line is the way to a page through its site: 首页 > 新闻中心 > 要闻."""
    return bool(_CRUMBS.match(line))


def advertisements(text: str) -> list[tuple[int, int]]:
    """The spans of what was pasted into a text to send its reader elsewhere, left to right."""
    spans: list[tuple[int, int]] = []
    seen = 0
    for word in _AD_WORD.finditer(text):
        if word.start() < seen:
            continue
        end = text.find("\n", word.end())
        seen = end if end >= 0 else len(text)
        first = max(text.rfind("\n", 0, word.start()) + 1, word.start() - _AD_BEFORE)
        spans += [match.span() for match in _AD.finditer(text, first, seen)]
    return spans
