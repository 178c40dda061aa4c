// Numbers as small charts: one place, one measure, one kind of period each; targets outlined beside solid results.

import { el, svg } from "./dom.js";
import { quantity, quotation } from "./evidence.js";
import { compare, fill, human, named, t } from "./words.js";

// What a plan says of a stock it says of its last year; what it says of growth or of what was added, of all its years.
const STOCKS = new Set(["total", "share"]);
const yearsOf = period => { const [first, last] = period.split("/"); return [first, last || first]; };

/** How a number's period is to be read, and where it stands among others of its kind. */
function timeOf(m, measure) {
  const [first, last] = yearsOf(m.period);
  if (first.length > 4 || last.length > 4) return m.period.includes("/") ? ["spans", m.period] : ["monthly", m.period];
  if (first === last) return ["annual", first];
  return m.status === "target" && STOCKS.has(measure) ? ["annual", last] : ["spans", m.period];
}

/** Numbers that may be compared, as charts: { series, kind, points: [[time, numbers]] }, known indicators first. */
export function charts(list) {
  const found = new Map();
  for (const m of list) {
    if (!m.series || !m.period) continue;
    const [kind, time] = timeOf(m, m.series.measure), key = `${m.series.i}|${kind}|${kind === "spans" ? lengthOf(time) : ""}`;
    const chart = found.get(key) || found.set(key, { series: m.series, kind, times: new Map() }).get(key);
    (chart.times.get(time) || chart.times.set(time, []).get(time)).push(m);
  }
  return [...found.values()].map(c => ({ ...c, points: [...c.times].sort((a, b) => a[0].localeCompare(b[0])).map(([time, ms]) => [time, figures(ms)]) }))
    .filter(c => c.points.reduce((s, [, f]) => s + f.filter(x => !x.m.doubt).length, 0) > 1)
    .sort((a, b) => b.series.known - a.series.known || b.points.length - a.points.length || a.series.i - b.series.i);
}
const lengthOf = period => { const [a, b] = yearsOf(period); return Number(b.slice(0, 4)) - Number(a.slice(0, 4)); };

/** The figures of one time, each once: targets before results. */
function figures(ms) {
  const found = new Map();
  for (const m of ms) {
    const key = [m.status === "target", m.comparator, Number(m.value), m.period].join("|");
    const same = found.get(key) || found.set(key, { m, same: [] }).get(key);
    same.same.push(m);
    if (!m.doubt) same.m = m;
  }
  return [...found.values()].sort((a, b) => (b.m.status === "target") - (a.m.status === "target") || Number(a.m.value) - Number(b.m.value) || a.m.i - b.m.i);
}

const isTarget = m => m.status === "target";
const heading = c => `${c.series.place ? c.series.place.label : t("noplace")} · ${named(c.series)}`;
const about = c => [t(c.series.measure), c.series.unit, c.kind === "spans" ? t("elsewhereyears") : t(c.kind)].join(" · ");

/** A chart with its place, measure and unit, and the numbers with their sentences. */
export function chartFigure(c, open = false) {
  const why = el("div", { class: "why", hidden: !open }), fillIn = () => why.append(...c.points.flatMap(([, f]) => f.flatMap(x => x.same)).map(numberRow));
  if (open) fillIn();
  const more = el("button", { class: "quiet", "aria-expanded": String(open), onclick: () => {
    why.hidden = !why.hidden;
    if (!why.childElementCount) fillIn();
    more.setAttribute("aria-expanded", String(!why.hidden));
  } }, t("sentence"));
  return el("section", { class: "series" }, el("h5", {}, heading(c), " ", el("small", {}, about(c)), " ", more), draw(c), why);
}

/** A number as it stands in a list: value, what it is, its sentences. */
export function numberRow(m) {
  return el("div", { class: "number" }, el("div", { class: "row" }, el("b", {}, quantity(m)), el("span", { class: isTarget(m) ? "tag planned" : "tag" }, t(isTarget(m) ? "target" : "result")),
    el("span", { class: "tag" }, t(m.series?.measure || m.kind)), el("small", {}, m.period.replace("/", "–") || t("nodate")), doubtTag(m)), ...m.evidence.map(q => quotation(q)));
}
export const doubtTag = m => (m.doubt ? el("span", { class: "tag doubt", title: t(`doubt${m.doubt}`) }, t("doubtful")) : null);

/** Numbers of an entity: those that make a chart, then the others under the names of their indicators. */
export function numbersOf(list, open) {
  const drawn = charts(list), held = new Set(drawn.flatMap(c => c.points.flatMap(([, f]) => f.flatMap(x => x.same)))), rest = new Map();
  for (const m of list) if (!held.has(m)) (rest.get(m.indicator) || rest.set(m.indicator, []).get(m.indicator)).push(m);
  const alone = [...rest].sort((a, b) => a[0].localeCompare(b[0], "zh")).map(([name, ms]) => () => el("section", { class: "series" }, el("h5", {}, name, " ", el("small", {}, ms[0].scope ? ms[0].scope.label : "")), ...ms.map(numberRow)));
  return [...drawn.map(c => () => chartFigure(c, open)), ...alone];
}

const HIGH = 70, BAR = 26, GAP = 6, BETWEEN = 22, TOP = 18, FOOT = 34;

/** Bars by time: those of one time side by side, what is in doubt told and not drawn. */
function draw(c) {
  const sure = c.points.flatMap(([, f]) => f.filter(x => !x.m.doubt).map(x => Math.abs(Number(x.m.value)))), largest = Math.max(...sure, 1e-9);
  const box = svg("svg", { class: "chart", role: "img" }), described = [];
  let x = BETWEEN;
  for (const [time, list] of c.points) {
    const label = time.replace("/", "–"), wanted = list.map(f => Math.max(BAR, widthOf(text(f)))), own = wanted.reduce((s, w) => s + w + GAP, -GAP), width = Math.max(own, widthOf(label)), left = x;
    x += (width - own) / 2;
    list.forEach((f, i) => { bar(box, f, x + wanted[i] / 2, largest); x += wanted[i] + GAP; described.push(`${label} ${t(isTarget(f.m) ? "target" : "result")} ${quantity(f.m)}${f.m.doubt ? ` ${t("doubtful")}` : ""}`); });
    box.append(svg("text", { x: left + width / 2, y: TOP + HIGH + 14, "text-anchor": "middle", class: "year" }, label));
    const until = list.find(f => f.m.period.includes("/") && c.kind === "annual");
    if (until) box.append(svg("text", { x: left + width / 2, y: TOP + HIGH + 28, "text-anchor": "middle", class: "year small" }, fill("until", time)));
    x = left + width + BETWEEN;
  }
  for (const [name, value] of Object.entries({ viewBox: `0 0 ${x} ${TOP + HIGH + FOOT}`, width: x, height: TOP + HIGH + FOOT, "aria-label": `${heading(c)}, ${about(c)}: ${described.join("; ")}` })) box.setAttribute(name, value);
  box.append(svg("line", { x1: BETWEEN / 2, x2: x - BETWEEN / 2, y1: TOP + HIGH, y2: TOP + HIGH, class: "axis" }));
  return el("div", { class: "scroll" }, box);
}
const text = f => `${compare[f.m.comparator] || ""}${human(f.m.value)}${f.m.doubt ? "?" : ""}`;
const LETTER = 6.5; // pixels of a digit; a Chinese character has two of them
const widthOf = label => LETTER * Array.from(label).reduce((s, c) => s + (c > "\u2e7f" ? 2 : 1), 0);

function bar(box, { m }, middle, largest) {
  const label = `${compare[m.comparator] || ""}${human(m.value)}`, told = `${m.period.replace("/", "–")} ${t(isTarget(m) ? "target" : "result")} ${quantity(m)}`;
  if (m.doubt) {
    box.append(svg("text", { x: middle, y: TOP + HIGH - 5, "text-anchor": "middle", class: "doubtful" }, `${label}?`, svg("title", {}, `${told} · ${t("doubtful")}: ${t(`doubt${m.doubt}`)}`)));
    return;
  }
  const h = Math.max(2, HIGH * Math.abs(Number(m.value)) / largest), y = TOP + HIGH - h;
  box.append(svg("rect", { x: middle - BAR / 2, y, width: BAR, height: h, class: isTarget(m) ? "target" : "result" }, svg("title", {}, told)), svg("text", { x: middle, y: y - 4, "text-anchor": "middle" }, label));
}
