// @ts-check
/** The word that sounds is coloured, and its turn stays in sight while the film plays and hands are off. */

/** @typedef {import("./types.js").Context} Context */
/** @typedef {import("./editorlist.js").TurnList} TurnList */
/** @typedef {import("./editorlist.js").Row} Row */

const HANDS_OFF_MS = 4000;
const MARK = "rf-e-sound";

export class Sounding {
  /** @param {Context} ctx @param {TurnList} list @param {() => boolean} busy somebody types */
  constructor(ctx, list, busy) {
    this.ctx = ctx;
    this.list = list;
    this.busy = busy;
    this.touched = 0;
    this.key = "";
    /** @type {Row|null} */ this.row = null;
  }

  /** Somebody scrolls, points or types: the list stays where it is for a while. */
  touch() { this.touched = performance.now(); }

  /** @param {number} ms @param {boolean} [again] the rows changed */
  show(ms, again = false) {
    const place = this.ctx.transcript.wordAt(ms);
    const key = place ? `${place[0]}.${place[1]}` : "";
    if (key === this.key && !again) return;
    this.key = key;
    const row = place ? this.list.rows[place[0]] ?? null : null;
    const moved = row !== this.row;
    if (this.row && moved) this.list.unmark(this.row, MARK);
    this.row = row;
    if (!place || !row || row.node.dataset.waiting) return;
    this.list.markWords(MARK, row, [place[1]]);
    if (moved && this.ctx.film.playing && !this.busy() && performance.now() - this.touched > HANDS_OFF_MS) row.node.scrollIntoView({ block: "nearest" });
  }
}
