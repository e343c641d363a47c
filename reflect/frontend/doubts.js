// @ts-check
/** Doubtful words: which they are, how many are left, and which comes next. The threshold is a probability in whole %. */
import { el } from "./dom.js";
import { button } from "./editordom.js";

/** @typedef {import("./editorlist.js").Row} Row */
/** @typedef {import("./editorlist.js").TurnList} TurnList */
/** @typedef {import("./types.js").Context} Context */
/** @typedef {{row:Row, word:number}} Doubt */

const USUAL = 50;

export class Doubts {
  /** @param {Context} ctx @param {TurnList} list @param {(step:1|-1) => void} go @param {() => void} confirm */
  constructor(ctx, list, go, confirm) {
    this.ctx = ctx;
    this.list = list;
    this.slot = ctx.storage("editor.threshold");
    const kept = Number(this.slot.get() ?? USUAL);
    this.threshold = Number.isFinite(kept) ? kept : USUAL;
    /** @type {Map<Row, number>} */ this.counts = new Map();
    this.left = 0;
    /** Words confirmed here of which the answer is still to come: row → words. @type {Map<Row, Set<number>>} */
    this.confirming = new Map();
    /** @type {Doubt|null} */ this.here = null;
    this.frame = 0;
    this.count = el("output", { class: "rf-e-count", "aria-live": "polite", dataset: { part: "doubts-left" } });
    this.shown = el("output", { class: "rf-e-percent" });
    this.slider = el("input", {
      type: "range", min: "0", max: "100", step: "5", class: "rf-e-slider", value: String(this.threshold),
      "aria-label": ctx.t("editor.doubts.threshold"), title: ctx.t("editor.doubts.threshold.why"), dataset: { part: "threshold" },
      oninput: () => this.setThreshold(Number(this.slider.value)),
    });
    this.node = el("div", { class: "rf-e-doubts", role: "group", "aria-label": ctx.t("editor.doubts") },
      this.count,
      button({ icon: "previous", label: ctx.t("editor.doubts.previous"), title: `${ctx.t("editor.doubts.previous")} (Shift+D)`, run: () => go(-1) }),
      button({ icon: "next", label: ctx.t("editor.doubts.next"), title: `${ctx.t("editor.doubts.next")} (D)`, run: () => go(1) }),
      button({ icon: "check", text: ctx.t("editor.doubts.confirm"), title: `${ctx.t("editor.doubts.confirm.why")} (C)`, run: confirm }),
      el("span", { class: "rf-e-grow" }),
      el("label", { class: "rf-e-threshold" }, el("span", { text: ctx.t("editor.doubts.below") }), this.slider, this.shown));
    this.tell();
  }

  /** @param {number} percent */
  setThreshold(percent) {
    this.threshold = percent;
    this.slot.set(percent);
    this.shown.textContent = `${percent}%`;
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => this.refresh(this.list.rows, true));
  }

  /** @param {readonly any[]} word */
  doubtful(word) { return Boolean(word[4]) || word[3] < this.threshold; }

  /** @param {Row} row @returns {number[]} */
  wordsOf(row) {
    if (row.node.dataset.waiting) return [];
    const confirmed = this.confirming.get(row);
    /** @type {number[]} */
    const found = [];
    row.turn.w.forEach((word, i) => { if (this.doubtful(word) && !confirmed?.has(i)) found.push(i); });
    return found;
  }

  /** Colour and count anew. @param {readonly Row[]} rows the rows that changed @param {boolean} [all] */
  refresh(rows, all = false) {
    if (all) { this.counts.clear(); this.left = 0; }
    for (const row of rows) {
      const words = this.wordsOf(row);
      const strong = words.filter((i) => row.turn.w[i][3] < this.threshold / 2);
      const light = words.filter((i) => row.turn.w[i][3] >= this.threshold / 2);
      this.list.markWords("rf-e-doubt", row, light);
      this.list.markWords("rf-e-doubt-strong", row, strong);
      this.left += words.length - (this.counts.get(row) ?? 0);
      if (words.length) this.counts.set(row, words.length); else this.counts.delete(row);
    }
    for (const [row, words] of this.counts) if (!row.alive) { this.left -= words; this.counts.delete(row); }
    for (const row of this.confirming.keys()) if (!row.alive) this.confirming.delete(row);
    this.paintHere();
    this.tell();
  }

  tell() {
    const key = this.left === 0 ? "editor.doubts.none" : this.left === 1 ? "editor.doubts.one" : "editor.doubts.left";
    const words = this.ctx.t(key, { n: this.left });
    if (this.count.textContent !== words) this.count.textContent = words;
    this.count.classList.toggle("rf-e-done", this.left === 0);
    this.shown.textContent = `${this.threshold}%`;
  }

  /** The next or previous doubtful word, round the end when need be. @param {1|-1} step @returns {(Doubt & {round:boolean})|null} */
  next(step) {
    const { rows } = this.list;
    if (!rows.length || !this.left) return null;
    const from = this.here?.row.alive ? this.list.indexOf(this.here.row) : Math.max(0, this.list.at);
    const word = this.here?.row.alive && from === this.list.at ? this.here.word : step > 0 ? -1 : Infinity;
    const first = from === this.list.at ? from : Math.max(0, this.list.at);
    for (let n = 0; n <= rows.length; n += 1) {
      const index = (first + step * n + rows.length * 2) % rows.length;
      const row = rows[index];
      if (!this.counts.has(row)) continue;
      const words = this.wordsOf(row);
      const ordered = step > 0 ? words : words.reverse();
      const found = n > 0 ? ordered[0] : ordered.find((i) => (step > 0 ? i > word : i < word));
      if (found !== undefined) return { row, word: found, round: step > 0 ? index < first : index > first };
    }
    const only = this.wordsOf(rows[first]);
    return only.length ? { row: rows[first], word: step > 0 ? only[0] : only[only.length - 1], round: true } : null;
  }

  /** @param {Doubt|null} doubt */
  stand(doubt) {
    const old = this.here;
    this.here = doubt;
    if (old && old.row !== doubt?.row) this.list.unmark(old.row, "rf-e-at");
    this.paintHere();
  }

  paintHere() {
    const { here } = this;
    if (!here) return;
    if (!here.row.alive || here.word >= here.row.turn.w.length || here.row.node.dataset.waiting) this.list.unmark(here.row, "rf-e-at");
    else this.list.markWords("rf-e-at", here.row, [here.word]);
  }

  /** This word was found right; until the answer comes it counts as such. @param {Doubt} doubt */
  confirmed(doubt) {
    const words = this.confirming.get(doubt.row) ?? new Set();
    words.add(doubt.word);
    this.confirming.set(doubt.row, words);
    this.refresh([doubt.row]);
  }

  /** The answer came, good or bad. @param {Doubt} doubt */
  answered(doubt) {
    const words = this.confirming.get(doubt.row);
    words?.delete(doubt.word);
    if (!words?.size) this.confirming.delete(doubt.row);
    if (doubt.row.alive) this.refresh([doubt.row]);
  }
}
