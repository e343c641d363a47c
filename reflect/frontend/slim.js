// @ts-check
// The page SLIM: choose self-image and approach in the quadrant, keep it as a reading, and see readings side by side and over a case.
import { Api, ApiError } from "./api.js";
import { slot, wanted } from "./cycle.js";
import { el, icon } from "./dom.js";
import { isTyping } from "./keys.js";
import { Course } from "./slimcourse.js";
import { Form } from "./slimform.js";
import { Moments } from "./slimmoments.js";
import { Undoing } from "./undoing.js";

/**
 * @typedef {"match" | "partial" | "mismatch"} Outcome
 * @typedef {"researcher" | "klantmanager" | "client"} Reader
 * @typedef {{code: string, label: string, says: string, at: string[], fits: string, signs: string[], match: string, mismatch: string}} Image
 * @typedef {{code: string, label: string, trajectory: string, does: string, instead: string}} Role
 * @typedef {{question: string, note: string, source: string, axes: {label: string, low: string, high: string}[], images: Image[], roles: Role[],
 *   outcomes: Record<Outcome, {label: string, about: string}>, rule: Record<string, Outcome>}} Model
 * @typedef {{id: string, start: number | null, end: number | null, images: string[], roles: string[], reader: Reader, coder: string,
 *   evidence: string[], computed: Outcome | null, outcome: Outcome | null, overruled: Outcome | "", reason: string, note: string,
 *   rev: number, deleted: boolean}} Reading
 * @typedef {{id: string, start: number, end: number, title: string, note: string, colour: string}} Tag
 * @typedef {{differs: string[], readings: Reading[]}} Moment
 * @typedef {{start: number | null, outcome: Outcome | null, reader: Reader, images: string[], roles: string[]}} Mark
 * @typedef {{rid: string, title: string, date: string, marks: Mark[]}} Step
 * @typedef {{coder: string, durationMs: number, model: Model, fragments: Tag[], moments: Moment[], course: Step[]}} Shown
 * @typedef {{rid: string, lang: string, count: number, texts: Record<string, string>}} Data
 * @typedef {{data: Data, parentElement: ShadowRoot | HTMLElement, setTriggerValue(name: string, value: any): void}} Component
 * @typedef {import("./records.js").Step} Act
 * @typedef {Record<string, any>} Fields What an operation changes, by the names of the route.
 */

/** @type {Reader[]} */
export const READERS = ["researcher", "klantmanager", "client"];
/** @type {Outcome[]} */
export const OUTCOMES = ["match", "partial", "mismatch"];

/** Kept on the page and not in this module: after an update two versions of the module may be there. @type {WeakMap<object, SlimPage>} */
const pages = (/** @type {any} */ (globalThis)[Symbol.for("reflect.slim")] ??= new WeakMap());

/** @param {Component} component */
export default function mount(component) {
  let page = pages.get(component.parentElement);
  if (!page || page.data.rid !== component.data.rid || page.data.lang !== component.data.lang) {
    page?.close();
    page = new SlimPage(component);
    pages.set(component.parentElement, page);
  } else {
    void page.look();
  }
  page.trigger = component.setTriggerValue;
}

export class SlimPage {
  /** @param {Component} component */
  constructor({ parentElement, data, setTriggerValue }) {
    this.data = data;
    this.trigger = setTriggerValue;
    this.api = new Api();
    /** @type {Shown | null} */
    this.shown = null;
    this.form = new Form(this);
    this.moments = new Moments(this);
    this.course = new Course(this);
    this.said = el("p", { class: "said", role: "status" });
    /** What was done here and can be taken back, also after a reload. */
    this.history = new Undoing(slot(`reflect.${data.rid}.slim.history`));
    this.busy = false;
    const button = (/** @type {"undo" | "redo"} */ name, /** @type {string} */ text, /** @type {string} */ key) =>
      el("button", { class: "link", type: "button", title: `${text} (${key})`, onclick: () => this[name]() }, icon(name), text);
    this.undoButton = button("undo", this.t("slim.undo"), "Ctrl Z");
    this.redoButton = button("redo", this.t("slim.redo"), "Ctrl Y");
    this._undoable();
    this.root = /** @type {HTMLElement} */ (parentElement.querySelector(".slim"));
    this.root.lang = data.lang;
    this.root.replaceChildren(this.form.root, el("div", { class: "keep" }, this.said, this.undoButton, this.redoButton), this.moments.root, this.course.root);
    this.back = () => void (document.visibilityState === "visible" && this.look());
    document.addEventListener("visibilitychange", this.back);
    this.key = (/** @type {KeyboardEvent} */ event) => this._key(event);
    window.addEventListener("keydown", this.key);
    void this.load().then(() => this.root.setAttribute("data-ready", "1"));
  }

  close() {
    document.removeEventListener("visibilitychange", this.back);
    window.removeEventListener("keydown", this.key);
    this.form.close();
    this.course.close();
  }

  /** @param {string} key @param {Record<string, string | number>} [vars] */
  t(key, vars = {}) {
    return (this.data.texts[key] ?? key).replace(/\{(\w+)\}/g, (whole, name) => (name in vars ? String(vars[name]) : whole));
  }

  /** Get all of it and draw it. What is being filled in stays. */
  async load() {
    try {
      this._draw(await this.api.get(`slim/${this.data.rid}?lang=${this.data.lang}`));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.say(this.t("slim.not_loaded"), this.t("slim.again"), () => void this.load());
    }
  }

  /** Somebody may have read along in another window. */
  async look() {
    if (!this.shown) return;
    const found = await this.api.get(`slim/${this.data.rid}?lang=${this.data.lang}`).catch(() => null);
    if (found && JSON.stringify(found) !== JSON.stringify(this.shown)) this._draw(found);
  }

  /** @param {Shown} shown */
  _draw(shown) {
    this.shown = shown;
    this.form.show(shown);
    this.moments.show(shown);
    this.course.show(shown);
  }

  /** @returns {Shown} */
  get now() {
    if (!this.shown) throw new Error("nothing was loaded yet");
    return this.shown;
  }

  /** What a person is told, with something that can be done about it. @param {string} text @param {string} [label] @param {() => void} [act] */
  say(text, label, act) {
    this.said.replaceChildren(text);
    if (label && act) this.said.append(" ", el("button", { type: "button", class: "link", text: label, onclick: act }));
  }

  /**
   * Do something that can be taken back. @param {Act} step what to do @param {number | null} base the revision that it changes
   * @param {Act} back what takes it back @param {string} done what to say when it is stored @param {(stored: boolean) => void} [then] called with the answer
   */
  async act(step, base, back, done, then = () => {}) {
    await this._send({ ...operation(step), base }, done, () => this.history.remember([back], [step], false), then);
  }

  undo() {
    return this._replay("back", "slim.undone", "slim.nothing_to_undo");
  }

  redo() {
    return this._replay("forth", "slim.redone", "slim.nothing_to_redo");
  }

  /** @param {"back" | "forth"} way @param {string} done @param {string} nothing */
  async _replay(way, done, nothing) {
    if (this.busy) return; // the key is held down
    const [step] = this.history.take(way) ?? [];
    if (!step) return this.say(this.t(nothing));
    this.busy = true;
    try {
      await this._send(operation(step), this.t(done));
    } finally {
      this.busy = false;
    }
  }

  /**
   * Send an operation; the same one again is harmless, so it can be tried again when nobody answered.
   * @param {Fields} op @param {string} done @param {() => void} [stored] @param {(stored: boolean) => void} [then]
   */
  async _send(op, done, stored = () => {}, then = () => {}) {
    /** @type {{status: string, why: string, reading: Reading | null}} */
    let ack;
    try {
      ack = (await this.api.post(`slim/${this.data.rid}`, { ops: [op] })).acks[0];
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.say(this.t("slim.not_saved"), this.t("slim.again"), () => void this._send(op, done, stored, then));
      return;
    }
    const kept = ack.status === "stored";
    if (kept) stored();
    this._undoable();
    this.say(kept ? done : this.t(`slim.why.${ack.why}`));
    await this.load();
    then(kept);
  }

  _undoable() {
    this.undoButton.disabled = !this.history.undos.length;
    this.redoButton.disabled = !this.history.redos.length;
  }

  /** @param {KeyboardEvent} event */
  _key(event) {
    const what = wanted(event);
    if (!what || isTyping(event.composedPath()[0]) || !this.root.isConnected) return;
    event.preventDefault();
    void this[what]();
  }

  /** Open the film at a moment. @param {MouseEvent} event @param {string} rid @param {number | null} at */
  go(event, rid, at) {
    if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    this.trigger("go", { rid, t: at });
  }

  /** A link into the film. @param {string} text @param {number | null} at @param {string} [rid] */
  link(text, at, rid = this.data.rid) {
    const url = new URL("bekijken", document.baseURI);
    url.searchParams.set("opname", rid);
    if (at !== null) url.searchParams.set("t", String(at));
    return el("a", { href: url.href, text, onclick: (/** @type {MouseEvent} */ event) => this.go(event, rid, at) });
  }

  /** @param {string[]} codes */
  names(codes) {
    const { images, roles } = this.now.model;
    return codes.map((code) => [...images, ...roles].find((one) => one.code === code)?.label ?? code).join(" + ");
  }

  /** @param {Outcome | null} outcome */
  badge(outcome) {
    const text = outcome ? this.now.model.outcomes[outcome].label : this.t("slim.unknown_outcome");
    return el("span", { class: `badge ${outcome ?? ""}`, text });
  }
}

/** A step as an operation with an id of its own. @param {Act} step @returns {Fields} */
const operation = ({ do: does, id, fields }) => ({ op: crypto.randomUUID(), do: does, id, ...fields });

/** A reading's fields as an operation has them. @param {Reading} reading @returns {Fields} */
export const fieldsOf = (reading) => ({
  self_images: reading.images,
  approach: reading.roles,
  reader: reading.reader,
  span: reading.start === null ? [] : [reading.start, reading.end],
  evidence: reading.evidence,
  overruled: reading.overruled,
  reason: reading.reason,
  note: reading.note,
});
