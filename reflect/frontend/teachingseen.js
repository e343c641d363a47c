// @ts-check
/** What trainees pressed in each clip, over its time, beside what researchers tagged there. */
import { ApiError } from "./api.js";
import { clock, el } from "./dom.js";

/**
 * @typedef {{id: string, trainee: string, started_at: string | null, hits: number, misses: number, extra: number}} Trainee
 * @typedef {{id: string, spotting_id: string, at_ms: number, theme: string, inside: boolean}} Press
 * @typedef {{id: string, span: [number, number], title: string, colour: string, coder: string}} Tag
 * @typedef {{id: string, number: number, title: string, colour: string, codebook: string, recording_id: string, shown: [number, number] | null, tags: Tag[], targets: [number, number][],
 *   presses: Press[], hits: number, misses: number, extra: number}} Seen
 * @typedef {{trainees: Trainee[], clips: Seen[]}} Found
 */

const LATE_MS = 2_000;
const BEFORE_MS = 2_000;
const AFTER_MS = 2_000;

export class TeachingSeen {
  /** @param {import("./teaching.js").TeachingPage} page */
  constructor(page) {
    this.page = page;
    const { t } = page;
    /** @type {Found | null} */
    this.found = null;
    this.key = "";
    this.table = el("div", { class: "trainees" });
    this.lines = el("div", { class: "lanes-of" });
    this.empty = el("p", { class: "soft", text: t("teaching.seen.none") });
    this.how = el("p", { class: "soft", text: t("teaching.seen.about", { s: LATE_MS / 1000 }) });
    this.root = el("section", { class: "seen lead", dataset: { part: "seen" } }, el("h3", { text: t("teaching.seen") }), this.empty, this.how, this.table, this.lines);
  }

  async load() {
    try {
      this.found = await this.page.base.fetch(`teaching/${this.page.sid}/presses`);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      return; // it is asked again by itself
    }
    this.draw();
  }

  draw() {
    const { found } = this;
    if (!found || this.page.closed) return;
    const key = JSON.stringify(found);
    if (key === this.key) return;
    this.key = key;
    const any = found.trainees.length > 0;
    this.empty.hidden = any;
    this.how.hidden = this.table.hidden = this.lines.hidden = !any;
    if (!any) return;
    this.table.replaceChildren(this._table(found));
    this.lines.replaceChildren(...found.clips.map((one) => this._clip(one, found.trainees)));
  }

  /** @param {Found} found */
  _table({ trainees }) {
    const { t, base } = this.page;
    const columns = ["trainee", "began", "hits", "misses", "extra"];
    const rows = trainees.map((one) => el("tr", { dataset: { trainee: one.id } }, el("th", { scope: "row", text: one.trainee }), el("td", { text: this._when(one) }),
      ...[one.hits, one.misses, one.extra].map((n) => el("td", { class: "number", text: String(n) })), this._erase(one)));
    const all = (/** @type {"hits" | "misses" | "extra"} */ name) => String(trainees.reduce((sum, one) => sum + one[name], 0));
    const foot = trainees.length > 1 && el("tfoot", {}, el("tr", {}, el("th", { scope: "row", text: t("teaching.seen.all", { n: trainees.length }) }), el("td"), ...(/** @type {const} */ (["hits", "misses", "extra"])).map((name) => el("td", { class: "number", text: all(name) })), el("td")));
    return el("table", { lang: base.lang }, el("caption", { class: "unseen", text: t("teaching.seen") }), el("thead", {}, el("tr", {}, ...columns.map((name) => el("th", { scope: "col", class: name, title: t(`teaching.seen.${name}.about`), text: t(`teaching.seen.${name}`) })), el("td"))), el("tbody", {}, ...rows), foot);
  }

  /** A trainee may ask for it. Nothing brings it back, so it is asked once more. @param {Trainee} one */
  _erase(one) {
    const { t } = this.page;
    const cell = el("td", { class: "erase" });
    const button = (/** @type {string} */ part, /** @type {string} */ text, /** @type {() => void} */ onclick) => el("button", { type: "button", class: "link", dataset: { part }, text, onclick });
    const ask = () => {
      const sure = button("erase-sure", t("teaching.seen.erase_sure", { name: one.trainee }), () => void this._forget(one));
      cell.replaceChildren(sure, " ", button("erase-keep", t("teaching.seen.erase_keep"), () => calm().focus()));
      sure.focus();
    };
    const calm = () => {
      const first = button("erase", t("teaching.seen.erase"), ask);
      first.setAttribute("aria-label", t("teaching.seen.erase_of", { name: one.trainee }));
      cell.replaceChildren(first);
      return first;
    };
    calm();
    return cell;
  }

  /** @param {Trainee} one */
  async _forget(one) {
    const { page } = this;
    try {
      const { presses } = await page.base.api.post(`teaching/${page.sid}/presses/${one.id}/erase`, {});
      page.say(page.t("teaching.seen.erased", { name: one.trainee, n: presses }));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      page.say(page.t("teaching.seen.not_erased"));
    }
    await this.load();
  }

  /** @param {Trainee} one */
  _when(one) {
    return one.started_at ? new Date(one.started_at).toLocaleString(this.page.base.lang, { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" }) : "";
  }

  /** @param {Seen} clip @param {Trainee[]} trainees */
  _clip(clip, trainees) {
    const { t } = this.page;
    const name = clip.title || t("session.clip");
    const head = el("h4", {}, `${clip.number} · ${name}`, el("span", { class: "soft", text: ` ${t("teaching.seen.score", { hits: clip.hits, misses: clip.misses, extra: clip.extra })}` }));
    const box = el("article", { class: "watched", dataset: { clip: clip.id } }, head);
    if (!clip.shown) {
      box.append(el("p", { class: "soft", text: t("teaching.seen.gap") }));
      return box;
    }
    const span = clip.shown;
    box.style.setProperty("--tint", clip.colour || "var(--soft)");
    box.append(el("div", { class: "lanes", role: "list" }, this._scale(span), this._researchers(clip, span), ...trainees.map((one) => this._trainee(clip, one, span))));
    return box;
  }

  /** @param {[number, number]} span @param {number} ms */
  _at([start, end], ms) {
    return Math.max(0, Math.min(100, (100 * (ms - start)) / Math.max(1, end - start)));
  }

  /** @param {[number, number]} span */
  _scale(span) {
    return el("div", { class: "lane scale", "aria-hidden": "true" }, el("span", { class: "name" }), el("span", { class: "rail" }, el("i", { text: "0:00" }), el("i", { text: clock(span[1] - span[0]) })));
  }

  /** What counts stands out; two seconds more, because a hand is slower than an eye. @param {Seen} clip @param {[number, number]} span */
  _researchers(clip, span) {
    const { t } = this.page;
    const rail = el("span", { class: "rail" });
    const box = (/** @type {number} */ from, /** @type {number} */ to, /** @type {string} */ kind, /** @type {string} */ colour, /** @type {string} */ title) => {
      const left = this._at(span, from);
      const one = el("i", { class: kind, title, style: `left:${left}%;width:${Math.max(0.4, this._at(span, to) - left)}%` });
      if (colour) one.style.setProperty("--tint", colour);
      rail.append(one);
    };
    for (const [from, to] of clip.targets) box(from, to + LATE_MS, "late", "", t("teaching.seen.late", { s: LATE_MS / 1000 }));
    const counted = (/** @type {Tag} */ tag) => clip.targets.some(([from, to]) => from === tag.span[0] && to === tag.span[1]);
    for (const tag of clip.tags) box(tag.span[0], tag.span[1], counted(tag) ? "tag counts" : "tag", tag.colour, [tag.title, tag.coder, this._time(span, tag.span[0])].filter(Boolean).join(" · "));
    for (const [from, to] of clip.targets) if (!clip.tags.some((tag) => tag.span[0] === from && tag.span[1] === to)) box(from, to, "tag counts", clip.colour, t("teaching.seen.clip"));
    const words = clip.tags.map((tag) => `${tag.title} ${this._time(span, tag.span[0])}–${this._time(span, tag.span[1])}`).join("; ");
    return el("div", { class: "lane researchers", role: "listitem", "aria-label": `${t("teaching.seen.researchers")}: ${words || t("teaching.seen.untagged")}` }, el("span", { class: "name", text: t("teaching.seen.researchers") }), rail);
  }

  /** @param {Seen} clip @param {Trainee} trainee @param {[number, number]} span */
  _trainee(clip, trainee, span) {
    const { page } = this;
    const { t } = page;
    const mine = clip.presses.filter((one) => one.spotting_id === trainee.id);
    const rail = el("span", { class: "rail" }, ...mine.map((one) => {
      const theme = page.data.books[clip.codebook]?.find((/** @type {{code: string}} */ found) => found.code === one.theme);
      const words = [trainee.trainee, this._time(span, one.at_ms), theme?.title ?? one.theme, t(one.inside ? "teaching.seen.hit" : "teaching.seen.wide")].filter(Boolean).join(" · ");
      const hear = () => page.hear(one.id, clip.recording_id, Math.max(0, one.at_ms - BEFORE_MS), one.at_ms + AFTER_MS, words);
      const mark = el("button", { type: "button", class: one.inside ? "mark hit" : "mark", title: words, "aria-label": words, style: `left:${this._at(span, one.at_ms)}%`, dataset: { hear: one.id, press: one.id }, onclick: hear });
      return mark;
    }));
    const count = t("teaching.seen.presses", { n: mine.length });
    return el("div", { class: "lane", role: "listitem", "aria-label": `${trainee.trainee}: ${count}`, dataset: { trainee: trainee.id } }, el("span", { class: "name", title: trainee.trainee, text: trainee.trainee }), rail);
  }

  /** @param {[number, number]} span @param {number} ms */
  _time(span, ms) {
    return clock(Math.max(0, ms - span[0]));
  }
}
