// @ts-check
import { Emitter } from "./emitter.js";
import { before, done, fieldsOf, inverse, left, same, some, together } from "./operation.js";
import { Undoing } from "./undoing.js";

/**
 * Something that people made, as JSON: a session, a clip, a remark, an attention point, by the names of its fields.
 * @typedef {{id: string, revision: number, deleted: boolean, [field: string]: any}} Thing
 * @typedef {import("./operation.js").Fields} Fields
 * @typedef {"add" | "update" | "delete" | "restore"} Deed
 * @typedef {{what: string, do: Deed, id: string, fields?: Fields}} Step
 * @typedef {{op: string, what: string, do: Deed, id: string, base: number | null, _was?: Fields, [field: string]: any}} Op
 * @typedef {{now: Thing | null, fields: Fields, gone: boolean, remove: boolean, what: string}} Clash
 * @typedef {"stored" | "sending" | "retrying" | "conflict" | "refused"} ThingState
 */

const TYPING_MS = 400;
const MOST = 200;
/** Fields with what people wrote: both texts are shown when two windows changed them, and words that were not taken stay to be mended. */
const WORDS = ["title", "note", "question", "tip", "text"];
/** What is done about words as they are. It never goes along to other words than those that were read when it was done. */
const ACTS = ["released"];

/**
 * What people made, as this window sees it: what the server has, with this window's waiting operations on top. Every write goes
 * through here and through the outbox, which keeps it through a reload until the server has it.
 *
 * What is typed waits a moment before it is sent, and one operation then carries all of it.
 * Events: "change" (ids, or nothing for all), "stored" (op), "refused" (op, why).
 */
export class Records extends Emitter {
  /**
   * @param {import("./outbox.js").Outbox<Op>} outbox
   * @param {{history: import("./types.js").Slot, follows?: (thing: Thing, op: Op) => Thing, words?: string[], yields?: boolean}} how
   *   `follows`: what the server changes along with what an operation says. `words`: the fields with what people wrote.
   *   `yields`: where another window chose otherwise (no words) that choice stays and the person is told; else the last one counts.
   */
  constructor(outbox, { history, follows = (thing) => thing, words = WORDS, yields = false }) {
    super();
    this.outbox = outbox;
    this.history = new Undoing(history);
    this.follows = follows;
    this.yields = yields;
    this.isWords = (/** @type {string} */ name) => words.includes(name);
    /** @type {Map<string, Thing>} */
    this.server = new Map();
    /** @type {Map<string, Thing>} */
    this.view = new Map();
    /** What kind of thing it is, by its id. @type {Map<string, string>} */
    this.kinds = new Map();
    /** Ids of operations that were sent once: they may be stored though no answer came. @type {Set<string>} */
    this.sent = new Set();
    /** Things somebody types in: sent in a moment. @type {Map<string, ReturnType<typeof setTimeout>>} */
    this.typing = new Map();
    /** How many answers came: a document that was fetched before the last of them is old. */
    this.answers = 0;
    outbox.options.batch = (pending) => this._batch(/** @type {Op[]} */ (pending));
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

  // ---- what is there --------------------------------------------------------------------------

  /**
   * What the server has now. Only the kinds that are given are looked at, and of those only what `which` says belongs here.
   * @param {Record<string, Thing[]>} found @param {(what: string, thing: Thing) => boolean} [which]
   */
  load(found, which = () => true) {
    for (const [what, things] of Object.entries(found)) {
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

  /** What is there of a kind; clips in their order, all else as it was made. @param {string} what @returns {Thing[]} */
  all(what) {
    const found = [...this.view.values()].filter((one) => this.kinds.get(one.id) === what);
    const made = (/** @type {Thing} */ one) => one.created_at ?? "9";
    return found.sort((a, b) => (a.place ?? 0) - (b.place ?? 0) || (made(a) < made(b) ? -1 : made(a) > made(b) ? 1 : a.id < b.id ? -1 : 1));
  }

  /** @param {string} id @returns {Thing | undefined} */
  get(id) {
    return this.view.get(id);
  }

  /** As it is here, also when it was taken away. @param {string} id @returns {Thing | undefined} */
  seen(id) {
    let seen = this.server.get(id);
    for (const op of this._waiting()) {
      if (op.id !== id) continue;
      if (op.do === "add") seen = { revision: 0, deleted: false, ...seen, ...fieldsOf(op), id };
      else if (seen) seen = op.do === "update" ? this.follows({ ...seen, ...fieldsOf(op) }, op) : { ...seen, deleted: op.do === "delete" };
    }
    return seen;
  }

  /** What can be taken back, the last one last. */
  get undos() {
    return this.history.undos;
  }

  get redos() {
    return this.history.redos;
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

  // ---- writing --------------------------------------------------------------------------------

  /** Does these steps, which are undone together. @param {Step[]} steps @param {{typed?: boolean}} [how] */
  act(steps, { typed = false } = {}) {
    const useful = steps.filter((step) => step.do !== "update" || this._changes(step));
    if (!useful.length) return;
    const back = useful.map((step) => inverse(step, this.seen(step.id) ?? {})).reverse();
    for (const step of useful) this._send(step, typed);
    this.history.remember(back, useful, typed);
    this.emit("change", useful.map((step) => step.id));
  }

  /** @param {string} what @param {Fields} fields @param {string} [id] @returns {string} its id */
  add(what, fields, id = crypto.randomUUID()) {
    this.act([{ what, do: "add", id, fields }]);
    return id;
  }

  /** @param {string} id @param {Fields} fields @param {boolean} [typed] */
  update(id, fields, typed = false) {
    const what = this.kinds.get(id);
    if (what) this.act([{ what, do: "update", id, fields }], { typed });
  }

  /** Changes it; what is not there is made, with the fields `first` besides. @param {string} what @param {string} id @param {Fields} fields @param {Fields} [first] @param {boolean} [typed] */
  put(what, id, fields, first = {}, typed = false) {
    const was = this.seen(id);
    /** @type {Step[]} */
    const steps = was ? [{ what, do: "update", id, fields }] : [{ what, do: "add", id, fields: { ...first, ...fields } }];
    if (was?.deleted && !this._clashing(id).length) this.act([{ what, do: "restore", id }, ...steps], { typed });
    else this.act(steps, { typed });
  }

  /** What somebody is typing. @param {string} what @param {string} id @param {string} field @param {string} text @param {Fields} [first] */
  write(what, id, field, text, first = {}) {
    this.put(what, id, { [field]: text }, first, true);
  }

  /** @param {...string} ids */
  remove(...ids) {
    this.act(ids.filter((id) => this.view.has(id)).map((id) => ({ what: this.kinds.get(id) ?? "", do: "delete", id })));
  }

  /** @returns {string[] | null} the ids it was about; null: nothing to undo */
  undo() {
    return this._replay("back");
  }

  /** @returns {string[] | null} */
  redo() {
    return this._replay("forth");
  }

  /** Sends at once what was typed. */
  flush() {
    for (const timer of this.typing.values()) clearTimeout(timer);
    if (!this.typing.size) return;
    this.typing.clear();
    this.outbox.retry();
  }

  // ---- what was not taken ---------------------------------------------------------------------

  /** Why the last words of this thing were not taken; "" when nothing is the matter. @param {string} id */
  refused(id) {
    return this.outbox.held.find((one) => one.op.id === id && one.ack.status === "refused")?.ack.why ?? "";
  }

  /** What was typed and not taken, and why. @param {string} id @param {string} field @returns {{text: string, why: string} | null} */
  unkept(id, field) {
    const held = this.outbox.held.find((one) => one.op.id === id && one.ack.status === "refused" && field in one.op);
    return held ? { text: String(held.op[field]), why: held.ack.why ?? "" } : null;
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
    const fields = Object.assign({}, ...held.map((one) => fieldsOf(one.op)));
    return { now, fields, gone: !now || now.deleted, remove: held.at(-1)?.op.do === "delete", what: held[0].op.what };
  }

  /** A person chose. "both" puts the texts under each other. @param {string} id @param {"mine" | "theirs" | "both"} choice */
  resolve(id, choice) {
    const found = this.clash(id);
    for (const one of this._clashing(id)) this.outbox.settle(one.op.op);
    if (found && choice !== "theirs") {
      const { now, remove, what } = found;
      const own = Object.entries(found.fields).filter(([name]) => now === null || this.isWords(name));
      const joined = own.map(([name, mine]) => [name, choice === "both" && now ? together(now[name], mine) : mine]);
      if (remove) this._send({ what, do: "delete", id });
      else {
        if (now?.deleted) this._send({ what, do: "restore", id });
        this._send({ what, do: "update", id, fields: Object.fromEntries(joined) });
      }
    }
    this._refresh(id);
    this.emit("change", [id]);
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

  /** Works out again how a thing looks. @param {string} id */
  _refresh(id) {
    for (const op of this._waiting()) if (op.id === id) this.kinds.set(id, op.what);
    const seen = this.seen(id);
    if (seen && !seen.deleted) this.view.set(id, seen);
    else this.view.delete(id);
  }

  /** @param {Step} step */
  _changes({ id, fields = {} }) {
    const was = this.seen(id);
    return Boolean(was) && Object.entries(fields).some(([name, value]) => !same(was?.[name], value));
  }

  /** @param {"back" | "forth"} way */
  _replay(way) {
    this.flush();
    const steps = this.history.take(way);
    for (const step of steps ?? []) this._send(step);
    this.emit("change");
    return steps && steps.map((step) => step.id);
  }

  /** @param {Step} step @param {boolean} [typed] */
  _send(step, typed = false) {
    const { what, id } = step;
    this.kinds.set(id, what);
    if (step.do === "update") {
      const { fields, lost } = this._beside(id, step.fields ?? {});
      if (Object.keys(fields).length) this._queue({ what, do: lost ? "add" : "update", id, fields }, typed);
    } else if (!(step.do === "delete" && this._forgotten(id))) this._queue(step, typed);
    this._refresh(id);
  }

  /**
   * What can be sent now of these fields: words wait for the choice that is open about them, and those that were refused make way for
   * new ones. `lost`: it was refused when it was made, so it is made now.
   * @param {string} id @param {Fields} fields @returns {{fields: Fields, lost: boolean}}
   */
  _beside(id, fields) {
    const open = this._clashing(id).find((one) => one.op.do === "update" || one.op.do === "add");
    if (open) {
      this.outbox.replace(open.op, { ...open.op, ...some(fields, this.isWords) });
      fields = some(fields, (name) => !this.isWords(name) && !ACTS.includes(name));
    }
    let lost = false;
    for (const { op } of this.outbox.held.filter((one) => one.op.id === id && one.ack.status === "refused")) {
      if (op.do === "add" && !this.server.has(id)) {
        lost = true;
        fields = { ...some(fieldsOf(op), (name) => !this.isWords(name)), ...fields };
      }
      const kept = some(fieldsOf(op), (name) => this.isWords(name) && !(name in fields));
      if (Object.keys(kept).length) this.outbox.replace(op, { op: op.op, what: op.what, do: "update", id, base: op.base, ...kept });
      else this.outbox.settle(op.op);
    }
    return { fields, lost };
  }

  /** Takes away what never came to the server. @param {string} id */
  _forgotten(id) {
    const held = this.outbox.held.filter((one) => one.op.id === id && one.ack.status === "refused");
    for (const one of held) this.outbox.settle(one.op.op);
    return held.length > 0 && !this.server.has(id) && !this.outbox.pending.some((op) => op.id === id);
  }

  /** @param {Step} step @param {boolean} typed */
  _queue({ what, do: does, id, fields = {} }, typed) {
    const was = this.seen(id) ?? {};
    const last = this.outbox.pending.filter((op) => op.id === id).at(-1);
    if (typed) this._soon(id);
    if (does === "update" && last && !this.sent.has(last.op) && (last.do === "update" || last.do === "add")) {
      this.outbox.replace(last, { ...last, op: crypto.randomUUID(), ...fields, _was: { ...before(was, fields), ...last._was } });
      return;
    }
    /** @type {Op} */
    const op = { op: crypto.randomUUID(), what, do: does, id, base: null, ...fields };
    if (does !== "add") op.base = last ? (last.base ?? 0) + 1 : (this.server.get(id)?.revision ?? null);
    if (does === "update") op._was = before(was, fields);
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
    const chosen = out.slice(0, this.outbox.single ? 1 : MOST);
    for (const op of chosen) this.sent.add(op.op);
    return chosen;
  }

  /** @param {Op} op @param {import("./types.js").Ack} ack */
  _acked(op, ack) {
    this.answers += 1;
    this.sent.delete(op.op);
    /** @type {Thing | null} */
    const now = ack.thing ?? null;
    if (now && now.revision >= (this.server.get(op.id)?.revision ?? 0)) this.server.set(op.id, { ...this.server.get(op.id), ...now });
    const told = ack.status === "refused" || (ack.status === "conflict" && this._clashed(op, now));
    if (ack.status === "refused") this._turnedDown(op);
    this._refresh(op.id);
    if (ack.status === "stored") this.emit("stored", op);
    else if (told) this.emit("refused", op, ack.why ?? "");
    this.emit("change", [op.id]);
  }

  /** What was done to the thing after this goes along with it. @param {Op} op @param {Thing | null} now @returns {boolean} whether it was let go, and the person should know */
  _clashed(op, now) {
    const later = this.outbox.pending.filter((one) => one.id === op.id);
    const remove = later.at(-1)?.do === "delete";
    const fields = remove ? {} : Object.assign(fieldsOf(op), ...later.map((one) => some(fieldsOf(one), (name) => !ACTS.includes(name))));
    /** @type {Op} */
    const whole = later.length ? { op: op.op, what: op.what, id: op.id, base: op.base, do: remove ? "delete" : op.do, ...fields, _was: op._was } : op;
    this.outbox.drop((one) => one.id === op.id);
    const todo = ACTS.some((name) => name in fields) && !done(whole, now) ? null : left(whole, now, (name) => !this.yields && !this.isWords(name));
    const yielded = !todo && this.yields && !Object.keys(fields).some(this.isWords);
    if (todo || yielded) this.outbox.settle(op.op);
    else this.outbox.replace(op, whole);
    if (todo && now && Object.keys(todo).length) this.outbox.add({ op: crypto.randomUUID(), what: op.what, do: "update", id: op.id, base: now.revision, ...todo, _was: before(now, todo) });
    return yielded;
  }

  /** Words stay to be mended, all else is let go; what was done after it is done all the same. @param {Op} op */
  _turnedDown(op) {
    const later = this.outbox.pending.filter((one) => one.id === op.id);
    this.outbox.drop((one) => one.id === op.id);
    const words = Object.keys(fieldsOf(op)).some(this.isWords);
    if (words) this.outbox.replace(op, /** @type {Op} */ (some(op, (name) => !ACTS.includes(name))));
    else this.outbox.settle(op.op);
    for (const one of later) {
      const fields = some(fieldsOf(one), (name) => !words || !ACTS.includes(name));
      if (one.do !== "update" || Object.keys(fields).length) this._send({ what: one.what, do: one.do, id: one.id, fields });
    }
  }
}
