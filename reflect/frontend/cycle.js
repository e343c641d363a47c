// @ts-check
// What the pages of the cycle share: texts, one line that says whether all is kept, undoing, and links into the film.
import { Api, ApiError } from "./api.js";
import { el, icon } from "./dom.js";
import { Outbox, windowId } from "./outbox.js";
import { Saved } from "./saved.js";
import { Records } from "./records.js";

/**
 * @typedef {{t: (key: string, vars?: Record<string, string | number>) => string, things: Records}} Host What a field of text needs.
 * @typedef {{data: {lang: string, texts: Record<string, string>, [name: string]: any}, parentElement: ShadowRoot | HTMLElement,
 *   setTriggerValue(name: string, value: any): void}} Component
 * @typedef {{text: string, ms?: number | null, rid?: string, page?: string, query?: Record<string, string>}} Place
 */

const ICONS = /** @type {Record<string, string>} */ ({ saved: "check", saving: "clock", retrying: "warn", attention: "warn" });
const RETRY_MS = [500, 1_000, 2_000, 4_000, 8_000];

/** @param {string} name @returns {import("./types.js").Slot} */
export function slot(name) {
  return {
    get: () => {
      try {
        return JSON.parse(sessionStorage.getItem(name) ?? "null");
      } catch {
        return null; // written by another version
      }
    },
    set: (value) => sessionStorage.setItem(name, JSON.stringify(value)),
  };
}

/** A text with its {places} filled in. @param {Record<string, string>} texts @param {string} key @param {Record<string, string | number>} [vars] */
export const say = (texts, key, vars = {}) => (texts[key] ?? key).replace(/\{(\w+)\}/g, (whole, name) => (name in vars ? String(vars[name]) : whole));

/** "2026-11-22" as people write it. @param {string | null | undefined} date @param {string} lang */
export function day(date, lang) {
  if (!date) return "";
  return new Date(`${date.slice(0, 10)}T12:00`).toLocaleDateString(lang, { day: "numeric", month: "short", year: "numeric" });
}

/** Today, as a date is kept. */
export function today() {
  const now = new Date();
  return `${now.getFullYear()}-${String(now.getMonth() + 1).padStart(2, "0")}-${String(now.getDate()).padStart(2, "0")}`;
}

/** Which of the two a key asks for; "" for any other key. @param {KeyboardEvent} event @returns {"undo" | "redo" | ""} */
export function wanted(event) {
  const key = event.ctrlKey || event.metaKey ? event.key.toLowerCase() : "";
  if (key === "z" && !event.shiftKey) return "undo";
  return key === "y" || key === "z" ? "redo" : "";
}

export class CyclePage {
  /** @param {Component} component @param {{name: string, owner: string, read: string, write: string, follows?: (thing: any, op: any) => any}} how */
  constructor({ parentElement, data, setTriggerValue }, { name, owner, read, write, follows }) {
    this.data = data;
    this.lang = data.lang;
    this.trigger = setTriggerValue;
    this.read = read;
    this.api = new Api();
    this.closed = false;
    this.tries = 0;
    this.t = (/** @type {string} */ key, /** @type {Record<string, string | number>} */ vars = {}) => say(this.data.texts, key, vars);
    /** @type {Outbox<import("./records.js").Op>} */
    this.outbox = new Outbox(name, write, { api: this.api, rid: owner, window: windowId() });
    this.things = new Records(this.outbox, { history: slot(`reflect.${owner}.${name}.history`), follows, yields: true });
    this.savedNow = new Saved(/** @type {any} */ (null), [this.outbox]);
    this.saved = el("span", { class: "saved", role: "status", "aria-live": "polite" });
    this.again = el("button", { class: "link", type: "button", text: this.t("cycle.retry"), hidden: true, onclick: () => this.savedNow.retry() });
    const button = (/** @type {"undo" | "redo"} */ name, /** @type {string} */ text, /** @type {string} */ key) =>
      el("button", { class: "link", type: "button", title: `${text} (${key})`, onclick: () => this[name]() }, icon(name), text);
    this.undoButton = button("undo", this.t("cycle.undo"), "Ctrl Z");
    this.redoButton = button("redo", this.t("cycle.redo"), "Ctrl Y");
    this.said = el("p", { class: "said", role: "status" });
    this.bar = el("div", { class: "keep" }, this.said, el("span", { class: "space" }), this.undoButton, this.redoButton, this.again, this.saved);
    this.abort = new AbortController();
    this.root = /** @type {HTMLElement} */ (parentElement.querySelector(".cycle"));
    this.root.lang = data.lang;
    this.savedNow.on("change", () => this._saved());
    this.savedNow.on("waiting", (n) => (this.saved.dataset.waiting = String(n)));
    this.things.on("refused", (_op, why) => this.say(this.t(`cycle.why.${why}`), "bad"));
    this.things.on("change", () => this._undoable());
    const own = { signal: this.abort.signal };
    document.addEventListener("visibilitychange", () => void this.look(), own);
    window.addEventListener("keydown", (event) => this._key(event), own);
    this._saved();
  }

  close() {
    this.closed = true;
    this.things.flush();
    this.savedNow.close();
    this.outbox.close();
    this.abort.abort();
  }

  /** Get all of it and draw it; tries again by itself while the program does not answer. */
  async load() {
    try {
      await this.outbox.ready;
      const found = await this._read();
      if (this.closed) return;
      this.tries = 0;
      this.say("");
      this.take(found);
      this.root.setAttribute("data-ready", "1");
    } catch (error) {
      if (this.closed) return;
      if (!(error instanceof ApiError)) throw error;
      this.say(this.t(error.passing ? "cycle.not_loaded" : "cycle.not_there"), "bad");
      if (error.passing) setTimeout(() => !this.closed && void this.load(), RETRY_MS[Math.min(this.tries++, RETRY_MS.length - 1)]);
    }
  }

  /** The document as it is after all that was answered. @returns {Promise<any>} */
  async _read() {
    for (let tries = 0; ; tries += 1) {
      const { answers } = this.things;
      const found = await this.api.get(this.read);
      if (answers === this.things.answers || tries > 4) return found;
    }
  }

  /** Somebody may have written in another window. What waits here goes first. */
  async look() {
    if (document.hidden || this.closed || this.things.waiting) return;
    const found = await this._read().catch(() => null);
    if (found && !this.things.waiting && !this.closed) this.take(found);
  }

  /** What the server said: a page draws it. @param {any} _found */
  take(_found) {}

  undo() {
    this.say(this.t(this.things.undo() ? "cycle.undone" : "cycle.nothing_to_undo"));
  }

  redo() {
    this.say(this.t(this.things.redo() ? "cycle.redone" : "cycle.nothing_to_redo"));
  }

  _undoable() {
    this.undoButton.disabled = !this.things.undos.length;
    this.redoButton.disabled = !this.things.redos.length;
  }

  /** What a person is told. @param {string} text @param {"" | "bad"} [kind] */
  say(text, kind = "") {
    this.said.textContent = text;
    this.said.className = `said ${kind}`;
  }

  _saved() {
    const { state, waiting } = this.savedNow;
    this.saved.dataset.state = state;
    this.saved.dataset.waiting = String(waiting);
    this.saved.replaceChildren(icon(ICONS[state]), this.t(`cycle.saved.${state}`));
    this.again.hidden = state !== "retrying";
    this._undoable();
  }

  /** @param {KeyboardEvent} event */
  _key(event) {
    const target = event.composedPath()[0];
    const typing = target instanceof HTMLTextAreaElement || (target instanceof HTMLInputElement && target.type !== "checkbox" && target.type !== "radio");
    const what = wanted(event);
    if (typing || !what || !this.root.isConnected) return;
    event.preventDefault();
    this[what]();
  }

  /** A link to a page of the app. @param {Place} place @param {...(Node | string)} inside */
  link({ text, ms = null, rid = "", page = "bekijken", query = {} }, ...inside) {
    const url = new URL(page, document.baseURI);
    const asked = { ...(rid ? { opname: rid } : {}), ...(ms === null ? {} : { t: String(ms) }), ...query };
    for (const [name, value] of Object.entries(asked)) url.searchParams.set(name, value);
    const go = (/** @type {MouseEvent} */ event) => {
      if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      this.things.flush();
      this.trigger("go", { page, rid, t: ms, ...query });
    };
    return el("a", { href: url.href, text, onclick: go }, ...inside);
  }
}
