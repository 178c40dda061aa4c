// All that is said of an entity, in the order in which one asks: who leads it, its numbers, its facts by relation and year.

import { numbers } from "./data.js";
import { el } from "./dom.js";
import { dot, neighbour } from "./evidence.js";
import { numbersOf } from "./figures.js";
import { entityPage, isServed } from "./served.js";
import { state } from "./state.js";
import { further, leftFacts, list, named, t } from "./words.js";

const STEP = 20; // rows that are shown when more are asked for
const FIRST = [[12, 20], [40, 12], [Infinity, 6]]; // of so many facts in all, so many of a relation at first
const FEW = 6; // up to so many facts stand with their sentences open
const NAMES = 8, TITLES = 3, SERIES = 3, LONG = 24; // other names, documents, charts shown at first; characters of a title

/** The panel of an entity: heading, a list to jump by, and its sections. */
export function about(n, shown, actions) {
  const facts = new Set(shown.matching.edges), own = n.links.filter(e => facts.has(e)), few = own.length <= FEW;
  const measures = numbers.filter(m => (m.scope === n || m.by === n) && (!state.chosen.year.size || m.years.some(y => state.chosen.year.has(y))));
  const posts = own.filter(e => e.relation.isPost), others = own.filter(e => !e.relation.isPost), first = FIRST.find(([most]) => own.length <= most)[1];
  const sections = [
    posts.length ? section(t("posts"), posts.length, rows(mostSaid(posts), n, few, Math.max(first, 10), actions)) : null,
    measures.length ? section(t("measures"), measures.length, [el("p", { class: "note" }, t("chart")), more(numbersOf(measures, measures.length <= FEW), make => make(), SERIES)]) : null,
    ...grouped(n, others).map(([label, members]) => section(label, members.length, rows(byYear(members, n), n, few, first, actions, true))),
  ].filter(Boolean);
  sections[0]?.querySelector(".caret[aria-expanded=false]")?.click(); // one sentence at least is there to be seen
  const left = n.links.length - own.length;
  return [...heading(n, own, actions), left ? el("p", { class: "note left" }, `${leftFacts(left)} `, el("button", { class: "quiet", onclick: actions.unfilter }, t("unfilter"))) : null,
    sections.length > 1 ? jumps(sections) : null, ...sections].filter(Boolean);
}

function heading(n, own, { reach, end, widen, most }) {
  return [
    el("h2", {}, n.label),
    el("p", { class: "kind" }, dot(n), `${named(n.type)}${n.special ? ` · ${named(n.special)}` : ""} · ${t("degree")} ${own.length}${n.later ? "" : ` · ${t("place")} #${n.place}`}`),
    n.names.length ? folding(t("also"), n.names, NAMES) : null,
    folding(t("in"), n.docs.map(d => d.title), TITLES, LONG),
    el("p", { class: "buttons" }, [1, 2, 3].map(d => el("button", { "aria-pressed": String(state.depth === d), onclick: () => reach(d) }, `${t("depth")} ${d}`)),
      el("button", { onclick: () => end("from", n) }, t("start")), el("button", { onclick: () => end("to", n) }, t("end"))),
    isServed ? el("p", { class: "buttons" }, el("a", { class: "button", href: entityPage(n) }, t("page")), el("button", { id: "widen", disabled: n.asked === most, onclick: () => widen(n) }, t(n.asked ? "wider" : "widen"))) : null,
  ];
}

/** Names in a line, the first of many, and the beginnings of long ones, until all is asked for. */
function folding(label, names, first, long = Infinity) {
  const short = name => { const characters = Array.from(name); return characters.length > long ? `${characters.slice(0, long).join("")}…` : name; };
  const said = list(names.slice(0, first).map(short)), line = el("p", { class: "note" }, `${label}: ${said}`);
  if (said !== list(names)) line.append(" ", el("button", { class: "quiet", onclick: () => line.replaceChildren(`${label}: ${list(names)}`) }, names.length > first ? further(names.length - first, names.length - first) : t("whole")));
  return line;
}

/** Buttons that lead to the sections, as many as there are; they stay in sight, so that sections stop below them. */
function jumps(sections) {
  const go = s => { s.style.scrollMarginTop = `${bar.offsetHeight}px`; s.scrollIntoView({ block: "start" }); s.querySelector("h3").focus({ preventScroll: true }); };
  const bar = el("nav", { class: "jumps", "aria-label": t("jump") }, sections.map(s => el("button", { class: "chip", onclick: () => go(s) }, el("span", {}, s.dataset.label), el("b", {}, s.dataset.count))));
  return bar;
}

function section(label, count, content) {
  const [head, body] = Array.isArray(content) ? [null, content] : [content.head, content.body];
  return el("section", { class: "part", "data-label": label, "data-count": String(count) }, el("h3", { tabindex: "-1" }, `${label} (${count})`, head), body);
}

/** Facts by relation and direction, the busiest relation first. */
function grouped(n, own) {
  const groups = new Map();
  for (const e of own) {
    const out = e.s === n, label = out ? `${named(e.relation)} →` : `← ${named(e.relation)}`;
    (groups.get(label) || groups.set(label, []).get(label)).push(e);
  }
  return [...groups].sort((a, b) => b[1].length - a[1].length);
}

const other = (e, n) => (e.s === n ? e.t : e.s);
/** The year in which what is said begins; where it has none of its own, that of the latest document that says it. */
const yearOf = e => (e.period ? e.years[0] : [...e.years].sort().at(-1)) || "";
const mostSaid = list => [...list].sort((a, b) => a.planned - b.planned || b.evidence.length - a.evidence.length || a.i - b.i);
/** The latest year first, those without one last; in a year the most important. */
const byYear = (list, n) => [...list].sort((a, b) => yearOf(b).localeCompare(yearOf(a)) || other(a, n).place - other(b, n).place || a.i - b.i);

/** Rows of facts, the first of many; with their years where they are of several. */
function rows(members, n, open, first, { go }, dated = false) {
  const box = el("ul", { class: "facts" }), years = new Map();
  for (const e of members) years.set(yearOf(e), (years.get(yearOf(e)) || 0) + 1);
  const isDated = dated && years.size > 1 && members.length > FEW;
  let wide = open, shownRows = Math.min(first, members.length);
  const draw = () => {
    const cut = members.slice(0, shownRows), rest = members.length - shownRows, next = Math.min(STEP, rest);
    box.replaceChildren(...cut.flatMap((e, i) => [
      ...(isDated && (!i || yearOf(e) !== yearOf(cut[i - 1])) ? [el("li", { class: "year" }, yearOf(e) || t("nodate"), el("b", {}, ` ${years.get(yearOf(e))}`))] : []), neighbour(e, n, go, wide)]),
    ...(rest ? [el("li", {}, el("button", { class: "more", onclick: () => { shownRows += next; draw(); } }, further(next, rest)))] : []));
  };
  const all = el("button", { class: "quiet", onclick: () => { wide = !wide; all.textContent = t(wide ? "fold" : "unfold"); draw(); } }, t(wide ? "fold" : "unfold"));
  draw();
  return { head: all, body: box };
}

/** The first of many things, the others when they are asked for. */
function more(items, make, first) {
  const box = el("div", {});
  const draw = (from, count) => {
    box.append(...items.slice(from, from + count).map(make));
    const rest = items.length - from - count, next = Math.min(STEP, rest);
    if (rest > 0) { const b = el("button", { class: "more", onclick: () => { b.remove(); draw(from + count, next); } }, further(next, rest)); box.append(b); }
  };
  draw(0, first);
  return box;
}
