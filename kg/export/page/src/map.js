// Places where they lie: a circle each, as large as what stands there; no tiles and no boundaries.

import { select } from "d3-selection";
import { zoom, zoomIdentity } from "d3-zoom";
import { standing } from "./data.js";
import { el, svg } from "./dom.js";
import { state } from "./state.js";
import { fill, t } from "./words.js";

// Albers' projection, true to areas, with the parallels that maps of China use.
const FOREMOST = 24; // places whose names may stand over the circles of lesser ones
const RAD = Math.PI / 180, [SOUTH, NORTH] = [25 * RAD, 47 * RAD], N = (Math.sin(SOUTH) + Math.sin(NORTH)) / 2, C = Math.cos(SOUTH) ** 2 + 2 * N * Math.sin(SOUTH), RHO = Math.sqrt(C - 2 * N * Math.sin(36 * RAD)) / N;
/** Degrees as a place in the plane. */
export function project(latitude, longitude) {
  const rho = Math.sqrt(Math.max(0, C - 2 * N * Math.sin(latitude * RAD))) / N, theta = N * (longitude - 105) * RAD;
  return [rho * Math.sin(theta) * 1000, (rho * Math.cos(theta) - RHO) * 1000];
}

/** Places with the entities that stand in them, the largest first; those of which nothing says where they lie. */
export function placed(shown) {
  const area = shown.matching.nodes.filter(n => n.type.area || n.point), at = new Map(area.map(n => [n, new Set()]));
  for (const e of shown.matching.edges) if (standing.has(e.relation.name) && at.has(e.t)) at.get(e.t).add(e.s);
  const rows = area.filter(n => n.point).map(n => ({ n, there: at.get(n), xy: project(n.point.latitude, n.point.longitude) }));
  rows.sort((a, b) => b.there.size - a.there.size || a.n.place - b.n.place);
  return { rows, unmapped: area.length - rows.length };
}

export const mapRows = shown => [[t("name"), t("there"), t("degree"), t("latitude"), t("longitude")], ...placed(shown).rows.map(r => [r.n.label, r.there.size, r.n.links.length, r.n.point.latitude, r.n.point.longitude])];

/** How large circles are: many in a small window are small, and grow as one looks closer. */
const radii = ({ rows, size, view, whole }) => { const room = Math.sqrt((size[0] * size[1]) / (rows.length * 4000)), factor = Math.max(0.45, Math.min(1, room * Math.sqrt(Math.max(1, view.k / whole)))); return row => 2 + factor * (2 + Math.min(24, 2.3 * Math.sqrt(row.there.size))); };
let kept = null; // the map that stands, as long as it is looked at

/** The view; what is there already is drawn anew without losing the place that is looked at. */
export function mapView(box, shown, actions) {
  const { rows, unmapped } = placed(shown);
  if (!rows.length) { kept = null; box.replaceChildren(el("h2", {}, t("map")), el("p", { class: "note" }, t("nomap"))); return; }
  if (!kept || !box.contains(kept.frame)) kept = begin(box, actions);
  kept.rows = rows;
  kept.actions = actions;
  kept.note.replaceChildren(`${t("mapnote")}${unmapped ? ` ${fill("unmapped", unmapped)}` : ""}`);
  fitInto(kept);
}
/** The map fills its frame, whatever size that has. */
function fitInto(made) {
  const { width, height } = made.frame.getBoundingClientRect();
  if (!made.rows.length || !width) return;
  made.size = [Math.max(200, width), Math.max(200, height)];
  aimAt(made);
  paintMap(made);
}
export const leaveMap = () => { kept = null; };

function begin(box, actions) {
  const picture = svg("svg", { class: "places", role: "group" }), frame = el("div", { class: "frame", tabindex: "-1" }, picture), note = el("p", { class: "note" });
  const made = { frame, picture, note, actions, rows: [], size: [0, 0], view: zoomIdentity, quiet: false, whole: 1 };
  made.zooming = zoom().scaleExtent([0.2, 4000]).clickDistance(4).on("zoom", event => {
    made.view = event.transform;
    paintMap(made);
  }).on("end", event => { if (!made.quiet && event.sourceEvent) { state.look = lookOf(made); made.actions.remember(); } });
  select(picture).call(made.zooming).on("dblclick.zoom", null);
  new ResizeObserver(() => fitInto(made)).observe(frame);
  box.replaceChildren(el("div", { class: "maps" }, frame, note, el("div", { class: "buttons zooms" }, ["+", "−"].map((sign, i) => el("button", { "aria-label": sign, onclick: () => { select(picture).call(made.zooming.scaleBy, i ? 1 / 1.6 : 1.6); state.look = lookOf(made); made.actions.remember(); } }, sign)), el("button", { id: "map-fit", onclick: () => { state.look = null; aimAt(made); paintMap(made); made.actions.remember(); } }, t("fit")))));
  return made;
}

const lookOf = ({ view, size }) => [view.k, (size[0] / 2 - view.x) / view.k, (size[1] / 2 - view.y) / view.k];

/** Look where the link says, or at all places. */
function aimAt(made) {
  const [width, height] = made.size, xs = made.rows.map(r => r.xy[0]), ys = made.rows.map(r => r.xy[1]);
  const side = Math.min(70, width * 0.12), wide = Math.max(...xs) - Math.min(...xs), tall = Math.max(...ys) - Math.min(...ys);
  made.whole = Math.min((width - 2 * side) / Math.max(wide, 8), (height - 90) / Math.max(tall, 8));
  let [k, x, y] = state.look || [];
  if (!state.look) {
    k = made.whole;
    [x, y] = [(Math.max(...xs) + Math.min(...xs)) / 2, (Math.max(...ys) + Math.min(...ys)) / 2];
  }
  made.quiet = true;
  select(made.picture).call(made.zooming.transform, zoomIdentity.translate(width / 2 - k * x, height / 2 - k * y).scale(k));
  made.quiet = false;
}

function paintMap(made) {
  const { picture, rows, size, view, actions } = made, radius = radii(made), [width, height] = size, where = spreadOut(rows, view), boxes = [], labels = [], { selected } = state, focused = document.activeElement?.dataset?.place;
  picture.setAttribute("viewBox", `0 0 ${width} ${height}`);
  picture.setAttribute("aria-label", t("map"));
  const circles = rows.map((row, i) => {
    const [x, y] = where[i], r = radius(row), inside = x > -40 && y > -40 && x < width + 40 && y < height + 40;
    if (!inside) return null;
    const told = `${row.n.label} · ${row.there.size} ${t("stands")}`;
    const activate = () => actions.go(row.n);
    return svg("circle", { cx: x.toFixed(1), cy: y.toFixed(1), r: r.toFixed(1), fill: row.n.type.colour, class: row.n === selected ? "place chosen" : selected ? "place dim" : "place", tabindex: "0", role: "button", "aria-label": told, "data-place": row.n.iri, onclick: activate, onkeydown: event => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); event.stopPropagation(); activate(); } } }, svg("title", {}, told));
  });
  rows.forEach((row, i) => { const [x, y] = where[i], r = radius(row); if (row.there.size > 2) boxes.push([x - r * 0.7, y - r * 0.7, x + r * 0.7, y + r * 0.7, i]); });
  const first = [...rows.keys()].sort((a, b) => (rows[b].n === selected) - (rows[a].n === selected) || a - b);
  for (const i of first) {
    const row = rows[i], [x, y] = where[i], r = radius(row), px = Math.min(15, 11.5 + 0.5 * Math.sqrt(row.there.size)), count = row.there.size ? ` ${row.there.size}` : "", w = widthOf(row.n.label) * px + widthOf(count) * 11 + 2;
    const spots = [[x + r + 3, y - px / 2], [x - r - 3 - w, y - px / 2], [x - w / 2, y + r + 2], [x - w / 2, y - r - px - 3]];
    const free = over => spots.find(([left, top]) => {
      const box = [left, top, left + w, top + px * 1.15];
      return left > 2 && top > 2 && box[2] < width - 2 && box[3] < height - 2 && boxes.every(b => b[4] === i || (over && b[4] > i) || box[0] >= b[2] || b[0] >= box[2] || box[1] >= b[3] || b[1] >= box[3]);
    });
    // Where circles leave no room the foremost places still have their names, over lesser ones.
    const at = free(false) || (i < FOREMOST ? free(true) : null);
    if (!at) continue;
    boxes.push([at[0], at[1], at[0] + w, at[1] + px * 1.15, -1]);
    labels.push(svg("text", { x: at[0].toFixed(1), y: (at[1] + px * 0.95).toFixed(1), "font-size": px.toFixed(1), class: row.n === selected ? "chosen" : selected ? "dim" : null }, row.n.label, svg("tspan", { class: "many", "font-size": "11" }, count)));
  }
  picture.replaceChildren(...graticule(view, width, height), ...circles.filter(Boolean), ...labels);
  if (focused) [...picture.querySelectorAll("circle")].find(c => c.dataset.place === focused)?.focus();
}
const widthOf = text => Array.from(text).reduce((s, c) => s + (c > "\u2e7f" ? 1 : 0.6), 0);

/** Places of the same point stand around it. */
function spreadOut(rows, view) {
  const taken = new Map();
  return rows.map(row => {
    const x = row.xy[0] * view.k + view.x, y = row.xy[1] * view.k + view.y, key = row.xy.map(v => v.toFixed(3)).join(), n = taken.get(key) || 0;
    taken.set(key, n + 1);
    return n ? [x + (9 + 5 * Math.sqrt(n)) * Math.cos(n * 2.4), y + (9 + 5 * Math.sqrt(n)) * Math.sin(n * 2.4)] : [x, y];
  });
}

/** Meridians and parallels, every ten degrees or fewer where one looks near. */
function graticule(view, width, height) {
  const lines = [], step = view.k > 40 ? 1 : view.k > 8 ? 2 : view.k > 3 ? 5 : 10, at = (lat, lon) => { const [x, y] = project(lat, lon); return [x * view.k + view.x, y * view.k + view.y]; };
  const path = points => `M${points.map(p => p.map(v => v.toFixed(1)).join(" ")).join("L")}`, near = ([x, y]) => x > -width && x < 2 * width && y > -height && y < 2 * height;
  for (let lon = 70; lon <= 140; lon += step) {
    const points = Array.from({ length: 23 }, (_, i) => at(10 + i * 2, lon)).filter(near);
    if (points.length > 1) lines.push(svg("path", { d: path(points), class: "degree" }));
  }
  for (let lat = 0; lat <= 56; lat += step) {
    const points = Array.from({ length: 36 }, (_, i) => at(lat, 70 + i * 2)).filter(near);
    if (points.length > 1) lines.push(svg("path", { d: path(points), class: "degree" }));
  }
  return lines;
}
