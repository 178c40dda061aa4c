// Numbers as small charts by year: targets outlined, results solid, each with its sentence.

import { el, svg } from "./dom.js";
import { quantity, quotation } from "./evidence.js";
import { human, t } from "./words.js";

/** Numbers that may be compared: the same indicator, unit, kind and scope. */
export function series(list) {
  const found = new Map();
  for (const m of list) {
    const key = [m.series, m.unit, m.kind, m.scope?.i ?? ""].join("\u0000");
    (found.get(key) || found.set(key, []).get(key)).push(m);
  }
  for (const ms of found.values()) ms.sort((a, b) => a.period.localeCompare(b.period) || a.status.localeCompare(b.status) || a.i - b.i);
  return [...found.values()].sort((a, b) => b.length - a.length || a[0].indicator.localeCompare(b[0].indicator, "zh"));
}

/** One series: heading, chart (when there is more than one number), and the numbers with their sentences. */
export function figure(ms, open = true) {
  const m = ms[0], why = el("div", { class: "why", hidden: !open }, ...ms.map(x => el("div", {}, el("div", { class: "row" }, el("b", {}, quantity(x)), el("span", { class: x.status === "target" ? "tag planned" : "tag" }, t(x.status === "target" ? "target" : "result")),
    el("span", { class: "tag" }, t(x.kind)), el("small", {}, x.period || t("nodate")), x.doubtful ? el("span", { class: "tag doubt", title: t("doubt") }, t("doubtful")) : null), ...x.evidence.map(q => quotation(q)))));
  return el("section", { class: "series" }, el("h5", {}, m.series, " ", el("small", {}, m.unit)), chart(ms.filter(x => !x.doubtful)), why);
}

function chart(ms) {
  if (!ms.length) return null;
  const high = 64, bar = 30, gap = 26, top = 16, largest = Math.max(...ms.map(m => Math.abs(Number(m.value)) || 0), 1e-9), width = Math.max(120, ms.length * (bar + gap) + gap);
  const described = ms.map(m => `${m.period || t("nodate")} ${t(m.status === "target" ? "target" : "result")} ${quantity(m)}`).join("; ");
  const box = svg("svg", { class: "chart", viewBox: `0 0 ${width} ${high + top + 20}`, width, height: high + top + 20, role: "img", "aria-label": `${ms[0].series}: ${described}` });
  ms.forEach((m, i) => {
    const h = Math.max(2, high * (Math.abs(Number(m.value)) || 0) / largest), x = gap + i * (bar + gap), y = top + high - h, middle = x + bar / 2;
    box.append(svg("rect", { x, y, width: bar, height: h, class: m.status === "target" ? "target" : "result" }, svg("title", {}, `${m.period} ${quantity(m)}`)),
      svg("text", { x: middle, y: y - 4, "text-anchor": "middle" }, human(m.value)), svg("text", { x: middle, y: top + high + 14, "text-anchor": "middle", class: "year" }, m.period.replace("/", "–") || t("nodate")));
  });
  box.append(svg("line", { x1: gap / 2, x2: width - gap / 2, y1: top + high, y2: top + high, class: "axis" }));
  return box;
}
