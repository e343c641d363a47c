// @ts-check
/** Where a session begins, and where it ends: the leading questions and what the klantmanager takes along. */
import { clock, el } from "./dom.js";
import { LEADING, Leading } from "./sessionlead.js";
import { shown } from "./casefilms.js";
import { Points } from "./showside.js";

export class StartScreen {
  /** @param {import("./show.js").ShowPage} page */
  constructor(page) {
    this.page = page;
    const { t } = page;
    const button = (/** @type {string} */ key, /** @type {string} */ sign, /** @type {() => void} */ run, /** @type {string} */ part, main = false) =>
      el("button", { type: "button", class: `big ${main ? "main-act" : ""}`, dataset: { part }, onclick: run }, el("span", { text: t(key) }), el("kbd", { text: sign }));
    this.title = el("h1", {});
    this.about = el("p", { class: "about" });
    this.wrong = el("p", { class: "wrong-note", role: "alert", hidden: true });
    this.begin = button("show.begin", t("player.space"), () => page.step(1), "begin", true);
    this.go = button("show.resume", "V", () => page.resume(), "resume");
    this.edit = button("show.edit", "X", () => page.quit(), "edit");
    this.asked = el("ul", { class: "asked" }, ...LEADING.map((name) => el("li", { text: t(`session.lead.${name}`) })));
    this.root = el("section", { class: "start" }, this.title, this.about, this.asked, this.wrong, el("div", { class: "acts" }, this.begin, this.go, this.edit), el("p", { class: "hint", text: t("show.hint") }));
  }

  /** @param {string} key */
  trouble(key) {
    this.wrong.hidden = false;
    this.wrong.textContent = this.page.t(key);
    this.begin.hidden = this.go.hidden = true;
  }

  draw() {
    const { page } = this;
    const { t, clips, left } = page;
    this.title.textContent = page.session?.title || t("session.untitled");
    this.about.textContent = page.about();
    this.wrong.hidden = clips.length > 0;
    this.wrong.textContent = clips.length ? "" : t("show.empty");
    this.begin.hidden = !clips.length;
    this.edit.hidden = clips.length > 0;
    const at = clips.findIndex((one) => one.id === left?.clip);
    const end = left?.scene === "end";
    this.go.hidden = !clips.length || !(end || at >= 0);
    if (this.go.hidden) return;
    const from = at < 0 ? 0 : shown(clips[at], 0).start;
    /** @type {HTMLElement} */ (this.go.firstElementChild).textContent = end ? t("show.resume.end") : t("show.resume", { i: at + 1, time: clock(Math.max(0, (left?.ms ?? 0) - from)) });
  }
}

export class EndScreen {
  /** @param {import("./show.js").ShowPage} page */
  constructor(page) {
    this.page = page;
    const { t } = page;
    this.lead = new Leading(page.base, () => ({ sid: page.sid, closing: page.closing }));
    this.points = new Points(page);
    this.points.earlierBox.open = true;
    this.root = el("section", { class: "end", hidden: true }, el("h1", { text: t("show.end") }), el("div", { class: "sheets" }, this.lead.root, this.points.root),
      el("div", { class: "acts" }, el("button", { type: "button", class: "big", onclick: () => page.step(-1) }, el("span", { text: t("show.last") }), el("kbd", { text: "B" })),
        el("button", { type: "button", class: "big", onclick: () => page.quit() }, el("span", { text: t("show.done") }), el("kbd", { text: "X" }))));
  }

  turn() {
    this.lead.turn();
    this.points.turn();
  }

  draw() {
    if (!this.root.hidden) this.points.draw();
  }
}
