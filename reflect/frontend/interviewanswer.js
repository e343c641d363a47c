// @ts-check
// What the client says about one thing: words, whether the klantmanager may hear them, and the interviewer's release.
import { el } from "./dom.js";
import { Writing } from "./writing.js";

const LIMIT = 10_000;
let groups = 0;

/** Whether it says something. @param {import("./records.js").Thing | undefined} said */
export const isSaid = (said) => Boolean(said && (String(said.text ?? "").trim() || said.answer));

/** How it stands with the release: a key of the texts. @param {import("./records.js").Thing | undefined} said */
export const standing = (said) => (!isSaid(said) ? "none" : said?.released ? "released" : said?.may_hear === "no" ? "refused" : said?.may_hear === "yes" ? "ready" : "kept");

export class Answer {
  /** @param {import("./interview.js").InterviewPage} page @param {{closing?: string}} [how] a closing question has an answer besides words */
  constructor(page, { closing = "" } = {}) {
    const { t } = page;
    this.page = page;
    this.about = closing;
    this.id = "";
    this.was = false;
    this.lost = false;
    this.words = new Writing(page, { what: "feedback", field: "text", label: t(closing ? "interview.words" : "interview.said"), rows: closing ? 2 : 6, limit: LIMIT });
    this.answers = closing ? this._radios("answer", t(`interview.closing.${closing}`), [["yes", t("cycle.verdict.yes")], ["partly", t("cycle.verdict.partly")], ["no", t("cycle.verdict.no")]]) : null;
    this.hear = this._radios("may_hear", t("interview.may_hear"), [["yes", t("interview.hear.yes")], ["no", t("interview.hear.no")], ["", t("interview.hear.open")]]);
    this.state = el("p", { class: "standing", role: "status" });
    this.release = el("button", { type: "button", class: "button", onclick: () => this._release() });
    this.root = el("div", { class: "answer" }, this.answers, this.words.root, this.hear, el("div", { class: "release" }, this.state, this.release));
  }

  /** @param {string} about */
  show(about) {
    this.about = about;
    this.lost = false;
    this.id = this.page.wordsOf(about);
    this.was = Boolean(this.page.things.get(this.id)?.released);
    this.words.show(this.id, this._first());
    this.draw();
  }

  draw() {
    const { page } = this;
    const { t } = page;
    const said = page.things.get(this.id);
    if (this.was && said && !said.released) this.lost = true;
    if (said?.released) this.lost = false;
    this.was = Boolean(said?.released);
    for (const [name, set] of /** @type {[string, HTMLElement | null][]} */ ([["answer", this.answers], ["may_hear", this.hear]]))
      for (const radio of set?.querySelectorAll("input") ?? []) radio.checked = radio.value === String(said?.[name] ?? "");
    // Nobody releases words while it is not settled which they are.
    const open = ["conflict", "refused"].includes(page.things.state(this.id));
    const now = open ? "open" : standing(said);
    this.state.dataset.state = now;
    const words = t(this.lost && !open ? "interview.taken_back" : `interview.standing.${now}`);
    if (this.state.textContent !== words) this.state.textContent = words;
    this.release.textContent = t(now === "released" ? "interview.unrelease" : "interview.release");
    this.release.disabled = now !== "released" && now !== "ready";
    this.release.classList.toggle("primary", now === "ready");
  }

  close() {
    this.words.close();
  }

  _first() {
    return { interview_id: this.page.now?.id, about: this.about };
  }

  _release() {
    const { things } = this.page;
    const released = !things.get(this.id)?.released;
    this.was = false;
    things.flush(); // what was typed goes first: these words are the ones that are released
    things.put("feedback", this.id, { released });
    this.lost = false;
    this.draw();
  }

  /** @param {string} field @param {string} label @param {string[][]} options */
  _radios(field, label, options) {
    const name = `${field}-${(groups += 1)}`;
    const choose = (/** @type {string} */ value) => this.page.things.put("feedback", this.id, { [field]: value }, this._first());
    return el("fieldset", { dataset: { field } }, el("legend", { text: label }), el("div", { class: "segments" },
      ...options.map(([value, text]) => el("label", {}, el("input", { type: "radio", name, value, onchange: () => choose(value) }), el("span", { text })))));
  }
}
