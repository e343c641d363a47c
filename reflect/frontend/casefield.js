// @ts-check
import { el } from "./dom.js";

/**
 * @typedef {import("./casebase.js").CaseBase} CaseBase
 * @typedef {{id: string, what: string, name: string, label: string, rows?: number, limit?: number, line?: boolean, place?: string,
 *   make?: () => Record<string, any>, part?: string}} Of
 *   `make`: the other fields of a thing that begins with the first letter typed here.
 */

/** Texts that are the same for the server: it tidies the white space at the ends. @param {string} a @param {string} b */
const alike = (a, b) => a.trim() === b.trim() || a.replace(/\s+/g, " ").trim() === b.replace(/\s+/g, " ").trim();

/** A field for text that is kept while it is typed. What another window wrote in it appears; what was refused stays, with why. */
export class Field {
  /** @param {CaseBase} base @param {Of} of */
  constructor(base, of) {
    this.base = base;
    this.of = of;
    const props = { "aria-label": of.label, placeholder: of.place ?? "", maxlength: of.limit ?? 10_000, dataset: { part: of.part ?? of.name } };
    this.area = of.line ? el("input", { type: "text", autocomplete: "off", ...props }) : el("textarea", { rows: of.rows ?? 2, ...props });
    this.wrong = el("p", { class: "wrong", role: "alert", hidden: true });
    this.root = el("div", { class: "field" }, this.area, this.wrong);
    this.area.addEventListener("input", () => this._typed());
    this.area.addEventListener("blur", () => {
      base.things.flush();
      this.draw();
    });
    this.off = base.things.on("change", () => this.draw());
    this.draw();
  }

  close() {
    this.off();
  }

  /** Another thing in the same field. @param {string} id @param {Of["make"]} [make] */
  turnTo(id, make) {
    this.base.things.flush();
    this.of = { ...this.of, id, make };
    this.area.value = "";
    this.draw();
  }

  get value() {
    return String(this.base.things.get(this.of.id)?.[this.of.name] ?? "");
  }

  /** @param {string} text */
  put(text) {
    this.area.value = text;
    this._typed();
  }

  draw() {
    const { area, value } = this;
    if (area.value !== value && !(this._busy() && alike(area.value, value))) {
      const at = area.selectionStart ?? 0;
      area.value = value;
      if (this._busy()) area.setSelectionRange(at, at);
    }
    const why = this.base.things.refused(this.of.id);
    this.wrong.hidden = !why;
    const words = why && this.base.why(why);
    if (this.wrong.textContent !== words) this.wrong.textContent = words;
    area.toggleAttribute("aria-invalid", Boolean(why));
  }

  /** Somebody types in it. */
  _busy() {
    return /** @type {Document | ShadowRoot} */ (this.area.getRootNode()).activeElement === this.area;
  }

  _typed() {
    const { things } = this.base;
    const { id, what, name, make } = this.of;
    const text = this.area.value;
    if (things.get(id) || (make && text.trim())) things.write(what, id, name, text, make?.());
  }
}

/** Whether all is stored, in words. @param {{saved: import("./saved.js").Saved, t: (key: string) => string}} base */
export function savedSign(base) {
  const sign = el("p", { class: "saved", role: "status", dataset: { part: "saved" } });
  const tell = () => {
    sign.dataset.state = base.saved.state;
    sign.dataset.waiting = String(base.saved.waiting);
    const words = base.t(`session.saved.${base.saved.state}`);
    if (sign.textContent !== words) sign.textContent = words;
  };
  base.saved.on("change", tell);
  base.saved.on("waiting", () => (sign.dataset.waiting = String(base.saved.waiting)));
  tell();
  return sign;
}

const TOLD = ["text", "question", "tip", "title", "note"];

/** Where two windows wrote the same: both texts, and a choice. Nothing of either is thrown away before a person says so. @param {CaseBase} base */
export function clashes(base) {
  const { things, t } = { things: base.things, t: base.t.bind(base) };
  const root = el("div", { class: "clashes", dataset: { part: "clashes" } });
  let key = "";
  const draw = () => {
    const all = things.clashes().map((id) => ({ id, found: /** @type {import("./records.js").Clash} */ (things.clash(id)) }));
    const now = JSON.stringify(all);
    if (now === key) return;
    key = now;
    root.replaceChildren(...all.map(({ id, found }) => card(id, found)));
  };
  /** @param {string} id @param {import("./records.js").Clash} found */
  const card = (id, { now, fields, gone, remove }) => {
    const names = Object.keys(fields).filter((name) => TOLD.includes(name));
    const said = (/** @type {Record<string, any>} */ from) => names.map((name) => String(from[name] ?? "")).filter(Boolean).join("\n") || "–";
    const mine = remove ? t("session.clash.removed") : said(fields);
    const theirs = gone ? t("session.clash.removed") : said(now ?? {});
    const button = (/** @type {"mine" | "theirs" | "both"} */ what) =>
      el("button", { type: "button", class: "button", dataset: { part: `keep-${what}` }, text: t(`session.clash.${what}`), onclick: () => things.resolve(id, what) });
    const side = (/** @type {string} */ label, /** @type {string} */ text) => el("div", {}, el("h4", { text: label }), el("p", { class: "words", text }));
    return el("div", { class: "clash", role: "alert" }, el("p", {}, el("b", { text: t("session.clash") })),
      el("div", { class: "both" }, side(t("session.clash.here"), mine), side(t("session.clash.there"), theirs)),
      el("div", { class: "acts" }, button("mine"), button("theirs"), !gone && !remove && button("both")));
  };
  things.on("change", draw);
  draw();
  return root;
}
