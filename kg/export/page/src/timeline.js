// What is dated, in the order of time: documents, steps in the lives of entities, facts, numbers.

import { documents, edges, lives, numbers } from "./data.js";
import { el } from "./dom.js";
import { dot, quantity } from "./evidence.js";
import { reading } from "./reading.js";
import { state } from "./state.js";
import { fill, named, stepName, t } from "./words.js";

const LANES = ["documents", "steps", "facts", "numbers"];
const PAGE = 200; // entries drawn at a time
const MOST_YEARS = 14; // of a row that shows years without anything too
const any = (set, values) => !set.size || values.some(v => set.has(v));

/** Everything that is dated and passes the filters: { lane, date, of, … }, and how many of it have no date. */
export function entries(shown) {
  const c = state.chosen, kept = new Set(shown.matching.edges), found = [];
  const here = docs => any(c.document, docs.map(d => d.id)), docsOf = x => x.evidence.map(q => q.text.doc), ofType = n => !c.type.size || (n && c.type.has(n.type.name));
  const stated = (x, planned) => !c.status.size || c.status.has(planned ? "planned" : "actual");
  for (const doc of documents) if (here([doc]) && !c.type.size && !c.status.size && !c.relation.size) found.push({ lane: "documents", date: doc.date, doc });
  if (!c.relation.size) for (const s of lives) if (here(docsOf(s)) && ofType(s.of) && stated(s, s.planned)) found.push({ lane: "steps", date: s.period, of: s.of, step: s });
  for (const e of edges) if (kept.has(e) && e.period) found.push({ lane: "facts", date: e.period, of: e.s, fact: e });
  if (!c.relation.size) for (const m of numbers) if (here(docsOf(m)) && ofType(m.scope || m.by) && stated(m, m.status === "target")) found.push({ lane: "numbers", date: m.period, of: m.scope || m.by, number: m });
  const years = c.year.size ? found.filter(x => any(c.year, [x.date.slice(0, 4)])) : found, dated = years.filter(x => /^\d{4}/.test(x.date));
  dated.sort((a, b) => b.date.localeCompare(a.date) || LANES.indexOf(a.lane) - LANES.indexOf(b.lane));
  return { dated, undated: years.length - dated.length };
}

const what = x => (x.doc ? x.doc.title : x.step ? `${x.of.label} ${stepName(x.step)}${x.step.other ? ` ${x.step.other.label}` : ""}` : x.fact ? `${x.fact.s.label} ${named(x.fact.relation)} ${x.fact.t.label}${x.fact.role ? ` ${x.fact.role}` : ""}` : `${x.of ? `${x.of.label} ` : ""}${x.number.indicator} ${quantity(x.number)}`);

/** The time line as rows of text. */
export const timelineRows = shown => [[t("date"), t("lane"), t("what")], ...entries(shown).dated.filter(inside).map(x => [x.date, t(`lane${x.lane}`), what(x)])];
const inside = x => !state.when || x.date.startsWith(state.when);

/** The view: how much there is of each kind by year, or by month of a year, and the entries themselves. */
export function timelineView(box, shown, actions) {
  const { dated, undated } = entries(shown), year = state.when.slice(0, 4), list = el("div", { class: "entries" });
  const rows = dated.filter(inside);
  box.replaceChildren(el("h2", {}, `${t("timeline")} (${dated.length})`), el("p", { class: "note" }, t("timenote")), undated ? el("p", { class: "note" }, fill("undated", undated)) : "",
    el("div", { class: "scroll" }, columns(year ? dated.filter(x => x.date.startsWith(year)) : dated, year, actions)),
    el("p", { class: "buttons" }, state.when ? el("button", { id: "all-years", onclick: () => actions.when("") }, t("allyears")) : "", state.when.length > 4 ? el("button", { onclick: () => actions.when(year) }, `← ${year}`) : ""), list);
  draw(list, rows, 0, actions);
  const scroller = box.querySelector(".scroll"); // the latest that documents are of is what one looks for first
  const latest = dated.reduce((last, x) => (x.doc && x.date.slice(0, 4) > last ? x.date.slice(0, 4) : last), ""), column = scroller.querySelector(`[data-when="${latest}"]`)?.closest("th");
  scroller.scrollLeft = state.when.length > 4 ? (scroller.querySelector("[aria-pressed=true]")?.offsetLeft ?? 0) - 120 : column ? column.offsetLeft + 2.5 * column.offsetWidth - scroller.clientWidth : scroller.scrollWidth;
}

/** A column for each year (or month), in it a bar for each kind. */
function columns(dated, year, { when }) {
  const length = year ? 7 : 4, counts = new Map();
  for (const x of dated) {
    const at = x.date.slice(0, length);
    if (at.length < length) continue;
    const own = counts.get(at) || counts.set(at, Object.fromEntries(LANES.map(l => [l, 0]))).get(at);
    own[x.lane] += 1;
  }
  const times = spread([...counts.keys()], year), most = Object.fromEntries(LANES.map(l => [l, Math.max(1, ...[...counts.values()].map(c => c[l]))]));
  const lanes = LANES.filter(l => [...counts.values()].some(c => c[l]));
  if (!times.length) return el("p", { class: "note" }, year ? "" : t("nothing"));
  return el("table", { class: "columns" }, el("tbody", {}, lanes.map(lane => el("tr", {}, el("th", { scope: "row" }, t(`lane${lane}`)), times.map(time => {
    const n = counts.get(time)?.[lane] || 0;
    return el("td", { class: time === "…" ? "gap" : null }, n ? el("button", { class: `bar ${lane}`, tabindex: "-1", "aria-hidden": "true", onclick: () => when(time), style: { height: `${4 + (40 * n) / most[lane]}px` } }) : "", n ? el("small", {}, String(n)) : "");
  })))), el("tfoot", {}, el("tr", {}, el("td", {}), times.map(time => el("th", { scope: "col" }, counts.has(time) ? el("button", { "aria-pressed": String(state.when === time), "data-when": time, onclick: () => when(state.when === time ? time.slice(0, length === 7 ? 4 : 0) : time) }, year ? time.slice(5) : time) : el("small", {}, year ? time.slice(5) : time))))));
}

/** All years from the first to the last where they are few, else those with something, and a sign for a gap; all months
 *  of a year. */
function spread(times, year) {
  const sorted = times.sort();
  if (!sorted.length) return [];
  if (year) return Array.from({ length: 12 }, (_, i) => `${year}-${String(i + 1).padStart(2, "0")}`);
  const [first, last] = [Number(sorted[0]), Number(sorted.at(-1))];
  if (last - first > MOST_YEARS) return sorted.flatMap((time, i) => (i && Number(time) - Number(sorted[i - 1]) > 1 ? ["…", time] : [time]));
  return Array.from({ length: last - first + 1 }, (_, i) => String(first + i).padStart(4, "0"));
}

function draw(list, rows, from, actions) {
  const timeOf = x => (x.date.includes("/") ? x.date.replace("/", "–") : x.date.slice(0, 7));
  let month = from ? timeOf(rows[from - 1]) : "", group = list.lastElementChild;
  for (const x of rows.slice(from, from + PAGE)) {
    const own = timeOf(x);
    if (own !== month || !group) { month = own; group = el("ol", {}); list.append(el("h3", {}, own), group); }
    group.append(entry(x, actions));
  }
  if (rows.length > from + PAGE) { const more = el("button", { onclick: () => { more.remove(); draw(list, rows, from + PAGE, actions); } }, `${t("more")} ${rows.length - from - PAGE}`); list.append(more); }
}

function entry(x, { go }) {
  const own = state.selected && [x.of, x.fact?.t, x.step?.other].includes(state.selected), name = n => el("button", { class: "go", onclick: () => go(n) }, n.label);
  const inner = x.doc ? [el("a", reading(x.doc, 0, 0), x.doc.title)]
    : x.step ? [dot(x.of), name(x.of), el("span", { class: "relation" }, stepName(x.step)), x.step.other ? name(x.step.other) : null]
      : x.fact ? [dot(x.of), name(x.fact.s), el("span", { class: "relation" }, named(x.fact.relation)), name(x.fact.t), x.fact.role ? el("small", {}, x.fact.role) : null]
        : [x.of ? [dot(x.of), name(x.of)] : null, el("span", { class: "relation" }, x.number.indicator), el("b", {}, quantity(x.number))];
  const quote = (x.step || x.fact || x.number)?.evidence[0];
  return el("li", { class: own ? "own" : null }, el("small", { class: "date" }, x.date.replace("/", "–")), el("span", { class: `tag ${x.lane}` }, t(`one${x.lane}`)), inner, quote ? el("a", { class: "quiet", ...reading(quote.text.doc, quote.text.start, quote.text.end) }, t("sentence")) : null);
}
