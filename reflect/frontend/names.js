// @ts-check
// The page Namen: what was said with the names marked in it, what takes their place beside it, and a list to decide in.
import { Api, ApiError } from "./api.js";
import { el } from "./dom.js";
import { NameList } from "./nameslist.js";
import { NameText } from "./namestext.js";
import { Outbox, windowId } from "./outbox.js";

/**
 * @typedef {"person" | "place" | "organisation" | "date" | "number" | "other"} Kind
 * @typedef {"proposed" | "confirmed" | "rejected"} Decision
 * @typedef {{id: string, turn: number, first: number, last: number, start: number, end: number, text: string, kind: Kind, what: string,
 *   sure: boolean, decision: Decision, state: "holds" | "changed" | "gone", replacement: string, sound: "bleep" | "silence" | "",
 *   rev: number, same: number}} Hit
 * @typedef {{start: number, speaker: string, who: string, words: [string, number, number][], masked: string}} Turn
 * @typedef {{turns: Turn[], hits: Hit[], media: string, canFind: boolean, undecided: number}} Shown
 * @typedef {{rid: string, lang: string, texts: Record<string, string>}} Data
 * @typedef {{data: Data, parentElement: ShadowRoot | HTMLElement}} Component
 * @typedef {Record<string, any>} Fields What an operation changes, by the names of the route.
 * @typedef {{op: string, _before?: Hit[]} & Fields} NameOp
 */

/** @type {Kind[]} */
export const KINDS = ["person", "place", "organisation", "date", "number", "other"];
const FINDING_MS = 120_000;
const MOST_UNDOS = 200;

/** Kept on the page and not in this module: after an update two versions of the module may be there. @type {WeakMap<object, NamesPage>} */
const pages = (/** @type {any} */ (globalThis)[Symbol.for("reflect.names")] ??= new WeakMap());

/** @param {Component} component */
export default function mount(component) {
  const page = pages.get(component.parentElement);
  if (page && page.data.rid === component.data.rid && page.data.lang === component.data.lang) return;
  page?.close();
  pages.set(component.parentElement, new NamesPage(component));
}

export class NamesPage {
  /** @param {Component} component */
  constructor({ parentElement, data }) {
    this.data = data;
    this.api = new Api();
    /** @type {Shown} */
    this.shown = { turns: [], hits: [], media: "", canFind: true, undecided: 0 };
    /** @type {NameOp[][]} */
    this.undos = [];
    this.outbox = /** @type {Outbox<NameOp>} */ (new Outbox("names", `names/${data.rid}`, { api: this.api, rid: data.rid, window: windowId() }));
    this.outbox.on("ack", (op, ack) => this._acked(op, ack));
    this.outbox.on("answer", (answer) => answer.page && !this.outbox.pending.length && this._draw(answer.page));
    this.outbox.on("change", () => this._state());
    this.film = el("audio", { preload: "none" });
    this.until = 0;
    this.film.addEventListener("timeupdate", () => this.film.currentTime >= this.until && this.film.pause());
    this.count = el("b", { class: "count", role: "status" });
    this.find = el("button", { type: "button", class: "primary", text: this.t("names.find"), onclick: () => void this._find() });
    this.undo = el("button", { type: "button", text: this.t("names.undo"), disabled: true, onclick: () => this.takeBack() });
    this.saved = el("span", { class: "soft" });
    this.said = el("p", { class: "said", role: "status" });
    this.list = new NameList(this);
    this.text = new NameText(this);
    this.root = /** @type {HTMLElement} */ (parentElement.querySelector(".names"));
    this.root.lang = data.lang;
    const head = el("div", { class: "head" }, this.find, this.undo, this.count, this.saved);
    const about = el("p", { class: "soft", text: this.t("names.about") });
    this.root.replaceChildren(head, about, this.said, el("div", { class: "halves" }, this.list.root, this.text.root));
    this.keys = (/** @type {KeyboardEvent} */ event) => this._key(event);
    this.root.addEventListener("keydown", this.keys);
    void this.load().then(() => this.root.setAttribute("data-ready", "1"));
  }

  close() {
    this.outbox.close();
    this.film.pause();
    this.film.removeAttribute("src");
    this.root.removeEventListener("keydown", this.keys);
  }

  /** @param {string} key @param {Record<string, string | number>} [vars] */
  t(key, vars = {}) {
    return (this.data.texts[key] ?? key).replace(/\{(\w+)\}/g, (whole, name) => (name in vars ? String(vars[name]) : whole));
  }

  async load() {
    try {
      this._draw(await this.api.get(`names/${this.data.rid}?lang=${this.data.lang}`));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.say(this.t("names.not_loaded"));
    }
  }

  async _find() {
    this.find.disabled = true;
    this.say(this.t("names.finding"));
    try {
      const before = this.shown.hits.length;
      this._draw(await this.api.post(`names/${this.data.rid}/find`, {}, { timeoutMs: FINDING_MS }));
      this.say(this.t("names.found", { n: Math.max(0, this.shown.hits.length - before) }));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.say(this.t(error.why === "no_deduce" ? "names.no_deduce" : "names.not_loaded"));
    } finally {
      this.find.disabled = false;
    }
  }

  /** @param {Shown} shown */
  _draw(shown) {
    this.shown = shown;
    if (!this.film.src && shown.media) this.film.src = shown.media;
    this.count.textContent = shown.turns.length ? this.t(shown.undecided ? "names.undecided" : "names.decided", { n: shown.undecided }) : "";
    this.list.show(shown);
    this.text.show(shown);
    if (!shown.turns.length) this.say(this.t("names.empty"));
    else if (!shown.canFind) this.say(this.t("names.no_deduce"));
  }

  /** @param {string} text */
  say(text) {
    this.said.textContent = text;
  }

  _state() {
    this.saved.textContent = this.outbox.pending.length ? this.t(this.outbox.state === "retrying" ? "names.waiting" : "names.saving") : "";
    this.undo.disabled = !this.undos.length;
  }

  /** @param {Hit} hit @param {Fields} fields */
  change(hit, fields) {
    this._send([{ op: crypto.randomUUID(), do: "update", id: hit.id, base: hit.rev, ...fields }]);
    Object.assign(hit, { ...fields, rev: hit.rev + 1 });
  }

  /** @param {{start: number, end: number, speaker: string}} place @param {Kind} kind @param {boolean} everywhere */
  add({ start, end, speaker }, kind, everywhere) {
    this._send([{ op: crypto.randomUUID(), do: "add", id: crypto.randomUUID(), span: [start, end], speaker, kind, everywhere }]);
  }

  /** @param {NameOp[]} ops */
  _send(ops) {
    const before = this.shown.hits.map((hit) => ({ ...hit }));
    this.outbox.add(...ops.map((op) => ({ ...op, _before: before })));
  }

  /** What undoes it is known when the server said what else it changed. @param {NameOp} op @param {any} ack */
  _acked(op, ack) {
    if (ack.status !== "stored") {
      this.outbox.settle(op.op);
      this.say(this.t(`names.why.${ack.why}`));
      void this.load();
      return;
    }
    if (op._undo || !op._before) return;
    const was = new Map(op._before.map((hit) => [hit.id, hit]));
    const back = [op.id, ...ack.also].map((id) => inverse(id, was.get(id)));
    this.undos = [...this.undos, back].slice(-MOST_UNDOS);
    this.say(this.t("names.done", { n: back.length }));
    this._state();
  }

  takeBack() {
    const last = this.undos.pop();
    if (!last) return;
    this.outbox.add(...last);
    this.say(this.t("names.undone"));
    this._state();
  }

  /** Hear a stretch, with a little around it. @param {number} start @param {number} end */
  hear(start, end) {
    if (!this.film.src) return;
    this.film.currentTime = Math.max(0, start / 1000 - 0.7);
    this.until = end / 1000 + 0.7;
    void this.film.play().catch(() => this.say(this.t("names.not_heard")));
  }

  /** @param {KeyboardEvent} event */
  _key(event) {
    const target = /** @type {HTMLElement} */ (event.composedPath()[0]);
    const writing = /^(INPUT|SELECT|TEXTAREA)$/.test(target.tagName);
    if ((event.ctrlKey || event.metaKey) && event.key === "z" && !writing) this.takeBack();
    else if (writing || event.ctrlKey || event.metaKey || event.altKey || !this.list.key(event, target)) return;
    event.preventDefault();
  }
}

/** @param {string} id @param {Hit | undefined} was @returns {NameOp} */
function inverse(id, was) {
  const op = { op: crypto.randomUUID(), id, _undo: true };
  if (!was) return { ...op, do: "delete" };
  const fields = { decision: was.decision, kind: was.kind, sound: was.sound };
  return { ...op, do: "update", ...fields, ...(was.replacement ? { replacement: was.replacement } : {}) };
}
