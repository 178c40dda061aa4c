// What the scripts of the pages say, in Chinese and English, and which of the two is shown.

const TABLE = {
  table: ["表格", "Table"], chart: ["图表", "Chart"], graph: ["图", "Graph"], rows: ["行", "rows"], triples: ["条三元组", "triples"],
  none: ["没有结果", "No results"], yes: ["是", "Yes"], no: ["否", "No"], more: ["再显示", "Show more:"], save: ["下载", "Download"],
  running: ["正在查询…", "Asking…"], stopped: ["已停止", "Stopped"], offline: ["服务器没有回答，请稍后再试", "The server does not answer; try again"],
  across: ["横轴", "Across"], up: ["数值", "Value"], by: ["分组", "By"], nothing: ["（无）", "(none)"], at: ["行:列", "line:column"],
  nochart: ["没有数值列，不能画图", "No column of numbers to draw"], nograph: ["没有可连成图的 IRI", "No IRIs that make a graph"],
  cut: ["只画出前", "Only the first are drawn:"], copied: ["已复制", "Copied"], seconds: ["秒", "s"], editor: ["SPARQL 查询", "SPARQL query"],
  fact: ["事实", "fact"], number: ["数据", "number"], step: ["沿革", "step"], names: ["名称", "Names"], facts: ["事实", "Facts"], numbers: ["数据", "Numbers"], steps: ["沿革", "Life"], unreads: ["这里没有读", "Not read here"],
  hidden: ["这里的标记已被关闭", "The marks here are switched off"], close: ["关闭", "Close"], correct: ["更正…", "Correct…"], read: ["方法：", "read by "],
  "note-down": ["记下", "Note it down"], who: ["谁更正", "Who says so"], why: ["说明（可不填）", "Why (optional)"], cancel: ["取消", "Cancel"],
  "not-yet": ["只记在更正文件里，由 kg import 生效；图和原文都不改。", "It is written into a file of corrections and holds when kg import reads it; nothing else is changed."],
  wrong: ["不对：原文没有这样说", "Wrong: the text does not say so"], "object-should": ["对象应为：", "The object should be:"], choose: ["请从列表中选一个实体", "Choose an entity from the list"],
  "which-name": ["名称", "Name"], "name-should": ["应写作：", "It should be:"], "not-its-name": ["不是它的名称", "Not a name of it"], "write-name": ["请写出正确的名称", "Write what it should be"],
  "same-as": ["与下面的实体是同一个：", "It is the same as:"], noted: ["已记下", "Noted"], apply: ["使更正生效：", "To let it hold:"], "all-noted": ["全部更正", "All corrections"],
  empty: ["空", "empty"], any: ["不限", "any"], ask: ["提问", "Ask"],
};

// Columns of the named questions' answers, and words in them, in Chinese; in English they are called as the query calls them.
const COLUMNS = {
  kind: "种类", what: "内容", where: "地方", period: "时间", preferred: "更可信的", doubted: "存疑的", unit: "单位", reason: "理由", from: "起", to: "对象", relation: "关系", document: "文档",
  correction: "更正", division: "区划", code: "代码", above: "上级", entity: "实体", issued: "日期", source: "来源", name: "名称", event: "活动", status: "状态", sentence: "原文", start: "起始字", end: "终止字",
  who: "谁", laboratory: "实验室", developers: "建设者", planning: "计划建设者", places: "地方", role: "职务", target: "目标", result: "结果", verdict: "完成情况", against: "与之矛盾的数", partner: "合作方",
  platform: "平台", how: "方式", policy: "政策", value: "数值", doubt: "存疑", comparator: "比较", does: "做什么", due: "期限", state: "状态", office: "职务", until: "止", school: "高校",
};
const SAID = {
  actual: "已有", planned: "计划", target: "目标", result: "结果", equal: "等于", atLeast: "不少于", atMost: "不多于", about: "约", reached: "完成", missed: "未完成", open: "待定", done: "已完成", pending: "待办",
  late: "逾期", contradicted: "有矛盾", magnitude: "大小可疑", slip: "笔误", figures: "数字不一", revised: "后有修订", rounded: "约数", differs: "说法不一",
};
/** What a column of a named question's answer is called beside the others, and a word in it as people say it. */
export const column = (name, others) => (english() ? name : name === "from" && others.includes("to") ? "主体" : COLUMNS[name] || name);
export const said = word => (english() ? word : SAID[word] || word);

export const english = () => document.documentElement.lang === "en";
export const t = key => (TABLE[key] || [key, key])[english() ? 1 : 0];
/** Call when the language changes. */
export const spoken = act => addEventListener("kechuang-language", act);
