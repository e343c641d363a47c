// @ts-check
/**
 * Edits of the text on their way to the store. They go one at a time through the outbox, so nothing is lost when the
 * server is away or the window is closed. What is in the way of an edit (another person changed the turn) stays held
 * until somebody chose.
 */
import { reason } from "./editordom.js";
import { textOf, tidy } from "./editorwords.js";

/** @typedef {import("./types.js").Context} Context */
/** @typedef {import("./types.js").Turn} Turn */
/** @typedef {import("./types.js").Ack} Ack */
/** @typedef {import("./editorlist.js").Row} Row */
/** @typedef {import("./editorlist.js").TurnList} TurnList */
/**
 * @typedef {{op:string, do:string, turn?:string, expect?:string, text?:string, next?:string, from?:number, to?:number, at?:number,
 *   speaker?:string, name?:string|null, role?:string|null, find?:string, with?:string, case?:boolean, whole?:boolean, force?:boolean}} TextOp
 */
/** @typedef {(ack:Ack, op:TextOp) => void} Told */

const MOST = 50;

/** One at a time, for an edit may change the key of the turn that the next one is about. Confirming does not. @param {TextOp[]} waiting */
function together(waiting) {
  const other = waiting.findIndex((op) => op.do !== "confirm");
  return waiting.slice(0, other < 0 ? MOST : Math.min(Math.max(1, other), MOST));
}

export class Edits {
  /** @param {Context} ctx @param {TurnList} list */
  constructor(ctx, list) {
    this.ctx = ctx;
    this.list = list;
    /** Which row an operation is about, and which row follows it. @type {WeakMap<TextOp, {row?:Row, next?:Row}>} */
    this.about = new WeakMap();
    /** @type {Map<string, Told>} */ this.told = new Map();
    /** @type {() => void} */ this.onheld = () => {};
    this.sentWith = "";
    this.box = ctx.outbox("text", `text/${ctx.rid}`, { batch: together, body: (ops) => this.body(ops) });
    const offs = [
      this.box.on("answer", (answer) => this.answered(answer)),
      this.box.on("ack", (op, ack) => this.acked(op, ack)),
      this.box.on("adopted", () => this.onheld()),
    ];
    this.off = () => offs.forEach((stop) => stop());
  }

  /** Ask for a change. @param {Omit<TextOp, "op">} what @param {{row?:Row, next?:Row, told?:Told}} [about] */
  add(what, about = {}) {
    /** @type {TextOp} */
    const op = { op: crypto.randomUUID(), ...what };
    if (about.row) {
      op.turn = about.row.turn.k;
      op.expect = what.expect ?? this.expected(about.row);
      this.about.set(op, about);
    }
    if (about.next) op.next = about.next.turn.k;
    if (about.told) this.told.set(op.op, about.told);
    this.box.add(op);
    return op;
  }

  /** New text of a turn. It is on the screen at once. @param {Row} row @param {string} text @param {{expect?:string, told?:Told}} [how] */
  words(row, text, how = {}) {
    const next = tidy(text);
    const expect = how.expect ?? this.expected(row);
    if (next === expect) return null;
    const op = this.add({ do: "words", expect, text: next }, { row, told: how.told });
    this.list.expectText(row, next);
    this.list.onrows([row]);
    return op;
  }

  /** The text of a row when everything that waits has been stored. @param {Row} row */
  expected(row) {
    const waiting = this.waiting(row);
    return waiting.length ? waiting[waiting.length - 1].text ?? row.text : row.text;
  }

  /** @param {Row} row @returns {TextOp[]} */
  waiting(row) {
    return this.box.pending.filter((/** @type {TextOp} */ op) => op.do === "words" && this.about.get(op)?.row === row);
  }

  /** A turn may have got another key through the edit before this one. @param {TextOp[]} ops */
  body(ops) {
    this.sentWith = this.ctx.transcript.stamp;
    for (const op of ops) {
      const about = this.about.get(op);
      if (about?.row?.alive) op.turn = about.row.turn.k;
      if (about?.next?.alive) op.next = about.next.turn.k;
    }
    return { stamp: this.sentWith, ops };
  }

  /** @param {any} answer */
  answered(answer) {
    if (!answer || typeof answer.stamp !== "string") return;
    const { transcript } = this.ctx;
    const direct = answer.patches && this.sentWith === transcript.stamp;
    if (direct) transcript.applyPatches(answer.patches, answer.stamp);
    if (direct && answer.speakers) transcript.setSpeakers(answer.speakers);
    if (!direct && answer.stamp !== transcript.stamp) void transcript.reload().catch(() => this.ctx.say(this.ctx.t("editor.reload.failed"), "warn"));
  }

  /** @param {TextOp} op @param {Ack} ack */
  acked(op, ack) {
    const row = this.about.get(op)?.row;
    if (row?.alive) {
      const waiting = this.waiting(row);
      if (waiting.length) this.list.expectText(row, waiting[waiting.length - 1].text ?? row.text);
      else this.list.restore(row);
    }
    const told = this.told.get(op.op);
    this.told.delete(op.op);
    if (ack.status !== "stored") this.refused(op, ack);
    told?.(ack, op);
  }

  /** Typed text is kept until somebody chose; for the rest a message is enough. @param {TextOp} op @param {Ack} ack */
  refused(op, ack) {
    if (op.do === "words") { this.onheld(); return; }
    this.box.settle(op.op);
    const usual = ack.status === "conflict" ? "editor.conflict.again" : "editor.refused";
    this.ctx.say(reason(this.ctx, ack.why, usual), "warn");
  }

  /** Typed text that could not be stored, with what is there now. @returns {{op:TextOp, ack:Ack}[]} */
  get held() { return this.box.held.filter((/** @type {{op:TextOp}} */ one) => one.op.do === "words"); }

  /** @param {TextOp} op */
  settle(op) { this.box.settle(op.op); }

  /** Put the typed text over what is there now. @param {TextOp} op @param {Turn} turn what is there now @param {string} text */
  force(op, turn, text) {
    this.settle(op);
    const row = this.list.rows.find((one) => one.turn.k === turn.k);
    if (row) return this.words(row, text);
    return this.add({ do: "words", turn: turn.k, expect: textOf(turn), text: tidy(text), force: true });
  }
}
