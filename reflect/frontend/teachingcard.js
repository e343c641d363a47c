// @ts-check
/** One clip of a teaching set: besides what a clip of a session has its theme, and who has not agreed to what. */
import { goTo } from "./casebase.js";
import { el, icon } from "./dom.js";
import { SessionCard } from "./sessioncard.js";

/**
 * @typedef {import("./records.js").Thing} Thing
 * @typedef {{why: string, person: string, pseudonym: string, role: string, lacks: string[]}} Reason
 */

/** On which page what is in the way is mended. @type {Record<string, string[]>} */
const MENDED = { faces: ["faces_not_looked", "faces_undecided", "not_masked"], names: ["names_not_looked", "names_undecided"], consent: ["nobody_listed", "closed"] };
/** @type {Record<string, string>} */
const PAGES = { faces: "gezichten", names: "namen", consent: "toestemming" };

export class TeachingCard extends SessionCard {
  static names = { second: "answer", feedback: "feedback" };

  _more() {
    const page = /** @type {import("./teaching.js").TeachingPage} */ (/** @type {unknown} */ (this.clips.page));
    this.teaching = page;
    /** What is said in `refused` now. @type {string} */
    this.told = "";
    this.theme = el("select", { dataset: { part: "theme" }, onchange: () => page.base.things.update(this.id, { theme: this.theme?.value }) });
    this.refused = el("div", { class: "refused", role: "status", dataset: { part: "refused" } });
    return [el("label", { class: "line theme" }, el("span", { class: "soft", text: page.t("teaching.theme") }), this.theme), this.refused];
  }

  /** @param {Thing} clip @param {number} n @param {Thing[]} all */
  draw(clip, n, all) {
    const page = this.teaching;
    if (!page) return;
    const theme = page.themeOf(clip);
    super.draw({ ...clip, title: theme?.title ?? clip.title, colour: theme?.colour ?? clip.colour }, n, all);
    this._theme(clip, n);
    this._refused(clip, n);
    this.released.hidden = false;
    this.feedback.checked = Boolean(clip.feedback);
  }

  /** @param {Thing} clip @param {number} n */
  _theme(clip, n) {
    const { theme: select, teaching: page } = this;
    if (!select || !page) return;
    const book = page.data.books[clip.codebook] ?? page.data.books[""] ?? [];
    const known = book.some((/** @type {{code: string}} */ one) => one.code === clip.theme);
    const key = `${clip.codebook} ${known || clip.theme}`;
    if (select.dataset.key !== key) {
      select.dataset.key = key;
      select.replaceChildren(el("option", { value: "", text: page.t("teaching.theme.none") }), ...book.map((/** @type {{code: string, title: string}} */ one) => el("option", { value: one.code, text: one.title })),
        ...(known || !clip.theme ? [] : [el("option", { value: clip.theme, text: clip.theme })]));
    }
    select.value = clip.theme ?? "";
    select.setAttribute("aria-label", page.t("teaching.theme.of", { i: n + 1 }));
  }

  /** Who has not agreed to what, and what can be done about it. @param {Thing} clip @param {number} n */
  _refused(clip, n) {
    const { refused, teaching: page } = this;
    if (!refused || !page) return;
    /** @type {Reason[] | undefined} */
    const reasons = clip.reasons;
    const key = JSON.stringify([reasons ?? null, n]);
    if (key === this.told) return;
    this.told = key;
    const { t } = page;
    refused.hidden = false;
    this.root.classList.toggle("held", Boolean(reasons?.length));
    if (!reasons) return refused.replaceChildren(el("p", { class: "soft", text: t("teaching.looking") }));
    if (!reasons.length) return refused.replaceChildren(el("p", { class: "fine" }, icon("check"), t("teaching.allowed")));
    const people = reasons.filter((one) => one.person);
    const ask = () => page.trigger("ask", { clip: this.id, at: Date.now() });
    const to = [...new Set(reasons.flatMap((one) => Object.entries(MENDED).filter(([, whys]) => whys.includes(one.why)).map(([name]) => name)))];
    refused.replaceChildren(el("p", {}, icon("warn"), el("b", { text: t("teaching.refused") })), el("ul", {}, ...reasons.map((one) => this._reason(one))),
      people.length ? el("button", { type: "button", class: "button", text: t("teaching.ask"), "aria-label": t("teaching.ask.of", { i: n + 1 }), dataset: { part: "ask" }, onclick: ask }) : "", ...to.map((name) => this._to(clip, name)));
  }

  /** Where it is mended. @param {Thing} clip @param {string} name */
  _to(clip, name) {
    const page = /** @type {import("./teaching.js").TeachingPage} */ (this.teaching);
    const [address, query] = [PAGES[name], { opname: clip.recording_id, rid: clip.recording_id }];
    return el("button", { type: "button", class: "button", dataset: { part: `to-${name}` }, text: page.t(`teaching.to.${name}`), onclick: () => {
      page.base.things.flush();
      goTo(page, address, query);
    } });
  }

  /** @param {Reason} one */
  _reason(one) {
    const page = /** @type {import("./teaching.js").TeachingPage} */ (this.teaching);
    const { t, base } = page;
    const said = (/** @type {string} */ key, /** @type {string} */ other) => t(key in base.texts ? key : other);
    const role = one.role && said(`teaching.role.${one.role}`, "teaching.role.other");
    const who = one.person ? `${one.pseudonym}${role ? ` (${role})` : ""}: ` : "";
    const lacks = one.lacks.map((name) => said(`teaching.lacks.${name}`, "teaching.lacks.other"));
    return el("li", {}, who, said(`teaching.reason.${one.why}`, "teaching.reason.other"), lacks.length ? ` ${t("teaching.lacks")} ${[...new Set(lacks)].join(", ")}.` : "");
  }
}
