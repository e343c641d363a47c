// @ts-check
import { whenIdle } from "./dom.js";
import { Emitter } from "./emitter.js";

/**
 * @typedef {import("./types.js").Fragment} Fragment
 * @typedef {import("./types.js").FragmentChange} FragmentChange
 * @typedef {import("./types.js").TagOp} TagOp
 * @typedef {{do: TagOp["do"] | "aside" | "open", id: string, fields?: FragmentChange}} Step
 * @typedef {{inverse: Record<string, Step["do"]>, run: (step: Step) => void}} Guest
 * @typedef {"stored" | "sending" | "retrying" | "conflict" | "refused"} TagState
 */

const FIELDS = /** @type {const} */ (["start", "end", "code", "perspective", "note", "questions"]);
const LONGEST_HISTORY = 200;
const HISTORY_WITHIN_MS = 1_000;

/** In order of time. @param {Fragment} a @param {Fragment} b */
export const byTime = (a, b) => a.start - b.start || a.end - b.end || (a.id < b.id ? -1 : 1);

/** @param {unknown} a @param {unknown} b */
const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

/** @param {Record<string, any>} from @param {readonly string[]} names @returns {FragmentChange} */
const pick = (from, names) => Object.fromEntries(names.filter((name) => from[name] !== undefined).map((name) => [name, from[name]]));

/**
 * The fragments of a recording as this window sees them: what the server has, with this window's waiting
 * operations on top. Every write goes through here and through the outbox.
 *
 * Events: "change" (ids or null for all), "select" (ids), "stored" (op), "conflict" (id), "refused" (id, why), "foreign" (ids).
 */
export class Tags extends Emitter {
  /**
   * @param {import("./outbox.js").Outbox<TagOp>} outbox
   * @param {{coder: string, codebook?: string, history: import("./types.js").Slot, now?: () => number}} needs
   */
  constructor(outbox, { coder, codebook = "", history, now = () => performance.now() }) {
    super();
    this.outbox = outbox;
    this.coder = coder;
    this.codebook = codebook;
    this.history = history;
    this.now = now;
    /** @type {Map<string, Fragment>} */
    this.server = new Map();
    /** @type {Map<string, Fragment>} */
    this.view = new Map();
    /** @type {Fragment[] | null} */
    this._sorted = null;
    /** @type {Set<string>} */
    this._selected = new Set();
    /** Which of them the list of fragments shows: its filter. @type {(fragment: Fragment) => boolean} */
    this.shown = () => true;
    /** Does steps that are about something else, and are undone in their turn. @type {Guest | null} */
    this.guest = null;
    // Only the own steps are undone: somebody else may have sat here before.
    const before = history.get();
    const kept = before?.coder === coder ? before : null;
    /** @type {{back: Step[], forth: Step[]}[]} */
    this.undos = kept?.undos ?? [];
    /** @type {{back: Step[], forth: Step[]}[]} */
    this.redos = kept?.redos ?? [];
    /** @type {(() => void) | null} */
    this.writing = null;
    globalThis.addEventListener("pagehide", () => this.flush(), { signal: outbox.abort.signal });
    outbox.on("ack", (op, ack) => this._acked(op, ack));
    outbox.on("adopted", (/** @type {TagOp[]} */ ops) => ops.forEach((op) => this._refresh(op.id)));
    outbox.on("change", () => this.emit("state"));
  }

  /** What the server has now. @param {Fragment[]} fragments */
  load(fragments) {
    this.server = new Map(fragments.map((one) => [one.id, one]));
    this.view = new Map();
    for (const id of new Set([...this.server.keys(), ...this.outbox.pending.map((op) => op.id)])) this._refresh(id, true);
    this._changed(null);
  }

  /** What changed on the server, by this or by another window. @param {Fragment[]} fragments */
  news(fragments) {
    const fresh = fragments.filter((one) => one.rev > (this.server.get(one.id)?.rev ?? 0));
    for (const one of fresh) {
      this.server.set(one.id, one);
      this._refresh(one.id, true);
    }
    if (!fresh.length) return;
    const mine = new Set(this.outbox.pending.map((op) => op.id));
    this._changed(fresh.map((one) => one.id));
    const foreign = fresh.map((one) => one.id).filter((id) => !mine.has(id));
    if (foreign.length) this.emit("foreign", foreign);
  }

  /** In order of time; deleted ones are not among them. @returns {Fragment[]} */
  all() {
    this._sorted ??= [...this.view.values()].sort(byTime);
    return this._sorted;
  }

  /** @param {string} id @returns {Fragment | undefined} */
  get(id) {
    return this.view.get(id);
  }

  /** The selected fragments, in order of time. @returns {Fragment[]} */
  selected() {
    return [...this._selected].flatMap((id) => this.view.get(id) ?? []).sort(byTime);
  }

  /** @param {string} id */
  isSelected(id) {
    return this._selected.has(id);
  }

  /** @param {Iterable<string>} ids */
  select(ids) {
    const wanted = new Set(ids);
    if (same([...wanted], [...this._selected])) return;
    this._selected = wanted;
    this.emit("select", [...wanted]);
  }

  /** @param {string} id @returns {TagState} */
  state(id) {
    const held = this.outbox.held.find((one) => one.op.id === id);
    if (held) return held.ack.status === "conflict" ? "conflict" : "refused";
    if (!this.outbox.pending.some((op) => op.id === id)) return "stored";
    return this.outbox.state === "retrying" ? "retrying" : "sending";
  }

  /**
   * @param {{start: number, end: number, code: string, perspective: Fragment["perspective"], note?: string, questions?: string[]}} fields
   * @returns {string} the new fragment's id
   */
  add(fields) {
    const id = crypto.randomUUID();
    this.act([{ do: "add", id, fields: { note: "", questions: [], ...fields } }]);
    return id;
  }

  /**
   * @param {string} id @param {FragmentChange} fields
   * @param {Fragment} [seen] what the person had before him when he began to write, if that is not what is there now:
   *   the server then finds that both changed it, and the person is asked
   */
  update(id, fields, seen) {
    const was = this.view.get(id);
    if (!was) return;
    const names = FIELDS.filter((name) => fields[name] !== undefined && !same(fields[name], was[name]));
    if (names.length) this.act([{ do: "update", id, fields: pick(fields, names) }], seen);
  }

  /** @param {string[]} ids */
  remove(ids) {
    const there = ids.filter((id) => this.view.has(id));
    if (there.length) this.act(there.map((id) => ({ do: "delete", id })));
  }

  /** @returns {string[] | null} the ids it was about, null when there is nothing to undo */
  undo() {
    const last = this.undos.pop();
    if (!last) return null;
    this.redos.push(last);
    return this._replay(last.back);
  }

  /** @returns {string[] | null} */
  redo() {
    const last = this.redos.pop();
    if (!last) return null;
    this.undos.push(last);
    return this._replay(last.forth);
  }

  /** What is in the way of this fragment's change: mine and what is there now. @param {string} id */
  conflict(id) {
    const held = this.outbox.held.filter((one) => one.op.id === id && one.ack.status === "conflict");
    if (!held.length) return null;
    const now = this.server.get(id) ?? /** @type {Fragment | null} */ (held[0].ack.fragment ?? null);
    /** @type {FragmentChange} */
    const fields = Object.assign({}, ...held.map((one) => pick(one.op, FIELDS)));
    return { now, fields, remove: held.at(-1)?.op.do === "delete", why: held[0].ack.why ?? "" };
  }

  /** Ids with a conflict. */
  conflicts() {
    return [...new Set(this.outbox.held.filter((one) => one.ack.status === "conflict").map((one) => one.op.id))];
  }

  /** The person chose. @param {string} id @param {"mine" | "theirs"} choice */
  resolve(id, choice) {
    const found = this.conflict(id);
    const held = this.outbox.held.filter((one) => one.op.id === id);
    for (const one of held) this.outbox.settle(one.op.op);
    if (choice === "mine" && found) {
      const { now, fields, remove } = found;
      if (remove) this._send([{ do: "delete", id }]);
      else if (now?.deleted) this._send([{ do: "restore", id }, { do: "update", id, fields }]);
      else this._send([{ do: "update", id, fields }]);
    }
    this._refresh(id);
  }

  /** Does these steps, which are undone together. @param {Step[]} steps @param {Fragment} [seen] */
  act(steps, seen) {
    const back = steps.map((step) => this._inverse(step)).reverse();
    this._send(steps, seen);
    // What was added comes back as it was: a restore carries no fields.
    this.undos.push({ back, forth: steps.map((step) => (step.do === "add" ? { do: "restore", id: step.id } : step)) });
    this.undos = this.undos.slice(-LONGEST_HISTORY);
    this.redos = [];
    this._remember();
  }

  /** What can be undone is written when there is time: only a reload asks for it. */
  _remember() {
    this.writing ??= whenIdle(() => this.flush(), HISTORY_WITHIN_MS);
  }

  /** Writes at once what can be undone. */
  flush() {
    this.writing?.();
    if (this.writing) this.history.set({ coder: this.coder, undos: this.undos, redos: this.redos });
    this.writing = null;
  }

  /** @param {Step[]} steps */
  _replay(steps) {
    this._send(steps);
    this._remember();
    return steps.map((step) => step.id);
  }

  /** @param {Step} step @returns {Step} */
  _inverse({ do: what, id, fields = {} }) {
    const guest = this.guest?.inverse[what];
    if (guest) return { do: guest, id };
    if (what === "add" || what === "restore") return { do: "delete", id };
    if (what === "delete") return { do: "restore", id };
    const was = /** @type {Fragment} */ (this.view.get(id));
    // A code goes back with its codebook: it may be of another one than the recording has now.
    return { do: "update", id, fields: pick(was, fields.code === undefined ? Object.keys(fields) : [...Object.keys(fields), "codebook"]) };
  }

  /** @param {Step[]} steps @param {Fragment} [seen] */
  _send(steps, seen) {
    for (const step of steps) {
      if (step.do === "aside" || step.do === "open") {
        this.guest?.run(step);
        continue;
      }
      const was = seen ?? this.view.get(step.id) ?? this.server.get(step.id);
      /** @type {TagOp} */
      const op = { op: crypto.randomUUID(), do: step.do, id: step.id, base: seen ? seen.rev : this._base(step), ...step.fields, _at: this.now() };
      if (op.code && this.codebook) op.codebook ||= this.codebook;
      if (step.do === "update" && was) op._was = pick(was, Object.keys(step.fields ?? {}));
      this.outbox.add(op);
      this._refresh(step.id, true);
    }
    this._changed(steps.map((step) => step.id));
  }

  /** The revision that the operation starts from, counting those that wait before it. @param {Step} step */
  _base({ do: what, id }) {
    if (what === "add") return null;
    const before = this.outbox.pending.filter((op) => op.id === id).at(-1);
    if (before) return (before.base ?? 0) + 1;
    return this.server.get(id)?.rev ?? null;
  }

  /** @param {TagOp} op @param {import("./types.js").TagAck} ack */
  _acked(op, ack) {
    const now = ack.fragment ?? null;
    if (now && now.rev >= (this.server.get(op.id)?.rev ?? 0)) this.server.set(op.id, now);
    if (ack.status === "stored") this.emit("stored", op);
    else if (ack.status === "conflict" && this._settled(op, now)) this.outbox.settle(op.op);
    else this.emit(ack.status, op.id, ack.why ?? "");
    this._refresh(op.id);
  }

  /**
   * A conflict that needs no person: what was wanted is there already, or the other window changed something
   * else of the fragment, so that both changes can stand.
   * @param {TagOp} op @param {Fragment | null} now
   */
  _settled(op, now) {
    if (!now) return false;
    if (op.do === "delete") return now.deleted;
    if (op.do === "restore") return !now.deleted;
    if (op.do !== "update" || now.deleted || !op._was) return false;
    const fields = pick(op, FIELDS);
    const names = /** @type {(keyof FragmentChange)[]} */ (Object.keys(fields));
    if (names.every((name) => same(now[name], fields[name]))) return true;
    const was = op._was;
    if (!names.every((name) => same(now[name], was[name]))) return false;
    this.outbox.add({ ...op, op: crypto.randomUUID(), base: now.rev });
    return true;
  }

  /** Works out again how a fragment looks. @param {string} id @param {boolean} [quietly] */
  _refresh(id, quietly = false) {
    let seen = this.server.get(id);
    for (const op of this.outbox.pending) if (op.id === id) seen = this._applied(seen, op);
    if (seen && !seen.deleted) this.view.set(id, seen);
    else {
      this.view.delete(id);
      if (this._selected.delete(id)) this.emit("select", [...this._selected]);
    }
    this._sorted = null;
    if (!quietly) this._changed([id]);
  }

  /** @param {Fragment | undefined} was @param {TagOp} op @returns {Fragment | undefined} */
  _applied(was, op) {
    if (op.do === "add" && !was) {
      const blank = { start: 0, end: 0, code: "", perspective: /** @type {const} */ ("researcher"), note: "", questions: [], codebook: this.codebook };
      return { ...blank, ...pick(op, FIELDS), id: op.id, coder: this.coder, rev: 0, deleted: false };
    }
    if (!was) return undefined;
    if (op.do === "delete") return { ...was, deleted: true };
    if (op.do === "restore") return { ...was, deleted: false };
    return { ...was, ...pick(op, FIELDS) };
  }

  /** @param {string[] | null} ids */
  _changed(ids) {
    this._sorted = null;
    this.emit("change", ids);
  }
}
