// @ts-check
// What happened in a case, in the order of time: talks, interviews with the client and sessions.
import { clock, el } from "./dom.js";
import { Recipient } from "./recipient.js";

/**
 * @typedef {import("./case.js").Visit} Visit
 * @typedef {import("./case.js").Held} Held
 * @typedef {{date: string, order: number, draw: () => HTMLElement}} Item
 */

export class CaseTime {
  /** @param {import("./case.js").CasePage} page */
  constructor(page) {
    this.page = page;
    this.list = el("ol", { class: "time" });
    this.whom = new Recipient(page.t("case.to"), page.t("case.to.like"));
    this.root = el("section", { class: "course-of-time", "aria-label": page.t("case.time") }, el("h2", { text: page.t("case.time") }), this.list, this.whom.root);
  }

  /** @param {import("./case.js").Shown} shown */
  show(shown) {
    /** @type {Item[]} */
    const items = [];
    for (const [n, visit] of shown.visits.entries()) {
      items.push({ date: visit.date, order: 0, draw: () => this._visit(visit, n + 1) });
      for (const held of visit.interviews) items.push({ date: held.held_on ?? visit.date, order: 1, draw: () => this._interview(visit, held) });
    }
    for (const session of shown.sessions)
      items.push({ date: session.held_on ?? String(session.created_at ?? "").slice(0, 10), order: 2, draw: () => this._session(session, shown.case.id) });
    items.sort((a, b) => a.date.localeCompare(b.date) || a.order - b.order);
    const empty = el("li", { class: "none", text: this.page.t("case.time.empty") });
    this.list.replaceChildren(...(items.length ? items.map((item) => item.draw()) : [empty]));
    this.whom.root.hidden = shown.sessions.length === 0;
  }

  /** @param {Visit} visit @param {number} number */
  _visit(visit, number) {
    const { page } = this;
    const { t } = page;
    const later = visit.days !== null && el("p", { class: "later", text: t(visit.days === 1 ? "case.later.one" : "case.later.many", { n: visit.days }) });
    const people = visit.people.map((one) => el("span", { class: "person", style: `--who:${one.colour}`, title: one.role }, el("i", {}), one.shown));
    const more = [
      page.link({ text: t("case.to_interview"), rid: visit.rid, page: "clientgesprek" }),
      page.link({ text: t("case.to_measures"), rid: visit.rid, page: "maten" }),
      page.link({ text: t("case.to_slim"), rid: visit.rid, page: "slim" }),
    ];
    return el("li", { class: "visit", dataset: { rid: visit.rid } }, later, el("span", { class: "date", text: page.day(visit.date) }),
      el("div", {}, el("h3", {}, el("span", { class: "number", text: String(number) }), page.link({ text: visit.title || visit.rid, rid: visit.rid })),
        el("p", { class: "people" }, ...people, visit.durationMs > 0 && el("span", { class: "soft", text: clock(visit.durationMs) })),
        el("p", { class: "links" }, ...more)));
  }

  /** @param {Visit} visit @param {Held} held */
  _interview(visit, held) {
    const { page } = this;
    const { t } = page;
    const after = held.days === null ? t("case.interview.undated") : t(held.days === 1 ? "case.interview.days.one" : "case.interview.days.many", { n: held.days });
    return el("li", { class: "interview" }, el("span", { class: "date", text: page.day(held.held_on ?? "") }),
      el("div", {}, page.link({ text: t("case.interview"), rid: visit.rid, page: "clientgesprek", query: { gesprek: held.id } }),
        el("p", { class: "soft", text: [after, t(held.shown === 1 ? "case.interview.shown.one" : "case.interview.shown.many", { n: held.shown }), held.interviewer].filter(Boolean).join("  ·  ") })));
  }

  /** @param {import("./records.js").Thing} session @param {string} cid */
  _session(session, cid) {
    const { page } = this;
    const { t } = page;
    const { there } = page.data;
    const query = { traject: cid, sessie: session.id };
    const name = session.title || t("case.session.untitled");
    const clips = Number(session.clips ?? 0);
    return el("li", { class: "session" }, el("span", { class: "date", text: page.day(session.held_on ?? session.created_at) }),
      el("div", {}, there.session ? page.link({ text: name, page: "sessie", query }) : el("b", { text: name }),
        el("p", { class: "soft" }, [t("case.session"), t(clips === 1 ? "case.session.clips.one" : "case.session.clips.many", { n: clips })].join("  ·  ")),
        el("p", { class: "links" }, there.show && clips > 0 && page.link({ text: t("case.session.show"), page: "tonen", query }), ...this._reports(cid, session.id))));
  }

  /** The session as a file to print or to take along. @param {string} cid @param {string} sid */
  _reports(cid, sid) {
    const { api, t, lang } = this.page;
    return ["verslag", "werkblad"].flatMap((kind) => ["pdf", "docx"].map((format) =>
      this.whom.link(api.address(`session/${cid}/${sid}/report?kind=${kind}&format=${format}&lang=${lang}`), { text: t(`case.${kind}.${format}`) })));
  }
}
