// @ts-check
/** The head of a set: what it is for, how long it is, whether it may still be used, and the way to watching it. */
import { goTo } from "./casebase.js";
import { Field, savedSign } from "./casefield.js";
import { today } from "./cycle.js";
import { clock, el, icon } from "./dom.js";

const SOON_DAYS = 30;
const DAY_MS = 86_400_000;

export class TeachingHead {
  /** @param {import("./teaching.js").TeachingPage} page */
  constructor(page) {
    this.page = page;
    const { t, base, sid } = page;
    /** @type {any} */
    this.file = null;
    const button = (/** @type {string} */ key, /** @type {string} */ sign, /** @type {() => void} */ run, /** @type {string} */ part) => el("button", { type: "button", class: "button", title: t(key), dataset: { part }, onclick: run }, icon(sign), el("span", { text: t(key) }));
    const list = new URL("leerset", document.baseURI).href;
    this.back = el("a", { class: "back", href: list, text: t("teaching.back"), dataset: { part: "all-sets" }, onclick: (/** @type {MouseEvent} */ event) => this._back(event) });
    this.undo = button("session.undo", "undo", () => page.undo(), "undo");
    this.redo = button("session.redo", "redo", () => page.redo(), "redo");
    this.bin = button("teaching.delete", "bin", () => this.remove(), "delete-set");
    const field = (/** @type {string} */ name, /** @type {number} */ limit, /** @type {Partial<import("./casefield.js").Of>} */ more) => new Field(base, { id: sid, what: "set", name, label: t(`teaching.${name}`), limit, place: t(`teaching.${name}.place`), part: name, ...more });
    this.fields = [field("title", 200, { line: true }), field("goal", 10_000, { rows: 2 }), field("audience", 1_000, { line: true }), field("note", 10_000, { rows: 2 })];
    const [title, goal, audience, note] = this.fields;
    const labelled = (/** @type {string} */ name, /** @type {Field} */ one) => el("div", { class: "labelled" }, el("span", { class: "name", text: t(`teaching.${name}`) }), one.root);
    this.total = el("span", { class: "total", dataset: { part: "total" } });
    this.ask = this._check("ask_theme");
    this.shut = this._check("closed");
    const url = new URL("moment", document.baseURI);
    url.searchParams.set("leerset", sid);
    this.watch = el("a", { class: "button primary", href: url.href, dataset: { part: "watch" }, onclick: (/** @type {MouseEvent} */ event) => this._watch(event) }, icon("eye"), el("span", { text: t("teaching.watch") }));
    this.standing = el("p", { class: "standing", dataset: { part: "standing" } });
    this.what = el("div", { class: "what about-set" }, el("div", { class: "line" }, title.root, this.total, el("span", { class: "grow" }), this.watch),
      el("div", { class: "purpose" }, labelled("goal", goal), labelled("audience", audience), labelled("note", note)),
      el("div", { class: "line" }, this.ask.root, this.shut.root, el("span", { class: "grow" }), this.standing));
    this.lost = el("div", { class: "none", hidden: true }, el("h3", { text: t("teaching.gone") }));
    this.root = el("header", { class: "head" }, el("div", { class: "line" }, this.back, el("span", { class: "grow" }), this.undo, this.redo, this.bin, savedSign(base)), this.what, this.lost);
  }

  close() {
    for (const one of this.fields) one.close();
  }

  /** @param {any} file what the server says of the set */
  taken(file) {
    this.file = file;
  }

  /** The set is not there (any more). */
  gone() {
    this.what.hidden = true;
    this.lost.hidden = false;
    this.page.root.setAttribute("data-ready", "1");
  }

  draw() {
    const { page } = this;
    const { t, base } = page;
    const set = page.set;
    if (!set) return;
    this.undo.disabled = !base.things.undos.length;
    this.redo.disabled = !base.things.redos.length;
    this.ask.box.checked = Boolean(set.ask_theme);
    this.shut.box.checked = Boolean(set.closed);
    const n = page.shownClips().length;
    this.total.textContent = n === 1 ? t("session.total.one", { time: clock(page.total()) }) : t("session.total", { n, time: clock(page.total()) });
    this._standing(set);
  }

  /** Whether it may still be used, and until when. @param {import("./records.js").Thing} set */
  _standing(set) {
    const { page } = this;
    const { t, base } = page;
    const until = set.confirmed_on ? later(set.confirmed_on) : (this.file?.set.good_until ?? "");
    const left = until ? Math.round((Date.parse(until) - Date.parse(today())) / DAY_MS) : SOON_DAYS + 1;
    const key = set.closed ? "closed" : left < 0 ? "stale" : left <= SOON_DAYS ? "soon" : "good";
    const words = `${key} ${until} ${set.confirmed_on}`;
    if (this.standing.dataset.words === words) return;
    this.standing.dataset.words = words;
    this.standing.className = `standing ${key}`;
    const confirm = () => {
      base.things.update(page.sid, { confirmed_on: today() });
      page.say(t("teaching.confirmed"), t("session.undo"), () => page.undo());
    };
    this.standing.replaceChildren(t(`teaching.standing.${key}`, { day: base.day(until) }));
    if (key === "stale" || key === "soon") this.standing.append(" ", el("button", { type: "button", class: "button", text: t("teaching.confirm"), dataset: { part: "confirm" }, onclick: confirm }));
  }

  /** @param {"ask_theme" | "closed"} name */
  _check(name) {
    const { page } = this;
    const box = el("input", { type: "checkbox", dataset: { part: name }, onchange: () => page.base.things.update(page.sid, { [name]: box.checked }) });
    return { box, root: el("label", { class: "check", title: page.t(`teaching.${name}.about`) }, box, el("span", { text: page.t(`teaching.${name}`) })) };
  }

  remove() {
    const { page } = this;
    const { base, sid, t } = page;
    const title = page.set?.title ?? "";
    page.body.hidden = this.what.hidden = true;
    base.things.remove(sid);
    page.say(t("teaching.deleted", { title }), t("session.undo"), () => {
      page.undo();
      page.body.hidden = this.what.hidden = false;
    });
  }

  /** @param {MouseEvent} event */
  _back(event) {
    if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    this.page.base.things.flush();
    this.page.trigger("at", { set: "" });
  }

  /** @param {MouseEvent} event */
  _watch(event) {
    if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    this.page.base.things.flush();
    goTo(this.page, "moment", { leerset: this.page.sid });
  }
}

/** A year after this day. @param {string} day "2026-11-22" */
function later(day) {
  return new Date(Date.parse(`${day.slice(0, 10)}T12:00Z`) + 365 * DAY_MS).toISOString().slice(0, 10);
}
