// @ts-check
import { el, icon } from "./dom.js";

const NAMES = /** @type {Record<string, string>} */ ({ ArrowLeft: "←", ArrowRight: "→", ArrowUp: "↑", ArrowDown: "↓", Escape: "Esc", Delete: "Del", Shift: "⇧" });

/** All keys of the mode that is on, from the same list that makes them work. */
export class Help {
  /** @param {import("./types.js").Context} ctx */
  constructor(ctx) {
    this.ctx = ctx;
    this.dialog = el("dialog", { class: "help", "aria-label": ctx.t("player.help") });
    this.dialog.addEventListener("close", () => ctx.keys.pop("help"));
    this.dialog.addEventListener("click", (event) => event.target === this.dialog && this.dialog.close());
    ctx.root.append(this.dialog);
    ctx.keys.bind("help", [{ keys: ["?", "Escape"], does: "player.do.help", run: () => this.dialog.close() }]);
  }

  destroy() {
    this.dialog.remove();
  }

  toggle() {
    if (this.dialog.open) return this.dialog.close();
    this._fill();
    this.ctx.keys.push("help", { only: true });
    this.dialog.showModal();
  }

  _fill() {
    const { keys, t, mode } = this.ctx;
    /** @type {Map<string, [string, string][]>} */
    const groups = new Map();
    /** What the mode uses for itself does not reach the player. @type {Set<string>} */
    const taken = new Set();
    for (const scope of [mode, "player"])
      for (const binding of keys.scopes.get(scope) ?? []) {
        const named = typeof binding.keys === "string" ? [binding.keys] : binding.keys.filter((key) => !/Digit\d$/.test(key));
        const all = scope === mode ? named : named.filter((key) => !taken.has(key));
        if (scope === mode && !binding.inPart) for (const key of named) taken.add(key);
        if (binding.hidden || !all.length) continue;
        const name = binding.group ?? `player.mode.${scope}`;
        groups.set(name, [...(groups.get(name) ?? []), [all.map((key) => this.name(key)).join(" / "), t(binding.does)]]);
      }
    const sections = [...groups].map(([name, lines]) => el("section", {}, el("h3", { text: t(name) }),
      el("dl", {}, ...lines.flatMap(([key, does]) => [el("dt", {}, el("kbd", { text: key })), el("dd", { text: does })]))));
    const close = el("button", { class: "button small", type: "button", "aria-label": t("player.close"), title: `${t("player.close")} (Esc)`, onclick: () => this.dialog.close() }, icon("close"));
    const extra = [t("player.help.mouse"), ...(mode === "tag" ? [t("player.help.turn"), t("player.help.span"), t("player.suggest.help")] : [])];
    this.dialog.replaceChildren(el("header", {}, el("h2", { text: t("player.help") }), close), el("div", { class: "help-body" }, ...sections),
      el("footer", {}, ...extra.map((text) => el("p", { text }))));
  }

  /** @param {string} key */
  name(key) {
    return key.split("+").map((part) => (part === "Space" ? this.ctx.t("player.space") : (NAMES[part] ?? (part.length === 1 ? part.toUpperCase() : part)))).join(" ");
  }
}
