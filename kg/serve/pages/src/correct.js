// "Wrong", "should be …", "same as …": what a reader says of a fact, a name or an entity is written down by the server.

import { el } from "../../../export/page/src/dom.js";
import { entityBox } from "./suggest.js";
import { t } from "./words.js";

const kept = () => { try { return localStorage.getItem("kechuang.by") || ""; } catch { return ""; } };
const keep = by => { try { localStorage.setItem("kechuang.by", by); } catch { /* a browser that keeps nothing */ } };

/** Open the form for what a button stands beside. */
export function correctable() {
  document.addEventListener("click", event => {
    const button = event.target.closest?.("button.correct, button.same, button.rename");
    if (button) open(button);
  });
}

function open(button) {
  const { statement, label, iri, names } = button.dataset;
  const dialog = el("dialog", { class: "correction", "aria-labelledby": "correction-title" });
  const by = el("input", { name: "by", value: kept(), required: true, maxlength: 400, autocomplete: "name" }), note = el("input", { name: "note", maxlength: 2000, autocomplete: "off" });
  const made = button.classList.contains("same") ? sameAs(iri) : button.classList.contains("rename") ? ofName(iri, JSON.parse(names)) : ofFact(statement);
  const error = el("p", { class: "error", role: "alert", hidden: true }), send = el("button", { type: "submit", class: "main" }, t("note-down"));
  const form = el("form", { method: "dialog" }, el("h2", { id: "correction-title" }, label), made.fields, el("label", {}, el("span", {}, t("who")), by), el("label", {}, el("span", {}, t("why")), note),
    error, el("p", { class: "buttons" }, send, el("button", { type: "button", onclick: () => dialog.close() }, t("cancel"))), el("p", { class: "note" }, t("not-yet")));
  form.addEventListener("submit", async submitted => {
    submitted.preventDefault();
    const said = { ...made.said(), by: by.value.trim() };
    if (note.value.trim()) said.note = note.value.trim();
    error.hidden = true;
    if (said.problem) { error.textContent = said.problem; error.hidden = false; return; }
    keep(said.by);
    send.disabled = true;
    try {
      const response = await fetch("/api/corrections", { method: "POST", headers: { "content-type": "application/json", accept: "application/json" }, body: JSON.stringify(said) });
      const answer = await response.json();
      if (!response.ok) throw new Error(answer.detail || response.status);
      written(dialog, answer);
    } catch (failure) { error.textContent = failure instanceof TypeError ? t("offline") : failure.message; error.hidden = false; } finally { send.disabled = false; }
  });
  dialog.addEventListener("close", () => { dialog.remove(); button.focus(); });
  dialog.append(form);
  document.body.append(dialog);
  dialog.showModal();
}

function choice(name, value, text, checked) {
  return el("label", { class: "choice" }, el("input", { type: "radio", name, value, checked }), el("span", {}, text));
}

function ofFact(statement) {
  const should = entityBox(t("object-should")), wrong = choice("kind", "wrong", t("wrong"), true), other = choice("kind", "should-be", t("object-should"), false);
  should.input.addEventListener("focus", () => { other.firstChild.checked = true; });
  return {
    fields: [wrong, other, should.box],
    said: () => (wrong.firstChild.checked ? { kind: "wrong", statement } : should.value() ? { kind: "should-be", statement, value: should.value() } : { problem: t("choose") }),
  };
}

function ofName(entity, names) {
  const name = el("select", { "aria-label": t("which-name") }, names.map(n => el("option", {}, n))), value = el("input", { "aria-label": t("name-should"), maxlength: 400, autocomplete: "off" });
  const wrong = choice("kind", "wrong", t("not-its-name"), true), other = choice("kind", "should-be", t("name-should"), false);
  value.addEventListener("focus", () => { other.firstChild.checked = true; });
  return {
    fields: [el("label", {}, el("span", {}, t("which-name")), name), wrong, other, value],
    said: () => (wrong.firstChild.checked ? { kind: "wrong", entity, name: name.value } : value.value.trim() ? { kind: "should-be", entity, name: name.value, value: value.value.trim() } : { problem: t("write-name") }),
  };
}

function sameAs(entity) {
  const other = entityBox(t("same-as"));
  return { fields: [el("p", {}, t("same-as")), other.box], said: () => (other.value() ? { kind: "same-as", entity, value: other.value() } : { problem: t("choose") }) };
}

function written(dialog, answer) {
  const done = el("button", { type: "button", class: "main", onclick: () => dialog.close() }, t("close"));
  dialog.replaceChildren(el("h2", { id: "correction-title" }, t("noted")), el("pre", { class: "wide" }, answer.written), el("p", {}, t("apply")), el("pre", { class: "wide" }, answer.next),
    el("p", { class: "buttons" }, done, el("a", { class: "button", href: "/api/corrections", target: "_blank" }, t("all-noted"))));
  done.focus();
}
