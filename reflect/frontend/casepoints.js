// @ts-check
// The attention points of a case: written, closed, taken away, and how it went with each in later talks.
import { clock, el } from "./dom.js";
import { Writing } from "./writing.js";

/**
 * @typedef {import("./records.js").Thing} Thing
 * @typedef {{root: HTMLElement, text: Writing, foot: HTMLElement, ups: HTMLElement}} Card
 */

export const VERDICTS = /** @type {const} */ (["tried", "seen", "worked"]);
const LIMIT = 1_000;

export class CasePoints {
  /** @param {import("./case.js").CasePage} page */
  constructor(page) {
    const { t } = page;
    this.page = page;
    /** @type {Map<string, Card>} */
    this.cards = new Map();
    this.list = el("div", { class: "points" });
    this.fresh = el("textarea", { rows: 2, maxlength: LIMIT, placeholder: t("case.point.placeholder"), "aria-label": t("case.point.new") });
    this.fresh.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this._add();
    });
    const form = el("div", { class: "new" }, this.fresh, el("button", { type: "button", class: "button primary", text: t("case.point.add"), onclick: () => this._add() }));
    this.root = el("section", { class: "attention", "aria-label": t("case.points") }, el("h2", { text: t("case.points") }), el("p", { class: "soft", text: t("case.points.about") }), this.list, form);
    this.stop = page.things.on("change", () => this.show());
  }

  close() {
    this.stop();
    for (const card of this.cards.values()) card.text.close();
  }

  show() {
    const { page } = this;
    if (!page.shown) return;
    // What somebody took away while words for it were on their way is still there to choose.
    const gone = page.things.clashes().filter((id) => page.things.kinds.get(id) === "point").flatMap((id) => page.things.seen(id) ?? []).filter((one) => one.deleted);
    const points = [...page.things.all("point"), ...gone];
    const order = [...points].sort((a, b) => Number(a.closed ?? false) - Number(b.closed ?? false));
    for (const [id, card] of this.cards)
      if (!order.some((one) => one.id === id)) {
        card.text.close();
        this.cards.delete(id);
      }
    const drawn = order.map((point) => this._card(point));
    if (drawn.some((one, n) => this.list.children[n] !== one) || this.list.childElementCount !== drawn.length)
      this.list.replaceChildren(...(drawn.length ? drawn : [el("p", { class: "none", text: page.t("case.points.empty") })]));
  }

  _add() {
    const text = this.fresh.value.trim();
    if (text) this.page.things.add("point", { text });
    this.fresh.value = "";
    this.fresh.focus();
  }

  /** @param {Thing} point */
  _card(point) {
    const card = this.cards.get(point.id) ?? this._made(point);
    card.root.classList.toggle("closed", Boolean(point.closed));
    const { page } = this;
    const { t, things } = page;
    const session = point.session_id && page.shown?.sessions.find((one) => one.id === point.session_id);
    const from = [point.who, page.day(String(point.created_at ?? "")), session && (session.title || t("case.session.untitled"))].filter(Boolean).join("  ·  ");
    const key = JSON.stringify([from, point.closed]);
    if (card.foot.dataset.key !== key) {
      card.foot.dataset.key = key;
      const close = () => things.put("point", point.id, { closed: !point.closed });
      card.foot.replaceChildren(el("span", { class: "soft", text: from }), el("span", { class: "space" }),
        el("button", { type: "button", class: "link", text: t(point.closed ? "case.point.reopen" : "case.point.close"), onclick: close }),
        el("button", { type: "button", class: "link", text: t("case.point.delete"), onclick: () => things.remove(point.id) }));
    }
    this._ups(point, card);
    return card.root;
  }

  /** @param {Thing} point @returns {Card} */
  _made(point) {
    const { t } = this.page;
    const text = new Writing(this.page, { what: "point", field: "text", label: t("case.point"), rows: 1, limit: LIMIT, hidden: true });
    text.show(point.id);
    const [foot, ups] = [el("p", { class: "foot" }), el("ul", { class: "ups" })];
    const card = { root: el("article", { class: "point", dataset: { id: point.id } }, text.root, ups, foot), text, foot, ups };
    this.cards.set(point.id, card);
    return card;
  }

  /** How it went with it, in the order of the talks. @param {Thing} point @param {Card} card */
  _ups(point, card) {
    const { page } = this;
    const visits = page.shown?.visits ?? [];
    const ups = page.things.all("follow_up").filter((one) => one.point_id === point.id);
    const key = JSON.stringify(ups);
    if (card.ups.dataset.key === key) return;
    card.ups.dataset.key = key;
    const lines = visits.flatMap((visit) => ups.filter((one) => one.recording_id === visit.rid).map((up) => this._up(visit, up)));
    card.ups.replaceChildren(...lines);
  }

  /** @param {import("./case.js").Visit} visit @param {Thing} up */
  _up(visit, up) {
    const { page } = this;
    const { t } = page;
    const said = VERDICTS.filter((name) => up[name]).map((name) => el("span", { class: `verdict ${up[name]}` }, `${t(`cycle.follow.${name}`)}: `, el("b", { text: t(`cycle.verdict.${up[name]}`) })));
    const seen = up.span && page.link({ text: `${clock(up.span[0])}–${clock(up.span[1])}`, ms: up.span[0], rid: visit.rid });
    if (seen) seen.title = t("case.point.evidence");
    return el("li", {}, el("span", { class: "date", text: page.day(visit.date) }), el("div", {}, page.link({ text: visit.title || visit.rid, rid: visit.rid }),
      el("p", { class: "verdicts" }, ...said, seen), up.note && el("p", { class: "note", text: up.note })));
  }
}
