// @ts-check
/**
 * The clip sets of a recording: each change is stored at once, whole, over the revision that was seen. What is not
 * stored yet is mirrored, so that it survives a reload; what met a change of another window waits for a choice.
 */
import { ApiError } from "./api.js";
import { Emitter } from "./emitter.js";

/** @typedef {import("./types.js").Context} Context */
/** @typedef {{recording:string, fragment:string|null, start:number, end:number, before:number, after:number, code:string, question:string}} Clip */
/** @typedef {{id:string, title:string, rev:number, clips:Clip[]}} ClipList */
/** @typedef {{list:ClipList, base:number|null}} Unsaved */
/** @typedef {"saved"|"saving"|"retrying"|"refused"} ClipState */

const SOON_MS = 250;
const RETRY_MS = [500, 1000, 2000, 4000, 8000];

/** What two lists say, without revisions. @param {{title:string, clips:Clip[]}} list */
export const content = (list) => JSON.stringify([list.title, list.clips.map((one) => [one.fragment ?? null, one.start, one.end, one.before, one.after, one.code, one.question])]);

/** Events: "lists" (they came, or one came or went), "state", "conflict". */
export class ClipLists extends Emitter {
  /** @param {Context} ctx */
  constructor(ctx) {
    super();
    this.ctx = ctx;
    /** @type {ClipList[]} */ this.all = [];
    /** Waiting to be stored, by id. @type {Map<string, Unsaved>} */ this.unsaved = new Map();
    /** What is there now, by id, where it is not what this window started from. @type {Map<string, ClipList>} */ this.conflicts = new Map();
    /** @type {ClipState} */ this.state = "saved";
    this.loaded = false;
    this.why = "";
    this.busy = false;
    this.tries = 0;
    this.timer = 0;
    this.closed = false;
    this.slot = ctx.storage("clips.unsaved");
    for (const [id, one] of Object.entries(this.slot.get() ?? {})) this.unsaved.set(id, /** @type {Unsaved} */ (one));
    this.leaving = (/** @type {BeforeUnloadEvent} */ event) => { if (this.state === "retrying") event.preventDefault(); };
    window.addEventListener("beforeunload", this.leaving);
  }

  destroy() {
    this.closed = true;
    clearTimeout(this.timer);
    window.removeEventListener("beforeunload", this.leaving);
    if (this.unsaved.size) void this.send();
  }

  /** @param {string} id */
  get(id) { return this.all.find((one) => one.id === id) ?? null; }

  /** Fetch what is stored; what waits here stays on top. */
  async load() {
    const { lists } = await this.ctx.api.get(`cliplists/${this.ctx.rid}`);
    /** @type {ClipList[]} */
    const fresh = lists;
    const known = new Map(fresh.map((one) => [one.id, one]));
    const order = [...this.all.filter((one) => known.has(one.id) || this.unsaved.has(one.id)), ...fresh.filter((one) => !this.get(one.id))];
    for (const [id, { list }] of this.unsaved) if (!order.some((one) => one.id === id)) order.push(list);
    this.all = order.map((one) => {
      const stored = known.get(one.id), waiting = this.unsaved.get(one.id);
      if (waiting) return this.get(one.id) ?? waiting.list;
      if (!stored || (this.get(one.id) && stored.rev === one.rev)) return one;
      return stored;
    });
    this.loaded = true;
    this.emit("lists");
    if (this.unsaved.size) this.soon(0);
  }

  /** @param {string} title @param {Clip[]} clips @returns {ClipList} */
  make(title, clips) {
    /** @type {ClipList} */
    const list = { id: crypto.randomUUID(), title, rev: 0, clips };
    this.all = [...this.all, list];
    this.changed(list, true);
    this.emit("lists");
    return list;
  }

  /** The list was changed here: store it. @param {ClipList} list @param {boolean} [now] */
  changed(list, now = false) {
    const before = this.unsaved.get(list.id);
    this.unsaved.set(list.id, { list, base: before ? before.base : list.rev || null });
    this.keep();
    this.set(this.tries ? "retrying" : "saving");
    if (!this.conflicts.has(list.id)) this.soon(now ? 0 : SOON_MS);
  }

  /** Stored as soon as it can be. @returns {Promise<boolean>} */
  async flush() {
    this.soon(0);
    for (let n = 0; n < 100 && (this.unsaved.size || this.busy) && !this.conflicts.size; n += 1) await new Promise((done) => setTimeout(done, 30));
    return !this.unsaved.size;
  }

  /** @param {string} id @returns {Promise<ClipList|null>} what was thrown away */
  async remove(id) {
    const list = this.get(id);
    if (!list) return null;
    while (this.busy) await new Promise((done) => setTimeout(done, 20));
    if (list.rev) await this.ctx.api.post(`cliplists/${this.ctx.rid}/${id}/delete`, {});
    this.unsaved.delete(id);
    this.conflicts.delete(id);
    this.keep();
    this.all = this.all.filter((one) => one.id !== id);
    this.set(this.unsaved.size ? this.state : "saved");
    this.emit("lists");
    return list;
  }

  /** Take a set back that was thrown away. @param {ClipList} list */
  back(list) {
    list.rev = 0;
    this.all = [...this.all, list];
    this.changed(list, true);
    this.emit("lists");
  }

  /** @param {string} id @param {"mine"|"theirs"|"both"} choice @param {string} copyTitle */
  resolve(id, choice, copyTitle) {
    const mine = this.get(id), theirs = this.conflicts.get(id);
    this.conflicts.delete(id);
    if (!mine || !theirs) return;
    if (choice === "mine") {
      mine.rev = theirs.rev;
      this.unsaved.set(id, { list: mine, base: theirs.rev || null });
    } else {
      this.unsaved.delete(id);
      if (choice === "both") this.make(copyTitle, mine.clips.map((one) => ({ ...one })));
      this.all = this.all.map((one) => (one.id === id ? theirs : one));
    }
    this.keep();
    this.set(this.unsaved.size ? "saving" : "saved");
    this.soon(0);
    this.emit("lists");
  }

  keep() { this.slot.set(this.unsaved.size ? Object.fromEntries(this.unsaved) : null); }

  /** @param {ClipState} state @param {string} [why] */
  set(state, why = "") {
    this.state = state;
    this.why = why;
    this.emit("state");
  }

  /** @param {number} ms */
  soon(ms) {
    if (this.closed) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.send(), ms);
  }

  /** One list at a time; the same one again when it changed meanwhile. */
  async send() {
    if (this.busy) return;
    const next = [...this.unsaved].find(([id]) => !this.conflicts.has(id));
    if (!next) { if (!this.unsaved.size) this.set("saved"); return; }
    const [id, { list, base }] = next;
    const sent = content(list);
    this.busy = true;
    try {
      const body = { id, title: list.title, clips: list.clips, base };
      this.answered(list, sent, await this.ctx.api.post(`cliplists/${this.ctx.rid}`, body));
      this.tries = 0;
      this.soon(0);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.failed(error);
    } finally {
      this.busy = false;
    }
  }

  /** @param {ClipList} list @param {string} sent @param {{status:string, list:ClipList|null, why?:string}} answer */
  answered(list, sent, answer) {
    const { id } = list;
    const stored = answer.status === "stored" || (answer.status === "conflict" && answer.list && content(answer.list) === sent);
    if (stored && answer.list) {
      list.rev = answer.list.rev;
      if (content(list) === sent) this.unsaved.delete(id);
      else this.unsaved.set(id, { list, base: list.rev });
      this.keep();
      this.set(this.unsaved.size ? "saving" : "saved");
    } else if (answer.status === "conflict" && answer.list) {
      this.conflicts.set(id, answer.list);
      this.emit("conflict");
    } else if (answer.status === "conflict") {
      // It was thrown away in another window while somebody worked on it here: what was worked on stays.
      list.rev = 0;
      this.unsaved.set(id, { list, base: null });
      this.keep();
    } else {
      this.unsaved.delete(id);
      this.keep();
      this.set("refused", answer.why ?? "");
    }
  }

  /** @param {ApiError} error */
  failed(error) {
    if (!error.passing) { this.set("refused", error.why); return; }
    this.tries += 1;
    this.set("retrying");
    this.soon(RETRY_MS[Math.min(this.tries, RETRY_MS.length) - 1]);
  }
}
