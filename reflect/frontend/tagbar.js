// @ts-check
import { AfterPaint, clock, el } from "./dom.js";
import { keyButton } from "./controls.js";
import { PERSPECTIVES } from "./tagging.js";

/** The buttons for tagging: themes, sub-codes, in and out, turn, observation, perspective, undo. */
export class TagBar {
  /** @param {import("./types.js").Context} ctx @param {HTMLElement} place @param {import("./tagging.js").Tagging} tagging */
  constructor(ctx, place, tagging) {
    this.ctx = ctx;
    this.tagging = tagging;
    this.place = place;
    /** @type {Map<string, HTMLElement>} */
    this.buttons = new Map();
    /** @type {import("./tagging.js").Tagging["refining"]} */
    this.shown = null;
    this.ui = this._build();
    this.later = new AfterPaint(() => this.update());
    this.stops = [
      tagging.on("change", () => this.later.soon()),
      ctx.marks.on("change", () => this._span()),
      ctx.fragments.on("change", () => this.later.soon()),
      ctx.film.on("state", () => this._span()),
    ];
    this.update();
  }

  destroy() {
    this.later.cancel();
    for (const stop of this.stops) stop();
  }

  update() {
    const { armed, refining, perspective, snap } = this.tagging;
    this.place.classList.toggle("armed", armed);
    this.ui.turn.setAttribute("aria-pressed", String(armed));
    this.ui.snap.setAttribute("aria-pressed", String(snap));
    this.ui.view.value = perspective;
    for (const [code, button] of this.buttons) button.classList.toggle("last", refining?.theme.code === code);
    this._subs();
    this._span();
    this._history();
  }

  _build() {
    const { t, film, marks } = this.ctx;
    const { tagging } = this;
    const themes = tagging.themes.map((theme) => {
      const button = keyButton({ text: theme.label, title: theme.question || theme.label, key: theme.key, kind: "theme-button",
        run: (event) => (event.shiftKey ? tagging.turn(theme, event) : tagging.theme(theme, event)) });
      button.style.setProperty("--of", theme.colour);
      this.buttons.set(theme.code, button);
      return button;
    });
    const begin = keyButton({ text: t("player.in"), title: t("player.do.in"), key: "I", kind: "small", run: () => tagging.markIn() });
    const out = keyButton({ text: t("player.out"), title: t("player.do.out"), key: "O", kind: "small", run: () => tagging.markOut() });
    const span = el("button", { class: "button small span", type: "button", title: t("player.span.clear"), onclick: () => marks.clear() });
    const turn = keyButton({ icon: "turn", text: t("player.turn"), title: t("player.do.turn"), key: "T", kind: "small", run: () => tagging.arm() });
    const snap = keyButton({ icon: "magnet", text: t("player.snap"), title: t("player.do.snap"), key: "S", kind: "small", run: () => tagging.toggleSnap() });
    const view = el("select", { class: "field small", "aria-label": t("player.perspective.new"), title: `${t("player.perspective.new")} (⇧P)` },
      ...PERSPECTIVES.map((one) => el("option", { value: one, text: t(`player.perspective.${one}`) })));
    view.addEventListener("change", () => {
      tagging.setDefault(/** @type {import("./types.js").Perspective} */ (view.value));
      view.blur();
    });
    const back = keyButton({ icon: "undo", title: t("player.undo"), key: "Ctrl Z", kind: "small", run: () => tagging.undo() });
    const forth = keyButton({ icon: "redo", title: t("player.redo"), key: "Ctrl Y", kind: "small", run: () => tagging.redo() });
    const subs = el("div", { class: "subs", role: "group", hidden: true, onpointerenter: () => tagging.stay(true), onpointerleave: () => tagging.stay(false) });
    const live = el("span", { class: "unseen", "aria-live": "polite" });
    const separator = () => el("span", { class: "separator" });
    this.place.append(
      el("div", { class: "themes", role: "group", "aria-label": t("player.themes") }, ...themes),
      el("div", { class: "marks", role: "group", "aria-label": t("player.marks") }, begin, out, span, separator(), turn,
        keyButton({ icon: "eye", text: t("player.observation"), title: t("player.do.observation"), key: "B", kind: "small", run: (event) => tagging.observation(event) }),
        separator(), el("label", { class: "as" }, el("span", { text: t("player.as") }), view), snap,
        el("span", { class: "space" }), back, forth),
      subs, live);
    return { in: begin, out, span, turn, snap, view, back, forth, subs, live };
  }

  _subs() {
    const { refining } = this.tagging;
    const theme = refining?.theme;
    this.ui.subs.hidden = !theme;
    if (!theme || this.shown === refining) return;
    this.shown = refining;
    this.ui.subs.style.setProperty("--of", theme.colour);
    this.ui.subs.replaceChildren(el("b", { text: theme.label }), ...theme.codes.map((code) => keyButton({ text: code.label, title: code.question || code.label, key: code.key.toUpperCase(),
      kind: "small", run: () => this.tagging.refine(code.code) })));
    this.ui.live.textContent = `${theme.label}: ${theme.codes.map((code) => `${code.key} ${code.label}`).join(", ")}`;
  }

  _span() {
    const { marks, t } = this.ctx;
    const { armed } = this.tagging;
    const set = marks.in !== null || marks.out !== null;
    this.ui.in.setAttribute("aria-pressed", String(marks.in !== null));
    this.ui.out.setAttribute("aria-pressed", String(marks.out !== null));
    this.ui.span.disabled = !set;
    const from = marks.in === null ? t("player.span.five") : clock(marks.in, 1);
    const to = marks.out === null ? t("player.span.now") : clock(marks.out, 1);
    const text = armed ? t("player.span.turn") : set ? `${from} – ${to}` : t("player.span.last");
    if (this.ui.span.textContent !== text) this.ui.span.textContent = text;
  }

  _history() {
    const { fragments } = this.ctx;
    this.ui.back.disabled = !fragments.undos.length;
    this.ui.forth.disabled = !fragments.redos.length;
  }
}
