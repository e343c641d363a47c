// @ts-check
// The page of interviews with the client: which fragments are shown, and showing them one by one.
import { CyclePage, day, slot, today } from "./cycle.js";
import { el } from "./dom.js";
import { Ask } from "./interviewask.js";
import { Choose } from "./interviewchoose.js";
import { idOf, uuidOf } from "./operation.js";

/**
 * @typedef {import("./cycle.js").Component} Component
 * @typedef {import("./records.js").Thing} Thing
 * @typedef {{id: string, span: [number, number], code: string, coder: string, title: string, theme: string, colour: string, note: string}} Piece
 * @typedef {{recording: {id: string, title: string, date: string, durationMs: number, filmErased: string | null}, case: {id: string, code: string} | null, viewer: string,
 *   media: import("./types.js").Medium[], fragments: Piece[], interviews: Thing[]}} Found
 */

/** The questions that end an interview. */
export const CLOSINGS = ["understanding", "nearer", "ownership"];
const DAY_MS = 86_400_000;

/** Kept on the page and not in this module: after an update two versions of the module may be there. @type {WeakMap<object, InterviewPage>} */
const pages = (/** @type {any} */ (globalThis)[Symbol.for("reflect.interview")] ??= new WeakMap());

/** @param {Component} component */
export default function mount(component) {
  const { parentElement, data } = component;
  let page = pages.get(parentElement);
  if (page && page.data.rid === data.rid && page.data.lang === data.lang) {
    page.data = data;
    void page.look();
  } else {
    page?.close();
    page = new InterviewPage(component);
    pages.set(parentElement, page);
  }
  page.trigger = component.setTriggerValue;
}

/** What was released is taken back by who changes it. @param {Thing} thing @param {import("./records.js").Op} op @returns {Thing} */
function takenBack(thing, op) {
  const changed = ["text", "answer", "may_hear"].some((name) => name in op);
  return thing.released && changed && !("released" in op) ? { ...thing, released: false } : thing;
}

export class InterviewPage extends CyclePage {
  /** @param {Component} component */
  constructor(component) {
    const { rid, lang, iid } = component.data;
    super(component, { name: "interview", owner: rid, read: `interview/${rid}?lang=${lang}`, write: `interview/${rid}`, follows: takenBack });
    /** @type {Found | null} */
    this.found = null;
    this.memory = slot(`reflect.${rid}.interview.now`);
    /** The interview that is looked at. */
    this.iid = iid || this.memory.get()?.iid || "";
    this.tabs = el("div", { class: "tabs", role: "group", "aria-label": this.t("interview.which") });
    this.choose = new Choose(this);
    this.ask = new Ask(this);
    this.empty = el("div", { class: "empty" });
    this.root.replaceChildren(this.tabs, this.bar, this.empty, this.choose.root, this.ask.root);
    this.things.on("change", () => this.draw());
    void this.load();
  }

  close() {
    super.close();
    this.choose.close();
    this.ask.close();
  }

  /** @param {Found} found */
  take(found) {
    this.found = found;
    this.things.load({ interview: found.interviews, feedback: found.interviews.flatMap((one) => one.feedback) });
    const at = this.memory.get();
    if (at?.asking !== undefined && at.iid === this.now?.id && !this.ask.open) this.ask.start(at.asking);
  }

  /** @returns {Thing | undefined} */
  get now() {
    const all = this.interviews;
    return all.find((one) => one.id === this.iid) ?? all.at(-1);
  }

  get interviews() {
    return this.things.all("interview");
  }

  /** What is shown to the client, in order; a fragment that was taken away since has no film any more. @returns {(Piece | {id: string, gone: true})[]} */
  get pieces() {
    const known = this.found?.fragments ?? [];
    return (this.now?.fragments ?? []).map((/** @type {string} */ id) => known.find((one) => one.id === id) ?? { id, gone: true });
  }

  /** The id of what the client says about a fragment or a closing question: the same in every window. @param {string} about */
  feedbackId(about) {
    return idOf(this.now?.id ?? about, CLOSINGS.includes(about) ? uuidOf(about) : about);
  }

  /** The words about it: those that are there, under whichever id. @param {string} about @returns {string} */
  wordsOf(about) {
    const iid = this.now?.id;
    return this.things.all("feedback").filter((one) => one.interview_id === iid && one.about === about).at(-1)?.id ?? this.feedbackId(about);
  }

  draw() {
    const { found, now, t } = this;
    if (!found) return;
    const all = this.interviews;
    this.empty.hidden = all.length > 0;
    this.choose.root.hidden = !now;
    this._tabs(all, now);
    if (!all.length) this._empty(found);
    if (now) this.choose.show(found, now);
    if (this.ask.open) this.ask.draw();
    this.root.dataset.iid = now?.id ?? "";
  }

  /** How many days after the talk; null without a date. @param {string | null | undefined} date */
  days(date) {
    if (!date || !this.found) return null;
    return Math.round((Date.parse(date.slice(0, 10)) - Date.parse(this.found.recording.date)) / DAY_MS);
  }

  /** @param {string | null | undefined} date */
  after(date) {
    const n = this.days(date);
    if (n === null) return "";
    return this.t(n < 0 ? "interview.before" : n === 0 ? "interview.same_day" : n === 1 ? "interview.after.one" : "interview.after.many", { n });
  }

  /** Where the interviewer is, so that a reload brings it back. @param {number | undefined} asking */
  remember(asking) {
    this.memory.set({ iid: this.now?.id ?? "", asking });
  }

  /** @param {Thing[]} all @param {Thing | undefined} now */
  _tabs(all, now) {
    const tab = (/** @type {Thing} */ one, /** @type {number} */ n) => el("button", { type: "button", class: "tab", "aria-pressed": String(one === now || one.id === now?.id), onclick: () => this._turn(one.id) },
      el("b", { text: this.t("interview.number", { n: n + 1 }) }), el("small", { text: [day(one.held_on, this.lang), this.after(one.held_on)].filter(Boolean).join("  ·  ") || this.t("interview.undated") }));
    const key = JSON.stringify([all.map((one) => [one.id, one.held_on]), now?.id]);
    if (this.tabs.dataset.key === key) return;
    this.tabs.dataset.key = key;
    this.tabs.replaceChildren(...all.map(tab), ...(all.length ? [el("button", { type: "button", class: "tab new", text: `+ ${this.t("interview.new")}`, onclick: () => this._new() })] : []));
  }

  /** @param {string} id */
  _turn(id) {
    this.things.flush();
    this.iid = id;
    this.remember(undefined);
    this.draw();
  }

  /** All fragments are proposed: to leave some out is less work than to look for them. */
  _new() {
    const fragments = (this.found?.fragments ?? []).map((one) => one.id);
    this.iid = this.things.add("interview", { held_on: today(), fragments: fragments.slice(0, 200) });
    this.remember(undefined);
    this.draw();
  }

  /** @param {Found} found */
  _empty(found) {
    const { t } = this;
    const none = !found.fragments.length;
    const act = none ? this.link({ text: t("interview.to_film"), rid: found.recording.id }) : el("button", { type: "button", class: "button primary", text: t("interview.begin"), onclick: () => this._new() });
    const key = String(none);
    if (this.empty.dataset.key === key) return;
    this.empty.dataset.key = key;
    this.empty.replaceChildren(el("h2", { text: t("interview.empty") }), el("p", { text: t(none ? "interview.empty.none" : "interview.empty.about") }), el("p", { class: "act" }, act));
  }
}
