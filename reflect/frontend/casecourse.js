// @ts-check
// Figures of a case as a course: a small picture for each, with a mark for each talk that opens it; and SLIM.
import { ApiError } from "./api.js";
import { el } from "./dom.js";
import { Course } from "./slimcourse.js";

/**
 * @typedef {{rid: string, at: number | null, value: number | null}} Point
 * @typedef {{who: string, points: Point[]}} Line
 * @typedef {{name: string, unit: "share" | "ms" | "rate", lines: Line[]}} Picture
 * @typedef {{measures: Picture[], slim: {model: any, course: import("./slim.js").Step[]}}} Found
 */

const WIDE = 100;
const HIGH = 100;

export class CaseCourse {
  /** @param {import("./case.js").CasePage} page */
  constructor(page) {
    this.page = page;
    /** @type {Course | null} */
    this.slim = null;
    this.about = el("p", { class: "soft" });
    this.pictures = el("div", { class: "pictures" });
    this.place = el("div", { class: "slim" });
    this.root = el("section", { class: "figures", "aria-label": page.t("case.course") }, el("h2", { text: page.t("case.course") }), this.about, this.pictures, this.place);
    this.asked = "";
  }

  /** Worked out apart: a long talk takes a moment to count. @param {import("./case.js").Shown} shown */
  show(shown) {
    const { page } = this;
    const asked = JSON.stringify(shown.visits.map((one) => [one.rid, one.date]));
    if (asked === this.asked || !shown.visits.length) return;
    this.asked = asked;
    this.about.textContent = page.t("case.course.wait");
    page.api.get(`case/${shown.case.id}/course?lang=${page.lang}`, { timeoutMs: 120_000 }).then((found) => this._draw(found, shown), (error) => {
      if (!(error instanceof ApiError)) throw error;
      this.asked = "";
      this.about.textContent = page.t("case.course.failed");
    });
  }

  close() {
    this.slim?.close();
  }

  /** @param {Found} found @param {import("./case.js").Shown} shown */
  _draw(found, shown) {
    const { page } = this;
    const { t } = page;
    const drawn = found.measures.filter((one) => one.lines.some((line) => line.points.some((point) => point.value !== null)));
    this.about.textContent = t(!drawn.length ? "case.course.empty" : shown.visits.length < 2 ? "case.course.alone" : "case.course.about");
    this.pictures.replaceChildren(...drawn.map((one) => this._picture(one, shown)));
    this.slim?.close();
    const host = { t, data: { rid: "", lang: page.lang }, now: { model: found.slim.model }, names: (/** @type {string[]} */ codes) => codes.map((code) => label(found.slim.model, code)).join(" + "),
      link: (/** @type {string} */ text, /** @type {number | null} */ ms, /** @type {string} */ rid) => page.link({ text, ms, rid }) };
    this.slim = new Course(/** @type {any} */ (host));
    this.place.replaceChildren(this.slim.root);
    this.slim.show(/** @type {any} */ ({ course: found.slim.course }));
    const h2 = this.slim.root.querySelector("h2");
    h2?.replaceWith(el("h3", { text: "SLIM" }));
    this.root.setAttribute("data-ready", "1");
  }

  /** @param {Picture} picture @param {import("./case.js").Shown} shown */
  _picture({ name, unit, lines }, shown) {
    const { t } = this.page;
    const all = lines.flatMap((line) => line.points.flatMap((one) => one.value ?? []));
    const low = Math.min(0, ...all);
    const high = unit === "share" ? 1 : Math.max(...all, low + 1e-9);
    const at = (/** @type {number} */ n) => ((n + 0.5) / shown.visits.length) * WIDE;
    const up = (/** @type {number} */ value) => HIGH - ((value - low) / (high - low || 1)) * HIGH;
    const field = el("div", { class: "plot" }, this._lines(lines, at, up), ...lines.flatMap((line) => line.points.map((point, n) => this._dot(name, unit, line, point, shown.visits[n], at(n), up))));
    const days = el("div", { class: "days" }, ...shown.visits.map((visit) => el("span", { text: this.page.day(visit.date), title: visit.title })));
    const key = lines.length > 1 && el("p", { class: "key" }, ...lines.map((line) => el("span", { class: line.who }, el("i", {}), t(`case.who.${line.who}`))));
    return el("figure", { class: "picture-of", dataset: { name } }, el("figcaption", {}, el("b", { text: t(`case.measure.${name}`) }), el("small", { text: t(`case.measure.${name}.about`) })), field, days, key);
  }

  /** @param {Line[]} lines @param {(n: number) => number} at @param {(value: number) => number} up */
  _lines(lines, at, up) {
    const space = "http://www.w3.org/2000/svg";
    const svg = document.createElementNS(space, "svg");
    for (const [name, value] of Object.entries({ viewBox: `0 0 ${WIDE} ${HIGH}`, preserveAspectRatio: "none", "aria-hidden": "true" })) svg.setAttribute(name, value);
    for (const line of lines) {
      const path = document.createElementNS(space, "polyline");
      path.setAttribute("points", line.points.flatMap((one, n) => (one.value === null ? [] : [`${at(n).toFixed(2)},${up(one.value).toFixed(2)}`])).join(" "));
      path.setAttribute("class", line.who || "talk");
      svg.append(path);
    }
    return svg;
  }

  /** @param {string} name @param {Picture["unit"]} unit @param {Line} line @param {Point} point @param {import("./case.js").Visit} visit @param {number} x @param {(value: number) => number} up */
  _dot(name, unit, line, point, visit, x, up) {
    if (point.value === null) return null;
    const { page } = this;
    const said = this._said(point.value, unit);
    const link = page.link({ text: "", rid: point.rid, ms: point.at });
    link.className = `mark ${line.who || "talk"}`;
    link.style.cssText = `left:${x}%;top:${up(point.value)}%`;
    link.append(el("i", {}), el("span", { text: said }));
    link.title = [page.t(`case.measure.${name}`), line.who && page.t(`case.who.${line.who}`), visit.title, page.day(visit.date)].filter(Boolean).join("  ·  ");
    link.setAttribute("aria-label", `${link.title}: ${said}`);
    return link;
  }

  /** @param {number} value @param {Picture["unit"]} unit */
  _said(value, unit) {
    const { lang } = this.page;
    if (unit === "share") return `${Math.round(value * 100)} %`;
    if (unit === "ms") return `${(value / 1000).toLocaleString(lang, { minimumFractionDigits: 1, maximumFractionDigits: 1 })} s`;
    return value.toLocaleString(lang, { maximumFractionDigits: value < 10 ? 1 : 0 });
  }
}

/** @param {any} model @param {string} code @returns {string} */
const label = (model, code) => [...model.images, ...model.roles].find((one) => one.code === code)?.label ?? code;
