// @ts-check
import { el } from "./dom.js";
import { penOf, sized } from "./lanes.js";

/**
 * @typedef {import("./types.js").Suggestion} Suggestion
 * @typedef {import("./lanes.js").Lane} Lane
 * @typedef {import("./lanes.js").View} View
 */

const LEAST_NAMED_PX = 34;

/** The lane of suggestions: hollow and dashed, as they are no fragments. Drawn when they change, not when somebody tags. */
export class SuggestionLane {
  /** @param {import("./types.js").Context} ctx @param {import("./suggestions.js").Suggestions} suggestions */
  constructor(ctx, suggestions) {
    this.suggestions = suggestions;
    /** @type {Lane | undefined} */
    this.lane = undefined;
    this.canvas = el("canvas", { "aria-hidden": "true" });
    /** Around the chosen one: an element, so that going through them draws nothing again. */
    this.frame = el("i", { class: "proposal", hidden: true });
    this.colours = new Map(ctx.doc.codebook.themes.map((theme) => [theme.code, theme.colour]));
  }

  /** @param {Suggestion} one */
  colour(one) {
    return this.colours.get(one.code.split(".", 1)[0]) ?? "#6b7280";
  }

  /** Where the lane lies now; there is none while suggestions are switched off. @param {Lane[]} lanes @param {number} width @param {number} ratio */
  fit(lanes, width, ratio) {
    this.lane = lanes.find((one) => one.kind === "suggestion");
    sized(this.canvas, this.lane ? width : 0, this.lane?.height ?? 0, ratio);
    this.canvas.style.top = `${this.lane?.top ?? 0}px`;
  }

  /** @param {View} view @param {number} width */
  mark(view, width) {
    const one = this.suggestions.current;
    const seen = one && this.lane && this.suggestions.wanted && this.suggestions.fits(one);
    this.frame.hidden = !seen;
    if (!one || !this.lane || !seen) return;
    const { x, w } = place(one, view, width);
    const { top, height } = this.lane;
    Object.assign(this.frame.style, { transform: `translate(${x.toFixed(1)}px,${top + 1}px)`, width: `${w.toFixed(1)}px`, height: `${height - 2}px` });
  }

  /** @param {View} view @param {number} width @param {import("./lanes.js").Ink} ink */
  draw(view, width, ink) {
    if (!this.lane) return;
    const { height } = this.lane;
    const pen = penOf(this.canvas);
    pen.clearRect(0, 0, width, height);
    pen.font = `italic 10.5px ${ink.font}`;
    pen.textBaseline = "middle";
    pen.setLineDash([3, 2]);
    for (const one of this.suggestions.shown()) {
      if (one.end < view.from || one.start > view.to) continue;
      const { x, w } = place(one, view, width);
      pen.fillStyle = pen.strokeStyle = this.colour(one);
      pen.globalAlpha = 0.1 + 0.25 * one.strength;
      pen.fillRect(x, 2, w, height - 4);
      pen.globalAlpha = 1;
      pen.strokeRect(x + 0.5, 2.5, Math.max(1, w - 1), height - 5);
      if (w > LEAST_NAMED_PX) this._name(pen, this.suggestions.name(one).split(" · ").at(-1) ?? "", x, w, height, ink.text);
    }
    pen.setLineDash([]);
  }

  /** @param {CanvasRenderingContext2D} pen @param {string} text @param {number} x @param {number} w @param {number} height @param {string} colour */
  _name(pen, text, x, w, height, colour) {
    pen.save();
    pen.beginPath();
    pen.rect(x, 0, w - 3, height);
    pen.clip();
    pen.fillStyle = colour;
    pen.fillText(text, x + 4, height / 2 + 0.5);
    pen.restore();
  }

  /**
   * The one under the pointer, the shortest when they lie over each other.
   * @param {View} view @param {number} width @param {number} x @param {number} y @returns {Suggestion | undefined}
   */
  at(view, width, x, y) {
    const { lane } = this;
    if (!lane || y < lane.top || y >= lane.top + lane.height) return undefined;
    const near = this.suggestions.shown().filter((one) => {
      const box = place(one, view, width);
      return x >= box.x - 3 && x <= box.x + box.w + 3;
    });
    return near.sort((a, b) => a.end - a.start - (b.end - b.start))[0];
  }
}

/** @param {Suggestion} one @param {View} view @param {number} width */
function place({ start, end }, view, width) {
  const scale = width / (view.to - view.from);
  return { x: (start - view.from) * scale, w: Math.max(3, (end - start) * scale) };
}
