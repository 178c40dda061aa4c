// Search as you type: names and aliases, pinyin and its initials, traditional or simplified characters.

import { byRank, fold } from "./data.js";

const RANKS = [
  (n, q) => n.folded === q, (n, q) => n.foldedNames.includes(q), (n, q) => n.initials[0] === q, (n, q) => n.folded.startsWith(q),
  (n, q) => n.initials.some(v => v === q), (n, q) => n.spelt.some(v => v.startsWith(q)), (n, q) => n.foldedNames.some(v => v.startsWith(q)), (n, q) => n.folded.includes(q),
  (n, q) => n.foldedNames.some(v => v.includes(q)), (n, q) => n.initials.some(v => v.startsWith(q)),
  (n, q) => q.length > 1 && n.initials.some(v => v.includes(q)), (n, q) => q.length > 2 && n.spelt.some(v => v.includes(q)),
];

/** The best matches, best first; at most `limit`. */
export function search(text, limit = 12) {
  const q = fold(text.trim()).replace(/\s+/g, " ");
  if (!q) return [];
  const tight = /^[a-z' ]+$/.test(q) ? q.replace(/[ ']/g, "") : q, found = RANKS.map(() => []);
  for (const n of byRank) {
    const rank = RANKS.findIndex(test => test(n, q) || (tight !== q && test(n, tight)));
    if (rank >= 0) found[rank].push(n);
  }
  return found.flat().slice(0, limit);
}

/** The other name by which an entity was found, when its label does not show why. */
export function alias(n, text) {
  const q = fold(text.trim());
  const i = n.folded.includes(q) ? -1 : n.foldedNames.findIndex(name => name.includes(q));
  return i < 0 ? "" : ` · ${n.names[i]}`;
}
