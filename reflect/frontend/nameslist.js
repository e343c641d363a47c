// @ts-check
// The list of names: one line for each, to confirm, change or reject, here or everywhere, with keys as well.
import { clock, el } from "./dom.js";
import { KINDS } from "./names.js";

/**
 * @typedef {import("./names.js").Hit} Hit
 * @typedef {import("./names.js").NamesPage} NamesPage
 * @typedef {import("./names.js").Shown} Shown
 */

const SOUNDS = /** @type {const} */ (["bleep", "silence", ""]);

export class NameList {
  /** @param {NamesPage} page */
  constructor(page) {
    this.page = page;
    this.chosen = "";
    this.open = el("input", { type: "checkbox", onchange: () => this.show(page.shown) });
    this.rows = el("ol", { class: "rows" });
    this.root = el("section", { class: "list", "aria-label": page.t("names.list") },
      el("label", { class: "check" }, this.open, page.t("names.only_open")),
      el("p", { class: "soft keys", text: page.t("names.keys") }), this.rows);
  }

  /** @param {Shown} shown */
  show(shown) {
    const hits = shown.hits.filter((hit) => !this.open.checked || hit.decision === "proposed");
    const focused = /** @type {ShadowRoot | Document} */ (this.root.getRootNode()).activeElement?.closest("li") != null;
    this.hits = hits;
    if (!hits.some((hit) => hit.id === this.chosen)) this.chosen = (hits.find((hit) => hit.decision === "proposed") ?? hits[0])?.id ?? "";
    this.rows.replaceChildren(...hits.map((hit) => this._row(hit)));
    if (focused) this._focus();
  }

  /** @param {Hit} hit */
  _row(hit) {
    const { page } = this;
    const t = page.t.bind(page);
    const name = hit.text || t("names.sound_only");
    const bsn = hit.what === "bsn";
    const kind = el("select", { "aria-label": t("names.kind_of", { name }), onchange: () => page.change(hit, { kind: kind.value }) },
      ...KINDS.map((one) => el("option", { value: one, text: t(`names.kind.${one}`), selected: one === hit.kind })));
    const label = el("input", { value: hit.replacement, maxlength: 60, "aria-label": t("names.replacement_of", { name }),
      onchange: () => label.value.trim() && page.change(hit, { replacement: label.value.trim(), decision: "confirmed", everywhere: true }) });
    const sound = el("select", { "aria-label": t("names.sound_of", { name }), onchange: () => page.change(hit, { sound: sound.value }) },
      ...SOUNDS.map((one) => el("option", { value: one, text: t(`names.sound.${one || "none"}`), selected: one === hit.sound })));
    const act = (/** @type {string} */ key, /** @type {() => void} */ does) => el("button", { type: "button", text: t(key), "aria-label": `${t(key)}: ${name}`, onclick: does });
    const notes = [
      bsn && el("strong", { class: "bsn", text: t("names.bsn") }),
      hit.state !== "holds" && el("em", { text: t(`names.state.${hit.state}`) }),
      !hit.sure && hit.decision === "proposed" && el("em", { text: t("names.unsure") }),
    ];
    return el("li", { class: `row ${hit.decision} ${bsn ? "red" : ""}`, tabindex: hit.id === this.chosen ? 0 : -1, "data-id": hit.id, onfocus: () => this._choose(hit.id) },
      el("div", { class: "what" }, act("names.hear", () => page.hear(hit.start, hit.end)), el("span", { class: "time", text: clock(hit.start) }),
        el("b", { text: name }), el("span", { class: "badge", text: t(`names.decision.${hit.decision}`) }), ...notes),
      el("div", { class: "how" }, kind, label, sound),
      el("div", { class: "acts" },
        act("names.confirm", () => this._decide(hit, "confirmed", false)), act("names.confirm_all", () => this._decide(hit, "confirmed", true)),
        act("names.reject", () => this._decide(hit, "rejected", false)), act("names.reject_all", () => this._decide(hit, "rejected", true))));
  }

  /** @param {Hit} hit @param {"confirmed" | "rejected"} decision @param {boolean} everywhere */
  _decide(hit, decision, everywhere) {
    const open = (this.hits ?? []).filter((one) => one.decision === "proposed" || one.id === hit.id);
    this.chosen = open[open.findIndex((one) => one.id === hit.id) + 1]?.id ?? hit.id;
    this.page.change(hit, { decision, everywhere });
  }

  /** Choose a name, from the text as well. @param {string} id @param {boolean} [focus] */
  choose(id, focus = false) {
    this._choose(id);
    if (focus) this._focus();
  }

  /** @param {string} id */
  _choose(id) {
    this.chosen = id;
    for (const row of this.rows.children) row.setAttribute("tabindex", /** @type {HTMLElement} */ (row).dataset.id === id ? "0" : "-1");
    this.page.text.mark(id);
  }

  _focus() {
    const row = /** @type {HTMLElement | undefined} */ ([...this.rows.children].find((one) => /** @type {HTMLElement} */ (one).dataset.id === this.chosen));
    row?.focus();
  }

  /** @param {KeyboardEvent} event @param {HTMLElement} target @returns {boolean} whether it was a key of the list */
  key(event, target) {
    const row = target.closest("li");
    const hit = row && (this.hits ?? []).find((one) => one.id === row.dataset.id);
    if (!hit || !this.hits) return false;
    const step = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 }[event.key];
    if (step) {
      const next = this.hits[this.hits.indexOf(hit) + step];
      if (next) this.choose(next.id, true);
      return true;
    }
    if (target !== row) return false;
    if (event.key === "Enter") this._decide(hit, "confirmed", event.shiftKey);
    else if (event.key === "x" || event.key === "X") this._decide(hit, "rejected", event.shiftKey);
    else if (event.key === " ") this.page.hear(hit.start, hit.end);
    else return false;
    return true;
  }
}
