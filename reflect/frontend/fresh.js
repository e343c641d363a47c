// @ts-check
import { el } from "./dom.js";

/**
 * @typedef {import("./types.js").Fragment} Fragment
 * @typedef {{x: number, y: number, w: number, h: number}} Box
 */

/**
 * Tags that were just made, as elements over the timeline's canvas: one more element is on the screen sooner than
 * hundreds of boxes drawn again. The canvas takes them over when there is time.
 */
export class Fresh {
  /** @param {HTMLElement} place */
  constructor(place) {
    this.place = place;
    /** @type {Map<string, HTMLElement>} */
    this.made = new Map();
  }

  get size() {
    return this.made.size;
  }

  /** @param {string} id */
  has(id) {
    return this.made.has(id);
  }

  /** @param {string} id @param {Box} box @param {{colour: string, text: string, stored: boolean, chosen: boolean}} look */
  put(id, { x, y, w, h }, { colour, text, stored, chosen }) {
    let made = this.made.get(id);
    if (!made) {
      made = el("i", { class: "fresh" });
      this.made.set(id, made);
      this.place.append(made);
    }
    made.textContent = text;
    made.style.cssText = `transform:translate(${x.toFixed(1)}px,${y}px);width:${w.toFixed(1)}px;height:${h}px;background:${colour}`;
    made.classList.toggle("waits", !stored);
    made.classList.toggle("chosen", chosen);
  }

  /** @param {string} id @param {boolean} chosen */
  choose(id, chosen) {
    this.made.get(id)?.classList.toggle("chosen", chosen);
  }

  /** @param {(id: string) => boolean} stored */
  restate(stored) {
    for (const [id, made] of this.made) made.classList.toggle("waits", !stored(id));
  }

  clear() {
    if (!this.made.size) return;
    this.made.clear();
    this.place.replaceChildren();
  }
}
