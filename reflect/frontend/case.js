// @ts-check
// The page of a case (traject): its talks, interviews and sessions in the order of time, the attention points, and figures as a course.
import { CasePoints } from "./casepoints.js";
import { CaseTime } from "./casetime.js";
import { CaseCourse } from "./casecourse.js";
import { CyclePage, day, say } from "./cycle.js";
import { el } from "./dom.js";

/**
 * @typedef {import("./cycle.js").Component} Component
 * @typedef {import("./records.js").Thing} Thing
 * @typedef {{id: string, code: string, recordings: number, sessions: number, points: number, last: string}} CaseLine
 * @typedef {{id: string, held_on: string | null, interviewer: string, shown: number, days: number | null}} Held
 * @typedef {{rid: string, title: string, date: string, days: number | null, durationMs: number, people: import("./types.js").Speaker[],
 *   interviews: Held[], said: number}} Visit
 * @typedef {{case: {id: string, code: string}, viewer: string, visits: Visit[], sessions: Thing[], points: Thing[]}} Shown
 */

/** Kept on the page and not in this module: after an update two versions of the module may be there. @type {WeakMap<object, any>} */
const pages = (/** @type {any} */ (globalThis)[Symbol.for("reflect.case")] ??= new WeakMap());

/** @param {Component} component */
export default function mount(component) {
  const { parentElement, data } = component;
  let page = pages.get(parentElement);
  if (page && page.data.cid === data.cid && page.data.lang === data.lang && data.cid) {
    page.data = data;
    void page.look();
  } else {
    page?.close();
    page = data.cid ? new CasePage(component) : new CaseList(component);
    pages.set(parentElement, page);
  }
  page.trigger = component.setTriggerValue;
}

/** All cases, to choose one from. */
class CaseList {
  /** @param {Component} component */
  constructor({ parentElement, data, setTriggerValue }) {
    this.data = data;
    this.trigger = setTriggerValue;
    const t = (/** @type {string} */ key, /** @type {Record<string, string | number>} */ vars = {}) => say(data.texts, key, vars);
    this.t = t;
    const root = /** @type {HTMLElement} */ (parentElement.querySelector(".cycle"));
    root.lang = data.lang;
    /** @type {CaseLine[]} */
    const cases = data.cases;
    const head = ["code", "recordings", "sessions", "points", "last"].map((name) => el("th", { scope: "col", class: name, text: t(`case.list.${name}`) }));
    const table = el("table", { class: "cases" }, el("thead", {}, el("tr", {}, ...head)), el("tbody", {}, ...cases.map((line) => this._row(line))));
    const empty = el("div", { class: "empty" }, el("p", { text: t("case.list.empty") }), el("ol", {}, ...[1, 2, 3].map((n) => el("li", { text: t(`case.list.step${n}`) }))));
    root.replaceChildren(el("h1", { text: t("case.list") }), el("p", { class: "soft", text: t("case.list.about") }), cases.length ? table : empty);
    root.setAttribute("data-ready", "1");
  }

  /** @param {CaseLine} line */
  _row(line) {
    const url = new URL("traject", document.baseURI);
    url.searchParams.set("traject", line.id);
    const go = (/** @type {MouseEvent} */ event) => {
      if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      this.trigger("go", { page: "traject", traject: line.id });
    };
    const numbers = [line.recordings, line.sessions, line.points].map((n) => el("td", { class: "number", text: String(n || "–") }));
    return el("tr", { dataset: { id: line.id } }, el("td", {}, el("a", { href: url.href, text: line.code, onclick: go })), ...numbers, el("td", { class: "number", text: day(line.last, this.data.lang) || "–" }));
  }

  close() {}
}

export class CasePage extends CyclePage {
  /** @param {Component} component */
  constructor(component) {
    const { cid, lang } = component.data;
    super(component, { name: "casepage", owner: cid, read: `case/${cid}?lang=${lang}`, write: `case/${cid}` });
    /** @type {Shown | null} */
    this.shown = null;
    this.title = el("h1");
    this.counts = el("p", { class: "soft counts" });
    this.links = el("p", { class: "links" });
    this.time = new CaseTime(this);
    this.points = new CasePoints(this);
    this.course = new CaseCourse(this);
    const back = this.link({ text: this.t("case.all"), page: "traject" });
    this.root.replaceChildren(el("header", {}, el("p", { class: "back" }, back), this.title, this.counts, this.links), this.bar,
      el("div", { class: "halves" }, this.time.root, this.points.root), this.course.root);
    void this.load();
  }

  close() {
    super.close();
    this.points.close();
    this.course.close();
  }

  /** @param {Shown} shown */
  take(shown) {
    this.shown = shown;
    this.title.textContent = shown.case.code;
    this.things.load({ session: shown.sessions, point: shown.points, follow_up: shown.points.flatMap((one) => one.follow_ups) });
    const { visits, sessions } = shown;
    const points = this.things.all("point");
    this.counts.textContent = [this._count("visits", visits.length), this._count("sessions", sessions.length), this._count("points", points.length)].join("  ·  ");
    const { there } = this.data;
    const query = { traject: shown.case.id };
    this.links.replaceChildren(...(there.session ? [this.link({ text: this.t("case.make_session"), page: "sessie", query })] : []));
    this.time.show(shown);
    this.points.show();
    this.course.show(shown);
  }

  /** @param {string} name @param {number} n */
  _count(name, n) {
    return this.t(n === 1 ? `case.count.${name}.one` : `case.count.${name}.many`, { n });
  }

  /** @param {string} date */
  day(date) {
    return day(date, this.lang);
  }
}
