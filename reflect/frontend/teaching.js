// @ts-check
// The page "Leersets": the sets there are, and one of them put together from fragments of all cases.
import { Api, ApiError } from "./api.js";
import { Bench } from "./bench.js";
import { clashes } from "./casefield.js";
import { el } from "./dom.js";
import { Picker } from "./sessionpick.js";
import { SessionClips } from "./sessionclips.js";
import { TeachingBase } from "./teachingbase.js";
import { TeachingCard } from "./teachingcard.js";
import { TeachingHead } from "./teachinghead.js";
import { TeachingList } from "./teachinglist.js";
import { TeachingSeen } from "./teachingseen.js";

/**
 * @typedef {import("./teachingbase.js").Data} Data
 * @typedef {import("./casebase.js").Choice} Choice
 * @typedef {import("./records.js").Thing} Thing
 * @typedef {{data: Data, parentElement: ShadowRoot | HTMLElement, setTriggerValue(name: string, value: any): void}} Component
 */

const LOOK_MS = 300;

/** Kept on the page and not in this module: after an update two versions of the module may be there. @type {WeakMap<object, TeachingPage | TeachingList>} */
const pages = (/** @type {any} */ (globalThis)[Symbol.for("reflect.teaching")] ??= new WeakMap());

/** @param {Component} component */
export default function mount(component) {
  const { data } = component;
  let page = pages.get(component.parentElement);
  if (!page || page.closed || page.data.set !== data.set || page.data.lang !== data.lang) {
    page?.close();
    page = data.set ? new TeachingPage(component) : new TeachingList(component, new Api());
    pages.set(component.parentElement, page);
  } else if (page.data.seen !== data.seen) void page.look();
  page.data = data;
  page.trigger = component.setTriggerValue;
  const mine = page;
  return () => void setTimeout(() => mine.root.isConnected || mine.close(), 0);
}

export class TeachingPage extends Bench {
  /** @param {Component} component */
  constructor(component) {
    super(component, new TeachingBase(component.data));
    this.sid = component.data.set;
    this.timer = 0;
    this.head = new TeachingHead(this);
    this.picker = new Picker(this);
    this.clips = new SessionClips(this, (clips, id) => new TeachingCard(clips, id));
    this.seen = new TeachingSeen(this);
    const work = el("div", { class: "halves" }, el("div", { class: "left" }, this.preview, this.picker.root), this.clips.root);
    this.body = el("div", { class: "body", hidden: true }, work, this.seen.root);
    this.root.replaceChildren(this.head.root, clashes(this.base), this.said, this.body);
    this.base.things.on("change", () => this.draw());
    this.base.things.on("stored", (op) => op.what === "clip" && this._again());
    this.base.look = () => this._look();
    void this.load();
  }

  close() {
    clearTimeout(this.timer);
    this.head.close();
    super.close();
  }

  /** Another part of the app wrote something: see how it is now. */
  async look() {
    await this.base._look();
  }

  async load() {
    try {
      const [file, found] = await Promise.all([this.base.fetch(`teaching/${this.sid}`), this.base.fetch("teaching/fragments")]);
      if (this.closed) return;
      // What a client said comes along when it is made, where that client agreed to teaching; here nobody reads it.
      this.choices = found.fragments.map((/** @type {Choice} */ one) => ({ ...one, said: [] }));
      this.films.footage = found.recordings;
      this._take(file);
      this.body.hidden = false;
      this.draw();
      this.root.setAttribute("data-ready", "1");
      await this.seen.load();
    } catch (error) {
      if (this.closed) return;
      if (!(error instanceof ApiError)) throw error;
      if (error.status === 404) return this.head.gone();
      this.say(this.t("session.not_loaded"), this.t("session.again"), () => void this.load());
    }
  }

  /** What the server says of the set. @param {any} file */
  _take(file) {
    this.films.footage = { ...this.films.footage, ...file.recordings };
    this.head.taken(file);
    // A clip whose recording is gone has no place on a film any more.
    const clips = file.clips.map((/** @type {Thing} */ one) => ({ ...one, span: one.span ?? [0, 0] }));
    this.base.things.load({ set: [file.set], clip: clips });
  }

  /** What another window wrote, and what people agreed to since. */
  async _look() {
    const file = await this.base.fetch(`teaching/${this.sid}`);
    if (this.closed) return;
    this._take(file);
    this.draw();
    await this.seen.load();
  }

  /** A clip is stored: whether it may be used is looked at anew. */
  _again() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.base._look(), LOOK_MS);
  }

  /** @returns {Thing | undefined} */
  get set() {
    return this.base.things.get(this.sid);
  }

  /** The theme of a clip: its codebook's words for it. @param {Thing} clip */
  themeOf(clip) {
    const book = this.data.books[clip.codebook] ?? this.data.books[""];
    return book?.find((/** @type {{code: string}} */ one) => one.code === clip.theme);
  }

  /** @param {Choice} one */
  fieldsOf(one) {
    return { ...super.fieldsOf(one), theme: one.code, codebook: one.codebook, question: one.question.slice(0, 1000), answer: "", feedback: false };
  }

  draw() {
    if (this.closed || !this.set) return;
    this.head.draw();
    this.picker.draw();
    this.clips.draw();
    this.seen.draw();
  }
}
