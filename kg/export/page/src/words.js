// Everything the page says, in Chinese and English.

const TABLE = {
  title: ["科创政策知识图谱", "S&T policy graph"],
  search: ["搜索名称、拼音、全文（按 /）", "Names, pinyin, texts ( / )"],
  types: ["实体类型", "Entity types"], relations: ["关系", "Relations"], status: ["状态", "Status"], years: ["年份", "Years"],
  documents: ["文档", "Documents"], path: ["路径", "Path"], from: ["起点", "From"], to: ["终点", "To"], find: ["查找", "Find"],
  swap: ["互换", "Swap"], clear: ["全部清除", "Clear all"], dark: ["深色", "Dark"], light: ["浅色", "Light"], graph: ["图谱", "Graph"],
  nodes: ["实体表", "Entities"], facts: ["事实表", "Facts"], numbers: ["数据", "Numbers"], link: ["复制链接", "Link"],
  copied: ["已复制", "Copied"], back: ["← 返回", "← Back"], help: ["?", "?"], print: ["打印", "Print"], fit: ["适合窗口", "Fit"],
  view: ["视图", "View"], save: ["保存所见", "Save what is shown"], planned: ["计划", "planned"], actual: ["已有", "actual"],
  target: ["目标", "target"], result: ["结果", "result"], rank: ["重要度排行", "Most central"], also: ["别名", "Also"],
  in: ["见于", "In"], measures: ["数据", "Numbers"], none: ["没有找到路径；可先清除筛选", "No path found; try clearing the filters"],
  nothing: ["没有符合条件的实体", "Nothing matches"], more: ["再显示", "Show more:"], technique: ["方法", "read by"], nodate: ["无年份", "no year"],
  name: ["名称", "Name"], type: ["类型", "Type"], degree: ["关系数", "Links"], place: ["重要度", "Rank"], depth: ["范围", "Reach"],
  indicator: ["指标", "Indicator"], value: ["数值", "Value"], period: ["年份", "Year"], scope: ["主体", "Whose"], kind: ["口径", "Kind"],
  subject: ["主体", "Subject"], relation: ["关系", "Relation"], object: ["对象", "Object"], role: ["职务", "Role"], sentence: ["原文", "Sentence"],
  total: ["总量", "total"], increment: ["新增", "added"], growth: ["增幅", "growth"], multiple: ["倍数", "multiple"],
  select: ["点选节点，或用 / 搜索：这里说明它的关系，以及每条关系的原文。", "Select a node or search with / : its facts stand here, each with its sentence."],
  unfold: ["展开全部原文", "Show all sentences"], fold: ["收起原文", "Hide sentences"], start: ["设为起点", "Path from here"], end: ["设为终点", "Path to here"],
  close: ["收起社区", "Fold communities"],
  grouped: ["实体较多：显示最重要的实体，其余收在社区节点里，点开可见。", "Large graph: the most important entities are drawn, the others stand folded in communities; open one to see them."],
  steps: ["步", "steps"], whole: ["全文", "in full"], posts: ["任职", "Posts"], jump: ["本栏内容", "In this panel"], rest: ["其余", "others"], communities: ["社区", "Communities"],
  unmatched: ["没有实体同时符合这些条件", "Nothing matches all of these"], unfilter: ["清除筛选", "Clear the filters"], putback: ["放回原处", "Put back"], opened: ["已展开", "Open"], take: ["去掉", "Take away"],
 unlinked: ["没有关系的实体", "linked to nothing"],
  keys: ["键盘", "Keyboard"], hands: ["鼠标与触摸", "Mouse and touch"], left: ["筛选", "Filters"], right: ["详情", "Details"], canvas: ["图谱：方向键移到邻近节点，回车选中", "Graph: arrows move to a near node, Enter selects"],
  doubtful: ["存疑", "in doubt"],
  page: ["详情页", "Its page"], widen: ["载入相邻实体", "Load its neighbours"], wider: ["载入更多", "Load more"], ask: ["查询", "Ask"], searchall: ["搜索全部文档", "Search all documents"], elsewhere: ["图外", "not on this page"],
  loading: ["正在载入…", "Loading…"], offline: ["服务器没有回答", "The server does not answer"],
  noresult: ["没有找到", "Nothing found"], chart: ["空心为目标，实心为结果；每张图一个地区、一种口径、一种周期", "Outlined targets, solid results; each chart is of one place, one measure and one kind of period"],
  views: ["视图", "Views"], tools: ["语言、保存、打印", "Language, save, print"], filters: ["筛选", "Filter"], grip: ["详情面板：拖动或点按", "Details: drag or tap"],
  timeline: ["时间线", "Timeline"], map: ["地图", "Map"], texts: ["全文", "Texts"], words: ["在全文中查找（空格分开多个词）", "Find words in the texts (spaces between several)"],
  rows: ["在表中查找（空格分开多个词）", "Find rows by words (spaces between several)"], innumbers: ["数据中的", "Numbers of"], figures: ["{0} 个数", "{0} figures"],
  intexts: ["在全文中查找", "Find in the texts"], textall: ["本页带有全部 {0} 篇文档的全文；繁简通查。", "This page carries the whole texts of all {0} documents; traditional and simplified find the same."],
  textsome: ["本页带有 {1} 篇文档中 {0} 篇的全文（合计不超过 1 MB），其余只查引用过的句子；要查全部：kg serve。", "This page carries the whole texts of {0} of {1} documents (1 MB at most); of the others it searches the sentences it cites. To search all: kg serve."],
  textnone: ["本页没有带全文，只查引用过的句子；要查全文：kg serve。", "This page carries no whole texts and searches the sentences it cites; to search all: kg serve."],
  textpart: ["这里只查本页已载入的句子；全部文档：", "Here the sentences of this page are searched; all documents:"], onlycited: ["只有引用句", "cited sentences only"],
  found: ["{0} 句，{1} 篇文档", "{0} sentences in {1} documents"], hits: ["← “{0}”的全部结果", "← All that holds “{0}”"], alltexts: ["← 全部文档", "← All documents"],
  underlined: ["带下划线的句子读出了事实、数据或时间节点；点按即在句下列出。", "From underlined sentences facts, numbers or dates were read; click one to list them below it."],
  fragment: ["本页没有带这篇的全文，下面是引用过的句子；全文：kg serve。", "This page does not carry the whole text; these are the sentences it cites. The whole: kg serve."],
  readhere: ["此句读出", "Read in this sentence"], nothingread: ["没有读出什么", "Nothing"],
  unknown: ["没有“{0}”这个名称；请从建议中选择", "Nothing is called “{0}”; choose one of the suggestions"], needed: ["请填写名称", "A name is needed"], sameends: ["起点和终点相同", "Both ends are the same"],
  share: ["占比", "share"], average: ["年均增幅", "growth a year"], doubt1: ["比同一指标的其他数大百倍以上，图中不画", "A hundred times and more what others of its indicator are; not drawn"], doubt2: ["另一文件的数更可信（kg check），图中不画", "Another document has a likelier number (kg check); not drawn"],
  until: ["至 {0} 年", "by {0}"], annual: ["按年", "by year"], monthly: ["按月", "by month"], planned5: ["按规划期", "by plan period"], elsewhereyears: ["按时段", "by period"], nocharts: ["没有两期以上可比的数据", "No numbers of two periods that can be compared"], charts: ["图表", "Charts"], table: ["表格", "Table"], noplace: ["（无地区）", "(no place)"],
  lanedocuments: ["文档", "Documents"], lanesteps: ["时间节点", "Steps"], lanefacts: ["事实", "Facts"], lanenumbers: ["数据", "Numbers"], onedocuments: ["文档", "Document"], onesteps: ["时间节点", "Step"], onefacts: ["事实", "Fact"], onenumbers: ["数据", "Number"], allyears: ["← 全部年份", "← All years"],
  undated: ["另有 {0} 项没有年份", "{0} more without a year"], timenote: ["点按一格只看该年（再点看该月）；点按一项选中它，点按文档即阅读。", "Click a column for its year (then a month); click an entry to select it, a document to read it."],
  mapnote: ["圆的大小：位于、属于该区域的实体数；点按选中，滚轮或双指缩放。位置：GeoNames（CC BY 4.0）；不表示边界。", "Size: how many entities stand in or belong to the place; click to select, scroll or pinch to zoom. Points: GeoNames (CC BY 4.0); no boundaries are meant."],
  unmapped: ["{0} 个区域不在图上（如国家、城市群）", "{0} places have no point (countries, clusters of cities …)"], nomap: ["没有可上图的区域", "No place has a point"], stands: ["个实体", "entities"], there: ["所在实体数", "Entities there"], latitude: ["纬度", "Latitude"], longitude: ["经度", "Longitude"], what: ["内容", "What"], date: ["日期", "Date"], lane: ["类别", "Kind"],
};
const KEYS = [
  ["/", "搜索", "search"], ["Esc", "取消选择、关闭表格", "clear the selection, close the table"], ["← → ↑ ↓", "移到该方向的邻近节点（在图上）", "go to the next node that way (on the graph)"],
  ["Shift + ← → ↑ ↓", "平移", "pan"], ["+ − 0", "放大、缩小、适合窗口", "zoom in, out, fit"], ["n p", "按重要度看下一个、上一个", "next and previous by importance"],
  ["1 2 3", "邻域范围", "reach of the neighbourhood"], ["g t f x", "图谱、实体表、事实表、数据", "graph, entities, facts, numbers"], ["l m s", "时间线、地图、全文", "timeline, map, texts"], ["d", "深色、浅色", "dark, light"], ["Alt + ←", "返回", "back"], ["?", "这张表", "this list"],
];
const HANDS = [
  [["点按", "click, tap"], ["选中节点、名称；再点空白处取消", "select a node or a name; a free place takes it back"]], [["指着", "point"], ["显出一个节点的关系", "bring out the links of a node"]],
  [["拖动", "drag"], ["平移；拖节点则移动它（手指：先选中）", "pan; on a node move it (by finger: when it is selected)"]], [["滚轮、双指", "wheel, two fingers"], ["缩放", "zoom"]],
  [["点按“+n”", "click “+n”"], ["展开一个社区", "open a community"]], [["拖动下方面板", "drag the sheet below"], ["手机上加高或收起详情", "on a phone: more or less of the details"]],
];

let language = 0;
export const setLanguage = code => { language = code === "en" ? 1 : 0; };
export const t = key => (TABLE[key] || [key, key])[language];
export const named = record => (language ? record.en : record.zh) || record.name;
export const keys = () => KEYS.map(k => [k[0], k[1 + language]]);
export const hands = () => HANDS.map(row => row.map(pair => pair[language]));
/** Of a pair the one in the reader's language: [Chinese, English]. */
export const told = pair => pair[language];
export const list = words => words.join(language ? ", " : "、");
export const isChinese = () => language === 0;

export function counted(nodes, edges, hidden, company = 0) {
  return language ? `${nodes} entities · ${edges} facts${company ? ` · ${company} linked to them` : ""}${hidden ? ` · ${hidden} not shown` : ""}`
    : `${nodes} 个实体 · ${edges} 条事实${company ? ` · 相邻 ${company} 个` : ""}${hidden ? ` · 未显示 ${hidden} 个` : ""}`;
}
/** What is not shown because of the filters. */
export const left = hidden => (language ? `${hidden} entities are hidden by the filters` : `筛选隐去了 ${hidden} 个实体`);
export const leftFacts = hidden => (language ? `${hidden} of its facts are hidden by the filters` : `筛选隐去了它的 ${hidden} 条事实`);
export const movedBy = count => (language ? `${count} moved by hand` : `手动移动了 ${count} 个`);
/** How many more a list shows when asked, and how many it has beyond that. */
export const further = (next, rest) => (language ? `${next} more${rest > next ? ` (of ${rest})` : ""}` : `再显示 ${next} 条${rest > next ? `（还有 ${rest} 条）` : ""}`);

/** What a page says that holds a part of a large graph. */
export function partial([shown, all], served = false) {
  const [nodes, facts, numbers] = [0, 1, 2].map(i => [shown[i], all[i]].map(n => n.toLocaleString("en")));
  if (served) return language
    ? `The foremost ${nodes[0]} of ${nodes[1]} entities. Search finds all; what is selected brings its neighbours.`
    : `先显示最重要的 ${nodes[0]} 个实体（全图 ${nodes[1]} 个）。搜索可找到全部，选中后载入相邻实体。`;
  return language
    ? `The ${nodes[0]} of ${nodes[1]} entities of which most sentences state facts, with ${facts[0]} of ${facts[1]} facts and ${numbers[0]} of ${numbers[1]} numbers. All of them: graph.ttl, kg query, kg show, kg export.`
    : `本页是全图的一部分：事实最多的 ${nodes[0]} 个实体（全图 ${nodes[1]} 个）、${facts[0]} 条事实（全图 ${facts[1]} 条）、${numbers[0]} 个数据（全图 ${numbers[1]} 个）。其余见 graph.ttl、kg query、kg show、kg export。`;
}

export const compare = { equal: "", atLeast: "≥ ", atMost: "≤ ", about: "≈ " };

const SCALES = [[1e12, "万亿"], [1e8, "亿"], [1e4, "万"]];
/** A number as people write it: 5000亿 in Chinese, 500 billion in English. */
export function human(value) {
  const n = Number(value);
  if (!Number.isFinite(n)) return value;
  if (language) return Math.abs(n) >= 1e9 ? n.toLocaleString("en", { notation: "compact", compactDisplay: "long", maximumFractionDigits: 4 }) : n.toLocaleString("en", { maximumFractionDigits: 6 });
  const scale = SCALES.find(([size]) => Math.abs(n) >= size);
  return scale ? `${+(n / scale[0]).toFixed(4)}${scale[1]}` : value;
}

/** A number with its unit: 1.3万家, 13,000 家. */
export const united = (value, unit) => `${human(value)}${language && !/^[%‰]/.test(unit) ? " " : ""}${unit}`;
/** A text with places for others: fill("found", 3, 2). */
export const fill = (key, ...values) => t(key).replace(/\{(\d)\}/g, (_, i) => String(values[i]));
export const stepName = s => `${named(s)}${s.planned ? (language ? ` (${t("planned")})` : `（${t("planned")}）`) : ""}`;
