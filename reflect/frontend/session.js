// @ts-check
// The page "Reflectiesessie": put a session together from fragments of a whole case.
import { ApiError } from "./api.js";
import { Bench } from "./bench.js";
import { goTo, sessionBase } from "./casebase.js";
import { clashes } from "./casefield.js";
import { el } from "./dom.js";
import { SessionCard } from "./sessioncard.js";
import { SessionClips } from "./sessionclips.js";
import { SessionHead } from "./sessionhead.js";
import { Leading } from "./sessionlead.js";
import { Picker } from "./sessionpick.js";

/**
 * @typedef {import("./casebase.js").Component} Component
 * @typedef {import("./casebase.js").Data} Data
 * @typedef {import("./casebase.js").Choice} Choice
 * @typedef {import("./records.js").Thing} Thing
 */

/** Kept on the page and not in this module: after an update two versions of the module may be there. @type {WeakMap<object, SessionPage>} */
const pages = (/** @type {any} */ (globalThis)[Symbol.for("reflect.session")] ??= new WeakMap());

/** @param {Component} component */
export default function mount(component) {
  let page = pages.get(component.parentElement);
  if (!page || page.closed || page.data.cid !== component.data.cid || page.data.lang !== component.data.lang) {
    page?.close();
    page = new SessionPage(component);
    pages.set(component.parentElement, page);
  }
  page.trigger = component.setTriggerValue;
  const mine = page;
  return () => void setTimeout(() => mine.root.isConnected || mine.close(), 0);
}

export class SessionPage extends Bench {
  /** @param {Component} component */
  constructor(component) {
    super(component, sessionBase(component.data));
    this.sid = "";
    /** The client's released answers to the closing questions. @type {import("./casebase.js").Said[]} */
    this.closing = [];
    this.head = new SessionHead(this);
    this.picker = new Picker(this);
    this.clips = new SessionClips(this, (clips, id) => new SessionCard(clips, id));
    this.lead = new Leading(this.base, () => ({ sid: this.sid, closing: this.closing }));
    const work = el("div", { class: "halves" }, el("div", { class: "left" }, this.preview, this.picker.root), this.clips.root);
    this.body = el("div", { class: "body", hidden: true }, work, this.lead.root);
    this.root.replaceChildren(this.head.root, clashes(this.base), this.said, this.body);
    this.base.things.on("change", () => this.draw());
    this.base.look = () => this._look();
    void this.load();
  }

  /** The sessions of the case and the fragments to choose from, then the session that was asked for or the newest. */
  async load() {
    if (!this.data.cid) return this._ready();
    try {
      const [file, found] = await Promise.all([this.base.fetch(`case/${this.data.cid}`), this.base.fetch(`case/${this.data.cid}/fragments`)]);
      if (this.closed) return;
      this.choices = found.fragments;
      this.films.footage = found.recordings;
      this.base.things.load({ session: file.sessions, point: file.points });
      const all = this.sessions();
      await this.open(all.some((one) => one.id === this.data.sid) ? this.data.sid : (all[0]?.id ?? ""));
      this._ready();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.say(this.t("session.not_loaded"), this.t("session.again"), () => void this.load());
    }
  }

  _ready() {
    this.draw();
    this.root.setAttribute("data-ready", "1");
  }

  /** The newest first. @returns {Thing[]} */
  sessions() {
    const day = (/** @type {Thing} */ one) => one.held_on || "9999";
    return this.base.things.all("session").reverse().sort((a, b) => (day(a) < day(b) ? 1 : day(a) > day(b) ? -1 : 0));
  }

  /** @param {string} sid */
  async open(sid) {
    this.hush();
    this.base.things.flush();
    this.sid = sid;
    this.closing = [];
    const fresh = !sid || (this.base.things.get(sid)?.revision ?? 0) === 0;
    if (sid && !fresh) await this._fetch(sid);
    if (this.sid !== sid || this.closed) return;
    this.trigger("at", { cid: this.data.cid, sid });
    this.lead.turn();
    this.draw();
  }

  /** @param {string} sid */
  async _fetch(sid) {
    try {
      this._take(await this.base.fetch(`session/${this.data.cid}/${sid}`), sid);
    } catch (error) {
      if (this.closed) return;
      if (!(error instanceof ApiError)) throw error;
      // One that was just brought back is on its way to the server, and all of it is here.
      if (error.status !== 404) this.say(this.t("session.not_loaded"), this.t("session.again"), () => void this.open(sid));
    }
  }

  /** What the server says of the open session. @param {any} file @param {string} sid */
  _take(file, sid) {
    const mine = (/** @type {string} */ what, /** @type {Thing} */ one) =>
      what === "clip" || what === "remark" ? one.session_id === sid : what === "session" && one.id === sid;
    if (file.closing) this.closing = file.closing;
    this.base.things.load({ session: [file.session], clip: file.clips, remark: file.remarks, point: file.points }, mine);
  }

  /** What another window wrote. */
  async _look() {
    const { sid } = this;
    const file = await this.base.fetch(`case/${this.data.cid}`);
    this.base.things.load({ session: file.sessions, point: file.points });
    if (!sid || !this.base.things.get(sid)?.revision) return;
    const found = await this.base.fetch(`session/${this.data.cid}/${sid}?part=words`);
    if (sid !== this.sid) return;
    for (const one of found.clips) if (!this.base.things.get(one.id)) return void this._take(await this.base.fetch(`session/${this.data.cid}/${sid}`), sid);
    found.clips = found.clips.map((/** @type {Thing} */ one) => ({ ...this.base.things.server.get(one.id), ...one }));
    this._take(found, sid);
  }

  /** The clips of the open session, in their order. @returns {Thing[]} */
  shownClips() {
    return this.base.things.all("clip").filter((one) => one.session_id === this.sid);
  }

  draw() {
    if (this.closed) return;
    const there = Boolean(this.sid && this.base.things.get(this.sid));
    if (this.sid && !there) {
      const next = this.sessions()[0]?.id ?? "";
      void this.open(next);
      return;
    }
    this.body.hidden = !there;
    this.head.draw();
    if (!there) return;
    this.picker.draw();
    this.clips.draw();
  }

  /** @param {Choice} one */
  fieldsOf(one) {
    const words = { question: one.question.slice(0, 1000), tip: (one.tips[0] ?? "").slice(0, 1000), with_feedback: true };
    return { ...super.fieldsOf(one), session_id: this.sid, code: one.code, codebook: one.codebook, ...words };
  }

  /** Show the session over the whole window. */
  start() {
    this.base.things.flush();
    goTo(this, "tonen", { traject: this.data.cid, sessie: this.sid });
  }
}
