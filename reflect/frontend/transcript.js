// @ts-check
import { themeOf } from "./codes.js";
import { clock, el, icon, whenIdle } from "./dom.js";
import { textOf } from "./turns.js";

const WORD = "reflect-word";
const WHEEL_QUIET_MS = 150;
const SETTLE_FRAMES = 5;
const MARKS_WITHIN_MS = 400;
const CHUNK = 30;
/** So long after its end a word is no longer marked. */
const SILENCE_MS = 900;
/** How high a turn will be, about: it is measured once it is in sight. */
const LINE_PX = 21;
const HEAD_PX = 25;
const LINE_LETTERS = 50;

/** @typedef {{place: HTMLElement, from: number, to: number, filled: boolean}} Chunk */

/**
 * The transcript beside the film: one text node a turn, the spoken word marked by a highlight of the browser, so that
 * a frame costs no layout however long the talk is.
 */
export class TranscriptView {
  /** @param {import("./types.js").Context} ctx @param {HTMLElement} pane */
  constructor(ctx, pane) {
    this.ctx = ctx;
    this.following = true;
    this.turn = -1;
    this.word = -1;
    this.tall = false;
    /** Where the words of a turn start in its text. @type {Map<number, Int32Array>} */
    this.offsets = new Map();
    /** @type {(HTMLElement | null)[]} */
    this.rows = [];
    /** @type {Chunk[]} */
    this.chunks = [];
    this.stale = false;
    /** The colours beside the turns. @type {Map<number, string>} */
    this.marked = new Map();
    /** @type {(() => void) | null} */
    this.marking = null;
    /** @type {(() => void) | null} */
    this.filling = null;
    /** @type {HTMLElement | undefined} */
    this.empty = undefined;
    // A browser without highlights still marks the turn.
    this.mark = typeof Highlight === "function" ? new Highlight() : new Set();
    CSS.highlights?.set(WORD, /** @type {Highlight} */ (this.mark));
    this.range = document.createRange();
    this.list = el("div", { class: "turns", tabindex: "0", role: "group", "aria-label": ctx.t("player.region.transcript") });
    this.back = el("button", { class: "button small float", type: "button", hidden: true, onclick: () => this.follow() }, icon("clock"),
      el("span", { text: ctx.t("player.transcript.follow") }));
    pane.append(this.list, this.back);
    this.abort = new AbortController();
    const own = { signal: this.abort.signal };
    this.list.addEventListener("click", (event) => this._clicked(event), own);
    for (const kind of ["wheel", "touchmove"]) this.list.addEventListener(kind, () => this._left(), { ...own, passive: true });
    this.list.addEventListener("pointerdown", (event) => event.offsetX > this.list.clientWidth && this._left(), own);
    this.list.addEventListener("keydown", (event) => /^(Page|Home|End)/.test(event.key) && this._left(), own);
    this.stops = [
      ctx.transcript.on("change", () => this.changed()),
      ctx.transcript.on("speakers", () => this.changed()),
      ctx.fragments.on("change", () => this._marksSoon()),
      ctx.on("doc", () => this._empty()),
    ];
    this.build();
  }

  destroy() {
    this.abort.abort();
    this.marking?.();
    this.filling?.();
    for (const stop of this.stops) stop();
    CSS.highlights?.delete(WORD);
  }

  build() {
    const turns = this.ctx.transcript.turns();
    const scrolled = this.list.scrollTop;
    this.stale = false;
    this.offsets.clear();
    this.rows = new Array(turns.length).fill(null);
    this.chunks = [];
    for (let from = 0; from < turns.length; from += CHUNK) this.chunks.push(this._chunk(from, Math.min(from + CHUNK, turns.length)));
    this.list.replaceChildren(...this.chunks.map((chunk) => chunk.place));
    this._forget();
    this._empty();
    this._marksSoon();
    this._fillSoon();
    if (!this.following) this.list.scrollTop = scrolled;
    this.show(this.ctx.film.now());
  }

  /** Edits in the other mode are drawn when this view comes back. */
  changed() {
    this.stale = true;
    if (this.ctx.mode !== "edit") this.build();
  }

  /** It comes in sight again. */
  shown() {
    if (this.stale) this.build();
    this.show(this.ctx.film.now());
    this._scrollTo(this.turn);
  }

  /**
   * A stretch of turns. The browser skips what is out of sight by these, as watching each turn would cost more than
   * drawing it, and they are filled when there is time.
   * @param {number} from @param {number} to @returns {Chunk}
   */
  _chunk(from, to) {
    const turns = this.ctx.transcript.turns();
    let high = 0;
    for (let i = from; i < to; i += 1) {
      const letters = turns[i].w.reduce((sum, word) => sum + word[0].length + 1, 0);
      high += LINE_PX * Math.max(1, Math.ceil(letters / LINE_LETTERS)) + 4 + (turns[i].s === turns[i - 1]?.s ? 0 : HEAD_PX);
    }
    const place = el("div", { class: "chunk" });
    place.style.containIntrinsicSize = `auto ${high}px`;
    place.style.minHeight = `${high}px`;
    return { place, from, to, filled: false };
  }

  /** @param {Chunk} chunk */
  _fill(chunk) {
    if (chunk.filled) return;
    chunk.filled = true;
    const turns = this.ctx.transcript.turns();
    for (let i = chunk.from; i < chunk.to; i += 1) this.rows[i] = this._row(turns[i], i);
    chunk.place.append(.../** @type {HTMLElement[]} */ (this.rows.slice(chunk.from, chunk.to)));
    chunk.place.style.minHeight = "";
    for (let i = chunk.from; i < chunk.to; i += 1) if (this.marked.has(i)) this._tick(i, this.marked.get(i) ?? "", true);
  }

  _fillSoon() {
    this.filling?.();
    this.filling = whenIdle((left) => {
      const before = this.chunks.filter((chunk) => !chunk.filled);
      for (const chunk of before) {
        this._fill(chunk);
        if (left() < 4) break;
      }
      if (before.at(-1)?.filled === false) this._fillSoon();
    }, 500);
  }

  /** The row of a turn, made when it is not there yet. @param {number} i @returns {HTMLElement | null} */
  row(i) {
    if (i < 0 || i >= this.rows.length) return null;
    if (!this.rows[i]) this._fill(this.chunks[Math.floor(i / CHUNK)]);
    return this.rows[i];
  }

  /** The moment the film is at. @param {number} ms */
  show(ms) {
    const found = this.ctx.transcript.wordAt(ms);
    const [turn, spoken] = found ?? [-1, -1];
    const silent = turn >= 0 && ms > this.ctx.transcript.turns()[turn].w[spoken][2] + SILENCE_MS;
    const word = silent ? -1 : spoken;
    if (turn === this.turn && word === this.word) return;
    const other = turn !== this.turn;
    if (other) this._enter(turn);
    this.word = word;
    this._light(turn, word);
    if (other) this._scrollTo(turn);
    else if (this.tall && this.following && word >= 0) this._keepWord();
  }

  /** Follows the film again. */
  follow() {
    this.following = true;
    this.back.hidden = true;
    this._scrollTo(this.turn);
  }

  /** @param {import("./types.js").Turn} turn @param {number} i */
  _row(turn, i) {
    const speaker = this.ctx.transcript.speaker(turn.s);
    const before = this.ctx.transcript.turns()[i - 1];
    const row = el("div", { class: "turn" + (before?.s === turn.s ? " same" : "") });
    row.style.setProperty("--who", speaker?.colour ?? "var(--muted)");
    const head = el("span", { class: "who" }, el("b", { text: speaker?.shown ?? turn.s }), el("time", { text: clock(turn.w[0]?.[1] ?? 0) }));
    row.append(head, el("p", { text: textOf(turn) }), el("i", { class: "ticks" }));
    return row;
  }

  /** @param {number} i @returns {Text} */
  _text(i) {
    return /** @type {Text} */ (/** @type {HTMLElement} */ (this.row(i)).children[1].firstChild);
  }

  /** @param {number} i */
  _offsetsOf(i) {
    let made = this.offsets.get(i);
    if (!made) {
      const words = this.ctx.transcript.turns()[i].w;
      made = new Int32Array(words.length);
      for (let j = 1; j < words.length; j += 1) made[j] = made[j - 1] + words[j - 1][0].length + 1;
      this.offsets.set(i, made);
    }
    return made;
  }

  /** @param {number} i @param {number} j @param {Range} range */
  _around(i, j, range) {
    const start = this._offsetsOf(i)[j];
    const text = this._text(i);
    range.setStart(text, Math.min(start, text.length));
    range.setEnd(text, Math.min(start + this.ctx.transcript.turns()[i].w[j][0].length, text.length));
  }

  /** @param {number} turn @param {number} word */
  _light(turn, word) {
    this.mark.clear();
    if (turn < 0 || word < 0 || !this._text(turn)) return;
    this._around(turn, word, this.range);
    this.mark.add(this.range);
  }

  /** @param {number} turn */
  _enter(turn) {
    this.row(this.turn)?.classList.remove("now");
    this.turn = turn;
    this.row(turn)?.classList.add("now");
  }

  _forget() {
    this.marked.clear();
    this.mark.clear();
    this.turn = -1;
    this.word = -1;
  }

  /** @param {number} turn */
  _scrollTo(turn) {
    if (turn < 0 && this.following) this.list.scrollTop = 0; // before the first turn
    const row = this.row(turn);
    if (!row || !this.following || !this.list.clientHeight) return;
    const place = () => {
      const room = this.list.clientHeight;
      const box = row.getBoundingClientRect();
      const top = box.top - this.list.getBoundingClientRect().top + this.list.scrollTop;
      const { height } = box;
      this.tall = height > room * 0.6;
      const at = this.list.scrollTop;
      if (top > at + room * 0.08 && top + height < at + room * 0.8) return false;
      this.list.scrollTop = top - room * 0.25;
      return true;
    };
    // Rows out of sight have an estimated height: once they are in sight they push the row away for a moment.
    const settle = (/** @type {number} */ times) => {
      if (times && this.turn === turn && this.following)
        requestAnimationFrame(() => {
          place();
          settle(times - 1);
        });
    };
    if (place()) settle(SETTLE_FRAMES);
  }

  _keepWord() {
    const word = this.range.getBoundingClientRect();
    const list = this.list.getBoundingClientRect();
    if (word.bottom > list.bottom - 30 || word.top < list.top) this.list.scrollTop += word.top - list.top - list.height * 0.3;
  }

  /** The person looks elsewhere. */
  _left() {
    if (!this.following || this.turn < 0) return;
    this.following = false;
    setTimeout(() => (this.back.hidden = this.following), WHEEL_QUIET_MS);
  }

  /** @param {MouseEvent} event */
  _clicked(event) {
    const selection = /** @type {any} */ (this.list.getRootNode()).getSelection?.() ?? document.getSelection();
    if (selection && !selection.isCollapsed) return; // text was selected, to copy it
    const row = event.composedPath().find((one) => one instanceof HTMLElement && one.classList.contains("turn"));
    const i = row ? this.rows.indexOf(/** @type {HTMLElement} */ (row)) : -1;
    if (i < 0) return;
    const turn = this.ctx.transcript.turns()[i];
    const word = turn.w[this._wordUnder(i, event.clientX, event.clientY)];
    if (!word) return;
    this.following = true;
    this.back.hidden = true;
    this.ctx.film.seek(word[1]);
  }

  /** @param {number} i @param {number} x @param {number} y */
  _wordUnder(i, x, y) {
    const range = document.createRange();
    const words = this.ctx.transcript.turns()[i].w;
    for (let j = 0; j < words.length; j += 1) {
      this._around(i, j, range);
      for (const box of range.getClientRects()) if (x >= box.left - 2 && x <= box.right + 3 && y >= box.top - 2 && y <= box.bottom + 2) return j;
    }
    return 0;
  }

  _empty() {
    const { recording } = this.ctx.doc;
    if (this.rows.length) {
      this.empty?.remove();
      this.empty = undefined;
      return;
    }
    const percent = Math.round((recording.progress ?? 0) * 100);
    const none = this.ctx.transcript.whole ? "player.transcript.silent" : `player.transcript.${recording.state}`;
    this.empty ??= el("div", { class: "empty", role: "status" });
    this.empty.replaceChildren(el("p", { text: this.ctx.t(none, { percent }) }));
    if (recording.state === "processing") this.empty.append(el("progress", { max: 100, value: percent, "aria-label": this.ctx.t(none, { percent }) }));
    if (recording.state === "failed" && recording.error) this.empty.append(el("p", { class: "muted", text: recording.error }));
    if (!this.empty.parentNode) this.list.append(this.empty);
  }

  _marksSoon() {
    if (this.marking) return;
    this.marking = whenIdle(() => {
      this.marking = null;
      this._marks();
    }, MARKS_WITHIN_MS);
  }

  /** A little colour beside each turn that has a tag. */
  _marks() {
    const { transcript, fragments, doc } = this.ctx;
    /** @type {Map<string, string>} */
    /** @type {Map<number, Set<string>>} */
    const found = new Map();
    for (const one of fragments.all()) {
      const colour = themeOf(doc.codebook.themes, one.code)?.colour ?? "var(--muted)";
      for (let i = Math.max(0, transcript.turnAt(one.start)); i < this.rows.length && transcript.turnStarts[i] < one.end; i += 1)
        if (transcript.turnEnds[i] > one.start) found.set(i, (found.get(i) ?? new Set()).add(colour));
    }
    for (const i of this.marked.keys()) if (!found.has(i)) this._tick(i, "");
    for (const [i, set] of found) {
      const list = [...set];
      const stops = list.map((colour, n) => `${colour} ${(n / list.length) * 100}% ${((n + 1) / list.length) * 100}%`);
      this._tick(i, `linear-gradient(${stops.join(",")})`);
    }
  }

  /** @param {number} i @param {string} background @param {boolean} [again] */
  _tick(i, background, again = false) {
    if (!again && this.marked.get(i) === (background || undefined)) return;
    if (background) this.marked.set(i, background);
    else this.marked.delete(i);
    const row = this.rows[i];
    if (row) /** @type {HTMLElement} */ (row.children[2]).style.background = background;
  }
}
