// @ts-check
import { Emitter } from "./emitter.js";

const LAST_MS = 5_000;
/** One frame at 25 a second: the server takes nothing shorter. */
const LEAST_MS = 40;
/** At the very start of the film there are no last five seconds. */
const LEAST_LAST_MS = 1_000;

/** In and out: the span that the next tag gets. Event: "change". */
export class Marks extends Emitter {
  constructor() {
    super();
    /** @type {number | null} */
    this.in = null;
    /** @type {number | null} */
    this.out = null;
  }

  /** @param {number | null} start @param {number | null} end */
  set(start, end) {
    this.in = start === null ? null : Math.round(start);
    this.out = end === null ? null : Math.round(end);
    this.emit("change");
  }

  clear() {
    if (this.in !== null || this.out !== null) this.set(null, null);
  }

  /**
   * The span to tag at `now`: in..out; from in to now; or the last five seconds.
   * @param {number} now @param {number} length of the film @returns {import("./types.js").Span}
   */
  span(now, length) {
    const end = this.out ?? now;
    const start = this.in ?? Math.max(0, end - LAST_MS);
    const [low, high] = start <= end ? [start, end] : [end, start];
    const least = this.in === null && this.out === null ? LEAST_LAST_MS : LEAST_MS;
    const last = Math.max(1, Math.floor(length));
    const begin = Math.max(0, Math.min(Math.round(low), last - least));
    return { start: begin, end: Math.min(last, Math.max(Math.round(high), begin + least)) };
  }
}
