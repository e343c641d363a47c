// @ts-check
// Session mode: the clips of a session one by one, over the whole window, for a beamer and by keyboard alone.
import { ApiError } from "./api.js";
import { goTo, kept, sessionBase } from "./casebase.js";
import { clashes, savedSign } from "./casefield.js";
import { beyond, shown } from "./casefilms.js";
import { clock, el, icon } from "./dom.js";
import { Keys } from "./keys.js";
import { Quiet } from "./quiet.js";
import { ShowClip } from "./showclip.js";
import { ShowHelp, bindShowKeys } from "./showkeys.js";
import { Overview } from "./showoverview.js";
import { EndScreen, StartScreen } from "./showscreens.js";
import { Side } from "./showside.js";

/**
 * @typedef {import("./casebase.js").Component} Component
 * @typedef {import("./records.js").Thing} Thing
 * @typedef {{clip: string, ms: number, scene: "start" | "clip" | "end"}} Place
 */

const PLACE_MS = 1_000;
const SAID_MS = 6_000;
const RETRY_MS = 2_000;

/** Kept on the page and not in this module: after an update two versions of the module may be there. @type {WeakMap<object, ShowPage>} */
const pages = (/** @type {any} */ (globalThis)[Symbol.for("reflect.show")] ??= new WeakMap());

/** @param {Component} component */
export default function mount(component) {
  let page = pages.get(component.parentElement);
  const { cid, sid, lang } = component.data;
  if (!page || page.closed || page.data.cid !== cid || page.data.sid !== sid || page.data.lang !== lang) {
    page?.close();
    page = new ShowPage(component);
    pages.set(component.parentElement, page);
  }
  page.trigger = component.setTriggerValue;
  const mine = page;
  return () => void setTimeout(() => mine.root.isConnected || mine.close(), 0);
}

export class ShowPage {
  /** @param {Component} component */
  constructor({ parentElement, data, setTriggerValue }) {
    this.data = data;
    this.trigger = setTriggerValue;
    this.closed = false;
    this.sid = data.sid;
    this.base = sessionBase(data);
    this.t = this.base.t.bind(this.base);
    this.slot = kept(localStorage, `reflect.${data.cid}.show.${data.sid}`);
    /** Where people were when this was closed. @type {Place | null} */
    this.left = this.slot.get();
    /** @type {"start" | "clip" | "end"} */
    this.scene = "start";
    this.at = 0;
    /** @type {import("./casebase.js").Said[]} */
    this.closing = [];
    this.code = "";
    this.written = 0;
    this.saying = 0;
    this.loaded = false;
    this.played = false;
    this.root = /** @type {HTMLElement} */ (parentElement.querySelector(".show"));
    this.root.lang = data.lang;
    this.root.tabIndex = -1;
    this.root.removeAttribute("data-ready");
    const { t } = this;
    this.keys = new Keys(() => (this.root.isConnected ? this.root : null));
    this.heading = el("p", { class: "heading" });
    this.place = el("p", { class: "place", role: "status" });
    this.said = el("p", { class: "told", role: "status" });
    this.clip = new ShowClip(this);
    this.side = new Side(this);
    this.start = new StartScreen(this);
    this.end = new EndScreen(this);
    this.overview = new Overview(this);
    this.help = new ShowHelp(this);
    const quit = el("button", { type: "button", class: "tool", title: `${t("show.do.quit")} (X)`, "aria-label": t("show.do.quit"), dataset: { part: "quit" }, onclick: () => this.quit() }, icon("close"));
    this.top = el("header", { class: "top" }, this.heading, this.place, el("span", { class: "grow" }), savedSign(this.base), quit);
    this.main = el("main", { class: "main" }, this.start.root, this.clip.root, this.end.root);
    this.root.replaceChildren(this.top, el("div", { class: "room" }, this.main, this.side.root), clashes(this.base), this.overview.root, this.said, this.help.dialog);
    bindShowKeys(this);
    this.quiet = new Quiet();
    this.base.things.on("change", () => this.draw());
    this.base.things.on("refused", (op, why) => this.base.things.refused(op.id) || this.say(this.base.why(why)));
    this.base.look = () => this._look();
    window.addEventListener("pagehide", () => this.remember(true), { signal: this.base.abort.signal });
    document.addEventListener("visibilitychange", () => this.remember(true), { signal: this.base.abort.signal });
    // What lies under this page is not to be reached with Tab.
    this.under = /** @type {HTMLElement[]} */ ([...document.querySelectorAll('[data-testid="stHeader"], header')]);
    for (const one of this.under) one.inert = true;
    void this.load();
  }

  /** That the session is shown is written down, once in a quarter of an hour; while the server is away, with a later clip. */
  async _played() {
    if (this.played) return;
    this.played = true;
    try {
      await this.base.api.post(`session/${this.data.cid}/${this.sid}/played`, {});
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.played = false;
    }
  }

  close() {
    if (this.closed) return;
    this.remember(true);
    this.closed = true;
    this.base.things.flush();
    for (const one of this.under) one.inert = false;
    this.keys.close();
    this.quiet.destroy();
    this.clip.close();
    this.base.close();
  }

  async load() {
    try {
      this._take(await this.base.fetch(`session/${this.data.cid}/${this.sid}`));
      if (!this.loaded) {
        this.loaded = true;
        this.turn("start");
        this.root.setAttribute("data-ready", "1");
        this.root.focus();
      }
    } catch (error) {
      if (this.closed) return;
      if (!(error instanceof ApiError)) throw error;
      this.start.trouble(error.passing ? "show.offline" : "show.gone");
      if (error.passing) setTimeout(() => this.closed || void this.load(), RETRY_MS);
    }
  }

  /** @param {any} file */
  _take(file) {
    if (this.closed) return;
    this.code = file.case.code;
    if (file.closing) this.closing = file.closing;
    if (file.recordings) this.clip.films.footage = { ...file.recordings, ...this.clip.films.footage };
    const mine = (/** @type {string} */ what, /** @type {Thing} */ one) => (what === "clip" || what === "remark" ? one.session_id === this.sid : what !== "session");
    this.base.things.load({ session: [file.session], clip: file.clips, remark: file.remarks, point: file.points }, mine);
  }

  /** What another window wrote. */
  async _look() {
    if (!this.loaded) return;
    const { things } = this.base;
    const found = await this.base.fetch(`session/${this.data.cid}/${this.sid}?part=words`);
    if (found.clips.some((/** @type {Thing} */ one) => !things.server.has(one.id))) return void (await this.load());
    found.clips = found.clips.map((/** @type {Thing} */ one) => ({ ...things.server.get(one.id), ...one }));
    this._take(found);
  }

  /** @returns {Thing[]} */
  get clips() {
    return this.base.things.all("clip").filter((one) => one.session_id === this.sid);
  }

  get session() {
    return this.base.things.get(this.sid);
  }

  /** The clip on the screen. @returns {Thing | undefined} */
  get now() {
    return this.scene === "clip" ? this.clips[this.at] : undefined;
  }

  /** How long all of it is, in ms. */
  total() {
    return this.clips.reduce((sum, one) => {
      const length = this.clip.films.footage[one.recording_id]?.durationMs ?? 0;
      const { start, end } = shown(one, length);
      return sum + (one.state === "here" && !beyond(one, length) ? end - start : 0);
    }, 0);
  }

  // ---- going through it -----------------------------------------------------------------------

  /** @param {"start" | "clip" | "end"} scene @param {number} [at] @param {number} [ms] where in the clip */
  turn(scene, at = this.at, ms) {
    this.base.things.flush();
    this.scene = scene;
    this.at = Math.max(0, Math.min(at, this.clips.length - 1));
    this.root.dataset.scene = scene;
    this.overview.root.hidden = true;
    this.start.root.hidden = scene !== "start";
    this.clip.root.hidden = scene !== "clip";
    this.end.root.hidden = scene !== "end";
    if (scene === "clip") void this._played();
    if (scene === "clip" && this.now) this.clip.open(this.now, ms);
    else this.clip.leave();
    if (scene === "end") this.end.turn();
    this.side.turn();
    this.draw();
    this.remember(true);
    if (scene !== "end") this.root.focus();
  }

  /** @param {1 | -1} way */
  step(way) {
    const n = this.clips.length;
    if (!n) return;
    if (this.scene === "start") return way > 0 ? this.turn("clip", 0) : undefined;
    if (this.scene === "end") return way < 0 ? this.turn("clip", n - 1) : undefined;
    const next = this.at + way;
    if (next < 0) this.turn("start");
    else if (next >= n) this.turn("end");
    else this.turn("clip", next);
  }

  /** Go on where people were the last time. */
  resume() {
    const at = this.clips.findIndex((one) => one.id === this.left?.clip);
    if (this.left?.scene === "end") this.turn("end");
    else if (at >= 0) this.turn("clip", at, this.left?.ms);
  }

  /** Where we are is kept, so that a closed lid costs nothing. @param {boolean} [now] */
  remember(now = false) {
    if (!this.loaded || this.closed || this.scene === "start" || !this.clips.length) return;
    const time = performance.now();
    if (!now && time - this.written < PLACE_MS) return;
    this.written = time;
    this.slot.set({ clip: this.now?.id ?? "", ms: Math.round(this.clip.film?.now() ?? 0), scene: this.scene });
  }

  draw() {
    if (this.closed || !this.loaded) return;
    const { clips, session, t } = this;
    if (!session) return this.start.trouble("show.gone");
    this.heading.textContent = session.title;
    const now = this.now;
    if (this.scene === "clip" && !now) return this.turn(clips.length ? "clip" : "start", this.at);
    this.place.textContent = now ? t("show.place", { i: this.at + 1, n: clips.length }) : "";
    this.start.draw();
    this.end.draw();
    if (now) this.clip.draw(now);
    this.side.draw();
    this.overview.draw();
  }

  /** @param {string} text */
  say(text) {
    this.said.textContent = text;
    clearTimeout(this.saying);
    this.saying = setTimeout(() => (this.said.textContent = ""), SAID_MS);
  }

  full() {
    if (document.fullscreenElement) void document.exitFullscreen();
    else void this.root.requestFullscreen?.().catch(() => this.say(this.t("show.nofull")));
  }

  quit() {
    this.base.things.flush();
    this.remember(true);
    if (document.fullscreenElement) void document.exitFullscreen();
    goTo(this, "sessie", { traject: this.data.cid, sessie: this.sid });
  }

  /** When and how long, in words. */
  about() {
    const { t, clips } = this;
    const count = clips.length === 1 ? t("session.total.one", { time: clock(this.total()) }) : t("session.total", { n: clips.length, time: clock(this.total()) });
    return [this.code, this.base.day(this.session?.held_on ?? ""), clips.length ? count : ""].filter(Boolean).join("  ·  ");
  }
}
