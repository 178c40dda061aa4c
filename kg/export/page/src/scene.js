// The picture as a list of shapes in pixels, the same for the canvas, for SVG and for print.

import { polygonContains, polygonHull } from "d3-polygon";
import { communities, nodes } from "./data.js";
import { state } from "./state.js";
import { named } from "./words.js";

export const FAMILY = '"Noto Sans CJK SC","Source Han Sans SC","PingFang SC","Microsoft YaHei",system-ui,sans-serif';
export const COLOURS = {
  light: { background: "#fbfbf9", text: "#18212c", soft: "#5d6874", edge: "#7d8894", dim: "#c9ced3", dimText: "#8d959e", hull: 0.075, halo: "#fbfbf9" },
  dark: { background: "#14191f", text: "#eef1f4", soft: "#9aa6b2", edge: "#7f8b98", dim: "#3a434d", dimText: "#6d7884", hull: 0.14, halo: "#14191f" },
};
const BUSY = 4; // links from which the layout keeps room under a node for its label
const WIDE = 200; // links of a neighbourhood above which only those of the selected entity stand out
const FEW = 40, NAMED = 20; // facts up to which a filter shows them as if selected, links up to which each is named
const LANDMARKS = 12; // the foremost entities that keep their names beside another's neighbourhood
const SMALL = 400000, RING = 500; // square pixels of a phone's window, in which a name of the foremost may cover a ring
const WRAP = 8, LINES = 3, LEAD = 1.22;
// Kinsoku: what may not begin a line, and what may not end one.
const NO_START = /^[”’》〉）)】」』、，。；：！？%…·\-—, ]/, NO_END = /^[“‘《〈（(【「『]$/;

const wide = c => (c.codePointAt(0) > 0x2e7f ? 1 : 0.55);

/** What stays together at the end of a line: a Chinese character, or a word of letters and digits that is not too long. */
const units = text => text.match(new RegExp(`[\\p{Script=Latin}\\p{Nd}.&+-]{1,${2 * WRAP}}|[^]`, "gu")) || [];
const widthOf = unit => Array.from(unit).reduce((s, c) => s + wide(c), 0);

/** A name in lines of eight characters, evenly filled; more than `limit` lines end in an ellipsis. */
export function wrap(text, limit = LINES) {
  const all = units(text.replace(/\s+/g, " ").trim()), total = all.reduce((s, u) => s + widthOf(u), 0);
  if (total <= WRAP + 1) return [all.join("")];
  const count = Math.ceil(total / (WRAP + 0.5)), target = total / count, lines = [];
  let line = [], width = 0;
  for (const u of all) {
    if (width + widthOf(u) > target + 0.6 && line.length && lines.length < count - 1 && !NO_START.test(u)) {
      const carry = NO_END.test(line.at(-1)) && line.length > 1 ? [line.pop()] : [];
      lines.push(line.join("").trim());
      line = carry;
      width = carry.length;
    }
    line.push(u);
    width += widthOf(u);
  }
  lines.push(line.join("").trim());
  return lines.length <= limit ? lines : [...lines.slice(0, limit - 1), Array.from(lines[limit - 1]).slice(0, WRAP - 1).join("") + "…"];
}

const measureContext = document.createElement("canvas").getContext("2d");
const widths = new Map();
export const fontOf = (px, bold) => `${bold ? "600 " : ""}${px}px ${FAMILY}`;
function measure(line, px, bold) {
  const key = `${px}${bold ? "b" : ""}|${line}`;
  if (!widths.has(key)) { measureContext.font = fontOf(px, bold); widths.set(key, measureContext.measureText(line).width); }
  return widths.get(key);
}

/**
 * Shapes for what is visible, seen with `view` {k, x, y}, in a window of `width` × `height` and `margin` pixels around it;
 * under the boxes `covered` [x0, y0, x1, y1] no label is put.
 */
export function scene(shown, view, width, height, margin = 0, covered = []) {
  const aside = new Map(); // where folded communities stand when their middle is taken
  const X = p => aside.get(p)?.[0] ?? p.x * view.k + view.x, Y = p => aside.get(p)?.[1] ?? p.y * view.k + view.y;
  // Of a large graph less fits into a small window: all is smaller there.
  const dense = shown.folded.length ? Math.min(1, Math.max(0.62, Math.sqrt((width * height) / 650000))) : 1;
  const size = p => p.radius * dense * Math.max(0.72, Math.min(1.6, Math.sqrt(view.k)));
  const on = (p, pad = 30) => X(p) > -margin - pad && X(p) < width + margin + pad && Y(p) > -margin - pad && Y(p) < height + margin + pad;
  stepAside(shown, aside, X, Y, size);
  const colours = COLOURS[state.dark ? "dark" : "light"], focus = shown.focus;
  const lit = n => !focus || focus.has(n);
  const things = [...shown.nodes, ...shown.folded].filter(p => p !== shown.lifted);
  const out = { width, height, colours, hulls: hulls(shown, view, focus), edges: [], nodes: [], labels: [], names: [], at: { X, Y, size, middles: groupMiddles(shown) } };
  const link = (e, look) => out.edges.push(curve(e, out.at, { colour: colours.edge, dashed: false, hot: false, ...look }));
  const hotEdges = shown.path ? new Set(shown.path.edges) : null;
  // Whoever filters down to a few facts has asked for these.
  const isFew = !focus && shown.filtered > 0 && shown.edges.length <= FEW;
  const isHot = e => isFew || (hotEdges ? hotEdges.has(e) : state.path ? false : focus ? focus.has(e.s) && focus.has(e.t) && (state.depth > 1 || e.s === state.selected || e.t === state.selected) : false);
  const seen = e => on(e.s, 400) || on(e.t, 400);
  for (const b of shown.flows || []) link(b, { alpha: focus ? 0.07 : 0.3, width: 0.8 + Math.log2(b.count) * 0.75, straight: true });
  for (const b of shown.bundles) if (seen(b)) link(b, { alpha: focus ? 0.06 : 0.22, width: 0.7 + Math.log2(b.count) * 0.4 });
  const hot = [];
  for (const e of shown.edges) {
    if (e.s === e.t || e.s === shown.lifted || e.t === shown.lifted) continue;
    if (isHot(e)) hot.push(e);
    else if (e.s.community === e.t.community ? seen(e) : !shown.flows && (shown.folded.length ? on(e.s, 0) && on(e.t, 0) : seen(e))) link(e, { alpha: focus ? 0.1 : shown.flows || Math.max(e.s.links.length, e.t.links.length) > 40 ? 0.2 : 0.4, width: 0.8 });
  }
  // Of a far reach that holds a whole city only the own links stand out.
  const own = e => e.s === state.selected || e.t === state.selected, isWide = focus && !hotEdges && hot.length > WIDE;
  if (isWide) for (const e of hot.splice(0)) if (own(e)) hot.push(e); else link(e, { alpha: 0.16, width: 0.8 });
  const parallel = new Map();
  for (const e of hot) {
    const key = [e.s.i, e.t.i].sort((a, b) => a - b).join(), before = parallel.get(key) || 0;
    parallel.set(key, before + 1);
    link(e, { colour: e.s.type.colour, alpha: hot.length > 40 ? 0.5 : 0.95, width: hot.length > 40 ? 1 : 1.9, dashed: e.planned, hot: true, bow: before, name: named(e.relation) });
  }
  const marked = p => p === state.selected || state.path?.includes(p);
  for (const p of things.sort((a, b) => (lit(a) - lit(b)) || (b.place || 0) - (a.place || 0))) {
    if (!on(p)) continue;
    // The company of what the filters ask for is hollow.
    const colour = !lit(p) ? colours.dim : p.isLinked === false ? colours.soft : p.type.colour, hollow = shown.company.has(p) && !marked(p);
    out.nodes.push({ of: p, x: X(p), y: Y(p), r: size(p) * (hollow ? 0.86 : 1), colour: hollow ? colours.background : colour, ring: marked(p) ? colours.text : hollow ? colour : colours.background,
      ringWidth: marked(p) ? 2.4 : hollow ? 1.8 : 1.2, folded: isFolded(p), count: p.count ? `+${p.count}` : "" });
  }
  label(out, things, { on, lit, focus, width, height, hot: hot.length, covered, company: shown.company });
  return out;
}

/** Where one is when a community fills the window and its foremost entity is out of sight: its name, on its ground. */
function nameGrounds(out, grounds, inside, free, put) {
  const { width, height } = out, spots = [0.5, 0.35, 0.65, 0.2, 0.8].flatMap(fy => [0.5, 0.3, 0.7].map(fx => [fx * width, fy * height]));
  for (const { points, community } of grounds) {
    const first = community.members[0], within = spots.filter(spot => polygonContains(points, spot));
    if (within.length < 4 || inside(first)) continue;
    const text = community.label, px = 15, w = measure(text, px, false);
    const spot = within.find(([x, y]) => x - w / 2 > 4 && x + w / 2 < width - 4 && free([x - w / 2, y - px, x + w / 2, y + px], community, 0));
    if (!spot) continue;
    put([spot[0] - w / 2, spot[1] - px, spot[0] + w / 2, spot[1] + px, community, 0]);
    out.names.push({ text, x: spot[0], y: spot[1], px });
  }
}

const isFolded = p => Boolean(p.community?.members);

/** Put folded communities on the free place nearest to their middle, so that they cover none of the entities. */
function stepAside(shown, aside, X, Y, size) {
  const taken = shown.folded.length ? shown.nodes.map(n => [X(n), Y(n), size(n)]) : [];
  for (const f of shown.folded) {
    const [x, y, r] = [X(f), Y(f), size(f) + 5];
    for (let i = 0; i < 160; i++) {
      const far = 5 * Math.sqrt(i), at = [x + far * Math.cos(i * 2.4), y + far * Math.sin(i * 2.4)];
      if (i < 159 && taken.some(t => Math.hypot(t[0] - at[0], t[1] - at[1]) < t[2] + r)) continue;
      aside.set(f, at);
      taken.push([...at, r]);
      break;
    }
  }
}

/** The middle of each community, through which links between communities are bundled. */
function groupMiddles(shown) {
  const sums = new Map();
  for (const n of shown.nodes) { const s = sums.get(n.community) || [0, 0, 0]; s[0] += n.x; s[1] += n.y; s[2] += 1; sums.set(n.community, s); }
  return new Map([...sums].map(([c, [x, y, n]]) => [c, { x: x / n, y: y / n }]));
}

/** A link as a curve between where its ends stand (`at`: X, Y, size, middles of communities); hot ones have an arrow. */
export function curve(e, { X, Y, size, middles }, look) {
  const a = [X(e.s), Y(e.s)], b = [X(e.t), Y(e.t)], dx = b[0] - a[0], dy = b[1] - a[1], apart = e.s.community !== e.t.community;
  const ga = middles.get(e.s.community), gb = middles.get(e.t.community), pull = apart && ga && gb && !look.hot && !look.straight ? 0.3 : 0;
  const bend = 0.07 + 0.09 * (look.bow || 0), side = [dy * bend, -dx * bend];
  const c1 = [a[0] + dx * 0.33 + side[0], a[1] + dy * 0.33 + side[1]], c2 = [a[0] + dx * 0.67 + side[0], a[1] + dy * 0.67 + side[1]];
  if (pull) {
    const m = [(X(ga) + X(gb)) / 2, (Y(ga) + Y(gb)) / 2];
    for (const c of [c1, c2]) { c[0] += (m[0] - c[0]) * pull; c[1] += (m[1] - c[1]) * pull; }
  }
  const shape = { from: a, c1, c2, to: b, colour: look.colour, alpha: look.alpha, width: look.width, dashed: look.dashed, hot: look.hot, name: look.name, arrow: null };
  if (look.hot) {
    const angle = Math.atan2(b[1] - c2[1], b[0] - c2[0]), r = size(e.t) + 2;
    const tip = [b[0] - r * Math.cos(angle), b[1] - r * Math.sin(angle)];
    shape.arrow = [tip, ...[-0.36, 0.36].map(s => [tip[0] - (4 + 2.6 * look.width) * Math.cos(angle + s), tip[1] - (4 + 2.6 * look.width) * Math.sin(angle + s)])];
    shape.middle = [0, 1].map(i => (a[i] + 3 * c1[i] + 3 * c2[i] + b[i]) / 8);
  }
  return shape;
}

// Grounds of communities, made once for what the filters leave: drawn anew they only move.
const grounds = new WeakMap();

function hulls(shown, view, focus) {
  if (!grounds.has(shown.matching) || shown.matching.moved) grounds.set(shown.matching, groundsOf(shown));
  shown.matching.moved = false;
  return grounds.get(shown.matching).map(g => ({ points: g.points.map(([x, y]) => [x * view.k + view.x, y * view.k + view.y]), colour: g.colour, community: g.community, pad: 17 + 8 * Math.min(2, view.k), dim: Boolean(focus) }));
}

function groundsOf(shown) {
  const groups = new Map();
  const all = shown.folded.length ? [...shown.matching.nodes, ...shown.company] : shown.nodes;
  for (const n of all) if (n.links.length) (groups.get(n.community) || groups.set(n.community, []).get(n.community)).push(n);
  const found = [];
  for (const [i, list] of groups) {
    const known = new Set(list), first = communities[i].members.find(m => known.has(m)) || list[0];
    if (list.length < (first.type.area ? 2 : 3)) continue;
    const points = list.flatMap(n => [0, 1, 2, 3, 4, 5].map(s => [n.x + Math.cos(s * 1.0472) * 0.6, n.y + Math.sin(s * 1.0472) * 0.6]));
    found.push({ points: polygonHull(points) || points, colour: first.type.colour, community: communities[i] });
  }
  return found.sort((a, b) => b.points.length - a.points.length);
}

/** Labels by importance in four positions, none over another; the important ones may cover a lesser node, the others none. */
function label(out, things, { on, lit, focus, width, height, hot, covered, company }) {
  const { colours, at: { X, Y, size } } = out;
  const cell = 48, grid = new Map();
  const cells = function* (b) { for (let gx = Math.floor(b[0] / cell); gx <= b[2] / cell; gx++) for (let gy = Math.floor(b[1] / cell); gy <= b[3] / cell; gy++) yield gx * 100003 + gy; };
  const put = b => { for (const key of cells(b)) (grid.get(key) || grid.set(key, []).get(key)).push(b); };
  const free = (b, owner, over) => {
    for (const key of cells(b)) for (const o of grid.get(key) || []) {
      if (o[4] === owner || (over && o[5] && o[5] > over)) continue;
      if (b[0] < o[2] && o[0] < b[2] && b[1] < o[3] && o[1] < b[3]) return false;
    }
    return true;
  };
  for (const box of covered) put([...box, covered, 0]);
  // A node is an obstacle of its importance (o[5]), a ring as the foremost, but in a small window, where rings would
  // leave no room for names (that of what is linked to nothing stands alone); a label is one for all (0).
  const ring = width * height < SMALL ? RING : 1;
  for (const n of out.nodes) put([n.x - n.r * 0.85, n.y - n.r * 0.85, n.x + n.r * 0.85, n.y + n.r * 0.85, n.of, lit(n.of) ? n.of.place || (n.of.isLinked ? ring : 1) : 1e9]);
  const first = p => (p === state.selected ? 2 : 0) + (state.path?.includes(p) ? 2 : 0) + (focus && focus.has(p) ? 1 : 0) - (company.has(p) ? 0.5 : 0);
  const order = [...things].sort((a, b) => first(b) - first(a) || (a.place || 30) - (b.place || 30) || a.i - b.i);
  const all = nodes.length, landmarks = !focus ? Infinity : focus.size < 60 ? LANDMARKS : 3 * LANDMARKS;
  for (const p of order) {
    // Around what was asked for strangers have names only where they are landmarks.
    if (!on(p, 0) || (first(p) <= 0 && (p.place || 1e9) > landmarks)) continue;
    const folded = isFolded(p), strong = first(p) > 0, share = folded ? 0.3 : company.has(p) ? 3 : p.links.length;
    const px = p === state.selected ? 15 : folded ? 12 : Math.min(15.5, Math.max(11.5, 10.5 + 0.62 * Math.sqrt(share))), bold = p === state.selected || (!folded && share >= 12);
    const text = folded ? folds(p) : p.label, lines = wrap(text, p === state.selected ? 5 : LINES);
    const w = Math.max(...lines.map(line => measure(line, px, bold))), h = lines.length * px * LEAD, r = size(p) + 3.5, x = X(p), y = Y(p);
    // What was asked for is always labelled, and may cover any node; what belongs to it may cover strangers.
    const over = first(p) > 1 ? 0.5 : p.place && p.place <= Math.max(14, all * 0.05) ? p.place : first(p) > 0 ? 1e8 : 0;
    const right = ["start", r, 0], left = ["end", -r, 0], under = ["middle", 0, r + h / 2 - 1], above = ["middle", 0, -r - h / 2 + 1];
    const d = r * 0.7, corners = strong ? [["start", d, d + h / 2], ["start", d, -d - h / 2], ["end", -d, d + h / 2], ["end", -d, -d - h / 2]] : [];
    const positions = [...(!folded && p.links.length >= BUSY ? [under, above, right, left] : [right, under, left, above]), ...corners];
    for (const allowOver of over ? [0, over] : [0]) {
      const hit = positions.find(([align, dx, dy]) => {
        const bx = align === "start" ? x + dx : align === "end" ? x + dx - w : x - w / 2, by = y + dy - h / 2;
        const box = [bx - 1.5, by - 0.5, bx + w + 1.5, by + h + 0.5, p, 0];
        const inside = x < 0 || x > width || y < 0 || y > height || (box[0] >= 3 && box[2] <= width - 3 && box[1] >= 3 && box[3] <= height - 3);
        if (!inside || !free(box, p, allowOver)) return false;
        put(box);
        out.labels.push({ of: p, text, lines, x: x + dx, top: by, align, px, bold, box: box.slice(0, 4), colour: lit(p) ? colours.text : colours.dimText, dim: !lit(p) });
        return true;
      });
      if (hit) break;
    }
    if (out.labels.length > 420 + (strong ? 400 : 0)) break;
  }
  if (hot && hot <= NAMED) nameEdges(out, put, free);
  if (!focus) nameGrounds(out, out.hulls, p => on(p, -30) && X(p) > 0 && X(p) < width && Y(p) > 0 && Y(p) < height, free, put);
}

/** What a ring says: what it hides, and whose that is unless that stands beside it. */
const folds = ({ community, count, hub }) => `${hub ? community.kinds || community.label : community.label} +${count}`;

// Where on a link its name may stand, in parts of its length: in the middle, else nearer to an end.
const ALONG = [0.5, 0.6, 0.4, 0.7, 0.3];
const along = ({ from, c1, c2, to }, p) => [0, 1].map(i => (1 - p) ** 3 * from[i] + 3 * (1 - p) ** 2 * p * c1[i] + 3 * (1 - p) * p ** 2 * c2[i] + p ** 3 * to[i]);

/** The relation on each of a few highlighted links, where names of entities leave room. */
function nameEdges(out, put, free) {
  for (const e of out.edges) {
    if (!e.hot || !e.middle) continue;
    const w = measure(e.name, 11, false);
    if (Math.hypot(e.to[0] - e.from[0], e.to[1] - e.from[1]) < w + 34) continue;
    for (const part of ALONG) {
      const [x, y] = along(e, part), box = [x - w / 2 - 3, y - 8, x + w / 2 + 3, y + 8, e, 0];
      if (!free(box, e, 0)) continue;
      put(box);
      out.names.push({ text: e.name, x, y, px: 11, box: box.slice(0, 4), colour: e.colour });
      break;
    }
  }
}
