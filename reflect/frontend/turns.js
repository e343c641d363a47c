// @ts-check
import { Emitter } from "./emitter.js";

/**
 * The transcript as this window has it. Events: "change" ({patches} or {patches: null}: everything), "speakers".
 */
export class Turns extends Emitter {
  /** @param {import("./api.js").Api} api @param {string} rid @param {string} lang */
  constructor(api, rid, lang) {
    super();
    this.api = api;
    this.rid = rid;
    this.lang = lang;
    /** @type {import("./types.js").Transcript | null} */
    this.whole = null;
    this.holds = 0;
    this.turnStarts = new Float64Array();
    this.turnEnds = new Float64Array();
    this.borders = new Float64Array();
    this.wordStarts = new Float64Array();
    this.wordTurn = new Int32Array();
    this.wordIndex = new Int32Array();
  }

  get stamp() {
    return this.whole?.stamp ?? "";
  }

  get version() {
    return this.whole?.version ?? 0;
  }

  /** @returns {import("./types.js").Turn[]} */
  turns() {
    return this.whole?.turns ?? [];
  }

  /** @returns {import("./types.js").Speaker[]} */
  speakers() {
    return this.whole?.speakers ?? [];
  }

  /** @param {string} label @returns {import("./types.js").Speaker | undefined} */
  speaker(label) {
    return this.speakers().find((one) => one.label === label);
  }

  /** @param {import("./types.js").Transcript | null} transcript */
  set(transcript) {
    this.whole = transcript;
    this._index();
    this.emit("change", { patches: null });
  }

  /** @param {import("./types.js").Speaker[]} list */
  setSpeakers(list) {
    if (!this.whole) return;
    this.whole.speakers = list;
    this.emit("speakers");
  }

  /**
   * Only right when this window had the transcript that the patches start from.
   * @param {import("./types.js").Patch[]} patches @param {string} stamp
   */
  applyPatches(patches, stamp) {
    if (!this.whole) return;
    for (const { at, removed, turns } of patches) this.whole.turns.splice(at, removed, ...turns);
    this.whole.stamp = stamp;
    this._index();
    this.emit("change", { patches });
  }

  /** Fetches the current transcript. */
  async reload() {
    this.set(await this.api.get(`transcript/${this.rid}?lang=${this.lang}`));
  }

  /**
   * While somebody holds it, news of another window does not replace the transcript under his hands.
   * @returns {() => void} lets go
   */
  hold() {
    this.holds += 1;
    let held = true;
    return () => {
      if (held) this.holds -= 1;
      held = false;
    };
  }

  /** The turn that is spoken at this moment, or was spoken last: its index, or -1. @param {number} ms */
  turnAt(ms) {
    const last = after(this.turnStarts, ms) - 1;
    for (let i = last; i >= 0 && i > last - 4; i -= 1) if (this.turnEnds[i] > ms) return i;
    return last;
  }

  /** The word that is spoken at this moment, or was spoken last: [turn, word], or null. @param {number} ms @returns {[number, number] | null} */
  wordAt(ms) {
    const at = after(this.wordStarts, ms) - 1;
    return at < 0 ? null : [this.wordTurn[at], this.wordIndex[at]];
  }

  /** @param {number} index @returns {import("./types.js").Span} */
  spanOf(index) {
    const turn = this.turns()[index];
    return { start: turn.w[0]?.[1] ?? 0, end: endOf(turn) };
  }

  /** The nearest start or end of a turn within reach, or null. @param {number} ms @param {number} reach */
  borderNear(ms, reach) {
    const at = after(this.borders, ms);
    let best = null;
    for (const candidate of [this.borders[at - 1], this.borders[at]])
      if (candidate !== undefined && Math.abs(candidate - ms) <= reach && (best === null || Math.abs(candidate - ms) < Math.abs(best - ms))) best = candidate;
    return best;
  }

  _index() {
    const turns = this.turns();
    const words = turns.reduce((sum, turn) => sum + turn.w.length, 0);
    this.turnStarts = Float64Array.from(turns, (turn) => turn.w[0]?.[1] ?? 0);
    this.turnEnds = Float64Array.from(turns, endOf);
    this.borders = Float64Array.from(turns.flatMap((turn) => (turn.w.length ? [turn.w[0][1], endOf(turn)] : []))).sort();
    const order = new Array(words);
    let n = 0;
    let sorted = true;
    let before = -Infinity;
    turns.forEach((turn, i) =>
      turn.w.forEach((word, j) => {
        order[n++] = [word[1], i, j];
        sorted &&= word[1] >= before;
        before = word[1];
      }),
    );
    if (!sorted) order.sort((a, b) => a[0] - b[0]); // people speak at once
    this.wordStarts = Float64Array.from(order, (one) => one[0]);
    this.wordTurn = Int32Array.from(order, (one) => one[1]);
    this.wordIndex = Int32Array.from(order, (one) => one[2]);
  }
}

/** @param {import("./types.js").Turn} turn */
export const endOf = (turn) => turn.w.at(-1)?.[2] ?? 0;

/** @param {import("./types.js").Turn} turn */
export const textOf = (turn) => turn.w.map((word) => word[0]).join(" ");

/** How many of the sorted values are at most `value`. @param {Float64Array} sorted @param {number} value */
export function after(sorted, value) {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}
