// @ts-check
import { Emitter } from "./emitter.js";

/**
 * Something of `reflect.model.reflection` as JSON: the names of its fields.
 * @typedef {{id: string, revision: number, deleted: boolean, [field: string]: any}} Thing
 * @typedef {"add" | "update" | "delete" | "restore"} Deed
 * @typedef {{what: string, do: Deed, id: string, fields?: Record<string, any>}} Step
 * @typedef {{op: string, what: string, do: Deed, id: string, base?: number | null, _was?: Record<string, any>, _due?: number, _sent?: boolean,
 *   [field: string]: any}} ThingOp
 * @typedef {{op: string, status: "stored" | "conflict" | "refused", what: string, thing: Thing | null, why: string}} ThingAck
 * @typedef {"stored" | "sending" | "retrying" | "conflict" | "refused"} ThingState
 * @typedef {{now: Thing | null, fields: Record<string, any>, why: string}} Conflict
 */

/** So long after the last key what was typed is sent. It is kept in this browser at once. */
export const TYPING_MS = 500;
const LONGEST_HISTORY = 200;
/** Longer text is something that a person wrote. */
const WORDS = 40;
const OWN = ["op", "what", "do", "id", "base"];
/** Fields with what people wrote: where two windows disagree about these, a person chooses. */
const WRITTEN = ["text", "note", "title"];

/** @param {unknown} a @param {unknown} b */
const same = (a, b) => JSON.stringify(plain(a)) === JSON.stringify(plain(b));
/** As the server keeps it: text without space around it, nothing as null. @param {any} value */
const plain = (value) => (typeof value === "string" ? value.trim() || null : Array.isArray(value) && !value.length ? null : (value ?? null));

/** What an operation changes. @param {ThingOp} op @returns {Record<string, any>} */
const fieldsOf = (op) => Object.fromEntries(Object.entries(op).filter(([name]) => !OWN.includes(name) && !name.startsWith("_")));

/** The id that everybody gives to the one thing that belongs to both: two windows that make it mean the same. @param {string} a @param {string} b UUIDs */
export function idOf(a, b) {
  return a.replace(/[0-9a-f]/g, (digit, at) => (parseInt(digit, 16) ^ parseInt(b[at], 16)).toString(16));
}

/** What is not a UUID, as one. @param {string} name at most 16 letters */
export function uuidOf(name) {
  const hex = [...name].map((letter) => letter.charCodeAt(0).toString(16).padStart(2, "0").slice(-2)).join("").padEnd(32, "0").slice(0, 32);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

/**
 * Interviews, sessions and what hangs under them as this window sees them: what the server has, with what waits in the outbox on top.
 * Every write goes through here. Events: "change" (ids or null for all), "refused" (id, why), "state".
 */
export class Records extends Emitter {
  /**
   * @param {import("./outbox.js").Outbox<ThingOp>} outbox made with `Records.options`
   * @param {{history: import("./types.js").Slot, follows?: (thing: Thing, op: ThingOp) => Thing}} needs
   *   `follows`: what the server changes along with what an operation says
   */
  constructor(outbox, { history, follows = (thing) => thing }) {
    super();
    this.outbox = outbox;
    this.follows = follows;
    this.history = history;
    /** @type {Map<string, Thing>} */
    this.server = new Map();
    /** How often the server answered: a document that was asked for before an answer may be older than it. */
    this.answers = 0;
    /** @type {{back: Step[]}[]} */
    this.undos = history.get() ?? [];
    this.timer = 0;
    const own = { signal: outbox.abort.signal };
    window.addEventListener("pagehide", () => this.flush(), own);
    document.addEventListener("visibilitychange", () => document.hidden && this.flush(), own);
    outbox.on("ack", (op, ack) => this._acked(op, ack));
    outbox.on("adopted", () => this.emit("change", null));
    outbox.on("change", () => this.emit("state"));
  }

  /** What is being typed is kept, and sent a moment later. @type {import("./outbox.js").OutboxOptions} */
  static options = {
    batch: (pending) => {
      const now = Date.now();
      const waits = pending.findIndex((op) => (op._due ?? 0) > now);
      const chosen = (waits < 0 ? pending : pending.slice(0, waits)).slice(0, 100);
      for (const op of chosen) op._sent = true;
      return chosen;
    },
  };

  /** What the server has now. @param {Thing[]} things */
  load(things) {
    this.server = new Map(things.map((one) => [one.id, one]));
    this.emit("change", null);
  }

  /** As it is here, also when it was deleted. @param {string} id @returns {Thing | undefined} */
  seen(id) {
    let thing = this.server.get(id);
    for (const op of this.outbox.pending) if (op.id === id) thing = this._applied(thing, op);
    return thing;
  }

  /** @param {string} id @returns {Thing | undefined} */
  get(id) {
    const thing = this.seen(id);
    return thing?.deleted ? undefined : thing;
  }

  /** All that are there, in the order in which they were made. @param {(thing: Thing) => boolean} which */
  all(which) {
    const ids = new Set([...this.server.keys(), ...this.outbox.pending.map((op) => op.id)]);
    return [...ids].flatMap((id) => this.get(id) ?? []).filter(which);
  }

  get waiting() {
    return this.outbox.pending.length;
  }

  /** @param {string} id @returns {ThingState} */
  state(id) {
    const held = this.outbox.held.find((one) => one.op.id === id);
    if (held) return held.ack.status === "conflict" ? "conflict" : "refused";
    if (!this.outbox.pending.some((op) => op.id === id)) return "stored";
    return this.outbox.state === "retrying" ? "retrying" : "sending";
  }

  /** @param {string} what @param {Record<string, any>} fields @param {string} [id] @returns {string} its id */
  add(what, fields, id = crypto.randomUUID()) {
    this.act([{ what, do: "add", id, fields }]);
    return id;
  }

  /** Changes it; what is not there yet is made, with these fields besides. @param {string} what @param {string} id @param {Record<string, any>} fields @param {Record<string, any>} [first] */
  put(what, id, fields, first = {}) {
    const was = this.seen(id);
    if (!was) return this.act([{ what, do: "add", id, fields: { ...first, ...fields } }]);
    if (was.deleted) return this.act([{ what, do: "restore", id }, { what, do: "update", id, fields }]);
    const changed = Object.fromEntries(Object.entries(fields).filter(([name, value]) => !same(value, was[name])));
    if (Object.keys(changed).length) this.act([{ what, do: "update", id, fields: changed }]);
  }

  /** What somebody is typing: kept at once, sent after a moment of rest, and undone as a whole. @param {string} what @param {string} id @param {string} field @param {string} text @param {Record<string, any>} [first] */
  write(what, id, field, text, first = {}) {
    for (const { op, ack } of this.outbox.held) if (op.id === id && ack.status === "refused" && field in op) this.outbox.settle(op.op);
    const due = Date.now() + TYPING_MS;
    const last = this.outbox.pending.at(-1);
    const typing = last && last.id === id && !last._sent && (last._due ?? 0) > 0 && field in last ? last : null;
    if (typing) {
      Object.assign(typing, { [field]: text, _due: due });
      this.outbox._keep();
      this.emit("change", [id]);
    } else {
      const was = this.seen(id);
      if (was && !was.deleted && (was[field] ?? "") === text) return;
      const steps = /** @type {Step[]} */ (was ? [{ what, do: "update", id, fields: { [field]: text } }] : [{ what, do: "add", id, fields: { ...first, [field]: text } }]);
      if (was?.deleted) steps.unshift({ what, do: "restore", id });
      this.act(steps, due);
    }
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), TYPING_MS + 20);
  }

  /** @param {string} what @param {string} id */
  remove(what, id) {
    if (this.get(id)) this.act([{ what, do: "delete", id }]);
  }

  /** Sends what was typed, without waiting for a moment of rest. */
  flush() {
    clearTimeout(this.timer);
    const typed = this.outbox.pending.filter((op) => op._due);
    if (!typed.length) return;
    for (const op of typed) op._due = 0;
    this.outbox.retry();
  }

  /** Does these steps, which are undone together. @param {Step[]} steps @param {number} [due] when the last one may be sent */
  act(steps, due = 0) {
    const back = steps.map((step) => this._inverse(step)).reverse();
    this._send(steps, due);
    this.undos = [...this.undos, { back }].slice(-LONGEST_HISTORY);
    this.history.set(this.undos);
    this.emit("change", steps.map((step) => step.id));
  }

  /** @returns {boolean} whether there was something */
  undo() {
    this.flush();
    const last = this.undos.pop();
    if (!last) return false;
    this._send(last.back, 0);
    this.history.set(this.undos);
    this.emit("change", null);
    return true;
  }

  /** What is in the way of a change: mine, and what is there now. @param {string} id @returns {Conflict | null} */
  conflict(id) {
    const held = this.outbox.held.filter((one) => one.op.id === id && one.ack.status === "conflict");
    if (!held.length) return null;
    const fields = Object.assign({}, ...held.map((one) => (one.op.do === "delete" ? { deleted: true } : fieldsOf(one.op))));
    return { now: this.server.get(id) ?? null, fields, why: held[0].ack.why ?? "" };
  }

  conflicts() {
    return [...new Set(this.outbox.held.filter((one) => one.ack.status === "conflict").map((one) => one.op.id))];
  }

  /** A person chose. @param {string} id @param {Record<string, any> | null} fields what to keep of the own; null: what is there */
  resolve(id, fields) {
    const held = this.outbox.held.filter((one) => one.op.id === id);
    for (const one of held) this.outbox.settle(one.op.op);
    const what = held[0]?.op.what ?? "";
    if (fields?.deleted) this.act([{ what, do: "delete", id }]);
    else if (fields) this.put(what, id, fields);
    this.emit("change", [id]);
  }

  /** @param {Step} step @returns {Step} */
  _inverse({ what, do: deed, id, fields = {} }) {
    if (deed === "add" || deed === "restore") return { what, do: "delete", id };
    if (deed === "delete") return { what, do: "restore", id };
    const was = this.seen(id);
    const nothing = (/** @type {unknown} */ value) => (typeof value === "boolean" ? false : Array.isArray(value) ? [] : "");
    return { what, do: "update", id, fields: Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, was?.[name] ?? nothing(value)])) };
  }

  /** @param {Step[]} steps @param {number} due */
  _send(steps, due) {
    for (const { what, do: deed, id, fields = {} } of steps) {
      const was = this.seen(id);
      /** @type {ThingOp} */
      const op = { op: crypto.randomUUID(), what, do: deed, id, base: this._base(deed, id), ...fields };
      if (deed === "update" && was) op._was = Object.fromEntries(Object.keys(fields).map((name) => [name, was[name] ?? null]));
      if (due && deed !== "restore") op._due = due;
      this.outbox.add(op);
    }
  }

  /** The revision that an operation starts from, counting those that wait before it. @param {Deed} deed @param {string} id */
  _base(deed, id) {
    if (deed === "add") return null;
    const before = this.outbox.pending.filter((op) => op.id === id).at(-1);
    return before ? (before.base ?? 0) + 1 : (this.server.get(id)?.revision ?? null);
  }

  /** @param {ThingOp} op @param {ThingAck} ack */
  _acked(op, ack) {
    this.answers += 1;
    const now = ack.thing;
    if (now && now.revision >= (this.server.get(op.id)?.revision ?? 0)) this.server.set(op.id, { ...this.server.get(op.id), ...now, what: op.what });
    if (ack.status === "conflict" && this._settled(op, now)) this.outbox.settle(op.op);
    else if (ack.status === "conflict" && !WRITTEN.some((name) => name in op)) {
      // A choice is made again in a moment: what is there stays, and the person is told.
      this.outbox.settle(op.op);
      this.emit("refused", op, ack.why);
    }
    else if (ack.status === "refused") this._refused(op, ack.why);
    this.emit("change", [op.id]);
  }

  /** Words that were not taken are not thrown away: they stay until they are written anew. @param {ThingOp} op @param {string} why */
  _refused(op, why) {
    if (!Object.values(fieldsOf(op)).some((value) => typeof value === "string" && value.length > WORDS)) this.outbox.settle(op.op);
    const now = this.server.get(op.id);
    for (const later of this.outbox.pending.filter((one) => one.id === op.id && one.do !== "add")) {
      later.base = now?.revision ?? null;
      if (later._was) later._was = Object.fromEntries(Object.keys(later._was).map((name) => [name, now?.[name] ?? null]));
    }
    this.emit("refused", op, why);
  }

  /** What was typed and not taken, and why. @param {string} id @param {string} field @returns {{text: string, why: string} | null} */
  unkept(id, field) {
    const held = this.outbox.held.find((one) => one.op.id === id && one.ack.status === "refused" && field in one.op);
    return held ? { text: String(held.op[field]), why: held.ack.why ?? "" } : null;
  }

  /** A conflict that needs no person: what was wanted is so already, or only other fields were changed. @param {ThingOp} op @param {Thing | null} now */
  _settled(op, now) {
    if (!now) return false;
    if (op.do === "delete") return now.deleted;
    if (op.do === "restore") return !now.deleted;
    const fields = fieldsOf(op);
    const names = Object.keys(fields);
    if (now.deleted) return false;
    if (names.every((name) => same(now[name], fields[name]))) return true;
    /** @type {Record<string, any>} */
    const before = op.do === "add" ? Object.fromEntries(names.map((name) => [name, null])) : (op._was ?? {});
    const mine = names.filter((name) => !same(now[name], fields[name]));
    if (op.released || !mine.every((name) => same(now[name], before[name]))) return false;
    this.outbox.add({ op: crypto.randomUUID(), what: op.what, do: "update", id: op.id, base: now.revision, ...Object.fromEntries(mine.map((name) => [name, fields[name]])) });
    return true;
  }

  /** @param {Thing | undefined} was @param {ThingOp} op @returns {Thing | undefined} */
  _applied(was, op) {
    if (op.do === "add" && !was) return { ...fieldsOf(op), id: op.id, what: op.what, revision: 0, deleted: false };
    if (!was) return undefined;
    if (op.do === "delete") return { ...was, deleted: true };
    if (op.do === "restore") return { ...was, deleted: false };
    return this.follows({ ...was, ...fieldsOf(op) }, op);
  }
}
