// @ts-check
/**
 * The turns as rows: one text node each, made once; a change touches only the rows it is about. Colours of words
 * (doubtful, found, sounding) are CSS highlights over those text nodes, so that 45,000 words stay quick.
 */
import { clock, el } from "./dom.js";
import { difference, startOf, starts, textOf, wordAt } from "./editorwords.js";

/** @typedef {import("./types.js").Turn} Turn */
/** @typedef {import("./types.js").Speaker} Speaker */
/** @typedef {import("./types.js").Context} Context */
/**
 * @typedef {Object} Row
 * @property {Turn} turn
 * @property {string} text
 * @property {HTMLElement} node
 * @property {HTMLButtonElement} who
 * @property {HTMLElement} time
 * @property {HTMLElement} words
 * @property {Text} letters
 * @property {boolean} alive in the list still
 * @property {string} colour of the speaker, as painted
 * @property {string} shown name of the speaker, as painted
 * @property {Map<string, AbstractRange[]>} marks highlights of this row, by name
 */

const MARKS = ["rf-e-doubt", "rf-e-doubt-strong", "rf-e-hit", "rf-e-hit-now", "rf-e-at", "rf-e-sound"];

export class TurnList {
  /** @param {Context} ctx */
  constructor(ctx) {
    this.ctx = ctx;
    /** @type {Row[]} */ this.rows = [];
    this.at = -1;
    this.node = el("div", { class: "rf-e-list", role: "list", "aria-label": ctx.t("editor.list") });
    this.pattern = el("div", { class: "rf-e-turn", role: "listitem", tabindex: "-1" },
      el("div", { class: "rf-e-head" }, el("button", { type: "button", class: "rf-e-who", tabindex: "-1", "aria-haspopup": "menu" }, el("i", { class: "rf-e-dot" }), el("span")), el("span", { class: "rf-e-time" })),
      el("p", { class: "rf-e-words" }));
    /** @type {HTMLElement|null} */ this.current = null;
    /** @type {WeakMap<Node, Row>} */ this.ofNode = new WeakMap();
    /** @type {Map<string, any>} */ this.highlights = new Map();
    /** @type {Map<string, Speaker>} */ this.speakers = new Map();
    /** @type {(rows:Row[]) => void} */ this.onrows = () => {};
    for (const name of MARKS) {
      const highlight = "Highlight" in window ? new Highlight() : null;
      if (highlight) { CSS.highlights.set(name, highlight); this.highlights.set(name, highlight); }
    }
    this.highlights.get("rf-e-at")?.priority !== undefined && (this.highlights.get("rf-e-at").priority = 3);
  }

  destroy() {
    for (const [name, highlight] of this.highlights) if (CSS.highlights.get(name) === highlight) CSS.highlights.delete(name);
  }

  /** Bring the rows in line with the transcript; returns what changed. @param {readonly Turn[]} turns @param {readonly Speaker[]} speakers */
  show(turns, speakers) {
    this.speakers = new Map(speakers.map((one) => [one.label, one]));
    const change = difference(this.rows.map((row) => row.turn), turns);
    const chosen = this.rows[this.at] ?? null;
    const both = Math.min(change.removed, change.added);
    for (let i = 0; i < both; i += 1) this.fill(this.rows[change.at + i], turns[change.at + i]);
    const gone = this.rows.slice(change.at + both, change.at + change.removed);
    for (const row of gone) { row.alive = false; this.unmark(row); row.node.remove(); }
    const fresh = turns.slice(change.at + both, change.at + change.added).map((turn) => this.row(turn));
    const before = this.rows[change.at + change.removed]?.node ?? null;
    const block = document.createDocumentFragment();
    for (const row of fresh) block.append(row.node);
    this.node.insertBefore(block, before);
    this.rows = [...this.rows.slice(0, change.at + both), ...fresh, ...this.rows.slice(change.at + change.removed)];
    // The same turn objects are kept for rows that look the same, so that a later comparison is by identity.
    turns.forEach((turn, i) => { this.rows[i].turn = turn; });
    for (const row of this.rows) this.paintWho(row);
    if (chosen) this.at = chosen.alive ? this.rows.indexOf(chosen) : Math.min(this.at, this.rows.length - 1);
    if (chosen && !chosen.alive) this.choose(this.at, { scroll: false });
    if (this.at < 0 && this.rows.length) this.choose(0, { scroll: false });
    this.onrows(this.rows.slice(change.at, change.at + change.added));
    return change;
  }

  /** @param {Turn} turn @returns {Row} */
  row(turn) {
    const node = /** @type {HTMLElement} */ (this.pattern.cloneNode(true));
    const [head, words] = /** @type {HTMLElement[]} */ ([...node.children]);
    const [who, time] = /** @type {[HTMLButtonElement, HTMLElement]} */ ([...head.children]);
    const letters = document.createTextNode("");
    words.append(letters);
    /** @type {Row} */
    const row = { turn, text: "", node, who, time, words, letters, alive: true, colour: "", shown: "", marks: new Map() };
    this.ofNode.set(node, row);
    this.fill(row, turn);
    return row;
  }

  /** @param {Row} row @param {Turn} turn */
  fill(row, turn) {
    this.unmark(row);
    row.turn = turn;
    row.text = textOf(turn);
    if (row.letters.data !== row.text) row.letters.data = row.text;
    row.time.textContent = clock(startOf(turn));
    delete row.node.dataset.waiting;
    this.paintWho(row);
  }

  /** @param {Row} row */
  paintWho(row) {
    const speaker = this.speakers.get(row.turn.s);
    const shown = speaker?.shown || row.turn.s || this.ctx.t("editor.nobody");
    if (row.shown !== shown) {
      row.shown = shown;
      /** @type {HTMLElement} */ (row.who.lastChild).textContent = shown;
      row.who.setAttribute("aria-label", this.ctx.t("editor.who.label", { who: shown }));
    }
    const colour = speaker?.colour ?? "";
    if (row.colour !== colour) row.node.style.setProperty("--who", colour);
    row.colour = colour;
  }

  /** Text that is on its way to the store, shown at once. @param {Row} row @param {string} text */
  expectText(row, text) {
    this.unmark(row);
    row.letters.data = text;
    row.node.dataset.waiting = "1";
  }

  /** Back to what is stored. @param {Row} row */
  restore(row) { if (row.alive) { this.fill(row, row.turn); this.onrows([row]); } }

  get chosen() { return this.rows[this.at] ?? null; }

  /** @param {number} index @param {{focus?:boolean, scroll?:boolean}} [how] */
  choose(index, how = {}) {
    const row = this.rows[Math.max(0, Math.min(index, this.rows.length - 1))];
    if (!row) { this.at = -1; return null; }
    if (this.current && this.current !== row.node) { this.current.removeAttribute("aria-current"); this.current.tabIndex = -1; }
    this.current = row.node;
    this.at = this.rows.indexOf(row);
    row.node.setAttribute("aria-current", "true");
    row.node.tabIndex = 0;
    if (how.focus) row.node.focus({ preventScroll: true });
    if (how.scroll !== false) row.node.scrollIntoView({ block: "nearest" });
    return row;
  }

  /** @param {EventTarget|null} target @returns {Row|null} */
  rowAt(target) {
    const node = target instanceof Node ? (target instanceof Element ? target : target.parentElement)?.closest(".rf-e-turn") : null;
    return node ? this.ofNode.get(node) ?? null : null;
  }

  /** @param {Row} row */
  indexOf(row) { return this.rows[this.at] === row ? this.at : this.rows.indexOf(row); }

  /** The row that sounds at a moment; in a gap the one before. @param {number} ms */
  indexAt(ms) {
    let low = 0, high = this.rows.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (startOf(this.rows[middle].turn) <= ms) low = middle + 1; else high = middle;
    }
    return Math.max(0, low - 1);
  }

  /** Colour characters of a row. @param {string} name @param {Row} row @param {[number, number][]} parts */
  mark(name, row, parts) {
    const highlight = this.highlights.get(name);
    if (!highlight) return;
    for (const range of row.marks.get(name) ?? []) highlight.delete(range);
    const most = row.letters.length;
    const ranges = parts.filter(([from, to]) => from < to && to <= most).map(([startOffset, endOffset]) =>
      new StaticRange({ startContainer: row.letters, startOffset, endContainer: row.letters, endOffset }));
    for (const range of ranges) highlight.add(range);
    if (ranges.length) row.marks.set(name, ranges); else row.marks.delete(name);
  }

  /** Colour words of a row. @param {string} name @param {Row} row @param {number[]} words */
  markWords(name, row, words) {
    if (!words.length && !row.marks.has(name)) return;
    const at = words.length ? starts(row.turn) : [];
    this.mark(name, row, words.map((i) => [at[i], at[i + 1] - 1]));
  }

  /** @param {Row} row @param {string} [only] */
  unmark(row, only) {
    for (const [name, ranges] of row.marks) {
      if (only && only !== name) continue;
      for (const range of ranges) this.highlights.get(name)?.delete(range);
      row.marks.delete(name);
    }
  }

  /** @param {string} name */
  clear(name) {
    if (!this.highlights.get(name)?.size) return;
    for (const row of this.rows) if (row.marks.has(name)) this.unmark(row, name);
  }

  /** The word of a row at a character of its text node. @param {Row} row @param {{node:Node, offset:number}|null} at */
  wordPointed(row, at) {
    return at && at.node === row.letters ? wordAt(row.turn, at.offset) : null;
  }

  /** A stretch of words selected by hand, when it lies in one row. @param {{startContainer:Node, startOffset:number, endContainer:Node, endOffset:number}|null} range */
  stretch(range) {
    if (!range || range.startContainer !== range.endContainer) return null;
    if (range.endOffset <= range.startOffset) return null;
    const row = this.rowAt(range.startContainer);
    if (!row || row.letters !== range.startContainer) return null;
    return { row, from: wordAt(row.turn, range.startOffset), to: wordAt(row.turn, range.endOffset - 1) + 1 };
  }
}
