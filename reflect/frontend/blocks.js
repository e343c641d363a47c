// @ts-check
import { el } from "./dom.js";

const ROWS = 20;
const MOST_ROWS = 40;

/**
 * A long list in blocks of rows: what is out of sight the browser skips a block at a time, so that one new row costs
 * no more in a list of hundreds than in a short one.
 */
export class Blocks {
  /** @param {HTMLElement} list @param {(row: HTMLElement) => number} high  how high a row will be, about (pixels) */
  constructor(list, high) {
    this.list = list;
    this.high = high;
  }

  /** Whether there is a row. */
  get some() {
    return this.all.length > 0;
  }

  /** @returns {HTMLElement[]} */
  get all() {
    return /** @type {HTMLElement[]} */ ([...this.list.children].filter((one) => one.classList.contains("block")));
  }

  /** These rows in this order, and no others. @param {HTMLElement[]} rows */
  fill(rows) {
    const old = this.all;
    /** @type {HTMLElement[]} */
    const blocks = [];
    for (let from = 0; from < rows.length; from += ROWS) {
      const block = old[blocks.length] ?? this._made();
      reconcile(block, rows.slice(from, from + ROWS));
      this._estimate(block);
      blocks.push(block);
    }
    reconcile(this.list, blocks);
  }

  /** Puts a row before another, or at the end; nothing moves when it is there already. @param {HTMLElement} row @param {HTMLElement | null} next */
  put(row, next) {
    const before = row.parentElement;
    if (before && this._after(row) === next) return;
    const block = next?.parentElement ?? this._last();
    block.insertBefore(row, next);
    if (before && before !== block) this._shrunk(before);
    if (block.childElementCount > MOST_ROWS) this._split(block);
    else this._estimate(block);
  }

  /** @param {HTMLElement} row */
  take(row) {
    const block = row.parentElement;
    row.remove();
    if (block) this._shrunk(block);
  }

  /** The last block, to put a row in. @returns {HTMLElement} */
  _last() {
    const there = this.all.at(-1);
    return there ?? this.list.appendChild(this._made());
  }

  /** @param {HTMLElement} row */
  _after(row) {
    return /** @type {HTMLElement | null} */ (row.nextElementSibling ?? row.parentElement?.nextElementSibling?.firstElementChild ?? null);
  }

  /** @param {HTMLElement} block */
  _shrunk(block) {
    if (block.childElementCount) this._estimate(block);
    else block.remove();
  }

  /** @param {HTMLElement} block */
  _split(block) {
    const rest = this._made();
    rest.append(...[...block.children].slice(ROWS));
    block.after(rest);
    for (const one of [block, rest]) this._estimate(one);
  }

  /** @param {HTMLElement} block */
  _estimate(block) {
    const high = /** @type {HTMLElement[]} */ ([...block.children]).reduce((sum, row) => sum + this.high(row), 0);
    block.style.containIntrinsicHeight = `auto ${high}px`;
  }

  _made() {
    return el("div", { class: "block", role: "presentation" });
  }
}

/** Puts these children in the parent in this order, and moves only what has to move. @param {HTMLElement} parent @param {HTMLElement[]} wanted */
function reconcile(parent, wanted) {
  const keep = new Set(wanted);
  for (const child of [...parent.children]) if (!keep.has(/** @type {HTMLElement} */ (child))) child.remove();
  let at = parent.firstElementChild;
  for (const child of wanted) {
    if (child === at) at = at.nextElementSibling;
    else parent.insertBefore(child, at);
  }
}
