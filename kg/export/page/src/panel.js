// The right-hand panel, which answers why: the foremost entities, or one with its facts, or the steps of a path.

import { byRank, numbers } from "./data.js";
import { $, el } from "./dom.js";
import { dot, neighbour, step } from "./evidence.js";
import { numbersOf } from "./figures.js";
import { entityPage, isServed } from "./served.js";
import { state } from "./state.js";
import { list, named, t } from "./words.js";

const FIRST = 20; // neighbours of a relation shown before "more"
const FEW = 6; // up to so many facts stand with their sentences open

export function panel(shown, actions) {
  const box = $("panel");
  box.replaceChildren(...(state.path ? pathOf(shown, actions) : state.selected ? about(state.selected, shown, actions) : foremost(shown, actions)));
}

function foremost(shown, { go }) {
  const on = new Set(shown.folded.length ? shown.matching.nodes : shown.nodes), top = byRank.filter(n => on.has(n)).slice(0, 15);
  const ranks = top.map((n, i) => el("li", {}, el("span", { class: "number" }, `${i + 1}.`), dot(n), el("button", { class: "go", onclick: () => go(n) }, n.label),
    el("span", { class: "meter" }, el("span", { style: { width: `${(100 * n.rank) / top[0].rank}%`, background: n.type.colour } }))));
  return [el("h2", {}, t("rank")), top.length ? el("ol", { class: "ranking" }, ranks) : el("p", {}, t("nothing")), el("p", { class: "note" }, t("select")), shown.folded.length ? el("p", { class: "note" }, t("grouped")) : null].filter(Boolean);
}

function pathOf(shown, actions) {
  const [from, to] = state.path, head = [el("h2", {}, `${from.label} → ${to.label}`)];
  if (!shown.path) return [...head, el("p", { role: "alert" }, t("none"))];
  return [...head, el("p", { class: "note" }, `${shown.path.edges.length} ${t("steps")}`), el("ol", { class: "facts" }, shown.path.edges.map(e => step(e, actions.go)))];
}

function about(n, shown, actions) {
  const open = new Set(shown.folded.length ? shown.matching.edges : shown.edges), own = n.links.filter(e => open.has(e));
  const head = [
    el("h2", {}, n.label),
    el("p", { class: "kind" }, dot(n), `${named(n.type)}${n.special ? ` · ${named(n.special)}` : ""} · ${t("degree")} ${own.length}${n.later ? "" : ` · ${t("place")} #${n.place}`}`),
    n.names.length ? el("p", { class: "note" }, `${t("also")}: ${list(n.names)}`) : null,
    el("p", { class: "note" }, `${t("in")}: ${list(n.docs.map(d => d.title))}`),
    el("p", { class: "buttons" }, [1, 2, 3].map(d => el("button", { "aria-pressed": String(state.depth === d), onclick: () => actions.reach(d) }, `${t("depth")} ${d}`)),
      el("button", { onclick: () => actions.end("from", n) }, t("start")), el("button", { onclick: () => actions.end("to", n) }, t("end"))),
    isServed ? el("p", { class: "buttons" }, el("a", { class: "button", href: entityPage(n) }, t("page")), el("button", { id: "widen", disabled: n.asked === actions.most, onclick: () => actions.widen(n) }, t(n.asked ? "wider" : "widen"))) : null,
  ];
  const measures = numbers.filter(m => (m.scope === n || m.by === n) && (!state.chosen.year.size || m.years.some(y => state.chosen.year.has(y))));
  const facts = grouped(n, own).map(([label, members]) => relationGroup(n, label, members, own.length <= FEW, actions));
  facts[0]?.querySelector(".caret[aria-expanded=false]")?.click(); // one sentence at least is there to be seen
  const figures = measures.length ? [el("h3", {}, `${t("measures")} (${measures.length})`), el("p", { class: "note" }, t("chart")), ...pages(numbersOf(measures, measures.length <= FEW), make => make(), 8)] : [];
  return [...head.filter(Boolean), ...facts, ...figures];
}

/** Facts by relation and direction, the busiest relation first. */
function grouped(n, own) {
  const groups = new Map();
  for (const e of own) {
    const out = e.s === n, label = out ? `${named(e.relation)} →` : `← ${named(e.relation)}`;
    (groups.get(label) || groups.set(label, []).get(label)).push(e);
  }
  for (const members of groups.values()) members.sort((a, b) => (a.s === n ? a.t : a.s).place - (b.s === n ? b.t : b.s).place);
  return [...groups].sort((a, b) => b[1].length - a[1].length);
}

function relationGroup(n, label, members, open, { go }) {
  const rows = el("ul", { class: "facts" });
  let wide = open;
  const draw = count => rows.replaceChildren(...members.slice(0, count).map(e => neighbour(e, n, go, wide)),
    ...(members.length > count ? [el("li", {}, el("button", { onclick: () => draw(count + FIRST) }, `${t("more")} ${members.length - count}`))] : []));
  const all = el("button", { class: "quiet", onclick: () => { wide = !wide; all.textContent = t(wide ? "fold" : "unfold"); draw(Math.max(FIRST, rows.childElementCount - 1)); } }, t(wide ? "fold" : "unfold"));
  draw(FIRST);
  return el("section", {}, el("h3", {}, `${label} (${members.length})`, all), rows);
}

function pages(items, make, first) {
  const box = el("div", {});
  const draw = from => {
    box.append(...items.slice(from, from + first).map(make));
    if (items.length > from + first) { const b = el("button", { onclick: () => { b.remove(); draw(from + first); } }, `${t("more")} ${items.length - from - first}`); box.append(b); }
  };
  draw(0);
  return [box];
}
