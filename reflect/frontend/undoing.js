// @ts-check

/** @typedef {import("./records.js").Step} Step */

const LONGEST = 200;
const JOINED_MS = 4_000;

/** What was done in this window and can be taken back, also after a reload. */
export class Undoing {
  /** @param {import("./types.js").Slot} slot */
  constructor(slot) {
    this.slot = slot;
    const kept = slot.get();
    /** @type {{back: Step[], forth: Step[]}[]} */
    this.undos = kept?.undos ?? [];
    /** @type {{back: Step[], forth: Step[]}[]} */
    this.redos = kept?.redos ?? [];
    this.last = { key: "", at: 0 };
  }

  /** @param {Step[]} back what takes the steps back @param {Step[]} steps what was done @param {boolean} typed */
  remember(back, steps, typed) {
    const forth = steps.map((step) => (step.do === "add" ? { ...step, do: /** @type {const} */ ("restore"), fields: undefined } : step));
    const key = typed ? steps.map((step) => `${step.id} ${Object.keys(step.fields ?? {})}`).join() : "";
    const now = performance.now();
    const last = this.undos.at(-1);
    // One stretch of typing is undone at once.
    if (typed && last && this.last.key === key && now - this.last.at < JOINED_MS) last.forth = forth;
    else this.undos.push({ back, forth });
    this.last = { key, at: now };
    this.undos = this.undos.slice(-LONGEST);
    this.redos = [];
    this._keep();
  }

  /** The steps to do now; null: there is nothing. @param {"back" | "forth"} way @returns {Step[] | null} */
  take(way) {
    const [from, to] = way === "back" ? [this.undos, this.redos] : [this.redos, this.undos];
    const last = from.pop();
    if (!last) return null;
    to.push(last);
    this.last = { key: "", at: 0 };
    this._keep();
    return last[way];
  }

  _keep() {
    this.slot.set({ undos: this.undos, redos: this.redos });
  }
}
