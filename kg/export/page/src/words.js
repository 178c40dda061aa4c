// Everything the page says, in Chinese and English.

const TABLE = {
  title: ["科创政策知识图谱", "Science-and-technology policy graph"],
  search: ["搜索名称、拼音（按 /）", "Search names, pinyin ( / )"],
  types: ["实体类型", "Entity types"], relations: ["关系", "Relations"], status: ["状态", "Status"], years: ["年份", "Years"],
  documents: ["文档", "Documents"], path: ["路径", "Path"], from: ["起点", "From"], to: ["终点", "To"], find: ["查找", "Find"],
  swap: ["互换", "Swap"], clear: ["全部清除", "Clear all"], dark: ["深色", "Dark"], light: ["浅色", "Light"], graph: ["图谱", "Graph"],
  nodes: ["实体表", "Entities"], facts: ["事实表", "Facts"], numbers: ["数据", "Numbers"], link: ["复制链接", "Copy link"],
  copied: ["已复制", "Copied"], back: ["← 返回", "← Back"], help: ["键盘 ?", "Keys ?"], print: ["打印", "Print"], fit: ["适合窗口", "Fit"],
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
  steps: ["步", "steps"],
  keys: ["键盘", "Keyboard"], left: ["筛选", "Filters"], right: ["详情", "Details"], canvas: ["图谱：方向键移到邻近节点，回车选中", "Graph: arrows move to a near node, Enter selects"],
  doubtful: ["存疑", "in doubt"], doubt: ["另一文件的数更可信（kg check），或比同一指标的其他数大百倍以上；图中不计", "Another document has a likelier figure (kg check), or it is a hundred times larger than the others of its indicator; not in the chart"],
  page: ["详情页", "Its page"], widen: ["载入相邻实体", "Load its neighbours"], wider: ["载入更多", "Load more"], ask: ["查询", "Ask"], searchall: ["搜索全部文档", "Search all documents"], elsewhere: ["图外", "not on this page"],
  loading: ["正在载入…", "Loading…"], offline: ["服务器没有回答", "The server does not answer"],
  noresult: ["没有找到", "Nothing found"], chart: ["按年份：空心为目标，实心为结果", "By year: outlined targets, solid results"],
};
const KEYS = [
  ["/", "搜索", "search"], ["Esc", "取消选择、关闭表格", "clear the selection, close the table"], ["← → ↑ ↓", "移到该方向的邻近节点（在图上）", "go to the next node that way (on the graph)"],
  ["Shift + ← → ↑ ↓", "平移", "pan"], ["+ − 0", "放大、缩小、适合窗口", "zoom in, out, fit"], ["n p", "按重要度看下一个、上一个", "next and previous by importance"],
  ["1 2 3", "邻域范围", "reach of the neighbourhood"], ["t", "表格", "table"], ["d", "深色、浅色", "dark, light"], ["Alt + ←", "返回", "back"], ["?", "这张表", "this list"],
];
// How a fact was read; a technique that is not here is shown by its own name.
const TECHNIQUES = {
  attendance: ["出席名单", "list of who attended"], clause: ["主谓宾分句", "clause"], comitative: ["“与……共建”句式", "with-clause"], containment: ["名称中的上级", "name within a name"],
  department: ["部门名称", "name of a department"], imperative: ["无主句，主体取自发文者", "subjectless clause of the issuer"], "joint-duty": ["职责分工", "shared duty"], "language-model": ["语言模型标注", "annotation by a language model"],
  "name-body": ["名称中的机构", "body in the name"], "name-place": ["名称中的地名", "place in the name"], office: ["职务", "office"], preposition: ["介词句式", "prepositional clause"], title: ["标题", "title"],
};

let language = 0;
export const setLanguage = code => { language = code === "en" ? 1 : 0; };
export const t = key => (TABLE[key] || [key, key])[language];
export const named = record => (language ? record.en : record.zh) || record.name;
export const keys = () => KEYS.map(k => [k[0], k[1 + language]]);
export const technique = name => (TECHNIQUES[name] || [name, name])[language];
export const list = words => words.join(language ? ", " : "、");
export const isChinese = () => language === 0;

export function counted(nodes, edges, hidden) {
  return language ? `${nodes} entities · ${edges} facts${hidden ? ` · ${hidden} not shown` : ""}` : `${nodes} 个实体 · ${edges} 条事实${hidden ? ` · 未显示 ${hidden} 个` : ""}`;
}

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

/** A number as it is read: 5000 亿 in Chinese, 500,000,000,000 in English. */
export function human(value) {
  const n = Number(value);
  if (!Number.isFinite(n)) return value;
  if (language) return n.toLocaleString("en", { maximumFractionDigits: 6 });
  if (Math.abs(n) >= 1e8) return `${+(n / 1e8).toFixed(4)} 亿`;
  if (Math.abs(n) >= 1e4) return `${+(n / 1e4).toFixed(4)} 万`;
  return value;
}
