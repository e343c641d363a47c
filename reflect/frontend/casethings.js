// @ts-check
import { Emitter } from "./emitter.js";

/**
 * A thing of a case, by the names of its fields: a session, a clip, a remark, an attention point.
 * @typedef {{id: string, revision: number, deleted: boolean, [field: string]: any}} Thing
 * @typedef {"session" | "clip" | "remark" | "point" | "follow_up"} What
 * @typedef {Record<string, any>} Fields
 * @typedef {{what: What, do: "add" | "update" | "delete" | "restore", id: string, fields?: Fields}} Step
 * @typedef {{op: string, what: What, do: Step["do"], id: string, base: number | null, _fields: Fields, _was?: Fields, [field: string]: any}} Op
 * @typedef {{now: Thing | null, fields: Fields, gone: boolean, remove: boolean, what: What}} Clash
 */

const LONGEST_HISTORY = 200;
const TYPING_MS = 400;
const JOINED_MS = 4_000;
const MOST = 200;
/** Fields of which both texts are shown when two windows changed them; of all others the last one counts. */
const TEXTS = ["title", "note", "question", "tip", "text"];

/** @param {unknown} a @param {unknown} b */
const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

/** @param {Fields} from @param {string[]} names @returns {Fields} */
const pick = (from, names) => Object.fromEntries(names.map((name) => [name, from[name] ?? ""]));

/**
 * What a case has, as this window sees it: what the server has, with this window's waiting operations on top. Every write
 * goes through here and through the outbox, which keeps it through a reload until the server has it.
 *
 * What is typed waits a moment before it is sent, and one operation then carries all of it.
 * Events: "change" (something looks otherwise), "stored" (op), "refused" (id, why).
 */
export class CaseThings extends Emitter {
  /** @param {import("./outbox.js").Outbox<Op>} outbox @param {import("./types.js").Slot} history */
  constructor(outbox, history) {
    super();
    this.outbox = outbox;
    this.history = history;
    /** @type {Map<string, Thing>} */
    this.server = new Map();
    /** @type {Map<string, Thing>} */
    this.view = new Map();
    /** What kind of thing it is, by its id. @type {Map<string, What>} */
    this.kinds = new Map();
    /** Ids of operations that were sent once: they may be stored though no answer came. @type {Set<string>} */
    this.sent = new Set();
    /** Things somebody types in: sent in a moment. @type {Map<string, ReturnType<typeof setTimeout>>} */
    this.typing = new Map();
    /** How many answers came: a document that was fetched before the last of them is old. */
    this.answers = 0;
    const kept = history.get();
    /** @type {{back: Step[], forth: Step[]}[]} */
    this.undos = kept?.undos ?? [];
    /** @type {{back: Step[], forth: Step[]}[]} */
    this.redos = kept?.redos ?? [];
    this.lastStep = { key: "", at: 0 };
    outbox.options.batch = (pending) => this._batch(/** @type {Op[]} */ (pending));
    outbox.options.body = (ops) => this._body(/** @type {Op[]} */ (ops));
    outbox.on("ack", (op, ack) => this._acked(op, ack));
    outbox.on("adopted", (/** @type {Op[]} */ ops) => {
      for (const op of ops) this.sent.add(op.op);
      for (const op of ops) this._refresh(op.id);
      this.emit("change");
    });
    const own = { signal: outbox.abort.signal };
    const flush = () => this.flush();
    globalThis.addEventListener("pagehide", flush, own);
    globalThis.addEventListener("blur", flush, own);
    document.addEventListener("visibilitychange", flush, own);
  }

  /**
   * What the server has now. Only the kinds that are given are looked at, and of those only what `which` says belongs here.
   * @param {Partial<Record<What, Thing[]>>} found @param {(what: What, thing: Thing) => boolean} [which]
   */
  load(found, which = () => true) {
    for (const [name, things] of Object.entries(found)) {
      const what = /** @type {What} */ (name);
      const there = new Set(things.map((one) => one.id));
      for (const [id, one] of [...this.server]) if (this.kinds.get(id) === what && !there.has(id) && which(what, one)) this.server.delete(id);
      for (const one of things) {
        this.kinds.set(one.id, what);
        if ((this.server.get(one.id)?.revision ?? 0) <= one.revision) this.server.set(one.id, one);
      }
    }
    for (const id of new Set([...this.server.keys(), ...this.view.keys(), ...this._waiting().map((op) => op.id)])) this._refresh(id);
    this.emit("change");
  }

  /** What is there of a kind; clips in their order, all else as it was made. @param {What} what @returns {Thing[]} */
  all(what) {
    const found = [...this.view.values()].filter((one) => this.kinds.get(one.id) === what);
    const made = (/** @type {Thing} */ one) => one.created_at ?? "9";
    return found.sort((a, b) => (a.place ?? 0) - (b.place ?? 0) || (made(a) < made(b) ? -1 : made(a) > made(b) ? 1 : a.id < b.id ? -1 : 1));
  }

  /** @param {string} id @returns {Thing | undefined} */
  get(id) {
    return this.view.get(id);
  }

  /** Does these steps, which are undone together. @param {Step[]} steps @param {{typed?: boolean}} [how] */
  act(steps, { typed = false } = {}) {
    const useful = steps.filter((step) => step.do !== "update" || this._changes(step));
    if (!useful.length) return;
    const back = useful.map((step) => this._inverse(step)).reverse();
    for (const step of useful) this._send(step, typed);
    this._remember(back, useful, typed);
    this.emit("change");
  }

  /** @param {What} what @param {Fields} fields @param {string} [id] @returns {string} its id */
  add(what, fields, id = crypto.randomUUID()) {
    this.act([{ what, do: "add", id, fields }]);
    return id;
  }

  /** @param {string} id @param {Fields} fields @param {boolean} [typed] */
  update(id, fields, typed = false) {
    const what = this.kinds.get(id);
    if (what) this.act([{ what, do: "update", id, fields }], { typed });
  }

  /** @param {...string} ids */
  remove(...ids) {
    this.act(ids.filter((id) => this.view.has(id)).map((id) => ({ what: /** @type {What} */ (this.kinds.get(id)), do: "delete", id })));
  }

  /** @returns {string[] | null} the ids it was about; null: nothing to undo */
  undo() {
    return this._replay(this.undos, this.redos, "back");
  }

  /** @returns {string[] | null} */
  redo() {
    return this._replay(this.redos, this.undos, "forth");
  }

  /** Sends at once what was typed. */
  flush() {
    for (const timer of this.typing.values()) clearTimeout(timer);
    if (!this.typing.size) return;
    this.typing.clear();
    this.outbox.retry();
  }

  /** Why the last change of this thing was not taken; "" when nothing is the matter. @param {string} id */
  refused(id) {
    return this.outbox.held.find((one) => one.op.id === id && one.ack.status === "refused")?.ack.why ?? "";
  }

  /** Ids of things that another window changed as well. */
  clashes() {
    return [...new Set(this.outbox.held.filter((one) => one.ack.status === "conflict").map((one) => one.op.id))];
  }

  /** @param {string} id @returns {Clash | null} */
  clash(id) {
    const held = this._clashing(id);
    if (!held.length) return null;
    const now = this.server.get(id) ?? null;
    const fields = Object.assign({}, ...held.map((one) => one.op._fields));
    return { now, fields, gone: !now || now.deleted, remove: held.at(-1)?.op.do === "delete", what: held[0].op.what };
  }

  /** A person chose. "both" puts the texts under each other. @param {string} id @param {"mine" | "theirs" | "both"} choice */
  resolve(id, choice) {
    const found = this.clash(id);
    for (const one of this._clashing(id)) this.outbox.settle(one.op.op);
    if (found && choice !== "theirs") {
      const { now, fields, remove, what } = found;
      const own = Object.entries(fields).filter(([name]) => found.now === null || TEXTS.includes(name));
      const joined = own.map(([name, mine]) => [name, choice === "both" && now ? together(now[name], mine) : mine]);
      if (remove) this._send({ what, do: "delete", id });
      else {
        if (now?.deleted) this._send({ what, do: "restore", id });
        this._send({ what, do: "update", id, fields: Object.fromEntries(joined) });
      }
    }
    this._refresh(id);
    this.emit("change");
  }

  // ---- inside ---------------------------------------------------------------------------------

  /** @param {string} id */
  _clashing(id) {
    return this.outbox.held.filter((one) => one.op.id === id && one.ack.status === "conflict");
  }

  /** Everything that is not on the server yet, in its order. @returns {Op[]} */
  _waiting() {
    return [...this.outbox.held.map((one) => one.op), ...this.outbox.pending];
  }

  /** @param {Step} step */
  _changes({ id, fields = {} }) {
    const was = this.view.get(id);
    return Boolean(was) && Object.entries(fields).some(([name, value]) => !same(was?.[name] ?? "", value));
  }

  /** @param {Step} step @returns {Step} */
  _inverse({ what, do: does, id, fields = {} }) {
    if (does === "add" || does === "restore") return { what, do: "delete", id };
    if (does === "delete") return { what, do: "restore", id };
    return { what, do: "update", id, fields: pick(this.view.get(id) ?? {}, Object.keys(fields)) };
  }

  /** @param {Step[]} back @param {Step[]} steps @param {boolean} typed */
  _remember(back, steps, typed) {
    const forth = steps.map((step) => (step.do === "add" ? { ...step, do: /** @type {const} */ ("restore"), fields: undefined } : step));
    const key = typed ? steps.map((step) => `${step.id} ${Object.keys(step.fields ?? {})}`).join() : "";
    const now = performance.now();
    const last = this.undos.at(-1);
    // One stretch of typing is undone at once.
    if (typed && last && this.lastStep.key === key && now - this.lastStep.at < JOINED_MS) last.forth = forth;
    else this.undos.push({ back, forth });
    this.lastStep = { key, at: now };
    this.undos = this.undos.slice(-LONGEST_HISTORY);
    this.redos = [];
    this.history.set({ undos: this.undos, redos: this.redos });
  }

  /** @param {{back: Step[], forth: Step[]}[]} from @param {{back: Step[], forth: Step[]}[]} to @param {"back" | "forth"} way */
  _replay(from, to, way) {
    const last = from.pop();
    if (!last) return null;
    to.push(last);
    this.lastStep = { key: "", at: 0 };
    for (const step of last[way]) this._send(step);
    this.history.set({ undos: this.undos, redos: this.redos });
    this.emit("change");
    return last[way].map((step) => step.id);
  }

  /** @param {Step} step @param {boolean} [typed] */
  _send(step, typed = false) {
    const { what, id } = step;
    this.kinds.set(id, what);
    const fields = step.fields ?? {};
    const held = this._clashing(id).find((one) => one.op.do === "update" || one.op.do === "add");
    if (step.do === "update" && held) {
      // A choice is waited for: what is typed meanwhile is part of it.
      this.outbox.replace(held.op, { ...held.op, ...fields, _fields: { ...held.op._fields, ...fields } });
      return this._refresh(id);
    }
    const refused = this.outbox.held.filter((one) => one.op.id === id && one.ack.status === "refused");
    const kept = Object.assign({}, ...refused.map((one) => one.op._fields));
    for (const one of refused) this.outbox.settle(one.op.op);
    const lost = refused.some((one) => one.op.do === "add") && !this.server.has(id);
    this._queue({ what, do: lost && step.do === "update" ? "add" : step.do, id, fields: step.do === "update" ? { ...kept, ...fields } : fields }, typed);
    return this._refresh(id);
  }

  /** @param {Step} step @param {boolean} typed */
  _queue({ what, do: does, id, fields = {} }, typed) {
    const was = this.view.get(id) ?? {};
    const last = this.outbox.pending.filter((op) => op.id === id).at(-1);
    if (typed) this._soon(id);
    if (does === "update" && last && !this.sent.has(last.op) && (last.do === "update" || last.do === "add")) {
      const _was = { ...pick(was, Object.keys(fields)), ...last._was };
      this.outbox.replace(last, { ...last, op: crypto.randomUUID(), ...fields, _fields: { ...last._fields, ...fields }, _was });
      return;
    }
    /** @type {Op} */
    const op = { op: crypto.randomUUID(), what, do: does, id, base: null, ...fields, _fields: fields };
    if (does !== "add") op.base = last ? (last.base ?? 0) + 1 : (this.server.get(id)?.revision ?? null);
    if (does === "update") op._was = pick(was, Object.keys(fields));
    this.outbox.add(op);
  }

  /** @param {string} id */
  _soon(id) {
    if (this.typing.has(id) || this.outbox.tries) return;
    const send = () => {
      this.typing.delete(id);
      this.outbox.retry();
    };
    this.typing.set(id, setTimeout(send, TYPING_MS));
  }

  /** The first operation of each thing; a later one waits for its answer. @param {Op[]} pending */
  _batch(pending) {
    const met = new Set();
    const out = [];
    for (const op of pending) {
      if (!met.has(op.id) && !this.typing.has(op.id)) out.push(op);
      met.add(op.id);
    }
    return out.slice(0, this.outbox.single ? 1 : MOST);
  }

  /** @param {Op[]} ops */
  _body(ops) {
    for (const op of ops) this.sent.add(op.op);
    return { ops: ops.map((op) => Object.fromEntries(Object.entries(op).filter(([name]) => !name.startsWith("_")))) };
  }

  /** @param {Op} op @param {import("./types.js").Ack} ack */
  _acked(op, ack) {
    this.answers += 1;
    this.sent.delete(op.op);
    /** @type {Thing | null} */
    const now = ack.thing ?? null;
    if (now && now.revision >= (this.server.get(op.id)?.revision ?? 0)) this.server.set(op.id, { ...this.server.get(op.id), ...now });
    if (ack.status !== "stored") this._stopped(op, ack.status, now);
    this._refresh(op.id);
    if (ack.status === "stored") this.emit("stored", op);
    else if (ack.status === "refused") this.emit("refused", op.id, ack.why ?? "");
    this.emit("change");
  }

  /** It was not stored, and what was done to the thing after it goes along with it. @param {Op} op @param {string} status @param {Thing | null} now */
  _stopped(op, status, now) {
    const later = this.outbox.pending.filter((one) => one.id === op.id);
    const remove = later.at(-1)?.do === "delete";
    const _fields = remove ? {} : Object.assign({}, op._fields, ...later.map((one) => one._fields));
    /** @type {Op} */
    const whole = later.length ? { op: op.op, what: op.what, id: op.id, base: op.base, do: remove ? "delete" : op.do, ..._fields, _fields, _was: op._was } : op;
    this.outbox.drop((one) => one.id === op.id);
    if (status === "conflict") {
      if (this._settled(whole, now)) this.outbox.settle(op.op);
      else this.outbox.replace(op, whole);
    } else if (later.length) {
      this.outbox.settle(op.op);
      this.outbox.add({ ...whole, op: crypto.randomUUID() });
    }
  }

  /** A conflict that needs no person: both changes can stand, or it is about no text. @param {Op} op @param {Thing | null} now */
  _settled(op, now) {
    if (!now) return false;
    if (op.do === "delete") return now.deleted;
    if (op.do === "restore") return !now.deleted;
    if (now.deleted) return false;
    const names = Object.keys(op._fields).filter((name) => name in now);
    if (names.every((name) => same(now[name] ?? "", op._fields[name]))) return true;
    /** @type {Fields} */
    const was = op._was ?? {};
    const free = op.do === "update" && names.every((name) => !TEXTS.includes(name) || same(now[name], was[name]) || same(now[name], op._fields[name]));
    if (free) this.outbox.add({ ...op, op: crypto.randomUUID(), base: now.revision });
    return free;
  }

  /** Works out again how a thing looks. @param {string} id */
  _refresh(id) {
    let seen = this.server.get(id);
    for (const op of this._waiting()) {
      if (op.id !== id) continue;
      this.kinds.set(id, op.what);
      if (op.do === "add") seen = { revision: 0, deleted: false, ...seen, ...op._fields, id };
      else if (seen) seen = op.do === "update" ? { ...seen, ...op._fields } : { ...seen, deleted: op.do === "delete" };
    }
    if (seen && !seen.deleted) this.view.set(id, seen);
    else this.view.delete(id);
  }
}

/** Both texts, each once. @param {unknown} theirs @param {unknown} mine */
function together(theirs, mine) {
  const [a, b] = [String(theirs ?? "").trim(), String(mine ?? "").trim()];
  return !a || b.includes(a) ? b : a.includes(b) ? a : `${a}\n${b}`;
}

/**
 * The id of a remark of somebody on something: two windows that begin the same one are told from each other by the server.
 * @param {...string} parts
 */
export function idFor(...parts) {
  const text = parts.join("\n");
  const words = [0x9e3779b9, 0x85ebca6b, 0xc2b2ae35, 0x27d4eb2f].map((seed) => {
    let hash = seed;
    for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193) ^ (hash >>> 15);
    for (const by of [0x85ebca6b, 0xc2b2ae35]) hash = Math.imul(hash ^ (hash >>> 16), by);
    return ((hash ^ (hash >>> 16)) >>> 0).toString(16).padStart(8, "0");
  });
  const hex = words.join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`;
}
