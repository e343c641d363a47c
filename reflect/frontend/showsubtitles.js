// @ts-check
/** What is said, large over the film: who, in the colour of that voice, and the words. */
import { el } from "./dom.js";

/** @typedef {import("./casebase.js").Line} Line */

const AT_ONCE = 2;

export class Subtitles {
  /** @param {import("./types.js").Slot} slot whether they are on */
  constructor(slot) {
    this.slot = slot;
    this.on = slot.get() !== false;
    /** @type {Line[]} */
    this.lines = [];
    this.ms = 0;
    this.key = "";
    this.root = el("div", { class: "subtitles", hidden: !this.on, "aria-hidden": "true" });
  }

  /** @param {Line[]} lines */
  set(lines) {
    this.lines = lines;
    this.key = "";
    this.root.replaceChildren();
  }

  toggle() {
    this.on = !this.on;
    this.slot.set(this.on);
    this.root.hidden = !this.on;
    this.key = "";
    this.show(this.ms);
  }

  /** @param {number} ms */
  show(ms) {
    this.ms = ms;
    if (!this.on) return;
    const now = this.lines.filter((one) => one.span[0] <= ms && ms < one.span[1]).slice(-AT_ONCE);
    const key = now.map((one) => one.span.join()).join(";");
    if (key === this.key) return;
    this.key = key;
    this.root.replaceChildren(...now.map((one) => {
      const who = el("b", { text: `${one.who.replace(/ \?$/, "")}: ` }); // that a role was guessed is of no use here
      who.style.setProperty("--voice", one.colour || "#cbd5e1");
      return el("p", {}, el("span", {}, one.who && who, one.text));
    }));
  }
}
