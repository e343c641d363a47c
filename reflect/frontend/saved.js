// @ts-check
import { Emitter } from "./emitter.js";

/** Something that takes longer than this is said to be under way. */
const SLOW_MS = 300;

/**
 * Whether all that was done in this window is stored. Events: "change" ("saved" | "saving" | "retrying" | "attention"), which waits a
 * moment before it says "saving" so that the words do not flicker at every key; "waiting" (how many are not stored), at once.
 */
export class Saved extends Emitter {
  /** @param {import("./types.js").Context} ctx @param {import("./outbox.js").Outbox<any>[]} outboxes */
  constructor(ctx, outboxes) {
    super();
    this.ctx = ctx;
    /** @type {import("./outbox.js").Outbox<any>[]} */
    this.outboxes = [];
    this.state = "saved";
    this.timer = 0;
    this.abort = new AbortController();
    for (const outbox of outboxes) this.watch(outbox);
    window.addEventListener("beforeunload", (event) => this._leaving(event), { signal: this.abort.signal });
  }

  get waiting() {
    return this.outboxes.reduce((sum, one) => sum + one.pending.length, 0);
  }

  /** @param {import("./outbox.js").Outbox<any>} outbox */
  watch(outbox) {
    if (outbox.options.quiet || this.outboxes.includes(outbox)) return;
    this.outboxes.push(outbox);
    outbox.on("change", () => this._look());
    this._look();
  }

  /** Tries everything again at once. */
  retry() {
    for (const outbox of this.outboxes) outbox.retry();
  }

  close() {
    clearTimeout(this.timer);
    this.abort.abort();
  }

  _look() {
    clearTimeout(this.timer);
    this.emit("waiting", this.waiting);
    const states = this.outboxes.map((one) => one.state);
    const held = this.outboxes.some((one) => one.held.length);
    const now = states.includes("retrying") ? "retrying" : states.includes("saving") ? "saving" : held ? "attention" : "saved";
    if (now === "saving" && this.state === "saved") this.timer = setTimeout(() => this._set("saving"), SLOW_MS);
    else this._set(now);
  }

  /** @param {string} state */
  _set(state) {
    this.state = state;
    this.emit("change", state);
  }

  /** What waits is kept and sent at the next visit; still the person should know. @param {BeforeUnloadEvent} event */
  _leaving(event) {
    if (this.outboxes.some((one) => one.state === "retrying")) event.preventDefault();
  }
}
