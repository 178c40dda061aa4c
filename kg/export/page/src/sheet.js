// Tables beside the picture, for those who cannot use one and for those who want to sort.

import { numbers } from "./data.js";
import { $, el } from "./dom.js";
import { quantity } from "./evidence.js";
import { figure, series } from "./figures.js";
import { factsShown } from "./save.js";
import { isServed, passagePage } from "./served.js";
import { state } from "./state.js";
import { keys, list, named, t } from "./words.js";

const PAGE = 300; // rows drawn at a time
/** A sentence; on a served page it leads to its place in the document. */
const sentence = quote => (quote && isServed ? el("a", { href: passagePage(quote.text) }, quote.text.exact) : quote?.text.exact ?? "");

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
    columns: [["indicator", m => m.indicator], ["value", m => Number(m.value), m => quantity(m)], ["kind", m => t(m.kind)], ["status", m => t(m.status === "target" ? "target" : "result")],
      ["period", m => m.period], ["scope", m => m.scope?.label ?? "", (m, go) => (m.scope ? el("button", { class: "go", onclick: () => go(m.scope) }, m.scope.label) : "")],
      ["doubtful", m => (m.doubtful ? t("doubtful") : "")], ["sentence", m => m.evidence[0]?.text.exact ?? "", m => sentence(m.evidence[0])], ["documents", m => m.evidence[0]?.text.doc.title ?? ""]],
    rows: numbersShown, sort: ["indicator", 1],
  },
};

function ordered(shown) {
  const table = TABLES[state.sheet], [column, direction] = state.sort && table.columns.some(c => c[0] === state.sort[0]) ? state.sort : table.sort;
  const value = table.columns.find(c => c[0] === column)[1], zh = new Intl.Collator("zh");
  const rows = [...table.rows(shown)].sort((a, b) => { const x = value(a), y = value(b); return direction * (typeof x === "number" ? x - y : zh.compare(x, y)) || a.i - b.i; });
  return { table, rows, column, direction };
}

/** The open table as rows of text. */
export function sheetRows(shown) {
  const { table, rows } = ordered(shown);
  return [table.columns.map(c => t(c[0])), ...rows.map(r => table.columns.map(c => c[1](r)))];
}

export const isTable = () => state.sheet in TABLES;

export function sheet(shown, { go, sort }) {
  const box = $("sheet");
  box.hidden = !state.sheet;
  $("view").classList.toggle("covered", Boolean(state.sheet));
  if (!state.sheet) { box.replaceChildren(); return; }
  if (state.sheet === "keys") {
    box.replaceChildren(el("h2", {}, t("keys")), el("table", {}, el("tbody", {}, keys().map(([key, what]) => el("tr", {}, el("th", { scope: "row" }, el("kbd", {}, key)), el("td", {}, what))))));
    return;
  }
  const { table, rows, column, direction } = ordered(shown), focused = document.activeElement?.dataset?.column;
  const head = el("tr", {}, table.columns.map(([key]) => el("th", { scope: "col", "aria-sort": key === column ? (direction > 0 ? "ascending" : "descending") : "none" },
    el("button", { "data-column": key, onclick: () => sort(key, key === column ? -direction : 1) }, t(key), key === column ? (direction > 0 ? " ↑" : " ↓") : ""))));
  const body = el("tbody", {});
  const draw = from => {
    body.append(...rows.slice(from, from + PAGE).map(r => el("tr", {}, table.columns.map(([key, value, cell]) => el("td", { class: key === "sentence" ? "long" : null }, cell ? cell(r, go) : String(value(r)))))));
    if (rows.length > from + PAGE) { const more = el("tr", {}, el("td", { colspan: table.columns.length }, el("button", { onclick: () => { more.remove(); draw(from + PAGE); } }, `${t("more")} ${rows.length - from - PAGE}`))); body.append(more); }
  };
  draw(0);
  const charts = state.sheet === "numbers" ? series(rows).filter(ms => ms.filter(m => !m.doubtful).length > 1) : [];
  box.replaceChildren(el("h2", {}, `${t(state.sheet)} (${rows.length})`), ...(charts.length ? [el("p", { class: "note" }, t("chart")), el("div", { class: "charts" }, charts.map(ms => figure(ms, false)))] : []), el("table", {}, el("thead", {}, head), body));
  if (focused) box.querySelector(`[data-column="${CSS.escape(focused)}"]`)?.focus();
}
