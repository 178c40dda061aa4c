// What the pointer is on, brought out over the picture: its links, what they lead to, and their names.

import { fontOf, curve, wrap } from "./scene.js";
import { el } from "./dom.js";

const MOST_LINKS = 400, MOST_NAMES = 14;

/** A layer over the picture that shows one entity (or folded community) with its links, and nothing when there is none. */
export function glow(stage) {
  const canvas = el("canvas", { class: "glow", "aria-hidden": "true" }), c = canvas.getContext("2d");
  stage.append(canvas);
  let on = null;
  return {
    /** Bring out `p` as it stands in the drawn scene. */
    show(p, shown, drawn) {
      const ratio = Math.min(2, devicePixelRatio || 1);
      if (canvas.width !== drawn.width * ratio || canvas.height !== drawn.height * ratio) Object.assign(canvas, { width: drawn.width * ratio, height: drawn.height * ratio });
      Object.assign(canvas.style, { width: `${drawn.width}px`, height: `${drawn.height}px` });
      c.setTransform(ratio, 0, 0, ratio, 0, 0);
      c.clearRect(0, 0, drawn.width, drawn.height);
      on = p;
      draw(c, p, shown, drawn);
    },
    hide() { if (on) c.clearRect(0, 0, canvas.width, canvas.height); on = null; },
    get of() { return on; },
  };
}

function draw(c, p, shown, drawn) {
  const { colours, at } = drawn, isFold = Boolean(p.count);
  const links = isFold ? [...shown.bundles, ...(shown.flows || [])].filter(e => e.s === p || e.t === p) : shown.edges.filter(e => (e.s === p || e.t === p) && e.s !== e.t).slice(0, MOST_LINKS);
  const near = new Set(links.flatMap(e => [e.s, e.t]));
  near.add(p);
  const many = links.length > 40;
  for (const e of links) {
    const shape = curve(e, at, { colour: e.s.type.colour, alpha: many ? 0.55 : 0.95, width: many ? 1 : 1.8, dashed: Boolean(e.planned), hot: true });
    c.globalAlpha = shape.alpha; c.strokeStyle = shape.colour; c.lineWidth = shape.width; c.setLineDash(shape.dashed ? [6, 4] : []);
    c.beginPath(); c.moveTo(...shape.from); c.bezierCurveTo(...shape.c1, ...shape.c2, ...shape.to); c.stroke();
    if (many) continue;
    c.setLineDash([]); c.fillStyle = shape.colour; c.beginPath(); c.moveTo(...shape.arrow[0]); c.lineTo(...shape.arrow[1]); c.lineTo(...shape.arrow[2]); c.closePath(); c.fill();
  }
  c.setLineDash([]); c.globalAlpha = 1;
  for (const n of near) {
    c.fillStyle = n.type.colour; c.strokeStyle = n === p ? colours.text : colours.background; c.lineWidth = n === p ? 2.4 : 1.2;
    c.beginPath(); c.arc(at.X(n), at.Y(n), at.size(n), 0, 6.2832); c.fill(); c.stroke();
  }
  names(c, p, near, drawn);
}

/** Names where the picture has them, now in full colour; beside the node where it had no room, as long as none meets another. */
function names(c, p, near, { labels, colours, at, width }) {
  const taken = [], named = new Set();
  const write = (lines, x, top, px, align, bold) => {
    c.font = fontOf(px, bold); c.textAlign = align === "middle" ? "center" : align; c.textBaseline = "middle"; c.lineJoin = "round";
    c.strokeStyle = colours.halo; c.lineWidth = 3.6; c.fillStyle = colours.text;
    lines.forEach((line, i) => { const y = top + px * 1.22 * (i + 0.5); c.strokeText(line, x, y); c.fillText(line, x, y); });
  };
  for (const l of labels) if (near.has(l.of)) { write(l.lines, l.x, l.top, l.px, l.align, l.bold || l.of === p); taken.push(l.box); named.add(l.of); }
  const rest = [p, ...[...near].sort((a, b) => (a.place || 0) - (b.place || 0)).slice(0, MOST_NAMES)].filter(n => !named.has(n) && n.label);
  for (const n of rest) {
    if (named.has(n)) continue;
    named.add(n);
    const lines = wrap(n.label), px = n === p ? 13 : 11.5;
    c.font = fontOf(px, n === p);
    const w = Math.max(...lines.map(line => c.measureText(line).width)), h = lines.length * px * 1.22, r = at.size(n) + 3.5, x = at.X(n), y = at.Y(n);
    const right = x + r + w < width - 4, box = right ? [x + r, y - h / 2, x + r + w, y + h / 2] : [x - r - w, y - h / 2, x - r, y + h / 2];
    if (n !== p && taken.some(o => box[0] < o[2] && o[0] < box[2] && box[1] < o[3] && o[1] < box[3])) continue;
    taken.push(box);
    write(lines, right ? x + r : x - r, y - h / 2, px, right ? "start" : "end", n === p);
  }
}
