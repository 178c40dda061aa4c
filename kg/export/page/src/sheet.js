// Tables beside the picture, for those who cannot use one and for those who want to sort.

import { numbers } from "./data.js";
import { $, el } from "./dom.js";
import { quantity } from "./evidence.js";
import { folded, wordsOf } from "./fulltext.js";
import { chartFigure, charts, doubtTag } from "./figures.js";
import { leaveMap, mapRows, mapView } from "./map.js";
import { withoutTags } from "./markup.js";
import { reading } from "./reading.js";
import { factsShown } from "./save.js";
import { isServed, passagePage } from "./served.js";
import { state } from "./state.js";
import { textRows, textsView } from "./texts.js";
import { timelineRows, timelineView } from "./timeline.js";
import { hands, keys, list, named, t } from "./words.js";

const PAGE = 300; // rows drawn at a time
const FIRST_CHARTS = 24;
/** A sentence, which leads to its place in the document. */
const sentence = quote => (quote ? el("a", isServed ? { href: passagePage(quote.text) } : reading(quote.text.doc, quote.text.start, quote.text.end), withoutTags(quote.text.exact)) : "");

/** A quantity that no line breaks between its sign, its digits and its unit, unless it is long. */
const whole = said => (said.length <= 12 ? el("span", { class: "whole" }, said) : said);

const numbersShown = () => numbers.filter(m => (!state.chosen.year.size || m.years.some(y => state.chosen.year.has(y)))
  && (!state.chosen.document.size || m.evidence.some(q => state.chosen.document.has(q.text.doc.id))));

// Each table: columns [key, value for sorting and CSV, cell], and its rows.
const TABLES = {
  nodes: {
    columns: [["name", n => n.label, (n, go) => el("button", { class: "go", onclick: () => go(n) }, n.label)], ["type", n => named(n.type)], ["degree", n => n.links.length],
      ["place", n => n.place], ["also", n => list(n.names)], ["in", n => list(n.docs.map(d => d.title))]],
    rows: shown => { const all = shown.folded.length ? shown.matching.nodes : shown.nodes; return shown.focus ? all.filter(n => shown.focus.has(n)) : all; }, sort: ["place", 1],
  },
  facts: {
    columns: [["subject", e => e.s.label, (e, go) => el("button", { class: "go", onclick: () => go(e.s) }, e.s.label)], ["relation", e => named(e.relation)],
      ["object", e => e.t.label, (e, go) => el("button", { class: "go", onclick: () => go(e.t) }, e.t.label)], ["status", e => t(e.planned ? "planned" : "actual")],
      ["role", e => e.role], ["period", e => e.period || e.years.join(" ")], ["sentence", e => e.evidence[0]?.text.exact ?? "", e => sentence(e.evidence[0])], ["documents", e => e.evidence[0]?.text.doc.title ?? ""]],
    rows: factsShown, sort: ["subject", 1],
  },
  numbers: {
    columns: [["indicator", m => m.indicator], ["value", m => Number(m.value), m => [whole(quantity(m)), " ", doubtTag(m)]], ["kind", m => t(m.series?.measure || m.kind)], ["status", m => t(m.status === "target" ? "target" : "result")],
      ["period", m => m.period], ["scope", m => m.scope?.label ?? "", (m, go) => (m.scope ? el("button", { class: "go", onclick: () => go(m.scope) }, m.scope.label) : "")],
      ["doubtful", m => (m.doubt ? t("doubtful") : ""), m => (m.doubt ? t(`doubt${m.doubt}`) : "")], ["sentence", m => m.evidence[0]?.text.exact ?? "", m => sentence(m.evidence[0])], ["documents", m => m.evidence[0]?.text.doc.title ?? ""]],
    rows: numbersShown, sort: ["indicator", 1],
  },
};

/** What a row of a table is searched by: all its cells; of a number what it is of, when and where, and not all that its sentence says. */
const said = (row, table) => folded((table === TABLES.numbers ? numberSaid(row) : table.columns.map(c => c[1](row))).filter(Boolean).join(" "));
const numberSaid = m => [m.indicator, m.series?.zh, m.series?.en, m.scope?.label, t(m.series?.measure || m.kind), t(m.status === "target" ? "target" : "result"), m.period, m.doubt ? t("doubtful") : ""];

/** The numbers in whose row all words of a query stand. */
export function numbersWith(query) {
  const words = wordsOf(query);
  return words.length ? numbersShown().filter(m => { const text = said(m, TABLES.numbers); return words.every(w => text.includes(w)); }) : [];
}

function ordered(shown) {
  const words = wordsOf(state.find);
  const table = TABLES[state.sheet], [column, direction] = state.sort && table.columns.some(c => c[0] === state.sort[0]) ? state.sort : table.sort;
  const value = table.columns.find(c => c[0] === column)[1], zh = new Intl.Collator("zh", { ignorePunctuation: true }); // “甲”工程 stands under 甲
  const rows = table.rows(shown).filter(r => { const text = words.length ? said(r, table) : ""; return words.every(w => text.includes(w)); }).sort((a, b) => { const x = value(a), y = value(b); return direction * (typeof x === "number" ? x - y : zh.compare(x, y)) || a.i - b.i; });
  return { table, rows, column, direction };
}

// Views beside the picture that are no table: how they are drawn, and their content as rows of text.
const VIEWS = { timeline: [timelineView, timelineRows], map: [mapView, mapRows], texts: [(box, shown, actions) => textsView(box, actions), textRows] };
/** Whether what is selected in a view is shown beside it, and does not close it. */
export const staysOpen = () => state.sheet in VIEWS;

/** The open table as rows of text. */
export function sheetRows(shown) {
  if (staysOpen()) return VIEWS[state.sheet][1](shown);
  const { table, rows } = ordered(shown);
  return [table.columns.map(c => t(c[0])), ...rows.map(r => table.columns.map(c => c[1](r)))];
}

export const isTable = () => state.sheet in TABLES || staysOpen();

export function sheet(shown, actions) {
  const box = $("sheet");
  box.hidden = !state.sheet;
  if (box.dataset.view !== (state.sheet || "")) { box.dataset.view = state.sheet || ""; delete box.dataset.asking; delete box.dataset.at; box.scrollTop = 0; leaveMap(); }
  $("view").classList.toggle("covered", Boolean(state.sheet));
  if (!state.sheet) { box.replaceChildren(); return; }
  if (staysOpen()) { VIEWS[state.sheet][0](box, shown, actions); return; }
  if (state.sheet === "keys") {
    const table = (rows, how) => el("table", { class: "help" }, el("tbody", {}, rows.map(([name, what]) => el("tr", {}, el("th", { scope: "row" }, how(name)), el("td", {}, what)))));
    box.replaceChildren(el("h2", {}, t("keys")), table(keys(), name => el("kbd", {}, name)), el("h2", {}, t("hands")), table(hands(), name => name));
    return;
  }
  if (box.dataset.asking !== "rows") askRows(box, shown, actions);
  const input = box.querySelector("#rows");
  if (document.activeElement !== input) input.value = state.find;
  input.placeholder = t("rows");
  input.setAttribute("aria-label", t("rows"));
  tables(box, shown, actions);
}

/** Above a table: its heading, and a box for words that its rows are to hold. */
function askRows(box, shown, actions) {
  let timer = 0;
  const input = el("input", { id: "rows", type: "search", autocomplete: "off", spellcheck: "false", value: state.find, oninput: () => {
    clearTimeout(timer);
    timer = setTimeout(() => { if (!input.isConnected) return; state.find = input.value.trim(); actions.remember(); tables(box, shown, actions); }, 120);
  } });
  box.replaceChildren(el("h2", {}), el("div", { class: "box ask" }, input), el("div", { class: "rows" }));
  box.dataset.asking = "rows";
}

const RARE = new Set(["role", "doubtful"]); // columns that stand there only where a row has something for them
// Columns of a word, within which no line breaks.
const SHORT = new Set(["type", "status", "kind"]);
// Columns whose texts may be long: a row shows their first lines, and all when one points at it.
const LONG = new Set(["sentence", "documents", "in", "also"]);
const inside = (key, value, content) => (LONG.has(key) && value.length > 24 ? el("div", { class: key === "sentence" ? "first" : "first brief", title: value }, content) : content);

function tables(box, shown, { go, sort }) {
  const { table, rows, column, direction } = ordered(shown), focused = document.activeElement?.dataset?.column, within = box.querySelector(".rows");
  box.querySelector("h2").textContent = `${t(state.sheet)} (${rows.length})`;
  const columns = table.columns.filter(([key, value]) => !RARE.has(key) || rows.some(value));
  const head = el("tr", {}, columns.map(([key]) => el("th", { scope: "col", "aria-sort": key === column ? (direction > 0 ? "ascending" : "descending") : "none" },
    el("button", { "data-column": key, onclick: () => sort(key, key === column ? -direction : 1) }, t(key), key === column ? (direction > 0 ? "\u00a0↑" : "\u00a0↓") : ""))));
  const body = el("tbody", {});
  const draw = from => {
    body.append(...rows.slice(from, from + PAGE).map(r => el("tr", {}, columns.map(([key, value, cell]) => el("td", { class: key === "sentence" ? "long" : SHORT.has(key) ? "short" : key === "indicator" ? "named" : null }, inside(key, value(r), [cell ? cell(r, go) : String(value(r))].flat().filter(x => x != null)))))));
    if (rows.length > from + PAGE) { const more = el("tr", {}, el("td", { colspan: columns.length }, el("button", { onclick: () => { more.remove(); draw(from + PAGE); } }, `${t("more")} ${rows.length - from - PAGE}`))); body.append(more); }
  };
  draw(0);
  const drawn = state.sheet === "numbers" ? charts(rows) : [];
  if (!rows.length) { within.replaceChildren(el("p", { class: "note" }, t("noresult"))); return; }
  within.replaceChildren(...(state.sheet === "numbers" ? pictures(drawn) : []), el("div", { class: "scroll" }, el("table", {}, el("thead", {}, head), body)));
  if (focused) within.querySelector(`[data-column="${CSS.escape(focused)}"]`)?.focus();
}

/** The charts above the table: the foremost, the others when they are asked for. */
function pictures(drawn) {
  if (!drawn.length) return [el("p", { class: "note" }, t("nocharts"))];
  const box = el("div", { class: "charts" }), draw = from => {
    box.append(...drawn.slice(from, from + FIRST_CHARTS).map(c => chartFigure(c)));
    if (drawn.length > from + FIRST_CHARTS) { const more = el("button", { class: "more", onclick: () => { more.remove(); draw(from + FIRST_CHARTS); } }, `${t("more")} ${drawn.length - from - FIRST_CHARTS}`); box.append(more); }
  };
  draw(0);
  return [el("h3", {}, `${t("charts")} (${drawn.length})`), el("p", { class: "note" }, t("chart")), box, el("h3", {}, t("table"))];
}
