// @ts-check
// Figures about the player itself, for tests and measurements: counts and milliseconds, never content.

const KEPT = 2_000;

class Figures {
  constructor() {
    this.mounts = 0;
    this.unmounts = 0;
    this.updates = 0;
    this.readyMs = 0;
    /** From key to screen, and from key to "it is stored". @type {{painted: number, stored: number, at: number}[]} */
    this.tags = [];
    /** What a frame of playing costs: playhead, word, time. @type {number[]} */
    this.frames = [];
    /** @type {Map<string, {painted: number, stored: number, at: number}>} */
    this._open = new Map();
  }

  /** The screen is there. @param {Element} root */
  opened(root) {
    requestAnimationFrame(() =>
      setTimeout(() => {
        this.readyMs = Math.round(performance.now());
        root.setAttribute("data-ready", "1");
      }),
    );
  }

  /** @param {number} ms */
  frame(ms) {
    if (this.frames.length >= KEPT) this.frames.splice(0, KEPT / 2);
    this.frames.push(ms);
  }

  /** A fragment was made at `at` (performance.now()). @param {string} id @param {number} at */
  tagged(id, at) {
    const one = { painted: 0, stored: 0, at };
    this.tags.push(one);
    if (this.tags.length > KEPT) this.tags.splice(0, KEPT / 2);
    this._open.set(id, one);
    requestAnimationFrame(() => setTimeout(() => (one.painted = performance.now() - at)));
  }

  /** @param {string} id */
  stored(id) {
    const one = this._open.get(id);
    if (one) one.stored = performance.now() - one.at;
    this._open.delete(id);
  }

  /** @param {number[]} values */
  static spread(values) {
    const sorted = [...values].sort((a, b) => a - b);
    /** @param {number} share */
    const at = (share) => Number((sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0).toFixed(2));
    return { n: sorted.length, median: at(0.5), p95: at(0.95), most: at(1) };
  }

  summary() {
    return {
      mounts: this.mounts,
      unmounts: this.unmounts,
      updates: this.updates,
      readyMs: this.readyMs,
      painted: Figures.spread(this.tags.map((one) => one.painted)),
      stored: Figures.spread(this.tags.filter((one) => one.stored).map((one) => one.stored)),
      frame: Figures.spread(this.frames),
    };
  }
}

export const figures = new Figures();
/** @type {any} */ (globalThis).__reflect = figures;
