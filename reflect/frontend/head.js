// @ts-check
import { el, icon } from "./dom.js";
import { keyButton } from "./controls.js";

/** @type {import("./types.js").Mode[]} */
const MODES = ["tag", "edit", "clips"];
const KEYS = { tag: "F6", edit: "F7", clips: "F8" };
const ICONS = /** @type {Record<string, string>} */ ({ saved: "check", saving: "clock", retrying: "warn", attention: "warn" });
const REACH_FAILURES = 2;

/** The line on top: modes, title, whether all is stored, help. */
export class Head {
  /** @param {import("./types.js").Context} ctx @param {HTMLElement} place @param {import("./saved.js").Saved} saved @param {import("./help.js").Help} help @param {import("./book.js").Book} book */
  constructor(ctx, place, saved, help, book) {
    this.ctx = ctx;
    this.savedNow = saved;
    const { t } = ctx;
    this.modes = MODES.map((mode) => {
      const button = keyButton({ text: t(`player.mode.${mode}`), title: t(`player.mode.${mode}`), key: KEYS[mode], kind: "mode", run: () => ctx.setMode(mode) });
      button.dataset.mode = mode;
      return button;
    });
    this.title = el("h1", { text: ctx.doc.recording.title, title: ctx.doc.recording.title });
    this.saved = el("span", { class: "saved", role: "status", "aria-live": "polite" });
    this.again = el("button", { class: "button small", type: "button", text: t("player.saved.now"), hidden: true, onclick: () => saved.retry() });
    this.reach = el("span", { class: "reach", role: "status", hidden: true }, icon("warn"), el("span", { text: t("player.reach") }));
    const { codebook } = ctx.doc;
    const read = keyButton({ icon: "book", text: codebook.label, title: t("player.do.book"), key: "G", kind: "small", run: () => book.toggle() });
    if (codebook.trouble) read.classList.add("bad");
    const blind = el("span", { class: "blind", title: t("player.blind.about"), hidden: !ctx.doc.blind }, icon("blind"), el("span", { text: t("player.blind") }));
    const ask = keyButton({ icon: "question", title: t("player.do.help"), key: "?", kind: "small", run: () => help.toggle() });
    place.append(el("div", { class: "modes", role: "group", "aria-label": t("player.modes") }, ...this.modes), this.title, blind, this.reach, this.again, this.saved, read, ask);
    this.stops = [saved.on("change", () => this._saved()), saved.on("waiting", (n) => (this.saved.dataset.waiting = String(n))), ctx.on("mode", () => this._mode()), ctx.on("reach", (failures) => this._reach(failures))];
    this._saved();
    this._mode();
  }

  destroy() {
    for (const stop of this.stops) stop();
  }

  _saved() {
    const { state, waiting } = this.savedNow;
    const { t } = this.ctx;
    this.saved.dataset.state = state;
    this.saved.dataset.waiting = String(waiting);
    this.saved.replaceChildren(icon(ICONS[state]), el("span", { text: t(`player.saved.${state}`, { n: waiting }) }));
    this.again.hidden = state !== "retrying";
  }

  _mode() {
    for (const button of this.modes) button.setAttribute("aria-pressed", String(button.dataset.mode === this.ctx.mode));
  }

  /** @param {number} failures */
  _reach(failures) {
    this.reach.hidden = failures < REACH_FAILURES || this.savedNow.state === "retrying";
  }
}
