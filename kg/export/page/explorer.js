"use strict";
(() => {
const D = JSON.parse(document.getElementById("data").textContent);
const $ = id => document.getElementById(id);
const T = {
  zh: {title: "科创政策知识图谱", count: (n, e, h) => `${n} 个实体 · ${e} 条事实` + (h ? ` · 隐藏 ${h} 个` : ""), search: "搜索名称、别名、拼音首字母（按 / ）", types: "实体类型", relations: "关系", status: "状态", years: "年份", documents: "文档", path: "路径", from: "起点", to: "终点", find: "查找", clear: "清除", dark: "深色", light: "浅色", table: "表格", numbers: "数据", link: "复制链接", planned: "计划", actual: "已有", target: "目标", rank: "重要度", names: "别名", out: "关系", measures: "数据", evidence: "出处", in: "见于", none: "没有找到路径", copied: "已复制", hint: "点选节点看原文 · 拖动平移 · 滚轮缩放 · 方向键与 +/− · Esc 取消", more: "更多", technique: "方法", nodate: "无年份", name: "名称", type: "类型", degree: "关联", depth: "范围", indicator: "指标", value: "数值", period: "年份", scope: "范围主体", kindtotal: "总量", kindincrement: "新增", kindgrowth: "增幅", kindmultiple: "倍数", select: "点选一个节点或输入名称，右侧显示它的关系与每条关系的原文。", back: "返回"},
  en: {title: "Science-and-technology policy graph", count: (n, e, h) => `${n} entities · ${e} facts` + (h ? ` · ${h} hidden` : ""), search: "Search names, aliases, pinyin initials ( / )", types: "Entity types", relations: "Relations", status: "Status", years: "Years", documents: "Documents", path: "Path", from: "from", to: "to", find: "Find", clear: "Clear", dark: "Dark", light: "Light", table: "Table", numbers: "Numbers", link: "Copy link", planned: "planned", actual: "actual", target: "target", rank: "Most important", names: "Also", out: "Facts", measures: "Numbers", evidence: "Evidence", in: "In", none: "No path found", copied: "Copied", hint: "Click a node for its sentences · drag to pan · wheel to zoom · arrows and +/− · Esc to clear", more: "more", technique: "read by", nodate: "no year", name: "Name", type: "Type", degree: "Links", depth: "Depth", indicator: "Indicator", value: "Value", period: "Year", scope: "Whose", kindtotal: "total", kindincrement: "added", kindgrowth: "growth", kindmultiple: "multiple", select: "Select a node or type a name: its facts stand here, each with its sentence.", back: "Back"},
};
const COMPARE = {equal: "=", atLeast: "≥", atMost: "≤", about: "≈"};
const nodes = D.nodes.map((n, i) => ({i, label: n[0], type: n[1], x: n[2], y: n[3], rank: n[4], community: n[5], names: n[6], docs: n[7], initials: n[8], iri: n[9], out: [], r: 5}));
const edges = D.edges.map((e, i) => ({i, s: e[0], t: e[1], rel: e[2], planned: e[3], role: e[4], period: e[5], ev: e[6], tech: e[7]}));
for (const e of edges) { nodes[e.s].out.push(e); if (e.t !== e.s) nodes[e.t].out.push(e); }
const docYear = i => (D.documents[i][2] || "").slice(0, 4);
const edgeYears = e => e.period ? years(e.period) : [...new Set(e.ev.map(v => docYear(D.texts[v][0])).filter(Boolean))];
function years(p) { const [a, b] = p.split("/"); const r = []; for (let y = +a.slice(0, 4); y <= +(b || a).slice(0, 4); y++) r.push("" + y); return r; }
for (const n of nodes) n.r = 4 + Math.min(11, 1.9 * Math.sqrt(n.out.length));
const byRank = [...nodes].sort((a, b) => b.rank - a.rank || a.i - b.i);
const LIMIT = 800;
const S = {lang: "zh", dark: matchMedia("(prefers-color-scheme: dark)").matches, off: {type: new Set(), rel: new Set(), status: new Set(), year: new Set(), doc: new Set()}, sel: null, path: null, depth: 1, k: 1, x: 0, y: 0, sheet: null, sort: ["degree", -1], hover: null};
const t = k => T[S.lang][k];
const label2 = r => S.lang === "zh" ? r[1] : r[2];
function el(tag, props, ...kids) { const e = document.createElement(tag); for (const [k, v] of Object.entries(props || {})) { if (k === "on") for (const [a, f] of Object.entries(v)) e.addEventListener(a, f); else if (k === "style") Object.assign(e.style, v); else if (k.includes("-") || k === "role") e.setAttribute(k, v); else e[k] = v; } for (const kid of kids) if (kid != null) e.append(kid); return e; }

// ---- what is visible
let shown = [], lit = [], hidden = 0;
function filter() {
  const o = S.off;
  const edgeOn = e => !o.rel.has(e.rel) && !o.status.has(e.planned) && e.ev.some(v => !o.doc.has(D.texts[v][0])) && (!o.year.size || (y => y.length ? y.some(v => !o.year.has(v)) : !o.year.has("")) (edgeYears(e)));
  const nodeOn = n => !o.type.has(n.type) && n.docs.some(d => !o.doc.has(d));
  let pool = nodes.filter(nodeOn);
  const narrowed = o.rel.size || o.status.size || o.year.size;
  const ok = new Set(pool.map(n => n.i));
  lit = edges.filter(e => ok.has(e.s) && ok.has(e.t) && edgeOn(e));
  if (narrowed) { const touched = new Set(lit.flatMap(e => [e.s, e.t])); pool = pool.filter(n => touched.has(n.i)); }
  const all = pool.length;
  if (all > LIMIT) { const keep = new Set(byRank.filter(n => ok.has(n.i)).slice(0, LIMIT).map(n => n.i)); if (S.sel != null) { keep.add(S.sel); for (const e of nodes[S.sel].out) { keep.add(e.s); keep.add(e.t); } } pool = pool.filter(n => keep.has(n.i)); lit = lit.filter(e => keep.has(e.s) && keep.has(e.t)); }
  shown = pool; hidden = nodes.length - pool.length;
  $("count").textContent = t("count")(shown.length, lit.length, hidden);
}
function ego() {
  if (S.path) return new Set(S.path.nodes);
  if (S.sel == null) return null;
  const on = new Set(shown.map(n => n.i)); let seen = new Set([S.sel]), edge = [S.sel];
  const near = new Map(); for (const e of lit) { (near.get(e.s) || near.set(e.s, []).get(e.s)).push(e.t); (near.get(e.t) || near.set(e.t, []).get(e.t)).push(e.s); }
  for (let d = 0; d < S.depth; d++) { const next = []; for (const i of edge) for (const j of near.get(i) || []) if (on.has(j) && !seen.has(j)) { seen.add(j); next.push(j); } edge = next; }
  return seen;
}

// ---- drawing
const canvas = $("canvas"), ctx = canvas.getContext("2d");
let W = 0, H = 0, ratio = 1, pending = false;
function size() { ratio = devicePixelRatio || 1; const b = canvas.getBoundingClientRect(); W = b.width; H = b.height; canvas.width = W * ratio; canvas.height = H * ratio; }
function fit(list) {
  if (!list.length || !W) return;
  const xs = list.map(n => n.x), ys = list.map(n => n.y), x0 = Math.min(...xs), x1 = Math.max(...xs), y0 = Math.min(...ys), y1 = Math.max(...ys);
  S.k = Math.min(2.2, Math.min((W - 130) / Math.max(1, x1 - x0), (H - 90) / Math.max(1, y1 - y0))); S.x = W / 2 - S.k * (x0 + x1) / 2; S.y = H / 2 - 6 - S.k * (y0 + y1) / 2;
}
const css = n => getComputedStyle(document.documentElement).getPropertyValue(n).trim();
function draw() { if (!pending) { pending = true; requestAnimationFrame(() => { pending = false; paint(ctx, W, H, ratio); }); } }
function wrap(text) { if (text.length <= 9) return [text]; if (text.length <= 18) { const h = Math.ceil(text.length / 2); return [text.slice(0, h), text.slice(h)]; } return [text.slice(0, 9), text.slice(9, 17) + (text.length > 17 ? "…" : "")]; }
let labels = [];
function paint(c, w, h, scale) {
  const focus = ego(), bg = css("--bg"), fg = css("--fg"), edge = css("--edge");
  c.setTransform(scale, 0, 0, scale, 0, 0); c.fillStyle = bg; c.fillRect(0, 0, w, h);
  const X = n => n.x * S.k + S.x, Y = n => n.y * S.k + S.y, inPath = S.path ? new Set(S.path.edges) : null;
  hulls(c, X, Y, focus);
  for (const pass of [0, 1]) for (const e of lit) {
    const hot = inPath ? inPath.has(e.i) : focus ? (S.depth > 1 ? focus.has(e.s) && focus.has(e.t) : e.s === S.sel || e.t === S.sel) : false;
    if (hot !== !!pass) continue;
    const a = nodes[e.s], b = nodes[e.t], ax = X(a), ay = Y(a), bx = X(b), by = Y(b);
    c.globalAlpha = hot ? .95 : focus ? .07 : .3; c.strokeStyle = hot ? D.types[a.type][3] : edge; c.lineWidth = hot ? 1.7 : .8; c.setLineDash(e.planned ? [5, 4] : []);
    const mx = (ax + bx) / 2 + (by - ay) * .09, my = (ay + by) / 2 - (bx - ax) * .09;
    c.beginPath(); c.moveTo(ax, ay); c.quadraticCurveTo(mx, my, bx, by); c.stroke();
    if (hot) { const an = Math.atan2(by - my, bx - mx), r = radius(b) + 2; c.setLineDash([]); c.fillStyle = c.strokeStyle; c.beginPath(); c.moveTo(bx - r * Math.cos(an), by - r * Math.sin(an)); for (const s of [-.4, .4]) c.lineTo(bx - (r + 9) * Math.cos(an + s * .7), by - (r + 9) * Math.sin(an + s * .7)); c.fill(); }
  }
  c.setLineDash([]);
  const list = [...shown].sort((a, b) => a.rank - b.rank || b.i - a.i);
  for (const n of list) { c.globalAlpha = focus && !focus.has(n.i) ? .16 : 1; c.fillStyle = D.types[n.type][3]; c.beginPath(); c.arc(X(n), Y(n), radius(n), 0, 7); c.fill(); c.lineWidth = n.i === S.sel ? 3 : 1.2; c.strokeStyle = n.i === S.sel ? fg : bg; c.stroke(); }
  // labels: by importance, in four places, none over another or over a node
  labels = []; const boxes = []; const cell = 60, grid = new Map();
  const put = (b) => { boxes.push(b); for (let gx = Math.floor(b[0] / cell); gx <= b[2] / cell; gx++) for (let gy = Math.floor(b[1] / cell); gy <= b[3] / cell; gy++) { const k = gx + "," + gy; (grid.get(k) || grid.set(k, []).get(k)).push(b); } };
  const free = b => { for (let gx = Math.floor(b[0] / cell); gx <= b[2] / cell; gx++) for (let gy = Math.floor(b[1] / cell); gy <= b[3] / cell; gy++) for (const o of grid.get(gx + "," + gy) || []) if (o[4] !== b[4] && b[0] < o[2] && o[0] < b[2] && b[1] < o[3] && o[1] < b[3]) return false; return true; };
  for (const n of shown) { const r = radius(n) * .8; put([X(n) - r, Y(n) - r, X(n) + r, Y(n) + r, n.i]); }
  const order = [...shown].sort((a, b) => (focus ? focus.has(b.i) - focus.has(a.i) : 0) || (b.i === S.sel) - (a.i === S.sel) || b.rank - a.rank || a.i - b.i);
  c.textBaseline = "middle"; c.lineJoin = "round";
  for (const n of order) {
    if (focus && !focus.has(n.i)) break;
    const px = n.i === S.sel ? 15 : Math.max(11.5, Math.min(15, 9.5 + n.r * .45)), x = X(n), y = Y(n);
    if (x < -40 || y < -20 || x > w + 40 || y > h + 20) continue;
    c.font = `${n.out.length > 12 || n.i === S.sel ? "600 " : ""}${px}px "Noto Sans CJK SC","PingFang SC","Microsoft YaHei",sans-serif`;
    const lines = wrap(n.label), width = Math.max(...lines.map(l => c.measureText(l).width)), height = lines.length * px * 1.18, r = radius(n) + 3;
    for (const [dx, dy, al] of [[r, 0, "left"], [0, r + height / 2, "center"], [-r, 0, "right"], [0, -r - height / 2, "center"]]) {
      const bx = al === "left" ? x + dx : al === "right" ? x + dx - width : x - width / 2, by = y + dy - height / 2, box = [bx - 1, by, bx + width + 1, by + height, n.i];
      if (box[0] < 2 || box[2] > w - 2 || box[1] < 2 || box[3] > h - 2 || !free(box)) continue;
      put(box); labels.push([n.label, box, px]); c.globalAlpha = 1; c.textAlign = al; c.strokeStyle = bg; c.lineWidth = 3.2; c.fillStyle = fg;
      lines.forEach((l, i) => { const ly = by + px * 1.18 * (i + .5); c.strokeText(l, x + dx, ly); c.fillText(l, x + dx, ly); });
      break;
    }
  }
  c.globalAlpha = 1; window.kgLabels = labels;
}
const radius = n => n.r * Math.max(.75, Math.min(1.5, Math.sqrt(S.k)));
function hulls(c, X, Y, focus) {
  if (focus) return;
  const groups = new Map(); for (const n of shown) (groups.get(n.community) || groups.set(n.community, []).get(n.community)).push(n);
  for (const [g, list] of groups) {
    if (list.length < 4 || list.length > shown.length * .5) continue;
    const pts = list.map(n => [X(n), Y(n)]).sort((a, b) => a[0] - b[0] || a[1] - b[1]), half = ps => { const o = []; for (const p of ps) { while (o.length > 1 && (o[o.length - 1][0] - o[o.length - 2][0]) * (p[1] - o[o.length - 2][1]) <= (o[o.length - 1][1] - o[o.length - 2][1]) * (p[0] - o[o.length - 2][0])) o.pop(); o.push(p); } return o; };
    const hull = [...half(pts).slice(0, -1), ...half(pts.reverse()).slice(0, -1)];
    const top = list.reduce((a, b) => b.rank > a.rank ? b : a);
    c.globalAlpha = S.dark ? .1 : .055; c.fillStyle = c.strokeStyle = D.types[top.type][3]; c.lineWidth = 44; c.lineJoin = "round"; c.beginPath(); hull.forEach((p, i) => i ? c.lineTo(...p) : c.moveTo(...p)); c.closePath(); c.fill(); c.stroke();
  }
  c.globalAlpha = 1;
}
function at(x, y) { let best = null, d = 14; for (const n of shown) { const q = Math.hypot(n.x * S.k + S.x - x, n.y * S.k + S.y - y) - radius(n); if (q < d) { d = q; best = n; } } if (d > 5) for (const [, b] of labels) if (x >= b[0] && x <= b[2] && y >= b[1] && y <= b[3]) return nodes[b[4]]; return best; }

// ---- panel
function go(i, push = true) { S.sel = i; S.path = null; filter(); refresh(push); if (i != null) { const n = nodes[i], x = n.x * S.k + S.x, y = n.y * S.k + S.y; if (x < 40 || y < 40 || x > W - 40 || y > H - 40) { S.x = W / 2 - n.x * S.k; S.y = H / 2 - n.y * S.k; draw(); } } }
function button(n) { return el("button", {className: "go", on: {click: () => go(n.i)}}, n.label); }
function dot(n) { return el("i", {style: {background: D.types[n.type][3], display: "inline-block", width: "9px", height: "9px", borderRadius: "50%"}}); }
function quote(v, words) {
  const [d, s, e, text] = D.texts[v], q = el("blockquote");
  const hits = []; for (const w of words.filter(Boolean)) { let p = text.indexOf(w); while (p >= 0) { hits.push([p, p + w.length]); p = text.indexOf(w, p + w.length); } }
  hits.sort((a, b) => a[0] - b[0] || b[1] - a[1]); let p = 0; for (const [a, b] of hits) { if (a < p) continue; q.append(text.slice(p, a), el("mark", {}, text.slice(a, b))); p = b; } q.append(text.slice(p));
  return [q, el("small", {}, `${D.documents[d][0]} · ${D.documents[d][2] || t("nodate")} · [${s}, ${e}]`)];
}
const wordsOf = n => [n.label, ...n.names].sort((a, b) => b.length - a.length);
function fact(e, self) {
  const a = nodes[e.s], b = nodes[e.t], words = [...wordsOf(a), ...wordsOf(b)].filter(w => w.length > 1);
  const head = el("div", {}, self === a.i ? null : button(a), el("span", {className: "tag"}, label2(D.relations[e.rel])), self === b.i ? null : button(b), e.role ? el("small", {}, e.role) : null, el("span", {className: "tag"}, t(e.planned ? "planned" : "actual")), e.period ? el("small", {}, e.period) : null);
  return el("div", {className: "fact"}, head, ...e.ev.slice(0, 3).flatMap(v => quote(v, words)), el("small", {}, ` · ${t("technique")}: ${e.tech.join(", ")}`));
}
function panel() {
  const p = $("panel"); p.replaceChildren();
  if (S.path) { p.append(el("h3", {}, t("path"))); if (!S.path.edges.length) p.append(el("p", {}, t("none"))); for (const i of S.path.edges) p.append(fact(edges[i], null)); return; }
  if (S.sel == null) {
    p.append(el("h3", {}, t("rank")), el("p", {}, el("small", {}, t("select"))));
    const on = new Set(shown.map(n => n.i)), top = byRank.filter(n => on.has(n.i)).slice(0, 16);
    top.forEach((n, i) => p.append(el("div", {className: "rank"}, el("small", {}, `${i + 1}.`), el("span", {}, dot(n), " ", button(n)), el("div", {className: "bar", style: {width: `${100 * n.rank / top[0].rank}%`, background: D.types[n.type][3]}}))));
    return;
  }
  const n = nodes[S.sel];
  p.append(el("h3", {}, n.label), el("p", {}, dot(n), " ", label2(D.types[n.type]), "  ", ...[1, 2, 3].map(d => el("button", {"aria-pressed": S.depth === d, title: t("depth"), on: {click: () => { S.depth = d; refresh(); }}}, `${t("depth")} ${d}`))));
  if (n.names.length) p.append(el("p", {}, el("small", {}, `${t("names")}: ${n.names.slice(0, 12).join("、")}`)));
  p.append(el("p", {}, el("small", {}, `${t("in")}: ${n.docs.map(d => D.documents[d][0]).join("；")}`)));
  const own = D.numbers.filter(m => m[7] === n.i || m[8] === n.i);
  const groups = new Map(); for (const e of n.out) if (lit.includes(e)) { const k = e.rel + (e.s === n.i ? ">" : "<"); (groups.get(k) || groups.set(k, []).get(k)).push(e); }
  for (const [k, list] of [...groups].sort((a, b) => b[1].length - a[1].length)) {
    const box = el("div"); p.append(el("h4", {}, `${k.endsWith(">") ? "→" : "←"} ${label2(D.relations[parseInt(k)])} ${list.length}`), box);
    const more = from => { list.slice(from, from + 20).forEach(e => box.append(fact(e, n.i))); if (list.length > from + 20) { const b = el("button", {on: {click: () => { b.remove(); more(from + 20); }}}, `${t("more")} ${list.length - from - 20}`); box.append(b); } };
    more(0);
  }
  if (own.length) { p.append(el("h4", {}, `${t("measures")} ${own.length}`)); series(own).forEach(s => p.append(s)); }
}
function series(list) {
  const by = new Map(); for (const m of list) (by.get(m[0] + m[2]) || by.set(m[0] + m[2], []).get(m[0] + m[2])).push(m);
  return [...by.values()].map(ms => { const top = Math.max(...ms.map(m => +m[1] || 0)); return el("div", {className: "fact"}, el("div", {}, ms[0][0]), ...ms.sort((a, b) => a[6].localeCompare(b[6])).flatMap(m => [el("div", {}, el("small", {}, `${m[6] || t("nodate")} `), `${COMPARE[m[3]]} ${human(m[1])} ${m[2]} `, el("span", {className: "tag"}, t(m[5] === "target" ? "target" : "actual")), " ", el("span", {className: "tag"}, t("kind" + m[4]))), el("div", {className: m[5] === "target" ? "bar target" : "bar", style: {width: `${Math.max(1, 96 * (+m[1] || 0) / (top || 1))}%`}}), ...quote(m[9][0], [m[0]])])); });
}
function human(v) { const n = +v; if (S.lang === "zh") { if (n >= 1e8) return `${+(n / 1e8).toFixed(4)} 亿`; if (n >= 1e4) return `${+(n / 1e4).toFixed(4)} 万`; return v; } return n >= 1e4 ? n.toLocaleString("en") : v; }

// ---- search and path
function find(q) { q = q.trim().toLowerCase(); if (!q) return []; const score = n => { const l = n.label.toLowerCase(); if (l === q) return 0; if (l.startsWith(q)) return 1; if (n.initials.startsWith(q)) return 2; if (l.includes(q)) return 3; if (n.names.some(a => a.toLowerCase().includes(q))) return 4; if (q.length > 1 && n.initials.includes(q)) return 5; return 9; }; return nodes.map(n => [score(n), -n.rank, n.i, n]).filter(x => x[0] < 9).sort((a, b) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2]).slice(0, 12).map(x => x[3]); }
let pick = 0;
function hits() { const list = find($("search").value), ul = $("hits"); pick = Math.min(pick, Math.max(0, list.length - 1)); ul.replaceChildren(...list.map((n, i) => el("li", {role: "option", "aria-selected": i === pick, on: {mousedown: ev => { ev.preventDefault(); choose(n); }}}, dot(n), " ", n.label, " ", el("small", {}, label2(D.types[n.type]))))); $("search").setAttribute("aria-expanded", list.length > 0); return list; }
function choose(n) { $("search").value = ""; pick = 0; hits(); S.off.type.delete(n.type); go(n.i); }
function route(a, b) { const prev = new Map([[a, null]]); let queue = [a]; const near = new Map(); for (const e of lit) { (near.get(e.s) || near.set(e.s, []).get(e.s)).push([e.t, e]); (near.get(e.t) || near.set(e.t, []).get(e.t)).push([e.s, e]); } while (queue.length && !prev.has(b)) { const next = []; for (const i of queue) for (const [j, e] of near.get(i) || []) if (!prev.has(j)) { prev.set(j, [i, e]); next.push(j); } queue = next; } const path = {nodes: [a, b], edges: []}; if (!prev.has(b)) return path; path.nodes = [b]; for (let i = b; prev.get(i); ) { const [j, e] = prev.get(i); path.edges.unshift(e.i); path.nodes.unshift(j); i = j; } return path; }
const named = q => nodes.find(n => n.label === q.trim()) || find(q)[0];
function findPath(push = true) { const a = named($("from").value), b = named($("to").value); if (!a || !b || a === b) return; S.sel = null; S.path = route(a.i, b.i); $("from").value = a.label; $("to").value = b.label; refresh(push); const list = S.path.nodes.map(i => nodes[i]); fit(list.length > 1 ? [...list, ...shown.filter(n => list.some(m => Math.hypot(m.x - n.x, m.y - n.y) < 90))] : shown); draw(); }

// ---- table and numbers
function sheet() {
  const box = $("sheet"); box.hidden = !S.sheet; if (!S.sheet) return;
  const tables = {nodes: [["name", "type", "degree", "in"], shown.map(n => [n.label, label2(D.types[n.type]), n.out.length, n.docs.length, n])], numbers: [["indicator", "value", "period", "status", "scope"], D.numbers.filter(m => m[9].some(v => !S.off.doc.has(D.texts[v][0]))).map(m => [m[0], `${COMPARE[m[3]]} ${human(m[1])} ${m[2]}`, m[6], t(m[5] === "target" ? "target" : "actual"), m[7] >= 0 ? nodes[m[7]].label : "", m[7] >= 0 ? nodes[m[7]] : null])]};
  const [heads, rows] = tables[S.sheet]; const col = Math.max(0, heads.indexOf(S.sort[0])), dir = S.sort[1];
  rows.sort((a, b) => dir * (typeof a[col] === "number" ? a[col] - b[col] : String(a[col]).localeCompare(String(b[col]), "zh")));
  box.replaceChildren(el("table", {}, el("thead", {}, el("tr", {}, ...heads.map(h => el("th", {}, el("button", {on: {click: () => { S.sort = [h, S.sort[0] === h ? -S.sort[1] : 1]; sheet(); }}}, t(h)))))), el("tbody", {}, ...rows.map(r => el("tr", {}, ...heads.map((h, i) => el("td", {}, i === 0 && r[heads.length] ? el("button", {className: "go", on: {click: () => { S.sheet = null; go(r[heads.length].i); }}}, String(r[i])) : String(r[i]))))))));
}

// ---- chips
function chips(id, items, set) { $(id).replaceChildren(...items.map(([key, text, n, colour]) => el("button", {"aria-pressed": !set.has(key), title: text, on: {click: ev => { if (ev.altKey || ev.shiftKey) { for (const [k] of items) k === key ? set.delete(k) : set.add(k); } else set.has(key) ? set.delete(key) : set.add(key); refresh(); }}}, colour ? el("i", {style: {background: colour}}) : null, text, el("b", {}, String(n))))); }
function tally(list) { const m = new Map(); for (const k of list) m.set(k, (m.get(k) || 0) + 1); return m; }
function legend() {
  const o = S.off, ty = tally(nodes.map(n => n.type)), re = tally(edges.map(e => e.rel)), st = tally(edges.map(e => e.planned)), ye = tally(edges.flatMap(e => { const y = edgeYears(e); return y.length ? y : [""]; })), dc = tally(nodes.flatMap(n => n.docs));
  chips("types", D.types.map((x, i) => [i, label2(x), ty.get(i) || 0, x[3]]), o.type); chips("relations", D.relations.map((x, i) => [i, label2(x), re.get(i) || 0]), o.rel);
  chips("statuses", [[0, t("actual"), st.get(0) || 0], [1, t("planned"), st.get(1) || 0]], o.status); chips("years", [...ye].sort((a, b) => a[0].localeCompare(b[0])).map(([y, n]) => [y, y || t("nodate"), n]), o.year); chips("documents", D.documents.map((d, i) => [i, d[0], dc.get(i) || 0]), o.doc);
}

// ---- state
const packed = s => [...s].join(".");
function hash() { const q = new URLSearchParams(); if (S.sel != null) q.set("n", nodes[S.sel].iri); if (S.path) { q.set("a", $("from").value); q.set("b", $("to").value); } if (S.depth > 1) q.set("d", S.depth); for (const k of Object.keys(S.off)) if (S.off[k].size) q.set(k, packed(S.off[k])); if (S.lang !== "zh") q.set("l", S.lang); if (S.sheet) q.set("v", S.sheet); return "#" + q; }
function restore() {
  const q = new URLSearchParams(location.hash.slice(1)); S.lang = q.get("l") || "zh"; S.depth = +(q.get("d") || 1); S.sheet = q.get("v");
  for (const k of Object.keys(S.off)) S.off[k] = new Set((q.get(k) == null ? [] : q.get(k).split(".")).map(v => k === "year" ? v : +v));
  const n = nodes.find(m => m.iri === q.get("n")); S.sel = n ? n.i : null; S.path = null; if (q.get("a") && q.get("b")) { $("from").value = q.get("a"); $("to").value = q.get("b"); filter(); findPath(false); } 
}
function refresh(push = true) {
  document.documentElement.classList.toggle("dark", S.dark); document.documentElement.lang = S.lang; document.title = t("title");
  $("title").textContent = t("title"); $("search").placeholder = t("search"); $("search").setAttribute("aria-label", t("search")); $("from").placeholder = t("from"); $("to").placeholder = t("to"); $("hint").textContent = t("hint");
  for (const e of document.querySelectorAll("[data-t]")) e.textContent = t(e.dataset.t); $("theme").textContent = t(S.dark ? "light" : "dark"); $("lang").textContent = S.lang === "zh" ? "EN" : "中文";
  filter(); legend(); panel(); sheet(); draw(); if (push && hash() !== location.hash) history.pushState(null, "", hash());
}
function save(name, blob) { const a = el("a", {href: URL.createObjectURL(blob), download: name}); a.click(); setTimeout(() => URL.revokeObjectURL(a.href), 1000); }
const cell = v => { v = String(v); if (/^[=+\-@\t\r]/.test(v)) v = "'" + v; return `"${v.replace(/"/g, '""')}"`; };
function csv() { const f = ego(), on = lit.filter(e => !f || (f.has(e.s) && f.has(e.t))); const rows = [["subject", "relation", "object", "status", "role", "period", "sentence", "document", "start", "end"]]; for (const e of on) { const [d, s, z, x] = D.texts[e.ev[0]]; rows.push([nodes[e.s].label, D.relations[e.rel][0], nodes[e.t].label, e.planned ? "planned" : "actual", e.role, e.period, x, D.documents[d][0], s, z]); } save("kechuang.csv", new Blob(["\ufeff" + rows.map(r => r.map(cell).join(",")).join("\r\n")], {type: "text/csv"})); }
function png() { const c = document.createElement("canvas"); c.width = W * 2; c.height = H * 2; paint(c.getContext("2d"), W, H, 2); c.toBlob(b => save("kechuang.png", b)); draw(); }

// ---- events
let drag = null;
canvas.addEventListener("pointerdown", e => { drag = [e.clientX, e.clientY, S.x, S.y, false]; canvas.setPointerCapture(e.pointerId); });
canvas.addEventListener("pointermove", e => { if (drag) { const dx = e.clientX - drag[0], dy = e.clientY - drag[1]; if (Math.hypot(dx, dy) > 3) drag[4] = true; if (drag[4]) { S.x = drag[2] + dx; S.y = drag[3] + dy; draw(); } } else { const b = canvas.getBoundingClientRect(), n = at(e.clientX - b.left, e.clientY - b.top); canvas.style.cursor = n ? "pointer" : "grab"; canvas.title = n ? n.label : ""; } });
canvas.addEventListener("pointerup", e => { if (drag && !drag[4]) { const b = canvas.getBoundingClientRect(), n = at(e.clientX - b.left, e.clientY - b.top); go(n ? n.i : null); } drag = null; });
function zoom(f, x = W / 2, y = H / 2) { const k = Math.max(.05, Math.min(8, S.k * f)); S.x = x - (x - S.x) * k / S.k; S.y = y - (y - S.y) * k / S.k; S.k = k; draw(); }
canvas.addEventListener("wheel", e => { e.preventDefault(); const b = canvas.getBoundingClientRect(); zoom(Math.exp(-e.deltaY * .0015), e.clientX - b.left, e.clientY - b.top); }, {passive: false});
canvas.addEventListener("dblclick", () => { fit(shown); draw(); });
document.addEventListener("keydown", e => {
  const typing = e.target instanceof HTMLInputElement;
  if (e.key === "/" && !typing) { e.preventDefault(); $("search").focus(); } else if (e.key === "Escape") { if (typing) e.target.blur(); $("search").value = ""; hits(); S.sheet = null; go(null); }
  else if (!typing && e.target === canvas) { const m = {ArrowLeft: [60, 0], ArrowRight: [-60, 0], ArrowUp: [0, 60], ArrowDown: [0, -60]}[e.key]; if (m) { S.x += m[0]; S.y += m[1]; draw(); e.preventDefault(); } else if (e.key === "+" || e.key === "=") zoom(1.25); else if (e.key === "-") zoom(.8); else if (e.key === "0") { fit(shown); draw(); } else if (e.key === "Enter" || e.key === "n") { const on = byRank.filter(n => shown.includes(n)); go(on[(on.findIndex(n => n.i === S.sel) + 1) % on.length].i); } }
});
$("search").addEventListener("input", () => { pick = 0; hits(); });
$("search").addEventListener("keydown", e => { const list = find($("search").value); if (e.key === "ArrowDown") pick = Math.min(list.length - 1, pick + 1); else if (e.key === "ArrowUp") pick = Math.max(0, pick - 1); else if (e.key === "Enter" && list[pick]) { choose(list[pick]); return; } else return; e.preventDefault(); hits(); });
$("findpath").addEventListener("click", () => findPath()); $("to").addEventListener("keydown", e => { if (e.key === "Enter") findPath(); });
$("clear").addEventListener("click", () => { $("from").value = $("to").value = ""; for (const k of Object.keys(S.off)) S.off[k].clear(); S.depth = 1; S.sheet = null; go(null); fit(shown); draw(); });
$("theme").addEventListener("click", () => { S.dark = !S.dark; refresh(); }); $("lang").addEventListener("click", () => { S.lang = S.lang === "zh" ? "en" : "zh"; refresh(); });
$("table").addEventListener("click", () => { S.sheet = S.sheet === "nodes" ? null : "nodes"; refresh(); }); $("numbers").addEventListener("click", () => { S.sheet = S.sheet === "numbers" ? null : "numbers"; S.sort = ["indicator", 1]; refresh(); });
$("png").addEventListener("click", png); $("csv").addEventListener("click", csv);
$("link").addEventListener("click", async () => { history.replaceState(null, "", hash()); try { await navigator.clipboard.writeText(location.href); $("link").textContent = t("copied"); } catch { $("search").value = location.href; $("search").select(); } });
addEventListener("popstate", () => { restore(); refresh(false); }); addEventListener("resize", () => { size(); draw(); });
$("names").replaceChildren(...byRank.slice(0, 2000).map(n => el("option", {value: n.label})));
size(); restore(); filter(); if (!S.path) fit(shown); refresh(false);
})();
