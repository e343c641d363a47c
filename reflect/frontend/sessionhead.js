// @ts-check
/** The head of the page: which case and session, its title and day, how long it is, and what can be done with it. */
import { Field, savedSign } from "./casefield.js";
import { clock, el, icon } from "./dom.js";
import { SessionTake } from "./sessiontake.js";

/** @typedef {import("./records.js").Thing} Thing */

const COPIED = ["recording_id", "fragment_id", "span", "place", "before_ms", "after_ms", "code", "codebook", "question", "tip", "with_feedback"];

export class SessionHead {
  /** @param {import("./session.js").SessionPage} page */
  constructor(page) {
    this.page = page;
    this.key = "";
    const { t, base, data } = page;
    /** @param {string} key @param {string} sign @param {() => void} run @param {string} part */
    const button = (key, sign, run, part) => el("button", { type: "button", class: "button", title: t(key), dataset: { part }, onclick: run }, icon(sign), el("span", { text: t(key) }));
    this.cases = el("select", { "aria-label": t("session.case"), dataset: { part: "case" }, onchange: () => page.trigger("at", { cid: this.cases.value, sid: "" }) },
      el("option", { value: "", text: t("session.case.choose"), disabled: true, hidden: true }),
      ...data.cases.map((/** @type {{id: string, code: string}} */ one) => el("option", { value: one.id, text: one.code })));
    this.cases.value = data.cid;
    this.select = el("select", { "aria-label": t("session.sessions"), dataset: { part: "sessions" }, onchange: () => void page.open(this.select.value) });
    this.fresh = button("session.new", "plus", () => this.make(), "new-session");
    this.copy = button("session.copy", "note", () => this.double(), "copy-session");
    this.bin = button("session.delete", "bin", () => this.remove(), "delete-session");
    this.undo = button("session.undo", "undo", () => page.undo(), "undo");
    this.redo = button("session.redo", "redo", () => page.redo(), "redo");
    this.choose = el("div", { class: "line" },
      el("label", {}, el("span", { text: t("session.case") }), this.cases),
      this.sessionLabel = el("label", {}, el("span", { text: t("session.sessions") }), this.select),
      this.fresh, this.copy, this.bin, el("span", { class: "grow" }), this.undo, this.redo, savedSign(base));
    this.title = new Field(base, { id: "", what: "session", name: "title", label: t("session.title"), line: true, limit: 200, part: "title", place: t("session.title") });
    this.date = el("input", { type: "date", "aria-label": t("session.date"), dataset: { part: "date" }, onchange: () => base.things.update(page.sid, { held_on: this.date.value }) });
    this.total = el("span", { class: "total", dataset: { part: "total" } });
    this.start = el("a", { class: "button primary", dataset: { part: "start" }, onclick: (/** @type {MouseEvent} */ event) => this._start(event) }, icon("play"), el("span", { text: t("session.start") }));
    this.take = new SessionTake(page);
    this.what = el("div", { class: "line what" }, this.title.root, el("label", {}, el("span", { text: t("session.date") }), this.date), this.total,
      el("span", { class: "grow" }), this.take.root, this.start);
    this.none = el("div", { class: "none" });
    this.root = el("header", { class: "head" }, this.choose, this.what, this.none);
  }

  draw() {
    const { page } = this;
    const { t, base, sid, data } = page;
    const all = page.sessions();
    const names = all.map((one) => [one.id, [one.title || t("session.untitled"), base.day(one.held_on)].filter(Boolean).join(" · ")]);
    const key = JSON.stringify(names);
    if (this.key !== key) this.select.replaceChildren(...names.map(([value, text]) => el("option", { value, text })));
    this.key = key;
    this.select.value = sid;
    this.sessionLabel.hidden = !all.length;
    const there = Boolean(sid);
    this.fresh.hidden = this.undo.hidden = this.redo.hidden = !data.cid;
    this.copy.hidden = this.bin.hidden = this.what.hidden = !there;
    this.undo.disabled = !base.things.undos.length;
    this.redo.disabled = !base.things.redos.length;
    this._none(all.length);
    if (!there) return;
    if (this.title.of.id !== sid) this.title.turnTo(sid);
    const day = base.things.get(sid)?.held_on ?? "";
    if (this.date.value !== day) this.date.value = day;
    const n = page.shownClips().length;
    this.total.textContent = n === 1 ? t("session.total.one", { time: clock(page.total()) }) : t("session.total", { n, time: clock(page.total()) });
    this.start.toggleAttribute("aria-disabled", !n);
    this._links();
  }

  /** @param {number} n how many sessions there are */
  _none(n) {
    const { t, data } = this.page;
    const words = !data.cases.length ? ["session.none.cases", "session.none.cases.how"] : !data.cid ? ["session.none.case", ""] : n ? null : ["session.none", "session.none.how"];
    this.none.hidden = !words;
    const key = String(words);
    if (!words || this.none.dataset.key === key) return;
    this.none.dataset.key = key;
    this.none.replaceChildren(el("h3", { text: t(words[0]) }), words[1] && el("p", { text: t(words[1]) }) || "",
      words[0] === "session.none" ? el("button", { type: "button", class: "button primary", text: t("session.new"), dataset: { part: "first-session" }, onclick: () => this.make() }) : "");
  }

  _links() {
    const { data, sid } = this.page;
    const url = new URL("tonen", document.baseURI);
    url.searchParams.set("traject", data.cid);
    url.searchParams.set("sessie", sid);
    this.start.href = url.href;
    this.take.draw();
  }

  /** @param {MouseEvent} event */
  _start(event) {
    if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const { page } = this;
    if (!page.shownClips().length) return page.say(page.t("session.start.empty"));
    page.start();
  }

  make() {
    const { page } = this;
    const today = new Date();
    const day = [today.getFullYear(), today.getMonth() + 1, today.getDate()].map((n) => String(n).padStart(2, "0")).join("-");
    const id = page.base.things.add("session", { title: page.t("session.untitled"), held_on: day });
    void page.open(id).then(() => {
      this.title.area.focus();
      this.title.area.select();
    });
  }

  /** The same clips once more, with their questions; what was said in the session stays there. */
  double() {
    const { page } = this;
    const { things } = page.base;
    const was = /** @type {Thing} */ (things.get(page.sid));
    const session = { what: /** @type {const} */ ("session"), do: /** @type {const} */ ("add"), id: crypto.randomUUID(), fields: { title: page.t("session.copy.title", { title: was.title }).slice(0, 200), held_on: "" } };
    const clips = page.shownClips().filter((one) => !page.gone(one)).map((one) => ({
      what: /** @type {const} */ ("clip"), do: /** @type {const} */ ("add"), id: crypto.randomUUID(),
      fields: { session_id: session.id, ...Object.fromEntries(COPIED.filter((name) => one[name] !== null && one[name] !== undefined).map((name) => [name, one[name]])) },
    }));
    things.act([session, ...clips]);
    void page.open(session.id).then(() => page.say(page.t("session.copied")));
  }

  remove() {
    const { page } = this;
    const { things } = page.base;
    const gone = page.sid;
    const title = things.get(gone)?.title ?? "";
    things.remove(gone);
    page.say(page.t("session.deleted", { title }), page.t("session.undo"), () => {
      page.undo();
      void page.open(gone);
    });
  }
}
