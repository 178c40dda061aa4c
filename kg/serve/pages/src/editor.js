// The editor: SPARQL with colours, completion of prefixes, terms and variables, and the place of an error marked.

import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { HighlightStyle, bracketMatching, syntaxHighlighting } from "@codemirror/language";
import { setDiagnostics } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import { EditorView, drawSelection, highlightActiveLine, highlightSpecialChars, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { SparqlLanguage } from "codemirror-lang-sparql";
import { held } from "./schema.js";
import { english, t } from "./words.js";

const KEYWORDS = "SELECT DISTINCT WHERE FILTER OPTIONAL UNION MINUS GRAPH BIND VALUES ORDER BY DESC ASC GROUP BY HAVING LIMIT OFFSET CONSTRUCT DESCRIBE ASK PREFIX AS COUNT SUM AVG MIN MAX SAMPLE GROUP_CONCAT STR LANG REGEX CONTAINS STRSTARTS STRENDS BOUND EXISTS NOT IN IF COALESCE REPLACE SUBSTR YEAR";

/** Names of terms and prefixes; a Chinese label stands for the term that it names. */
function options() {
  const terms = held.terms.flatMap(([name, kind, zh, en]) => {
    const type = kind === "class" ? "class" : "property", detail = english() ? en : zh;
    return [{ label: name, detail, type, boost: 1 }, ...(zh ? [{ label: zh, detail: name, apply: name, type, boost: -1 }] : [])];
  });
  const prefixes = Object.entries(held.prefixes).map(([name, space]) => ({ label: `${name}:`, detail: space, type: "namespace", boost: 2 }));
  return [...terms, ...prefixes, ...[...new Set(KEYWORDS.split(" "))].map(label => ({ label, type: "keyword" }))];
}

function complete(context) {
  const variable = context.matchBefore(/[?$]\w*/u);
  if (variable) {
    const names = [...new Set(context.state.doc.toString().match(/[?$]\w+/gu) || [])].filter(name => name !== variable.text);
    return { from: variable.from, options: names.map(label => ({ label, type: "variable" })), validFor: /^[?$]\w*$/u };
  }
  const word = context.matchBefore(/[\p{L}\w]+(?::[\p{L}\w-]*)?/u);
  return word || context.explicit ? { from: word ? word.from : context.pos, options: options(), validFor: /^[\p{L}\w]*(?::[\p{L}\w-]*)?$/u } : null;
}

const style = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword, tags.definitionKeyword], color: "var(--accent)", fontWeight: "600" }, { tag: tags.variableName, color: "var(--variable)" },
  { tag: [tags.string, tags.literal], color: "var(--string)" }, { tag: [tags.number, tags.bool, tags.atom], color: "var(--string)" }, { tag: tags.comment, color: "var(--soft)", fontStyle: "italic" },
  { tag: [tags.url, tags.namespace, tags.propertyName, tags.typeName], color: "var(--term)" },
]);
const theme = EditorView.theme({
  "&": { color: "var(--fg)", background: "var(--card)", border: "1px solid var(--line)", borderRadius: "6px", fontSize: "13.5px" },
  "&.cm-focused": { outline: "2px solid var(--accent)", outlineOffset: "1px" },
  ".cm-scroller": { fontFamily: '"Noto Sans Mono CJK SC","Sarasa Mono SC",ui-monospace,Menlo,Consolas,monospace', lineHeight: "1.55", minHeight: "150px", maxHeight: "46vh", overflow: "auto" },
  ".cm-content": { caretColor: "var(--fg)" }, ".cm-cursor": { borderLeftColor: "var(--fg)" }, ".cm-gutters": { background: "var(--shade)", color: "var(--soft)", border: "0", borderRadius: "6px 0 0 6px" },
  ".cm-activeLine": { background: "color-mix(in srgb, var(--shade) 55%, transparent)" }, ".cm-activeLineGutter": { background: "var(--line)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": { background: "var(--mark)" },
  "&.cm-focused .cm-matchingBracket": { background: "none", outline: "1px solid var(--accent)" },
  ".cm-tooltip": { background: "var(--card)", color: "var(--fg)", border: "1px solid var(--line)", borderRadius: "6px", boxShadow: "0 8px 24px #0003" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: "inherit", maxHeight: "240px" }, ".cm-tooltip-autocomplete ul li[aria-selected]": { background: "var(--accent)", color: "var(--bg)" },
  ".cm-completionDetail": { color: "var(--soft)", fontStyle: "normal" }, "li[aria-selected] .cm-completionDetail": { color: "inherit" }, ".cm-lintRange-error": { backgroundImage: "none", textDecoration: "underline wavy #c5373a", textUnderlineOffset: "3px", background: "color-mix(in srgb, #c5373a 20%, transparent)" },
  ".cm-diagnostic-error": { borderLeft: "3px solid #c5373a", padding: "4px 9px" },
});

/** An editor in a shadow root: its styles are rules of a constructed sheet there, which the page's policy allows. */
export function makeEditor(host, run) {
  const root = host.attachShadow({ mode: "open" });
  const state = doc => EditorState.create({
    doc, extensions: [
      lineNumbers(), highlightSpecialChars(), history(), drawSelection(), highlightActiveLine(), bracketMatching(), closeBrackets(), EditorView.lineWrapping,
      SparqlLanguage.extension, syntaxHighlighting(style), theme, autocompletion({ override: [complete], icons: false }),
      EditorView.contentAttributes.of({ "aria-label": t("editor"), "aria-describedby": "error" }),
      keymap.of([{ key: "Mod-Enter", run: () => { run(); return true; } }, ...closeBracketsKeymap, ...defaultKeymap, ...historyKeymap, ...completionKeymap]),
    ],
  });
  const view = new EditorView({ state: state(""), parent: root, root });
  /** The position of a line and a column, both from one, the column in code points. */
  const place = (line, column) => {
    const found = view.state.doc.line(Math.max(1, Math.min(line, view.state.doc.lines)));
    return Math.min(found.to, found.from + Array.from(found.text).slice(0, column - 1).join("").length);
  };
  return {
    text: () => view.state.doc.toString(),
    write(text) { view.setState(state(text)); },
    /** Mark the word at a place. */
    mark(line, column, message) {
      const at = place(line, column), end = view.state.doc.lineAt(at).to, word = /^[\p{L}\w:?$]+|^./u.exec(view.state.sliceDoc(at, end));
      const from = word ? at : Math.max(view.state.doc.lineAt(at).from, at - 1);
      view.dispatch(setDiagnostics(view.state, [{ from, to: word ? at + word[0].length : Math.max(at, from), severity: "error", message }]));
    },
    clear() { view.dispatch(setDiagnostics(view.state, [])); },
    go(line, column) { view.dispatch({ selection: { anchor: place(line, column) }, scrollIntoView: true }); view.focus(); },
    focus() { view.focus(); },
  };
}
