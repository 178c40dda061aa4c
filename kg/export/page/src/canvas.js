// The scene on a canvas.

import { fontOf } from "./scene.js";

export function paint(context, scene, { scale = 1, shift = 0, background = true } = {}) {
  const c = context, { colours } = scene;
  c.setTransform(scale, 0, 0, scale, shift * scale, shift * scale);
  c.globalAlpha = 1;
  if (background) { c.fillStyle = colours.background; c.fillRect(-shift, -shift, scene.width + 2 * shift, scene.height + 2 * shift); }
  c.lineJoin = c.lineCap = "round";
  for (const h of scene.hulls) drawHull(c, h, colours);
  c.lineCap = "butt";
  // Faint links are gathered into one path a look: one stroke instead of hundreds.
  const plain = new Map();
  for (const e of scene.edges) if (!e.hot) { const key = `${e.alpha}|${e.width.toFixed(1)}`; (plain.get(key) || plain.set(key, []).get(key)).push(e); }
  for (const list of plain.values()) {
    c.globalAlpha = list[0].alpha; c.strokeStyle = list[0].colour; c.lineWidth = list[0].width;
    c.beginPath();
    for (const e of list) { c.moveTo(...e.from); c.bezierCurveTo(...e.c1, ...e.c2, ...e.to); }
    c.stroke();
  }
  for (const e of scene.edges) if (e.hot) drawHot(c, e);
  c.setLineDash([]);
  for (const n of scene.nodes) {
    c.globalAlpha = 1; c.fillStyle = n.colour; c.strokeStyle = n.ring; c.lineWidth = n.ringWidth;
    c.beginPath(); c.arc(n.x, n.y, n.r, 0, 6.2832); c.fill(); c.stroke();
    if (n.folded) { c.strokeStyle = n.colour; c.lineWidth = 1.2; c.beginPath(); c.arc(n.x, n.y, n.r + 3, 0, 6.2832); c.stroke(); }
  }
  c.textBaseline = "middle"; c.globalAlpha = 1;
  for (const n of scene.nodes) if (n.count && n.r > 12) { c.font = fontOf(10, true); c.textAlign = "center"; c.fillStyle = "#fff"; c.fillText(n.count, n.x, n.y); }
  for (const n of scene.names) {
    c.font = fontOf(n.px, false); c.textAlign = "center"; c.strokeStyle = colours.halo; c.lineWidth = 4;
    c.strokeText(n.text, n.x, n.y); c.fillStyle = colours.soft; c.fillText(n.text, n.x, n.y);
  }
  for (const l of scene.labels) {
    c.font = fontOf(l.px, l.bold); c.textAlign = l.align === "middle" ? "center" : l.align; c.direction = "ltr";
    c.strokeStyle = colours.halo; c.lineWidth = 3.2; c.fillStyle = l.colour;
    l.lines.forEach((line, i) => { const y = l.top + l.px * 1.22 * (i + 0.5); c.strokeText(line, l.x, y); c.fillText(line, l.x, y); });
  }
}

function drawHull(c, h, colours) {
  c.globalAlpha = h.dim ? colours.hull * 0.55 : colours.hull;
  c.fillStyle = h.colour;
  // Rounded by drawing the polygon's outline thickly, as one shape so that nothing doubles.
  const path = outline(h);
  c.fill(new Path2D(path));
}

/** A polygon widened by its padding with rounded corners, as SVG path data. */
export function outline({ points, pad }) {
  const n = points.length, sign = area(points) < 0 ? 1 : -1;
  const parts = points.map((p, i) => {
    const q = points[(i + 1) % n], dx = q[0] - p[0], dy = q[1] - p[1], length = Math.hypot(dx, dy) || 1, ox = (sign * -dy / length) * pad, oy = (sign * dx / length) * pad;
    return [[p[0] + ox, p[1] + oy], [q[0] + ox, q[1] + oy]];
  });
  const f = v => v.toFixed(1);
  return parts.map(([a, b], i) => `${i ? `A${pad} ${pad} 0 0 ${sign < 0 ? 1 : 0} ` : "M"}${f(a[0])} ${f(a[1])}L${f(b[0])} ${f(b[1])}`).join("") + `A${pad} ${pad} 0 0 ${sign < 0 ? 1 : 0} ${f(parts[0][0][0])} ${f(parts[0][0][1])}Z`;
}
const area = points => points.reduce((s, p, i) => { const q = points[(i + 1) % points.length]; return s + p[0] * q[1] - q[0] * p[1]; }, 0);

function drawHot(c, e) {
  c.globalAlpha = e.alpha; c.strokeStyle = e.colour; c.lineWidth = e.width; c.setLineDash(e.dashed ? [6, 4] : []);
  c.beginPath(); c.moveTo(...e.from); c.bezierCurveTo(...e.c1, ...e.c2, ...e.to); c.stroke();
  c.setLineDash([]);
  c.fillStyle = e.colour; c.beginPath(); c.moveTo(...e.arrow[0]); c.lineTo(...e.arrow[1]); c.lineTo(...e.arrow[2]); c.closePath(); c.fill();
}
