// @ts-check
import { clock, el, icon } from "./dom.js";
import { textOf } from "./turns.js";

const WORD = "reflect-word";
const WHEEL_QUIET_MS = 150;
const SETTLE_FRAMES = 5;

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
    /** @type {HTMLElement[]} */
    this.rows = [];
    /** @type {number[]} */
    this.marked = [];
    this.marking = 0;
    /** @type {HTMLElement | undefined} */
    this.empty = undefined;
    this.mark = new Highlight();
    CSS.highlights.set(WORD, this.mark);
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
      ctx.transcript.on("change", ({ patches }) => (patches ? this._patched(patches) : this.build())),
      ctx.transcript.on("speakers", () => this.build()),
      ctx.fragments.on("change", () => this._marksSoon()),
      ctx.on("doc", () => this._empty()),
    ];
    this.build();
  }

  destroy() {
    this.abort.abort();
    for (const stop of this.stops) stop();
    CSS.highlights.delete(WORD);
  }

  build() {
    const turns = this.ctx.transcript.turns();
    this.offsets.clear();
    this.rows = turns.map((turn, i) => this._row(turn, i));
    this.list.replaceChildren(...this.rows);
    this._forget();
    this._empty();
    this._marksSoon();
    this.show(this.ctx.film.now());
  }

  /** The moment the film is at. @param {number} ms */
  show(ms) {
    const found = this.ctx.transcript.wordAt(ms);
    const [turn, word] = found ?? [-1, -1];
    if (turn === this.turn && word === this.word) return;
    const other = turn !== this.turn;
    if (other) this._enter(turn);
    this.word = word;
    this._light(turn, word);
    if (other) this._scrollTo(turn);
    else if (this.tall && this.following) this._keepWord();
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
    return /** @type {Text} */ (/** @type {HTMLElement} */ (this.rows[i].children[1]).firstChild);
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
    if (turn < 0 || !this._text(turn)) return;
    this._around(turn, word, this.range);
    this.mark.add(this.range);
  }

  /** @param {number} turn */
  _enter(turn) {
    this.rows[this.turn]?.classList.remove("now");
    this.turn = turn;
    this.rows[turn]?.classList.add("now");
  }

  _forget() {
    this.mark.clear();
    this.turn = -1;
    this.word = -1;
  }

  /** @param {number} turn */
  _scrollTo(turn) {
    const row = this.rows[turn];
    if (!row || !this.following || !this.list.clientHeight) return;
    const place = () => {
      const room = this.list.clientHeight;
      const top = row.offsetTop;
      const height = row.offsetHeight;
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

  /** @param {import("./types.js").Patch[]} patches */
  _patched(patches) {
    const turns = this.ctx.transcript.turns();
    for (const { at, removed, turns: fresh } of patches) {
      const rows = fresh.map((turn) => this._row(turn, turns.indexOf(turn)));
      const gone = this.rows.splice(at, removed, ...rows);
      const next = gone.at(-1)?.nextSibling ?? this.rows[at + rows.length] ?? null;
      for (const row of gone) row.remove();
      for (const row of rows) this.list.insertBefore(row, next?.parentNode === this.list ? next : null);
    }
    this.rows.forEach((row, i) => row.classList.toggle("same", i > 0 && turns[i - 1]?.s === turns[i]?.s));
    this.offsets.clear();
    this._forget();
    this._empty();
    this._marksSoon();
    this.show(this.ctx.film.now());
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
    cancelAnimationFrame(this.marking);
    this.marking = requestAnimationFrame(() => setTimeout(() => this._marks(), 60));
  }

  /** A little colour beside each turn that has a tag. */
  _marks() {
    const { transcript, fragments, doc } = this.ctx;
    /** @type {Map<string, string>} */
    const colours = new Map(doc.codebook.themes.map((theme) => [theme.code, theme.colour]));
    /** @type {Map<number, Set<string>>} */
    const found = new Map();
    for (const one of fragments.all()) {
      const colour = colours.get(one.code.split(".")[0]) ?? "var(--muted)";
      for (let i = Math.max(0, transcript.turnAt(one.start)); i < this.rows.length; i += 1) {
        const span = transcript.spanOf(i);
        if (span.start >= one.end) break;
        if (span.end > one.start) found.set(i, (found.get(i) ?? new Set()).add(colour));
      }
    }
    for (const i of this.marked) if (!found.has(i) && this.rows[i]) /** @type {HTMLElement} */ (this.rows[i].children[2]).style.background = "";
    for (const [i, set] of found) {
      const list = [...set];
      const stops = list.map((colour, n) => `${colour} ${(n / list.length) * 100}% ${((n + 1) / list.length) * 100}%`);
      /** @type {HTMLElement} */ (this.rows[i].children[2]).style.background = `linear-gradient(${stops.join(",")})`;
    }
    this.marked = [...found.keys()];
  }
}
