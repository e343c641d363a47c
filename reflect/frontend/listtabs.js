// @ts-check
import { el, icon } from "./dom.js";
import { Emitter } from "./emitter.js";

/** @typedef {"fragments" | "suggestions"} Tab */
/** @type {Tab[]} */
const TABS = ["fragments", "suggestions"];

/** Two lists in one place: the fragments that people made, and the suggestions of the program. Event: "show" (which). */
export class ListTabs extends Emitter {
  /** @param {import("./types.js").Context} ctx @param {HTMLElement} pane */
  constructor(ctx, pane) {
    super();
    this.ctx = ctx;
    this.memory = ctx.storage("list");
    /** @type {Tab} */
    this.now = "fragments";
    const { t } = ctx;
    const parts = TABS.map((name) => {
      const count = el("span", { class: "count", role: "status" });
      const view = el("div", { class: "list-view", role: "tabpanel", id: `view-${name}`, "aria-labelledby": `tab-${name}` });
      const button = el("button", { class: "tab", type: "button", role: "tab", id: `tab-${name}`, "aria-controls": `view-${name}`, onclick: () => this.show(name),
        onkeydown: (/** @type {KeyboardEvent} */ event) => this._arrow(event) }, el("span", { text: t(`player.region.${name}`) }), count);
      return { name, button, count, view };
    });
    this.parts = Object.fromEntries(parts.map((part) => [part.name, part]));
    this.eye = el("button", { class: "button tiny eye", type: "button" }, icon("eye"));
    this.head = el("div", { class: "list-head" }, el("div", { class: "tabs", role: "tablist" }, ...parts.map((part) => part.button)), this.eye);
    pane.append(this.head, ...parts.map((part) => part.view));
    this.stop = ctx.on("mode", () => this._draw());
    this.show(this.memory.get() === "suggestions" ? "suggestions" : "fragments");
  }

  destroy() {
    this.stop();
  }

  /** @param {Tab} name */
  show(name) {
    this.now = name;
    this.memory.set(name);
    this._draw();
    this.emit("show", name);
  }

  /** Where clips are put together there are fragments only. */
  _draw() {
    const seen = this.ctx.mode === "clips" ? "fragments" : this.now;
    for (const { name, button, view } of Object.values(this.parts)) {
      view.hidden = name !== seen;
      button.setAttribute("aria-selected", String(name === seen));
      button.tabIndex = name === seen ? 0 : -1;
    }
  }

  /** @param {KeyboardEvent} event */
  _arrow(event) {
    if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
    this.show(this.now === "fragments" ? "suggestions" : "fragments");
    this.parts[this.now].button.focus();
    event.stopPropagation();
  }
}
