// Where entities stand that come to a picture later: around the one that they belong to, none on another.

const APART = 26;

/** Give places and a community to new entities: as the server laid them out, moved to where their middle stands here. */
export function place(fresh, graph, center, nodes) {
  if (!fresh.length) return;
  const known = new Set(fresh), near = fresh.flatMap(n => n.links.map(e => (e.s === n ? e.t : e.s))).filter(n => !known.has(n));
  const here = center && !known.has(center) ? center : near.length ? middle(near) : aside(nodes.filter(n => !known.has(n)));
  const from = center ? there(graph, center.iri) : middle(fresh);
  const community = center && !known.has(center) ? center.community : 1 + Math.max(...nodes.filter(n => !known.has(n)).map(n => n.community), 0);
  const taken = nodes.filter(n => !known.has(n)).map(n => [n.x, n.y]);
  for (const n of fresh) {
    const x = here.x + n.x - from.x, y = here.y + n.y - from.y;
    for (let i = 0; i < 400; i++) {
      const far = 9 * Math.sqrt(i), at = [x + far * Math.cos(i * 2.4), y + far * Math.sin(i * 2.4)];
      if (i < 399 && taken.some(t => Math.abs(t[0] - at[0]) < APART && Math.abs(t[1] - at[1]) < APART)) continue;
      [n.x, n.y] = at;
      taken.push(at);
      break;
    }
    n.community = community;
  }
}

const middle = list => ({ x: list.reduce((s, n) => s + n.x, 0) / list.length, y: list.reduce((s, n) => s + n.y, 0) / list.length });
const there = (graph, iri) => { const found = graph.nodes.find(n => n[9] === iri); return { x: found[2], y: found[3] }; };
/** Beside everything that is there. */
const aside = list => ({ x: Math.max(...list.map(n => n.x), 0) + 220, y: list.length ? middle(list).y : 0 });
