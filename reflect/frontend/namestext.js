// @ts-check
// What was said with the names marked in it, the masked text beside it, and adding a name: by selecting words, or by typing them.
import { clock, el } from "./dom.js";
import { KINDS } from "./names.js";

/**
 * @typedef {import("./names.js").Hit} Hit
 * @typedef {import("./names.js").Kind} Kind
 * @typedef {import("./names.js").NamesPage} NamesPage
 * @typedef {import("./names.js").Shown} Shown
 * @typedef {{start: number, end: number, speaker: string}} Place
 */

/** @param {string} word */
const core = (word) => word.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, "").replace(/['’]s?$/, "");

export class NameText {
  /** @param {NamesPage} page */
  constructor(page) {
    this.page = page;
    /** @type {Place | null} */
    this.place = null;
    const t = page.t.bind(page);
    this.kind = el("select", { "aria-label": t("names.kind") }, ...KINDS.map((one) => el("option", { value: one, text: t(`names.kind.${one}`) })));
    this.typed = el("input", { "aria-label": t("names.type"), placeholder: t("names.type"), maxlength: 80, oninput: () => this._typed() });
    this.here = el("button", { type: "button", text: t("names.add"), disabled: true, onclick: () => this._add(false) });
    this.all = el("button", { type: "button", text: t("names.add_all"), disabled: true, onclick: () => this._add(true) });
    this.lines = el("div", { class: "lines", onmouseup: () => this._selected(), onkeyup: () => this._selected() });
    const bar = el("form", { class: "bar", onsubmit: (/** @type {Event} */ event) => { event.preventDefault(); this._add(true); } }, this.typed, this.kind, this.here, this.all);
    this.root = el("section", { class: "text", "aria-label": t("names.text") }, el("p", { class: "soft", text: t("names.how_to_add") }), bar,
      el("div", { class: "titles" }, el("b", { text: t("names.said") }), el("b", { text: t("names.masked") })), this.lines);
  }

  /** @param {Shown} shown */
  show(shown) {
    /** @type {Map<number, Hit[]>} */
    const byTurn = new Map();
    for (const hit of shown.hits) byTurn.set(hit.turn, [...(byTurn.get(hit.turn) ?? []), hit]);
    this.lines.replaceChildren(...shown.turns.map((turn, n) => {
      const said = el("p", { class: "said-here", "data-turn": n });
      turn.words.forEach(([text], w) => {
        const hit = (byTurn.get(n) ?? []).find((one) => one.first <= w && w <= one.last);
        const props = { "data-w": w, text, ...(hit ? { "data-hit": hit.id, class: `hit ${hit.kind} ${hit.decision} ${hit.what === "bsn" ? "red" : ""}`, onclick: () => this.page.list.choose(hit.id, true) } : {}) };
        said.append(hit ? el("mark", props) : el("span", props), " ");
      });
      return el("div", { class: "line" }, el("span", { class: "time", text: `${clock(turn.start)} ${turn.who}` }), said, el("p", { class: "masked", text: turn.masked }));
    }));
  }

  /** Show where the chosen name stands. @param {string} id */
  mark(id) {
    for (const one of this.lines.querySelectorAll(".now")) one.classList.remove("now");
    const marks = [...this.lines.querySelectorAll("mark")].filter((one) => one.dataset.hit === id);
    for (const one of marks) one.classList.add("now");
    marks[0]?.scrollIntoView({ block: "nearest" });
  }

  /** The words that are selected, of one turn. */
  _selected() {
    const root = /** @type {any} */ (this.root.getRootNode());
    const selection = /** @type {Selection | null} */ (root.getSelection?.() ?? document.getSelection());
    const range = selection && selection.rangeCount && !selection.isCollapsed ? selection.getRangeAt(0) : null;
    if (!range) return;
    const words = [.../** @type {NodeListOf<HTMLElement>} */ (this.lines.querySelectorAll("[data-w]"))].filter((word) => range.intersectsNode(word));
    const line = words[0]?.parentElement;
    if (!line) return;
    const inside = words.filter((word) => word.parentElement === line);
    const turn = this.page.shown.turns[Number(line.dataset.turn)];
    const [first, last] = [inside[0], inside[inside.length - 1]].map((word) => turn.words[Number(word.dataset.w)]);
    this._offer({ start: first[1], end: last[2], speaker: turn.speaker });
    this.typed.value = inside.map((word) => word.textContent).join(" ");
  }

  _typed() {
    const wanted = this.typed.value.split(/\s+/).map(core).filter(Boolean);
    for (const turn of wanted.length ? this.page.shown.turns : []) {
      const cores = turn.words.map(([text]) => core(text));
      const at = cores.findIndex((_, n) => wanted.every((word, k) => cores[n + k] === word));
      if (at >= 0) {
        this._offer({ start: turn.words[at][1], end: turn.words[at + wanted.length - 1][2], speaker: turn.speaker });
        return;
      }
    }
    this._offer(null);
  }

  /** @param {Place | null} place */
  _offer(place) {
    this.place = place;
    this.here.disabled = this.all.disabled = !place;
  }

  /** @param {boolean} everywhere */
  _add(everywhere) {
    if (!this.place) return;
    this.page.add(this.place, /** @type {Kind} */ (this.kind.value), everywhere);
    this.typed.value = "";
    this._offer(null);
  }
}
