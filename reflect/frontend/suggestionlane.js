// @ts-check
import { el } from "./dom.js";
import { penOf, sized } from "./lanes.js";

/**
 * @typedef {import("./types.js").Suggestion} Suggestion
 * @typedef {import("./lanes.js").Lane} Lane
 * @typedef {import("./lanes.js").View} View
 */

const LEAST_NAMED_PX = 34;
const MOST_ROWS = 3;

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
    /** Which of how many rows each has: those at the same time share the height. @type {Map<string, {row: number, rows: number}>} */
    this.rows = new Map();
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
    this.arrange();
  }

  /** Gives each its row, because others passed the filter. */
  arrange() {
    this.rows.clear();
    /** @type {{row: number, rows: number}[]} */
    let together = [];
    /** When each row is free again. @type {number[]} */
    let free = [];
    for (const one of this.suggestions.shown()) {
      if (free.every((end) => end <= one.start)) [together, free] = [[], []];
      const found = free.findIndex((end) => end <= one.start);
      const row = found >= 0 ? found : Math.min(free.length, MOST_ROWS - 1);
      free[row] = Math.max(free[row] ?? 0, one.end);
      const place = { row, rows: 1 };
      this.rows.set(one.id, place);
      together.push(place);
      for (const each of together) each.rows = free.length;
    }
  }

  /** @param {Suggestion} one @param {View} view @param {number} width */
  _box(one, view, width) {
    const { row, rows } = this.rows.get(one.id) ?? { row: 0, rows: 1 };
    const h = ((this.lane?.height ?? 0) - 2) / rows;
    const scale = width / (view.to - view.from);
    return { x: (one.start - view.from) * scale, y: 1 + row * h, w: Math.max(3, (one.end - one.start) * scale), h, rows };
  }

  /** @param {View} view @param {number} width */
  mark(view, width) {
    const one = this.suggestions.current;
    const seen = one && this.lane && this.suggestions.wanted && this.suggestions.fits(one);
    this.frame.hidden = !seen;
    if (!one || !this.lane || !seen) return;
    const { x, y, w, h } = this._box(one, view, width);
    Object.assign(this.frame.style, { transform: `translate(${x.toFixed(1)}px,${this.lane.top + y}px)`, width: `${w.toFixed(1)}px`, height: `${h}px` });
  }

  /** @param {View} view @param {number} width @param {import("./lanes.js").Ink} ink */
  draw(view, width, ink) {
    if (!this.lane) return;
    const pen = penOf(this.canvas);
    pen.clearRect(0, 0, width, this.lane.height);
    pen.font = `italic 10.5px ${ink.font}`;
    pen.textBaseline = "middle";
    pen.setLineDash([3, 2]);
    for (const one of this.suggestions.shown()) {
      if (one.end < view.from || one.start > view.to) continue;
      const { x, y, w, h, rows } = this._box(one, view, width);
      pen.fillStyle = pen.strokeStyle = this.colour(one);
      pen.globalAlpha = 0.1 + 0.25 * one.strength;
      pen.fillRect(x, y, w, h - 1);
      pen.globalAlpha = 1;
      pen.strokeRect(x + 0.5, y + 0.5, Math.max(1, w - 1), h - 2);
      if (w > LEAST_NAMED_PX && rows === 1) this._name(pen, this.suggestions.name(one).split(" · ").at(-1) ?? "", x, w, y + h / 2, ink.text);
    }
    pen.setLineDash([]);
  }

  /** @param {CanvasRenderingContext2D} pen @param {string} text @param {number} x @param {number} w @param {number} y @param {string} colour */
  _name(pen, text, x, w, y, colour) {
    pen.save();
    pen.beginPath();
    pen.rect(x, y - 8, w - 3, 16);
    pen.clip();
    pen.fillStyle = colour;
    pen.fillText(text, x + 4, y);
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
      const box = this._box(one, view, width);
      return x >= box.x - 3 && x <= box.x + box.w + 3 && y >= lane.top + box.y - 1 && y <= lane.top + box.y + box.h;
    });
    return near.sort((a, b) => a.end - a.start - (b.end - b.start))[0];
  }
}
