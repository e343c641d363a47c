// @ts-check
// Every teaching set there is, and a new one.
import { ApiError } from "./api.js";
import { day, say } from "./cycle.js";
import { el } from "./dom.js";

/**
 * @typedef {{id: string, title: string, audience: string, clips: number, refused: number, spottings: number, stale: boolean, closed: boolean, good_until: string | null}} Line
 */

const RETRY_MS = 2_000;
const AGAIN_MS = 4_000;
const COLUMNS = ["title", "audience", "clips", "refused", "spottings", "standing"];

export class TeachingList {
  /** @param {import("./teaching.js").Component} component @param {import("./api.js").Api} api */
  constructor({ parentElement, data, setTriggerValue }, api) {
    this.data = data;
    this.trigger = setTriggerValue;
    this.api = api;
    this.closed = false;
    this.t = (/** @type {string} */ key, /** @type {Record<string, string | number>} */ vars = {}) => say(this.data.texts, key, vars);
    const { t } = this;
    this.root = /** @type {HTMLElement} */ (parentElement.querySelector(".session"));
    this.root.lang = data.lang;
    this.root.removeAttribute("data-ready");
    this.said = el("p", { class: "said", role: "status" });
    this.title = el("input", { type: "text", maxlength: 200, placeholder: t("teaching.title.place"), "aria-label": t("teaching.title"), dataset: { part: "new-title" } });
    this.make = el("button", { type: "submit", class: "button primary", text: t("teaching.new"), dataset: { part: "new-set" } });
    this.form = el("form", { class: "line fresh" }, this.title, this.make);
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this._make();
    });
    this.table = el("div", { class: "sets" });
    this.root.replaceChildren(el("h2", { text: t("teaching.all") }), el("p", { class: "soft", text: t("teaching.about") }), this.said, this.table, this.form);
    void this.look();
  }

  close() {
    this.closed = true;
  }

  async look() {
    try {
      const found = await this.api.get(`teaching?lang=${this.data.lang}`);
      if (this.closed) return;
      this.said.textContent = "";
      this._draw(found.sets);
      this.root.setAttribute("data-ready", "1");
    } catch (error) {
      if (this.closed) return;
      if (!(error instanceof ApiError)) throw error;
      this.said.textContent = this.t("session.not_loaded");
      if (error.passing) setTimeout(() => this.closed || void this.look(), RETRY_MS);
    }
  }

  /** @param {Line[]} sets */
  _draw(sets) {
    const { t } = this;
    if (!sets.length) {
      this.table.replaceChildren(el("div", { class: "none" }, el("h3", { text: t("teaching.none") }), el("ol", {}, ...[1, 2, 3].map((n) => el("li", { text: t(`teaching.none.${n}`) })))));
      return;
    }
    const head = COLUMNS.map((name) => el("th", { scope: "col", class: name, text: t(`teaching.list.${name}`) }));
    this.table.replaceChildren(el("table", {}, el("thead", {}, el("tr", {}, ...head)), el("tbody", {}, ...sets.map((one) => this._row(one)))));
  }

  /** @param {Line} one */
  _row(one) {
    const url = new URL("leerset", document.baseURI);
    url.searchParams.set("leerset", one.id);
    const open = (/** @type {MouseEvent} */ event) => {
      if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      this._open(one.id, url.href);
    };
    const number = (/** @type {number} */ n) => el("td", { class: "number", text: String(n || "–") });
    return el("tr", { dataset: { set: one.id } }, el("td", { class: "title" }, el("a", { href: url.href, text: one.title, onclick: open })), el("td", { text: one.audience || "–" }), number(one.clips), number(one.refused), number(one.spottings),
      el("td", { class: one.stale || one.closed ? "wrong" : "", text: this._standing(one) }));
  }

  /** The page is asked for it; a question can get lost while it is busy, so then the address is opened. @param {string} id @param {string} address */
  _open(id, address) {
    this.trigger("at", { set: id });
    setTimeout(() => this.closed || !this.root.isConnected || location.assign(address), AGAIN_MS);
  }

  /** @param {Line} one */
  _standing(one) {
    if (one.closed) return this.t("teaching.list.closed");
    if (one.stale) return this.t("teaching.list.stale");
    return one.good_until ? this.t("teaching.list.until", { day: day(one.good_until, this.data.lang) }) : "–";
  }

  async _make() {
    const title = this.title.value.trim();
    if (!title) return this.title.focus();
    const id = crypto.randomUUID();
    this.make.disabled = true;
    try {
      const { acks } = await this.api.post("teaching", { ops: [{ what: "set", op: crypto.randomUUID(), do: "add", id, title }] });
      if (acks[0]?.status === "stored") this._open(id, `${new URL("leerset", document.baseURI).href}?leerset=${id}`);
      else this.said.textContent = this.t(acks[0]?.why === "bsn" ? "session.why.bsn" : "session.why.other");
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.said.textContent = this.t("teaching.not_made");
    } finally {
      this.make.disabled = false;
    }
  }
}
