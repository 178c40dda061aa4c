"""Strings that a document could hold and that a page must only ever show: markup, scripts, templates, formulas, odd characters."""

_MARKUP = [
    "<script>alert(1)</script>", "</script><script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg onload=alert(1)>", "<svg><script>alert(1)</script></svg>",
    "<iframe src=javascript:alert(1)></iframe>", "<iframe srcdoc='<script>parent.alert(1)</script>'></iframe>", "<body onload=alert(1)>", "<details open ontoggle=alert(1)>",
    "<video><source onerror=alert(1)></video>", "<math><mtext></mtext><img src=x onerror=alert(1)></math>", "<a href=javascript:alert(1)>x</a>", "<a href='//example.org/'>x</a>",
    "<base href='//example.org/'>", "<link rel=stylesheet href='//example.org/x.css'>", "<meta http-equiv=refresh content='0;url=//example.org/'>", "<form action=//example.org/><input autofocus onfocus=alert(1)>",
    "<style>*{background:url(//example.org/x)}</style>", "<style>@import '//example.org/x.css'</style>", "<object data=javascript:alert(1)></object>", "<embed src=//example.org/x>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>", "<template><script>alert(1)</script></template>", "<select><option onclick=alert(1)>x</select>", "<marquee onstart=alert(1)>x</marquee>",
    "<!--<script>alert(1)</script>", "--><script>alert(1)</script>", "<![CDATA[<script>alert(1)</script>]]>", "<?xml version='1.0'?><script>alert(1)</script>", "<!DOCTYPE html><script>alert(1)</script>",
    "</textarea><script>alert(1)</script>", "</title><script>alert(1)</script>", "</style><script>alert(1)</script>", "<scr<script>ipt>alert(1)</scr</script>ipt>", "<SCRIPT SRC=//example.org/x.js></SCRIPT>",
    "<img src='//example.org/pixel.png'>", "<image href=x onerror=alert(1)>", "<input type=image src=x onerror=alert(1)>", "<audio src=//example.org/x onerror=alert(1)>", "<picture><source srcset=//example.org/x><img></picture>",
]
_QUOTES = ["\"><script>alert(1)</script>", "'><img src=x onerror=alert(1)>", "\" onmouseover=\"alert(1)", "' autofocus onfocus='alert(1)", "`${alert(1)}`", "${alert(1)}", "\\\"};alert(1);//", "\\\\\";alert(1)//",
           "');alert(1);//", "]};alert(1);var x={a:[", "\\u003cscript>alert(1)\\u003c/script>", "\\x3cscript>alert(1)", "&lt;script&gt;alert(1)&lt;/script&gt;", "&#60;script&#62;alert(1)", "&amp;lt;b&amp;gt;", "%3Cscript%3Ealert(1)%3C/script%3E"]
_TEMPLATES = ["{{7*7}}", "{{constructor.constructor('alert(1)')()}}", "{% include '/etc/passwd' %}", "{{config}}", "{{data}}", "{{script}}", "{{policy}}", "<%= 7*7 %>", "#{7*7}", "[[${7*7}]]", "$&$`$'$1", "\\1\\g<0>", "%s%n%x", "{0}{}", "${jndi:ldap://example.org/x}"]
_FORMULAS = ["=1+1", "=HYPERLINK(\"http://example.org\",\"x\")", "+1+1", "-2+3+cmd|' /C calc'!A0", "@SUM(1+1)", "\t=1+1", "＝1+1", "=cmd|' /C calc'!A0", "@import", "-@x"]
_LINKS = ["javascript:alert(1)", "data:text/html,<script>alert(1)</script>", "//example.org/", "http://example.org/x.js", "href", "the href of it", "HREF=x", "<b href=1>粗</b>", "vbscript:msgbox(1)", "file:///etc/passwd"]
_ODD = ["a\u202eb", "\u2066x\u2069", "\u200b零\u200b宽", "\u2028alert(1)\u2029", "\ufeff字", "e\u0301\u0301\u0301\u0301", "𠀀𪚥", "👩‍👩‍👧", "\u0000null", "\u001b[31mred", "a\nb", "a\tb", "a\r\nb", "__proto__", "constructor", "toString", "hasOwnProperty", "null",
        "undefined", "NaN", "-0", "1e999", "C:\\dir\\新", "'; DROP TABLE x; --", "长" * 400, "A" * 400, "~", "%", "%zz", "#n=1&from=2", "?x=1", "…·—", "\u3000", "<", ">", "&", "\"", "'", "\\", "/", "//", "/*", "*/", "]]>"]

HOSTILE = tuple(dict.fromkeys(_MARKUP + _QUOTES + _TEMPLATES + _FORMULAS + _LINKS + _ODD))
