// Words in the texts of documents: whole texts as far as the page carries them, of the others the sentences it cites.

import { bodies, documents, simplified, texts } from "./data.js";
import { withoutTags } from "./markup.js";

const ENDS = /[。！？!?；;\n\r]/, LONGEST = 240;
const indexed = new Map();

/** A text as it is searched: of the same length, so that places in it are places in the text. */
export const folded = text => Array.from(text, c => { const low = c.toLowerCase(), simple = simplified(low); return simple.length === c.length ? simple : c; }).join("");

/** What is to be searched of a document: pieces of text, each with where it begins, in code points. */
function pieces(doc) {
  if (!indexed.has(doc)) {
    const body = bodies.get(doc), own = body === undefined ? texts.filter(x => x.doc === doc).sort((a, b) => a.start - b.start).map(x => [x.exact, x.start]) : [[withoutTags(body), 0]];
    indexed.set(doc, own.map(([text, start]) => ({ text, start, folded: folded(text), plain: !/[\ud800-\udfff]/.test(text) })));
  }
  return indexed.get(doc);
}
/** A page that gets more sentences forgets what it made of those before. */
export const forget = () => indexed.clear();

/** Places count code points in a graph, and UTF-16 units in a script. */
const points = (piece, at) => piece.start + (piece.plain ? at : Array.from(piece.text.slice(0, at)).length);

function sentenceAt(text, at) {
  let from = at, to = at;
  while (from > 0 && at - from < LONGEST && !ENDS.test(text[from - 1])) from -= 1;
  while (to < text.length && to - at < LONGEST && !ENDS.test(text[to])) to += 1;
  if (to < text.length && ENDS.test(text[to]) && text[to] > " ") to += 1;
  while (from < to && text[from].trim() === "") from += 1;
  return [from, to];
}

/** What is looked for: words that all stand in one sentence. */
export const wordsOf = query => [...new Set(folded(query.trim()).split(/\s+/).filter(Boolean))];

/** The sentences of a document in which all words stand: { doc, start, end (code points), text, marks (UTF-16 units) }. */
function sentencesOf(doc, words) {
  const found = [];
  for (const piece of pieces(doc)) {
    let after = 0;
    for (let at = piece.folded.indexOf(words[0]); at >= 0; at = piece.folded.indexOf(words[0], Math.max(at + 1, after))) {
      const [from, to] = sentenceAt(piece.text, at);
      if (to <= after) continue;
      after = to;
      const own = piece.folded.slice(from, to);
      if (!words.every(w => own.includes(w))) continue;
      found.push({ doc, start: points(piece, from), end: points(piece, to), text: piece.text.slice(from, to), marks: marksIn(own, words) });
    }
  }
  return found;
}

/** Where words stand in a text that is folded: [start, end] in its units, none over another. */
export function marksIn(text, words) {
  const all = [];
  for (const w of words) for (let at = text.indexOf(w); at >= 0; at = text.indexOf(w, at + w.length)) all.push([at, at + w.length]);
  let last = 0;
  return all.sort((a, b) => a[0] - b[0] || b[1] - a[1]).filter(([from, to]) => from >= last && (last = to, true));
}

/** Documents with the sentences that hold all words, those with most of them first; `among` may leave documents out. */
export function find(query, among = () => true) {
  const words = wordsOf(query);
  if (!words.length) return [];
  return documents.filter(among).map(doc => ({ doc, sentences: sentencesOf(doc, words) })).filter(hit => hit.sentences.length)
    .sort((a, b) => b.sentences.length - a.sentences.length || b.doc.date.localeCompare(a.doc.date) || a.doc.i - b.doc.i);
}

/** A document as pieces of text in order, each with where it begins in code points. */
export const read = doc => pieces(doc).map(({ text, start }) => ({ text, start }));
export const isWhole = doc => bodies.has(doc);
