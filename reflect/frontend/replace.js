// @ts-check
/** Search and replace over all turns: hits are coloured in the list, replaced one by one or all at once. */
import { el } from "./dom.js";
import { button } from "./editordom.js";
import { hits, pattern, wordAt } from "./editorwords.js";

/** @typedef {import("./types.js").Context} Context */
/** @typedef {import("./editorlist.js").TurnList} TurnList */
/** @typedef {import("./editorlist.js").Row} Row */
/** @typedef {import("./editorsync.js").Edits} Edits */
/** @typedef {import("./editorwords.js").Hit} Hit */

export class Replace {
  /** @param {Context} ctx @param {TurnList} list @param {Edits} edits @param {() => void} close */
  constructor(ctx, list, edits, close) {
    this.ctx = ctx;
    this.list = list;
    this.edits = edits;
    /** @type {Hit[]} */ this.hits = [];
    this.at = -1;
    this.timer = 0;
    const { t } = ctx;
    this.find = this.input("editor.find.find", "find", () => this.soon());
    this.with = this.input("editor.find.with", "with", () => {});
    this.minding = this.check("editor.find.case", "case");
    this.whole = this.check("editor.find.whole", "whole");
    this.count = el("output", { class: "rf-e-note rf-e-hits", "aria-live": "polite", dataset: { part: "hits" } });
    this.sure = el("div", { class: "rf-e-sure", hidden: true });
    this.node = el("section", { class: "rf-e-panel", hidden: true, role: "search", dataset: { part: "replace" }, "aria-label": t("editor.find") },
      el("div", { class: "rf-e-line" }, this.find, this.count,
        button({ icon: "previous", label: t("editor.find.previous"), title: `${t("editor.find.previous")} (Shift+Enter)`, run: () => this.step(-1) }),
        button({ icon: "next", label: t("editor.find.next"), title: `${t("editor.find.next")} (Enter)`, run: () => this.step(1) }),
        button({ icon: "close", label: t("editor.close"), title: `${t("editor.close")} (Esc)`, run: close })),
      el("div", { class: "rf-e-line" }, this.with,
        button({ text: t("editor.find.one"), run: () => this.one(), props: { "data-part": "replace-one" } }),
        button({ text: t("editor.find.all"), run: () => this.all(), props: { "data-part": "replace-all" } })),
      el("div", { class: "rf-e-line" }, this.minding.label, this.whole.label), this.sure);
    this.node.addEventListener("keydown", (event) => this.key(event, close));
  }

  /** @param {string} key @param {string} part @param {() => void} run */
  input(key, part, run) {
    return el("input", { type: "text", class: "rf-e-input rf-e-grow", placeholder: this.ctx.t(key), "aria-label": this.ctx.t(key), spellcheck: "false", autocomplete: "off", dataset: { part }, oninput: run });
  }

  /** @param {string} key @param {string} part */
  check(key, part) {
    const box = el("input", { type: "checkbox", dataset: { part }, onchange: () => this.refresh(true) });
    return { box, label: el("label", { class: "rf-e-check" }, box, el("span", { text: this.ctx.t(key) })) };
  }

  /** @param {KeyboardEvent} event @param {() => void} close */
  key(event, close) {
    if (event.isComposing) return;
    const target = event.composedPath()[0];
    if (event.key === "Escape") close();
    else if (event.key === "Enter" && target === this.find) this.step(event.shiftKey ? -1 : 1);
    else if (event.key === "Enter" && target === this.with) { if (event.ctrlKey || event.metaKey) this.all(); else this.one(); }
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** @param {string} [text] */
  open(text) {
    if (text) this.find.value = text;
    this.find.focus();
    this.find.select();
    this.refresh(true);
  }

  closed() {
    clearTimeout(this.timer);
    this.hits = [];
    this.at = -1;
    this.sure.hidden = true;
    this.list.clear("rf-e-hit");
    this.list.clear("rf-e-hit-now");
  }

  soon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.refresh(true), this.list.rows.length > 2000 ? 120 : 0);
  }

  wanted() { return pattern(this.find.value, this.minding.box.checked, this.whole.box.checked); }

  /** Look again: something was typed, or the text changed. @param {boolean} [anew] start at the chosen turn */
  refresh(anew = false) {
    if (this.node.hidden) return;
    this.sure.hidden = true;
    const { rows } = this.list;
    this.hits = hits(rows.map((row) => (row.node.dataset.waiting ? row.letters.data : row.text)), this.wanted());
    this.list.clear("rf-e-hit");
    this.list.clear("rf-e-hit-now");
    /** @type {Map<number, [number, number][]>} */
    const perRow = new Map();
    for (const hit of this.hits) perRow.set(hit.row, [...(perRow.get(hit.row) ?? []), [hit.from, hit.to]]);
    for (const [row, parts] of perRow) this.list.mark("rf-e-hit", rows[row], parts);
    if (anew) this.at = this.hits.findIndex((hit) => hit.row >= this.list.at);
    this.at = Math.min(this.at, this.hits.length - 1);
    if (this.hits.length && this.at < 0) this.at = 0;
    if (this.at >= 0) this.showHit(anew);
    this.tell();
  }

  tell() {
    const { t } = this.ctx;
    if (!this.find.value.trim()) this.count.textContent = "";
    else if (!this.hits.length) this.count.textContent = t("editor.find.none");
    else this.count.textContent = t("editor.find.count", { i: this.at + 1, n: this.hits.length });
  }

  /** @param {boolean} scroll */
  showHit(scroll) {
    const hit = this.hits[this.at];
    const row = hit && this.list.rows[hit.row];
    if (!row) return;
    this.list.clear("rf-e-hit-now");
    this.list.mark("rf-e-hit-now", row, [[hit.from, hit.to]]);
    if (scroll) this.list.choose(hit.row, {});
  }

  /** @param {1|-1} way */
  step(way) {
    if (!this.hits.length) { this.tell(); return; }
    this.at = (this.at + way + this.hits.length) % this.hits.length;
    this.showHit(true);
    this.tell();
    const hit = this.hits[this.at];
    const row = this.list.rows[hit.row];
    const word = row.turn.w[wordAt(row.turn, hit.from)];
    if (word && !this.ctx.film.playing) this.ctx.film.seek(word[1]);
  }

  /** Replace the hit where we stand, and go on to the next one. */
  one() {
    const hit = this.hits[this.at];
    const row = hit && this.list.rows[hit.row];
    if (!row) return;
    const text = row.node.dataset.waiting ? row.letters.data : row.text;
    const put = this.with.value;
    this.edits.words(row, text.slice(0, hit.from) + put + text.slice(hit.to));
    this.refresh();
    // What was put in may hold what is looked for: go on after it.
    const after = this.hits.findIndex((one) => one.row > hit.row || (one.row === hit.row && one.from >= hit.from + put.length));
    this.at = after >= 0 ? after : this.hits.length ? 0 : -1;
    this.showHit(true);
    this.tell();
  }

  /** Asks first: this may be about many turns. */
  all() {
    const { t } = this.ctx;
    if (!this.hits.length) return;
    const yes = button({ text: t("editor.find.sure.yes", { n: this.hits.length }), class: "rf-e-primary", run: () => this.doAll(), props: { "data-part": "replace-sure" } });
    this.sure.replaceChildren(
      el("span", { text: t(this.with.value ? "editor.find.sure" : "editor.find.sure.away", { n: this.hits.length, find: this.find.value, with: this.with.value }) }), yes,
      button({ text: t("editor.cancel"), run: () => { this.sure.hidden = true; this.find.focus(); } }));
    this.sure.hidden = false;
    yes.focus();
  }

  doAll() {
    this.sure.hidden = true;
    const { t, say } = this.ctx;
    this.edits.add({ do: "replace", find: this.find.value, with: this.with.value, case: this.minding.box.checked, whole: this.whole.box.checked }, {
      told: (ack) => { if (ack.status === "stored") say(t("editor.find.done", { n: ack.count ?? 0 }), "good"); this.refresh(); },
    });
    this.find.focus();
  }
}
