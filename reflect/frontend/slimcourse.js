// @ts-check
// The course of a case: a column for each recording, a row for each outcome, a mark for each reading and a line for each reader.
import { clock, el } from "./dom.js";
import { OUTCOMES, READERS } from "./slim.js";
import { Lines } from "./slimlines.js";

/**
 * @typedef {import("./slim.js").Step} Step
 * @typedef {import("./slim.js").Mark} Mark
 * @typedef {import("./slim.js").SlimPage} SlimPage
 */

export class Course {
  /** @param {SlimPage} page */
  constructor(page) {
    this.page = page;
    this.field = el("div", { class: "chart" });
    this.lines = new Lines(this.field, true);
    this.about = el("p", { class: "soft" });
    this.key = el("p", { class: "key" });
    this.root = el("section", { class: "course", "aria-label": page.t("slim.course") },
      el("h2", { text: page.t("slim.course") }), this.about, el("div", { class: "scroll" }, this.field), this.key);
  }

  /** @param {import("./slim.js").Shown} shown */
  show(shown) {
    const { page } = this;
    const marks = shown.course.flatMap((step) => step.marks);
    const alone = shown.course.length < 2;
    this.about.textContent = page.t(marks.length ? (alone ? "slim.course_alone" : "slim.course_about") : "slim.course_empty");
    const readers = READERS.filter((reader) => marks.some((mark) => mark.reader === reader));
    this.key.replaceChildren(...readers.map((reader) => el("span", { class: reader }, el("i"), page.t(`slim.reader.${reader}`))));
    this.field.hidden = !marks.length;
    /** @type {Map<Mark, HTMLElement>} */
    const drawn = new Map();
    this.field.replaceChildren(this.lines.svg, this._table(shown.course, drawn));
    this.lines.show(readers.flatMap((reader) => this._line(shown.course, reader, drawn)));
  }

  /** @param {Step[]} course @param {Map<Mark, HTMLElement>} drawn */
  _table(course, drawn) {
    const { page } = this;
    const head = el("tr", {}, el("td"), ...course.map((step) => this._head(step)));
    const rows = OUTCOMES.map((outcome) =>
      el("tr", {}, el("th", { scope: "row", class: outcome, text: page.now.model.outcomes[outcome].label }),
        ...course.map((step) => el("td", {}, ...step.marks.filter((mark) => mark.outcome === outcome).map((mark) => this._mark(step, mark, drawn))))));
    return el("table", {}, el("thead", {}, head), el("tbody", {}, ...rows));
  }

  /** @param {Step} step */
  _head(step) {
    const here = step.rid === this.page.data.rid;
    const day = new Date(`${step.date}T12:00`).toLocaleDateString(this.page.data.lang, { day: "numeric", month: "short", year: "numeric" });
    return el("th", { scope: "col", class: here ? "here" : "", "aria-current": here ? "true" : null },
      el("span", { class: "title", text: step.title, title: step.title }), el("small", { text: day }),
      !step.marks.length && el("small", { text: this.page.t("slim.unread") }));
  }

  /** @param {Step} step @param {Mark} mark @param {Map<Mark, HTMLElement>} drawn */
  _mark(step, mark, drawn) {
    const { page } = this;
    const when = mark.start === null ? page.t("slim.whole") : clock(mark.start);
    const link = page.link("", mark.start, step.rid);
    link.className = `dot ${mark.reader}`;
    link.title = `${page.t(`slim.reader.${mark.reader}`)} · ${when}\n${page.names(mark.roles)} → ${page.names(mark.images)}`;
    link.setAttribute("aria-label", link.title.replace("\n", ": "));
    drawn.set(mark, link);
    return link;
  }

  /** From each reading of a reader to the next. @param {Step[]} course @param {string} reader @param {Map<Mark, HTMLElement>} drawn */
  _line(course, reader, drawn) {
    const dots = course.flatMap((step) => step.marks).filter((mark) => mark.reader === reader).map((mark) => drawn.get(mark));
    const there = dots.filter((dot) => dot !== undefined);
    return there.slice(1).map((to, n) => ({ from: there[n], to, name: reader }));
  }

  close() {
    this.lines.close();
  }
}
