// @ts-check
// Before the interview: which fragments are shown and in which order; afterwards how it stands with each.
import { clock, el } from "./dom.js";
import { CLOSINGS } from "./interview.js";
import { standing } from "./interviewanswer.js";
import { Writing } from "./writing.js";

/**
 * @typedef {import("./interview.js").Piece} Piece
 * @typedef {import("./interview.js").Found} Found
 * @typedef {import("./records.js").Thing} Thing
 */

export class Choose {
  /** @param {import("./interview.js").InterviewPage} page */
  constructor(page) {
    const { t } = page;
    this.page = page;
    this.filter = { theme: "", coder: "" };
    this.key = "";
    this.dragged = "";
    this.date = el("input", { type: "date", "aria-label": t("interview.date") });
    this.date.addEventListener("change", () => page.now && page.things.put("interview", page.now.id, { held_on: this.date.value }));
    this.after = el("span", { class: "soft after", role: "status" });
    this.start = el("button", { type: "button", class: "button primary start", text: t("interview.show"), onclick: () => page.ask.start(0) });
    this.note = new Writing(page, { what: "interview", field: "note", label: t("interview.note"), rows: 3, limit: 10_000, placeholder: t("interview.note.about") });
    this.shown = el("ol", { class: "shown" });
    this.closings = el("ul", { class: "closings" });
    this.theme = el("select", { "aria-label": t("interview.filter.theme"), onchange: () => this._filter("theme", this.theme.value) });
    this.coder = el("select", { "aria-label": t("interview.filter.coder"), onchange: () => this._filter("coder", this.coder.value) });
    this.rest = el("ul", { class: "rest" });
    this.all = el("button", { type: "button", class: "link", text: t("interview.add_all"), onclick: () => this._addAll() });
    const remove = el("button", { type: "button", class: "link remove", text: t("interview.delete"), onclick: () => this._delete() });
    this.root = el("div", { class: "choose" },
      el("div", { class: "when" }, el("label", {}, el("span", { text: t("interview.date") }), this.date), this.after, el("span", { class: "space" }), this.start),
      el("div", { class: "halves" },
        el("section", { "aria-label": t("interview.shown") }, el("h2", { text: t("interview.shown") }), el("p", { class: "soft", text: t("interview.shown.about") }), this.shown, el("h3", { text: t("interview.closing") }), this.closings),
        el("section", { "aria-label": t("interview.rest") }, el("h2", { text: t("interview.rest") }), el("div", { class: "filters" }, this.theme, this.coder, this.all), this.rest, this.note.root, el("p", {}, remove))));
  }

  close() {
    this.note.close();
  }

  /** @param {Found} found @param {Thing} now */
  show(found, now) {
    if (this.note.id !== now.id) this.note.show(now.id);
    const root = /** @type {Document | ShadowRoot} */ (this.date.getRootNode());
    if (root.activeElement !== this.date) this.date.value = now.held_on ?? "";
    this.after.textContent = this.page.after(now.held_on);
    const said = this.page.things.all("feedback").filter((one) => one.interview_id === now.id);
    const key = JSON.stringify([now.id, now.fragments, said, this.filter, found.fragments, said.map((one) => this.page.things.state(one.id))]);
    if (key === this.key) return;
    this.key = key;
    const { pieces } = this.page;
    this.start.disabled = !pieces.length;
    const hold = this._focused();
    this.shown.replaceChildren(...(pieces.length ? pieces.map((piece, n) => this._row(piece, n, pieces.length)) : [el("li", { class: "none", text: this.page.t("interview.shown.none") })]));
    this.closings.replaceChildren(...CLOSINGS.map((name, n) => this._closing(name, pieces.length + Math.min(n, 0))));
    this._filters(found);
    this._rest(found, now);
    if (hold) /** @type {HTMLElement | null} */ (this.root.querySelector(hold))?.focus();
  }

  /** What to give the keyboard back to after drawing. */
  _focused() {
    const root = /** @type {Document | ShadowRoot} */ (this.root.getRootNode());
    const { hold } = /** @type {HTMLElement | null} */ (root.activeElement)?.dataset ?? {};
    return hold ? `[data-hold="${hold}"]:not(:disabled)` : "";
  }

  /** @param {Piece | {id: string, gone: true}} piece @param {number} n @param {number} count */
  _row(piece, n, count) {
    const { page } = this;
    const { t } = page;
    const said = page.things.get(page.wordsOf(piece.id));
    const title = "gone" in piece ? t("interview.gone") : piece.title;
    const act = (/** @type {string} */ name, /** @type {string} */ sign, /** @type {() => void} */ run, /** @type {boolean} */ off) =>
      el("button", { type: "button", class: "move", text: sign, title: t(`interview.${name}`), "aria-label": `${t(`interview.${name}`)}: ${title}`, disabled: off, dataset: { hold: `${name}-${piece.id}` }, onclick: run });
    const row = el("li", { draggable: "true", dataset: { id: piece.id } }, el("button", { type: "button", class: "open", title: t("interview.show.this"), onclick: () => page.ask.start(n) }, this._name(piece), this._words(said)),
      el("span", { class: "moves" }, act("up", "↑", () => this._move(piece.id, n - 1), n === 0), act("down", "↓", () => this._move(piece.id, n + 1), n === count - 1), act("out", "✕", () => this._out(piece.id), false)));
    row.addEventListener("dragstart", () => (this.dragged = piece.id));
    row.addEventListener("dragover", (event) => this.dragged && event.preventDefault());
    row.addEventListener("drop", (event) => {
      event.preventDefault();
      if (this.dragged) this._move(this.dragged, n);
      this.dragged = "";
    });
    return row;
  }

  /** @param {string} name @param {number} place */
  _closing(name, place) {
    const { page } = this;
    const said = page.things.get(page.wordsOf(name));
    const answer = said?.answer ? `${page.t(`cycle.verdict.${said.answer}`)}. ` : "";
    return el("li", {}, el("button", { type: "button", class: "open", onclick: () => page.ask.start(place) }, el("b", { text: page.t(`interview.closing.${name}`) }), this._words(said, answer)));
  }

  /** @param {Thing | undefined} said @param {string} [before] */
  _words(said, before = "") {
    const open = said && ["conflict", "refused"].includes(this.page.things.state(said.id));
    const now = open ? "open" : standing(said);
    const text = before + String(said?.text ?? "");
    return el("span", { class: "words" }, el("span", { class: "badge", dataset: { state: now }, text: this.page.t(`interview.badge.${now}`) }), text && el("span", { class: "quote", text }));
  }

  /** @param {Piece | {id: string, gone: true}} piece */
  _name(piece) {
    if ("gone" in piece) return el("span", { class: "name soft", text: this.page.t("interview.gone") });
    return el("span", { class: "name" }, el("i", { style: `--theme:${piece.colour}` }), el("b", { text: piece.title }), el("span", { class: "soft", text: `${clock(piece.span[0])}–${clock(piece.span[1])}  ·  ${piece.coder}` }));
  }

  /** @param {Found} found */
  _filters(found) {
    const { t } = this.page;
    const themes = [...new Map(found.fragments.map((one) => [one.theme, one.title.split(" · ")[0]]))];
    const coders = [...new Set(found.fragments.map((one) => one.coder))];
    this.theme.replaceChildren(el("option", { value: "", text: t("interview.filter.themes") }), ...themes.map(([value, text]) => el("option", { value, text })));
    this.coder.replaceChildren(el("option", { value: "", text: t("interview.filter.coders") }), ...coders.map((name) => el("option", { value: name, text: name })));
    this.theme.value = this.filter.theme;
    this.coder.value = this.filter.coder;
  }

  /** @param {Found} found @param {Thing} now @returns {Piece[]} those that are not shown and fit the filter */
  _others(found, now) {
    const { theme, coder } = this.filter;
    return found.fragments.filter((one) => !now.fragments?.includes(one.id) && (!theme || one.theme === theme) && (!coder || one.coder === coder));
  }

  /** @param {Found} found @param {Thing} now */
  _rest(found, now) {
    const { t } = this.page;
    const others = this._others(found, now);
    this.all.disabled = !others.length;
    const rows = others.map((piece) => el("li", {}, el("button", { type: "button", class: "open", title: t("interview.add"), dataset: { hold: `add-${piece.id}` }, onclick: () => this._set([...(now.fragments ?? []), piece.id]) }, el("span", { class: "plus", text: "+" }), this._name(piece))));
    this.rest.replaceChildren(...(rows.length ? rows : [el("li", { class: "none", text: t(found.fragments.length ? "interview.rest.none" : "interview.empty.none") })]));
  }

  /** @param {"theme" | "coder"} name @param {string} value */
  _filter(name, value) {
    this.filter[name] = value;
    this.page.draw();
  }

  _addAll() {
    const { found, now } = this.page;
    if (found && now) this._set([...(now.fragments ?? []), ...this._others(found, now).map((one) => one.id)]);
  }

  /** @param {string} id @param {number} to */
  _move(id, to) {
    const ids = [...(this.page.now?.fragments ?? [])];
    const from = ids.indexOf(id);
    if (from < 0 || from === to) return;
    ids.splice(from, 1);
    ids.splice(to, 0, id);
    this._set(ids);
  }

  /** What the client said stays, and comes back with the fragment. @param {string} id */
  _out(id) {
    this._set((this.page.now?.fragments ?? []).filter((/** @type {string} */ one) => one !== id));
  }

  /** @param {string[]} fragments */
  _set(fragments) {
    if (this.page.now) this.page.things.put("interview", this.page.now.id, { fragments: fragments.slice(0, 200) });
  }

  _delete() {
    const { now, t } = this.page;
    if (!now) return;
    this.page.things.remove(now.id);
    this.page.say(t("interview.deleted"));
  }
}
