// @ts-check
// "Zie je het moment?": a trainee watches the clips of a set and presses when it is there to see. By keyboard alone, over the whole window.
import { Api, ApiError } from "./api.js";
import { goTo, kept } from "./casebase.js";
import { savedSign } from "./casefield.js";
import { say } from "./cycle.js";
import { clock, el, icon } from "./dom.js";
import { Keys } from "./keys.js";
import { MomentClip } from "./momentclip.js";
import { MomentStart } from "./momentstart.js";
import { Outbox, windowId } from "./outbox.js";
import { Quiet } from "./quiet.js";
import { Saved } from "./saved.js";

/**
 * What a trainee's screen may have: no answers, no names, nothing of what researchers tagged.
 * @typedef {{id: string, number: number, gap: boolean, film: string | null, start: number, ms: number, question: string, title: string}} Clip
 *   `film` is its own masked film, null while none was made; `start` is where that begins on the clock of the film it was cut from, `ms`
 *   how long it is; `title` is the theme to look for, "" where the trainee says which it is
 * @typedef {{code: string, title: string, colour: string}} Theme
 * @typedef {{set: {id: string, title: string, goal: string, ask_theme: boolean}, open: boolean, clips: Clip[], themes: Theme[]}} Shown
 * @typedef {{id: string, clip: string, ms: number, theme: string}} Press
 * @typedef {{id: string, name: string, presses: Press[], scene: "clip" | "end", at: number, ms: number}} Watching
 * @typedef {{data: {set: string, lang: string, texts: Record<string, string>}, parentElement: ShadowRoot | HTMLElement, setTriggerValue(name: string, value: any): void}} Component
 */

const SCOPE = "moment";
const RETRY_MS = 2_000;
const SAID_MS = 4_000;
const PLACE_MS = 1_000;

/** Kept on the page and not in this module: after an update two versions of the module may be there. @type {WeakMap<object, MomentPage>} */
const pages = (/** @type {any} */ (globalThis)[Symbol.for("reflect.moment")] ??= new WeakMap());

/** @param {Component} component */
export default function mount(component) {
  let page = pages.get(component.parentElement);
  if (!page || page.closed || page.data.set !== component.data.set || page.data.lang !== component.data.lang) {
    page?.close();
    page = new MomentPage(component);
    pages.set(component.parentElement, page);
  }
  page.trigger = component.setTriggerValue;
  const mine = page;
  return () => void setTimeout(() => mine.root.isConnected || mine.close(), 0);
}

export class MomentPage {
  /** @param {Component} component */
  constructor({ parentElement, data, setTriggerValue }) {
    this.data = data;
    this.trigger = setTriggerValue;
    this.closed = false;
    this.lang = data.lang;
    this.api = new Api();
    this.t = (/** @type {string} */ key, /** @type {Record<string, string | number>} */ vars = {}) => say(this.data.texts, key, vars);
    /** @type {Outbox<{op: string, [field: string]: any}>} */
    this.outbox = new Outbox("moment", `teaching/${data.set}/presses`, { api: this.api, rid: data.set, window: windowId() });
    this.saved = new Saved(/** @type {any} */ (null), [this.outbox]);
    this.slot = kept(localStorage, `reflect.${data.set}.moment`);
    this.here = kept(sessionStorage, `reflect.${data.set}.moment`);
    /** Who watches now, and what was pressed: it is kept in this browser, as the server tells no trainee what anybody pressed. @type {Watching | null} */
    this.who = this.slot.get();
    /** @type {Shown | null} */
    this.shown = null;
    this.written = 0;
    this.saying = 0;
    const { t } = this;
    this.root = /** @type {HTMLElement} */ (parentElement.querySelector(".moment"));
    this.root.lang = data.lang;
    this.root.tabIndex = -1;
    this.root.removeAttribute("data-ready");
    this.keys = new Keys(() => (this.root.isConnected ? this.root : null));
    this.heading = el("p", { class: "heading" });
    this.place = el("p", { class: "place", role: "status" });
    this.told = el("p", { class: "told", role: "status" });
    const quit = el("button", { type: "button", class: "tool", title: `${t("moment.quit")} (X)`, "aria-label": t("moment.quit"), dataset: { part: "quit" }, onclick: () => this.quit() }, icon("close"));
    this.top = el("header", { class: "top" }, this.heading, this.place, el("span", { class: "grow" }), savedSign(this), quit);
    this.start = new MomentStart(this);
    this.clip = new MomentClip(this);
    this.end = el("section", { class: "end", hidden: true });
    this.root.replaceChildren(this.top, el("main", { class: "main" }, this.start.root, this.clip.root, this.end), this.told);
    this._bind();
    this.quiet = new Quiet();
    this.outbox.on("ack", (_op, ack) => ack.status !== "stored" && this._refused(ack.why ?? ""));
    this.abort = new AbortController();
    const own = { signal: this.abort.signal };
    window.addEventListener("pagehide", () => this.remember(true), own);
    document.addEventListener("visibilitychange", () => this.remember(true), own);
    // What lies under this page is not to be reached with Tab.
    this.under = /** @type {HTMLElement[]} */ ([...document.querySelectorAll('[data-testid="stHeader"], header')]).filter((one) => !this.root.contains(one));
    for (const one of this.under) one.inert = true;
    void this.load();
  }

  close() {
    if (this.closed) return;
    this.remember(true);
    this.closed = true;
    for (const one of this.under) one.inert = false;
    this.abort.abort();
    this.keys.close();
    this.quiet.destroy();
    this.clip.close();
    this.saved.close();
    this.outbox.close();
  }

  async load() {
    try {
      this.shown = await this.api.get(`teaching/${this.data.set}/trainee?lang=${this.lang}`);
      if (this.closed) return;
      this._start();
      this.root.setAttribute("data-ready", "1");
    } catch (error) {
      if (this.closed) return;
      if (!(error instanceof ApiError)) throw error;
      this._trouble(error.passing ? "moment.offline" : "moment.gone");
      if (error.passing) setTimeout(() => this.closed || void this.load(), RETRY_MS);
      else this.root.setAttribute("data-ready", "1");
    }
  }

  /** @returns {Clip[]} */
  get clips() {
    return this.shown?.clips ?? [];
  }

  /** @returns {Clip | undefined} */
  get now() {
    return this.who && this.root.dataset.scene === "clip" ? this.clips[this.who.at] : undefined;
  }

  /** What was pressed in this clip. @param {Clip} clip */
  pressesOf(clip) {
    return (this.who?.presses ?? []).filter((one) => one.clip === clip.id).sort((a, b) => a.ms - b.ms);
  }

  // ---- who watches ----------------------------------------------------------------------------

  _start() {
    const { shown, who } = this;
    if (!shown) return;
    this.heading.textContent = shown.set.title;
    const ready = this.start.draw(shown);
    // After a reload it goes on; in a new window somebody says first that it is still the same person.
    if (who && ready && this.here.get() === who.id) return this.resume();
    this._scene("start");
    if (ready) this.start.reach();
  }

  /** Go on where the same person was. */
  resume() {
    const { who } = this;
    if (!who) return;
    this.here.set(who.id);
    this.turn(who.scene, who.at, who.ms);
  }

  /** Somebody begins. @param {string} name a made-up one */
  watch(name) {
    this.who = { id: crypto.randomUUID(), name, presses: [], scene: "clip", at: 0, ms: 0 };
    this.here.set(this.who.id);
    this._send({ what: "spotting", do: "add", id: this.who.id, trainee: name, started_at: new Date().toISOString() });
    this.turn("clip", 0);
  }

  /** Somebody else, or the same person anew, from the first clip. */
  another() {
    this.clip.leave();
    this.who = null;
    this.slot.set(null);
    this.here.set(null);
    this._start();
  }

  // ---- going through it -----------------------------------------------------------------------

  /** @param {"clip" | "end"} scene @param {number} [at] @param {number} [ms] where in the film, without playing */
  turn(scene, at = 0, ms) {
    if (!this.who) return;
    const known = Math.max(0, Math.min(at, this.clips.length - 1));
    Object.assign(this.who, { scene, at: known, ms: ms ?? 0 });
    this._scene(scene);
    if (scene === "clip" && this.now) this.clip.open(this.now, ms);
    else this.clip.leave();
    this.place.textContent = this.now ? this.t("moment.place", { i: known + 1, n: this.clips.length }) : "";
    if (scene === "end") this._end();
    this.say("");
    this.remember(true);
    this.root.focus();
    this.root.scrollTop = 0;
  }

  /** @param {1 | -1} way */
  step(way) {
    if (!this.who) return;
    const n = this.clips.length;
    if (this.who.scene === "end") return way < 0 ? this.turn("clip", n - 1) : undefined;
    const next = this.who.at + way;
    if (next >= n) this.turn("end", n - 1);
    else if (next >= 0) this.turn("clip", next);
  }

  /** @param {"start" | "clip" | "end"} scene */
  _scene(scene) {
    this.root.dataset.scene = scene;
    this.start.root.hidden = scene !== "start";
    this.clip.root.hidden = scene !== "clip";
    this.end.hidden = scene !== "end";
    if (scene === "start") this.place.textContent = "";
  }

  _end() {
    const { t, who } = this;
    const n = who?.presses.length ?? 0;
    const button = (/** @type {string} */ key, /** @type {string} */ sign, /** @type {() => void} */ run, /** @type {string} */ part) => el("button", { type: "button", class: "big", dataset: { part }, onclick: run }, el("span", { text: t(key) }), el("kbd", { text: sign }));
    this.end.replaceChildren(el("h1", { text: t("moment.end", { name: who?.name ?? "" }) }), el("p", { class: "about", text: n === 1 ? t("moment.end.one") : t("moment.end.count", { n }) }), el("p", { text: t("moment.end.trainer") }),
      el("div", { class: "acts" }, button("moment.back", "B", () => this.step(-1), "back"), button("moment.another", "V", () => this.another(), "another"), button("moment.quit", "X", () => this.quit(), "stop")));
  }

  // ---- pressing -------------------------------------------------------------------------------

  /** The trainee sees it now. @param {string} [theme] which theme it is, where that is asked */
  press(theme = "") {
    const clip = this.now;
    const ms = this.clip.moment();
    if (!clip || !this.who || ms === null) return;
    const press = { id: crypto.randomUUID(), clip: clip.id, ms, theme };
    this.who.presses.push(press);
    this._send({ what: "press", do: "add", id: press.id, spotting_id: this.who.id, clip_id: clip.id, at_ms: ms, ...(theme ? { theme } : {}) });
    this.remember(true);
    const name = this.shown?.themes.find((one) => one.code === theme)?.title ?? "";
    this.say(this.t(name ? "moment.pressed.theme" : "moment.pressed", { time: clock(ms - clip.start), theme: name }));
    this.clip.flash(theme);
    this.clip.draw();
  }

  /** Takes a press back; without one the last of this clip. @param {string} [id] */
  takeBack(id) {
    const clip = this.now;
    if (!clip || !this.who) return;
    const found = id ? this.who.presses.find((one) => one.id === id) : this.who.presses.filter((one) => one.clip === clip.id).at(-1);
    if (!found) return this.say(this.t("moment.nothing"));
    this.who.presses = this.who.presses.filter((one) => one !== found);
    this._send({ what: "press", do: "delete", id: found.id });
    this.remember(true);
    this.say(this.t("moment.taken_back", { time: clock(found.ms - clip.start) }));
    this.clip.draw();
  }

  /** @param {Record<string, any>} fields */
  _send(fields) {
    this.outbox.add({ op: crypto.randomUUID(), ...fields });
  }

  /** A name that may not be kept is given anew; all else is said. @param {string} why */
  _refused(why) {
    const [one] = this.outbox.held;
    for (const held of this.outbox.held) this.outbox.settle(held.op.op);
    if (one?.op.what === "spotting") {
      this.outbox.drop(() => true);
      this.another();
      this.start.refuse(String(one.op.trainee ?? ""), this.t(why === "bsn" ? "moment.why.bsn" : why === "closed" ? "moment.closed" : "moment.why.name"));
    } else this.say(this.t(why === "closed" ? "moment.closed" : "moment.why.other"));
  }

  // ---- beside it ------------------------------------------------------------------------------

  /** Where the trainee is, so that a closed lid costs nothing. @param {boolean} [now] */
  remember(now = false) {
    if (!this.who || this.closed || this.here.get() !== this.who.id) return;
    const time = performance.now();
    if (!now && time - this.written < PLACE_MS) return;
    this.written = time;
    const ms = this.clip.film?.now();
    if (this.who.scene === "clip" && ms !== undefined) this.who.ms = Math.round(ms);
    this.slot.set(this.who);
  }

  /** @param {string} text */
  say(text) {
    this.told.textContent = text;
    clearTimeout(this.saying);
    this.saying = setTimeout(() => (this.told.textContent = ""), SAID_MS);
  }

  /** @param {string} key */
  _trouble(key) {
    this._scene("start");
    this.start.trouble(this.t(key));
  }

  full() {
    if (document.fullscreenElement) void document.exitFullscreen();
    else void this.root.requestFullscreen?.().catch(() => this.say(this.t("moment.nofull")));
  }

  quit() {
    this.remember(true);
    if (document.fullscreenElement) void document.exitFullscreen();
    goTo(this, "leerset", { leerset: this.data.set });
  }

  _bind() {
    const inClip = (/** @type {() => void} */ run) => () => (this.root.dataset.scene === "clip" ? (run(), true) : false);
    const theme = (/** @type {number} */ n) => () => {
      const found = this.shown?.set.ask_theme && this.root.dataset.scene === "clip" ? this.shown.themes[n - 1] : undefined;
      return found ? (this.press(found.code), true) : false;
    };
    this.keys.scope(SCOPE);
    this.keys.bind(SCOPE, [
      { keys: "Space", does: "moment.press", repeat: false, run: inClip(() => this.press()) },
      ...[1, 2, 3, 4, 5, 6, 7, 8, 9].map((n) => ({ keys: String(n), does: "moment.theme", repeat: false, run: theme(n) })),
      { keys: ["Backspace", "Ctrl+z"], does: "moment.take_back", repeat: false, run: inClip(() => this.takeBack()) },
      { keys: ["p", "k"], does: "moment.play", repeat: false, run: inClip(() => this.clip.toggle()) },
      { keys: "r", does: "moment.again", repeat: false, run: inClip(() => this.clip.again()) },
      { keys: ["n", "PageDown", "Enter"], does: "moment.next", repeat: false, run: () => (this.root.dataset.scene === "start" ? false : (this.step(1), true)) },
      { keys: ["b", "PageUp"], does: "moment.previous", repeat: false, run: () => (this.root.dataset.scene === "start" ? false : (this.step(-1), true)) },
      { keys: "m", does: "moment.mute", repeat: false, run: inClip(() => this.clip.mute()) },
      { keys: "f", does: "moment.full", repeat: false, run: () => this.full() },
      { keys: "v", does: "moment.another", repeat: false, run: () => (this.root.dataset.scene === "end" ? (this.another(), true) : false) },
      { keys: "x", does: "moment.quit", repeat: false, run: () => this.quit() },
    ]);
  }
}
