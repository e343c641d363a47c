// @ts-check
/** The three leading questions with the words of professional, client and coach side by side. */
import { Field } from "./casefield.js";
import { el } from "./dom.js";
import { idOf, uuidOf } from "./operation.js";

/**
 * @typedef {import("./casebase.js").Said} Said
 * @typedef {"professional" | "client" | "coach"} By
 */

export const LEADING = /** @type {const} */ (["genuine", "goal", "fit"]);
export const VOICES = /** @type {const} */ (["professional", "client", "coach"]);
/** The closing question of the client's interview that is about the same. */
const CLOSING = { genuine: "understanding", goal: "nearer", fit: "ownership" };

/**
 * Which remark a text belongs to: the one that is there, else one that begins here.
 * @param {import("./casebase.js").CaseBase} base @param {string} sid @param {string} about @param {By} by
 */
export function remark(base, sid, about, by) {
  const there = base.things.all("remark").find((one) => one.session_id === sid && one.about === about && one.by === by);
  return { id: there?.id ?? idOf(idOf(sid, about.length === 36 ? about : uuidOf(about)), uuidOf(by)), make: () => ({ session_id: sid, about, by }) };
}

export class Leading {
  /** @param {import("./casebase.js").CaseBase} base @param {() => {sid: string, closing: Said[]}} now */
  constructor(base, now) {
    this.base = base;
    this.now = now;
    const { t } = { t: base.t.bind(base) };
    /** @type {{about: typeof LEADING[number], by: By, field: Field, said: HTMLElement}[]} */
    this.cells = LEADING.flatMap((about) => VOICES.map((by) => {
      const label = `${t(`session.lead.${about}`)} ${t(`session.voice.${by}`)}`;
      const field = new Field(base, { ...remark(base, "", about, by), what: "remark", name: "text", label, rows: 3, part: `${about}-${by}`, place: t("session.lead.place") });
      return { about, by, field, said: el("div", { class: "closing" }) };
    }));
    const table = el("div", { class: "leading", role: "table", "aria-label": t("session.lead") },
      el("div", { class: "row heads", role: "row" }, el("span", { role: "columnheader" }), ...VOICES.map((by) => el("span", { role: "columnheader", text: t(`session.voice.${by}`), class: by }))),
      ...LEADING.map((about) => el("div", { class: "row", role: "row" }, el("h4", { role: "rowheader", text: t(`session.lead.${about}`) }),
        ...this.cells.filter((one) => one.about === about).map((one) => el("div", { role: "cell", class: `cell ${one.by}` }, el("span", { class: "who", text: t(`session.voice.${one.by}`) }), one.said, one.field.root)))));
    this.root = el("section", { class: "lead" }, el("h3", { text: t("session.lead") }), table);
  }

  /** Another session is open. */
  turn() {
    const { sid, closing } = this.now();
    for (const { about, by, field, said } of this.cells) {
      const { id, make } = remark(this.base, sid, about, by);
      field.turnTo(id, make);
      const words = by === "client" ? closing.filter((one) => one.about === CLOSING[about]) : [];
      said.replaceChildren(...words.map((one) => this._said(one)));
    }
  }

  /** @param {Said} one */
  _said(one) {
    const t = this.base.t.bind(this.base);
    return el("figure", {}, el("figcaption", { text: t(`session.closing.${one.about}`) }),
      one.answer && el("b", { text: t(`session.answer.${one.answer}`) }), one.text && el("blockquote", { text: one.text }));
  }
}
