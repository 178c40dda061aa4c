// Numbers of a result by year or by category, as SVG: columns and lines over years, bars for names.

import { el, svg } from "../../../export/page/src/dom.js";
import { called } from "./schema.js";
import { isYear, numberOf } from "./terms.js";
import { english, t } from "./words.js";

const MOST = 60, SERIES = 8; // bars, and series of one colour each
export const PALETTE = ["#2f6fb0", "#c2571a", "#3a8a4d", "#8a5bb0", "#b5373a", "#8a6d1a", "#1d8a8a", "#b04a86"];
const text = term => (term ? (term.type === "uri" ? called(term.value, english()) : term.value) : "–");

/** Which columns may be drawn: numbers up, anything across. */
export function columns({ variables, rows }) {
  const of = i => rows.map(r => r[i]).filter(Boolean);
  const years = variables.map((v, i) => of(i).length > 0 && of(i).every(isYear));
  const numbers = variables.flatMap((_, i) => (!years[i] && of(i).length && of(i).every(x => Number.isFinite(numberOf(x))) ? [i] : []));
  const across = variables.map((_, i) => i).filter(i => !numbers.includes(i) && rows.some(r => r[i]));
  const distinct = i => new Set(of(i).map(x => x.value)).size;
  const x = across.find(i => years[i]) ?? across.find(i => distinct(i) > 1) ?? across[0];
  const repeated = x !== undefined && distinct(x) < rows.length;
  const by = repeated ? across.filter(i => i !== x && distinct(i) > 1 && distinct(i) <= SERIES).sort((a, b) => distinct(b) - distinct(a))[0] : undefined;
  return { numbers, across, years, x, by, y: numbers[0] };
}

export function chart(result) {
  const found = columns(result), box = el("div", { class: "drawn" });
  if (found.y === undefined || !result.rows.length) return el("p", { class: "note" }, t("nochart"));
  const chosen = { x: found.x, y: found.y, by: found.by };
  const pick = (key, list, none) => {
    const select = el("select", { onchange: event => { chosen[key] = event.target.value === "" ? undefined : +event.target.value; draw(); } },
      none ? el("option", { value: "" }, t("nothing")) : null, list.map(i => el("option", { value: String(i), selected: chosen[key] === i }, result.variables[i])));
    return el("label", {}, `${t({ x: "across", y: "up", by: "by" }[key])} `, select);
  };
  const draw = () => box.replaceChildren(picture(result, chosen, found.years, box.clientWidth || 720));
  const whole = el("div", {}, el("p", { class: "buttons" }, pick("x", found.across, !found.across.length), pick("y", found.numbers), pick("by", found.across, true)), box);
  new ResizeObserver(() => draw()).observe(whole);
  return whole;
}

function picture(result, { x, y, by }, years, width) {
  const points = result.rows.map((r, i) => ({ x: x === undefined ? String(i + 1) : text(r[x]), y: numberOf(r[y]), by: by === undefined ? "" : text(r[by]) })).filter(p => Number.isFinite(p.y));
  const names = [...new Set(points.map(p => p.by))], drawn = names.slice(0, SERIES), kept = points.filter(p => drawn.includes(p.by));
  const note = [];
  if (names.length > SERIES) note.push(`${t("cut")} ${SERIES} / ${names.length}`);
  const overYears = x !== undefined && years[x], few = kept.slice(0, overYears ? 400 : MOST);
  if (kept.length > few.length) note.push(`${t("cut")} ${few.length} / ${kept.length}`);
  const image = overYears ? (drawn.length > 1 ? lines(few, drawn, width) : stand(few, width)) : bars(few, drawn, width);
  image.setAttribute("role", "img");
  image.setAttribute("aria-label", `${result.variables[y]}: ${few.slice(0, 40).map(p => `${p.x}${p.by ? ` ${p.by}` : ""} ${human(p.y)}`).join("; ")}`);
  return el("figure", {}, image, drawn.length > 1 ? el("figcaption", { class: "legend" }, drawn.map((name, i) => el("span", {}, el("i", { class: "dot", style: { background: PALETTE[i % PALETTE.length] } }), name))) : null, note.length ? el("figcaption", {}, note.join(" · ")) : null);
}

/** A number as it is read: 5000 亿 in Chinese, 500,000,000,000 in English. */
export function human(n) {
  if (!english()) {
    if (Math.abs(n) >= 1e8) return `${+(n / 1e8).toFixed(3)}亿`;
    if (Math.abs(n) >= 1e4) return `${+(n / 1e4).toFixed(3)}万`;
  }
  return n.toLocaleString("en", { maximumFractionDigits: 4 });
}

/** Round steps between nothing and the largest. */
function ticks(low, high) {
  const raw = (high - low) / 4 || 1, power = 10 ** Math.floor(Math.log10(raw)), step = [1, 2, 2.5, 5, 10].map(m => m * power).find(s => s >= raw) || raw;
  return Array.from({ length: 12 }, (_, i) => Math.floor(low / step) * step + i * step).filter((v, i, all) => i === 0 || all[i - 1] < high);
}

function frame(points, width, high) {
  const low = Math.min(0, ...points.map(p => p.y)), top = Math.max(0, ...points.map(p => p.y)), marks = ticks(low, top || 1);
  const left = 12 + 7 * Math.max(...marks.map(m => human(m).length * (english() ? 1 : 1.15))), box = svg("svg", { class: "chart", viewBox: `0 0 ${width} ${high + 54}`, width, height: high + 54 });
  const scale = v => 22 + high - (high * (v - marks[0])) / (marks.at(-1) - marks[0] || 1);
  for (const m of marks) box.append(svg("line", { class: m === 0 ? "axis" : "grid", x1: left, x2: width - 8, y1: scale(m), y2: scale(m) }), svg("text", { class: "year", x: left - 6, y: scale(m) + 4, "text-anchor": "end" }, human(m)));
  return { box, left, scale };
}
const across = points => [...new Set(points.map(p => p.x))].sort();
const labels = (box, xs, at, y, room) => { const each = Math.max(1, Math.ceil((Math.max(...xs.map(x => x.length)) * 7 + 8) / room)); xs.forEach((x, i) => { if (i % each === 0) box.append(svg("text", { class: "year", x: at(x), y, "text-anchor": "middle" }, x)); }); };

/** Columns over years. */
function stand(points, width) {
  const xs = across(points), high = 240, { box, left, scale } = frame(points, width, high), room = (width - left - 16) / xs.length, at = x => left + room * (xs.indexOf(x) + 0.5);
  for (const x of xs) {
    const own = points.filter(p => p.x === x), wide = Math.max(1.5, Math.min(44, room * 0.72) / own.length);
    own.forEach((p, i) => box.append(svg("rect", { class: "result", x: at(x) - (wide * own.length) / 2 + i * wide, y: Math.min(scale(p.y), scale(0)), width: Math.max(1, wide - 1), height: Math.max(1, Math.abs(scale(p.y) - scale(0))) }, svg("title", {}, `${p.x}: ${human(p.y)}`))));
    if (own.length === 1 && room > 46) box.append(svg("text", { x: at(x), y: Math.min(scale(own[0].y), scale(0)) - 5, "text-anchor": "middle" }, human(own[0].y)));
  }
  labels(box, xs, at, high + 42, room);
  return box;
}

/** Lines over years, one a series. */
function lines(points, names, width) {
  const xs = across(points), high = 260, { box, left, scale } = frame(points, width, high), room = (width - left - 16) / xs.length, at = x => left + room * (xs.indexOf(x) + 0.5);
  names.forEach((name, i) => {
    const own = points.filter(p => p.by === name).sort((a, b) => (a.x < b.x ? -1 : a.x > b.x ? 1 : 0)), colour = PALETTE[i % PALETTE.length];
    box.append(svg("polyline", { fill: "none", stroke: colour, "stroke-width": 2, points: own.map(p => `${at(p.x)},${scale(p.y)}`).join(" ") }), ...own.map(p => svg("circle", { cx: at(p.x), cy: scale(p.y), r: 3.5, fill: colour }, svg("title", {}, `${name} ${p.x}: ${human(p.y)}`))));
  });
  labels(box, xs, at, high + 42, room);
  return box;
}

const room = text => Array.from(text).reduce((s, c) => s + (c.codePointAt(0) > 0x2e7f ? 12.5 : 7), 0);
const clipped = (text, most) => { let s = 0, out = ""; for (const c of text) { s += c.codePointAt(0) > 0x2e7f ? 12.5 : 7; if (s > most) return `${out}…`; out += c; } return out; };

/** Bars for names. */
function bars(points, names, width) {
  const least = Math.min(0, ...points.map(p => p.y)), most = Math.max(0, ...points.map(p => p.y)), left = Math.min(width * 0.42, 14 + Math.max(...points.map(p => room(p.x)))), end = width - 74, step = 22;
  const scale = v => left + ((end - left) * (v - least)) / (most - least || 1), box = svg("svg", { class: "chart", viewBox: `0 0 ${width} ${points.length * step + 10}`, width, height: points.length * step + 10 });
  points.forEach((p, i) => {
    const y = 4 + i * step, from = Math.min(scale(0), scale(p.y));
    box.append(svg("text", { x: left - 7, y: y + 14, "text-anchor": "end" }, clipped(p.x, left - 20), svg("title", {}, p.x)), svg("rect", { x: from, y: y + 2, width: Math.max(1, Math.abs(scale(p.y) - scale(0))), height: step - 6, fill: names.length > 1 ? PALETTE[names.indexOf(p.by) % PALETTE.length] : "var(--accent)" }, svg("title", {}, `${p.x}${p.by ? ` ${p.by}` : ""}: ${human(p.y)}`)),
      svg("text", { class: "year", x: Math.max(scale(p.y), scale(0)) + 5, y: y + 14 }, human(p.y)));
  });
  box.append(svg("line", { class: "axis", x1: scale(0), x2: scale(0), y1: 2, y2: points.length * step + 6 }));
  return box;
}
