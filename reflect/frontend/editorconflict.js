// @ts-check
/** Typed text that met a turn somebody else changed: both side by side, and a choice. Nothing goes by itself. */
import { clock, el } from "./dom.js";
import { button, reason, sign } from "./editordom.js";
import { endOf, startOf, textOf } from "./editorwords.js";

/** @typedef {import("./types.js").Context} Context */
/** @typedef {import("./types.js").Turn} Turn */
/** @typedef {import("./types.js").Ack} Ack */
/** @typedef {import("./editorlist.js").Row} Row */
/** @typedef {import("./editorlist.js").TurnList} TurnList */
/** @typedef {import("./editorsync.js").Edits} Edits */
/** @typedef {import("./editorsync.js").TextOp} TextOp */

const LONGEST = 600;

/**
 * Which words of each are not in the other, in order. @param {string[]} a @param {string[]} b
 * @returns {[boolean[], boolean[]]} true: differs
 */
export function differing(a, b) {
  if (a.length > LONGEST || b.length > LONGEST) return [a.map(() => false), b.map(() => false)];
  const common = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i -= 1)
    for (let j = b.length - 1; j >= 0; j -= 1) common[i][j] = a[i] === b[j] ? common[i + 1][j + 1] + 1 : Math.max(common[i + 1][j], common[i][j + 1]);
  const ofA = a.map(() => true), ofB = b.map(() => true);
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    if (a[i] === b[j]) { ofA[i] = false; ofB[j] = false; i += 1; j += 1; }
    else if (common[i + 1][j] >= common[i][j + 1]) i += 1;
    else j += 1;
  }
  return [ofA, ofB];
}

/** Words with those that differ marked. @param {string[]} words @param {boolean[]} marked */
export function compared(words, marked) {
  const text = el("p", { class: "rf-e-both-text" });
  words.forEach((word, i) => {
    if (i) text.append(" ");
    text.append(marked[i] ? el("mark", { text: word }) : word);
  });
  return text;
}

export class Conflicts {
  /** @param {Context} ctx @param {TurnList} list @param {Edits} edits @param {(row:Row, text:string) => void} together */
  constructor(ctx, list, edits, together) {
    this.ctx = ctx;
    this.list = list;
    this.edits = edits;
    this.together = together;
    this.shown = "";
    this.node = el("div", { class: "rf-e-conflicts", hidden: true, dataset: { part: "conflicts" } });
  }

  /** @param {boolean} [again] also when the same ones are held: the text may have changed */
  refresh(again = false) {
    const { held } = this.edits;
    const key = held.map((one) => one.op.op).join();
    if (key === this.shown && !again) return;
    const fresh = held.length > 0 && key !== this.shown;
    this.shown = key;
    this.node.hidden = !held.length;
    this.node.replaceChildren(...held.map((one) => this.card(one.op, one.ack)));
    if (fresh) this.ctx.say(this.ctx.t("editor.conflict.say"), "warn");
  }

  /** What stands at the place of the turn now: of the list, or of the answer. @param {TextOp} op @param {Ack} ack @returns {Turn[]} */
  there(op, ack) {
    const place = /^(\d+)-(\d+)-([^#]*)/.exec(op.turn ?? "");
    const turns = this.list.rows.length ? this.list.rows.map((row) => row.turn) : /** @type {Turn[]} */ (ack.now ?? []);
    if (!place) return [];
    const from = Number(place[1]), to = Math.max(Number(place[2]), from + 1);
    const overlap = (/** @type {Turn} */ turn) => Math.min(endOf(turn), to) - Math.max(startOf(turn), from);
    const near = turns.filter((turn) => overlap(turn) > 0);
    const own = near.filter((turn) => turn.s === place[3]);
    return own.length ? own : near.sort((a, b) => overlap(b) - overlap(a)).slice(0, 1);
  }

  /** @param {TextOp} op @param {Ack} ack */
  card(op, ack) {
    const { t } = this.ctx;
    const now = this.there(op, ack);
    const mine = (op.text ?? "").split(" ").filter(Boolean), theirs = now.map(textOf).join(" ").split(" ").filter(Boolean);
    const [mineMarks, theirMarks] = differing(mine, theirs);
    const done = (/** @type {() => void} */ run) => () => { run(); this.refresh(); };
    const refused = ack.status === "refused";
    const title = refused ? reason(this.ctx, ack.why, "editor.conflict.refused") : t(now.length ? "editor.conflict.title" : "editor.conflict.gone", { time: clock(now.length ? startOf(now[0]) : Number((op.turn ?? "0").split("-")[0]) || 0) });
    const head = el("div", { class: "rf-e-conflict-head" }, sign("warn"), el("strong", { text: title }));
    /** @param {string} key @param {Node} text @param {HTMLElement[]} buttons */
    const side = (key, text, ...buttons) => el("div", { class: "rf-e-side" }, el("h4", { text: t(key) }), text, el("div", { class: "rf-e-line" }, ...buttons));
    const row = () => this.list.rows.find((one) => one.turn.k === now[0]?.k);
    const keepMine = button({ text: t("editor.conflict.mine"), class: "rf-e-primary", props: { "data-part": "mine" }, run: done(() => this.edits.force(op, now[0], op.text ?? "")) });
    const both = button({ text: t("editor.conflict.together"), props: { "data-part": "together" }, run: () => {
      const target = row();
      if (!target) return;
      this.edits.settle(op);
      this.refresh();
      this.together(target, op.text ?? "");
    } });
    const keepTheirs = button({ text: t(now.length ? "editor.conflict.theirs" : "editor.conflict.drop"), props: { "data-part": "theirs" }, run: done(() => this.edits.settle(op)) });
    const mineSide = side("editor.conflict.yours", mine.length ? compared(mine, mineMarks) : el("p", { class: "rf-e-note", text: t("editor.conflict.removed") }), ...(now.length ? [keepMine, both] : []));
    const theirSide = side("editor.conflict.now", theirs.length ? compared(theirs, theirMarks) : el("p", { class: "rf-e-note", text: t("editor.conflict.nothing") }), keepTheirs);
    const card = el("div", { class: "rf-e-conflict", role: "group", "aria-label": title }, head, el("div", { class: "rf-e-both" }, mineSide, theirSide));
    if (now.length > 1) card.append(el("p", { class: "rf-e-note", text: t("editor.conflict.several", { n: now.length }) }));
    return card;
  }
}
