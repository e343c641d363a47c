// @ts-check
import { ApiError } from "./api.js";
import { Emitter } from "./emitter.js";

/**
 * @typedef {object} OutboxOptions
 * @property {(ops: any[]) => unknown} [body]  the request's body for these operations; default {"ops": […]}
 * @property {(pending: any[]) => any[]} [batch]  which of the waiting operations go in one request; default the first 200
 * @property {boolean} [quiet]  do not count for "all saved"
 */
/** @typedef {"saved" | "saving" | "retrying"} OutboxState */

const FIRST_WAIT_MS = 400;
const LONGEST_WAIT_MS = 8_000;
const GONE_WAIT_MS = 30_000;
const BATCH = 200;
const ORPHANS_EVERY_MS = 20_000;

/** Without the names that stay in this window. @param {Record<string, any>} op */
const wire = (op) => Object.fromEntries(Object.entries(op).filter(([name]) => !name.startsWith("_")));

/**
 * Operations that the server has not confirmed yet.
 *
 * Each has a unique `op`, the server takes the same one once, and so sending again is always right. What waits is
 * mirrored in localStorage under this window's name: it survives a reload, and when the window is gone another
 * window of the same recording sends it. Operations go in order, one request at a time.
 *
 * Events: "change" (something waits, or no longer), "ack" (op, ack), "answer" (the whole answer, the operations sent),
 * "trouble" (ApiError).
 * An operation that the server did not store (conflict, refused) moves to `held` until `settle(op)`.
 * @template {{op: string}} T
 */
export class Outbox extends Emitter {
  /**
   * @param {string} name @param {string} url
   * @param {{api: import("./api.js").Api, rid: string, window: Promise<string>, options?: OutboxOptions}} needs
   */
  constructor(name, url, { api, rid, window: own, options = {} }) {
    super();
    this.name = name;
    this.url = url;
    this.api = api;
    this.options = options;
    this.prefix = `reflect.${rid}.outbox.${name}.`;
    /** @type {T[]} */
    this.pending = [];
    /** @type {{op: T, ack: import("./types.js").Ack}[]} */
    this.held = [];
    /** @type {OutboxState} */
    this.state = "saved";
    this.tries = 0;
    /** When something first waited; 0: nothing waits. */
    this.waitingSince = 0;
    this.busy = false;
    this.closed = false;
    this.single = false;
    this.timer = 0;
    this.key = "";
    this.abort = new AbortController();
    this.ready = own.then((id) => this._adopt(id));
    // A window that was closed before it could send: another one of this recording does it.
    this.orphans = setInterval(() => void own.then((id) => this._adopt(id)), ORPHANS_EVERY_MS);
    this._again = () => this._soon(0);
    globalThis.addEventListener("online", this._again, { signal: this.abort.signal });
  }

  /** Puts operations in the queue; they are mirrored before this returns. @param {...T} ops */
  add(...ops) {
    this.pending.push(...ops);
    this._keep();
    this._tell();
    this._soon(0);
  }

  /** A held operation is dealt with. @param {string} op */
  settle(op) {
    this.held = this.held.filter((one) => one.op.op !== op);
    this._keep();
    this._tell();
  }

  /** Takes waiting operations back that were not sent yet. @param {(op: T) => boolean} which */
  drop(which) {
    this.pending = this.pending.filter((op) => !which(op));
    this._keep();
    this._tell();
  }

  /** Another operation in the place of one that was never sent, or of a held one. @param {T} old @param {T} next */
  replace(old, next) {
    this.pending = this.pending.map((op) => (op === old ? next : op));
    this.held = this.held.map((one) => (one.op === old ? { op: next, ack: one.ack } : one));
    this._keep();
    this._tell();
  }

  /** Tries at once. */
  retry() {
    this.tries = 0;
    this._soon(0);
  }

  close() {
    this.closed = true;
    clearTimeout(this.timer);
    clearInterval(this.orphans);
    this.abort.abort();
  }

  /** What this window left behind at a reload, and what windows that are gone left. @param {string} id */
  async _adopt(id) {
    const first = !this.key;
    this.key = this.prefix + id;
    const alive = await livingWindows();
    if (this.closed) return;
    const found = [];
    for (const key of Object.keys(localStorage).filter((name) => name.startsWith(this.prefix))) {
      const owner = key.slice(this.prefix.length);
      if (owner === id ? !first : alive.has(owner)) continue;
      found.push(...this._read(key));
      if (key !== this.key) localStorage.removeItem(key);
    }
    if (!first && !found.length) return;
    const known = new Set([...this.pending, ...this.held.map((one) => one.op)].map((op) => op.op));
    const old = found.filter((one) => !known.has(one.op.op));
    this.pending.unshift(...old.filter((one) => !one.ack).map((one) => one.op));
    for (const { op, ack } of old) if (ack) this.held.push({ op, ack });
    this._keep();
    this._tell();
    if (old.length) this.emit("adopted", old.map((one) => one.op));
    this._soon(0);
  }

  /** @param {string} key @returns {{op: T, ack?: import("./types.js").Ack}[]} */
  _read(key) {
    try {
      const kept = JSON.parse(localStorage.getItem(key) ?? "{}");
      return [...(kept.pending ?? []).map((/** @type {T} */ op) => ({ op })), ...(kept.held ?? [])];
    } catch {
      return []; // not ours, or cut short: there is nothing to send
    }
  }

  _keep() {
    if (!this.key) return;
    if (!this.pending.length && !this.held.length) localStorage.removeItem(this.key);
    else localStorage.setItem(this.key, JSON.stringify({ pending: this.pending, held: this.held }));
  }

  _tell() {
    if (!this.pending.length) {
      this.tries = 0;
      this.waitingSince = 0;
    } else this.waitingSince ||= performance.now();
    this.state = !this.pending.length ? "saved" : this.tries ? "retrying" : "saving";
    this.emit("change");
  }

  /** @param {number} ms */
  _soon(ms) {
    if (this.closed || !this.key) return;
    clearTimeout(this.timer);
    if (ms) this.timer = setTimeout(() => this._send(), ms);
    else queueMicrotask(() => this._send());
  }

  async _send() {
    if (this.busy || this.closed || !this.pending.length) return;
    const chosen = this.options.batch ? this.options.batch(this.pending) : this.pending.slice(0, this.single ? 1 : BATCH);
    if (!chosen.length) return;
    this.busy = true;
    let wait = 0;
    try {
      const body = this.options.body ? this.options.body(chosen) : { ops: chosen.map(wire) };
      const answer = await this.api.post(this.url, body, { signal: this.abort.signal });
      wait = this._take(answer, chosen);
    } catch (error) {
      if (this.closed) return;
      if (!(error instanceof ApiError)) throw error;
      wait = this._failed(error, chosen);
    } finally {
      this.busy = false;
    }
    if (this.pending.length) this._soon(wait);
  }

  /** How long to wait before the next attempt. @param {any} answer @param {T[]} sent */
  _take(answer, sent) {
    /** @type {Map<string, import("./types.js").Ack>} */
    const acks = new Map((answer.acks ?? []).map((/** @type {import("./types.js").Ack} */ ack) => [ack.op, ack]));
    const done = sent.filter((op) => acks.has(op.op));
    this.tries = done.length ? 0 : this.tries + 1; // an answer that says nothing of what was asked: not saved
    const gone = new Set(done);
    this.pending = this.pending.filter((op) => !gone.has(op));
    for (const op of done) {
      const ack = /** @type {import("./types.js").Ack} */ (acks.get(op.op));
      if (ack.status !== "stored") this.held.push({ op, ack });
    }
    this._keep();
    this.emit("answer", answer, sent);
    for (const op of done) this.emit("ack", op, acks.get(op.op));
    this._tell();
    return this.tries ? this._patience() : 0;
  }

  /** Longer after each failure, and not at the same moment in every window. */
  _patience() {
    return Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (this.tries - 1)) * (0.8 + 0.4 * Math.random());
  }

  /** How long to wait before the next attempt. @param {ApiError} error @param {T[]} sent */
  _failed(error, sent) {
    this.emit("trouble", error);
    if ([400, 413, 422].includes(error.status)) {
      // One of them is wrong. Alone it is told from the others, and does not keep them waiting.
      if (sent.length === 1) this._take({ acks: [{ op: sent[0].op, status: "refused", why: error.why }] }, sent);
      this.single = sent.length > 1 || (this.single && this.pending.length > 0);
      return 0;
    }
    this.tries += 1;
    this._tell();
    return error.passing ? this._patience() : GONE_WAIT_MS;
  }
}

/** Ids of the windows that are open now: each holds a lock by its name. @returns {Promise<Set<string>>} */
async function livingWindows() {
  const { held = [] } = await navigator.locks.query();
  return new Set(held.map((lock) => lock.name ?? "").filter((name) => name.startsWith(LOCK)).map((name) => name.slice(LOCK.length)));
}

const LOCK = "reflect.window.";
/** @type {Promise<string> | null} */
let ownId = null;

/**
 * This window's id: the same after a reload, another one in a duplicated tab (which copies sessionStorage).
 * @returns {Promise<string>}
 */
export function windowId() {
  ownId ??= (async () => {
    const kept = sessionStorage.getItem("reflect.window");
    // At a reload the old page's lock is let go a moment later.
    for (let attempt = 0; kept && attempt < 5; attempt += 1) {
      if (await hold(kept)) return kept;
      await new Promise((done) => setTimeout(done, 40));
    }
    const fresh = crypto.randomUUID();
    sessionStorage.setItem("reflect.window", fresh);
    await hold(fresh);
    return fresh;
  })();
  return ownId;
}

/** Holds the lock of this name for as long as the page lives. @param {string} id @returns {Promise<boolean>} */
function hold(id) {
  return new Promise((tell) => {
    navigator.locks.request(LOCK + id, { ifAvailable: true }, (lock) => {
      tell(Boolean(lock));
      return lock ? new Promise(() => {}) : undefined;
    });
  });
}
