// @ts-check
// Lines between elements that the browser has laid out, drawn again whenever their room changes size.
import { clamp } from "./dom.js";

/**
 * @typedef {{from: Element, to: Element, name: string}} Line `name` is its class.
 */

const SPACE = "http://www.w3.org/2000/svg";

/** @param {DOMRect} box @returns {[number, number]} */
const middle = (box) => [box.left + box.width / 2, box.top + box.height / 2];

/** The point of a box that is nearest to another. @param {DOMRect} box @param {number} x @param {number} y */
const nearest = (box, x, y) => [clamp(x, box.left, box.right), clamp(y, box.top, box.bottom)];

export class Lines {
  /**
   * @param {HTMLElement} room the positioned element that holds them all
   * @param {boolean} [centres] from middle to middle, which is for small things; else from edge to edge
   */
  constructor(room, centres = false) {
    this.room = room;
    this.centres = centres;
    /** @type {Line[]} */
    this.lines = [];
    this.svg = document.createElementNS(SPACE, "svg");
    this.svg.setAttribute("class", "lines");
    this.svg.setAttribute("aria-hidden", "true");
    this.watch = new ResizeObserver(() => this._draw());
    this.watch.observe(room);
  }

  /** @param {Line[]} lines */
  show(lines) {
    this.lines = lines;
    this._draw();
  }

  close() {
    this.watch.disconnect();
  }

  _draw() {
    const room = this.room.getBoundingClientRect();
    this.svg.setAttribute("viewBox", `0 0 ${room.width} ${room.height}`);
    this.svg.replaceChildren(
      ...this.lines.map(({ from, to, name }) => {
        const [a, b] = [from.getBoundingClientRect(), to.getBoundingClientRect()];
        const line = document.createElementNS(SPACE, "line");
        const [x1, y1] = this.centres ? middle(a) : nearest(a, ...middle(b));
        const [x2, y2] = this.centres ? middle(b) : nearest(b, x1, y1);
        const ends = { x1, y1, x2, y2 };
        for (const [key, value] of Object.entries(ends)) {
          line.setAttribute(key, String(value - (key[0] === "x" ? room.left : room.top)));
        }
        line.setAttribute("class", name);
        return line;
      }),
    );
  }
}
