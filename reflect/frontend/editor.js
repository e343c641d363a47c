// @ts-check
/**
 * Mode "edit": the transcript as turns that can be corrected. This module puts the parts together and knows the keys:
 * the list (editorlist.js), the field (editorfield.js), doubtful words (doubts.js), search and replace (replace.js),
 * speakers (editorspeakers.js), what sounds (editorsound.js), versions (versions.js), edits on their way and what is in their way (editorsync.js, editorconflict.js).
 */
import { clock, el } from "./dom.js";
import { Conflicts } from "./editorconflict.js";
import { button, pointed, selected, styled } from "./editordom.js";
import { Field } from "./editorfield.js";
import { editorKeys, patient } from "./editorkeys.js";
import { TurnList } from "./editorlist.js";
import { Sounding } from "./editorsound.js";
import { SpeakerMenu, SpeakersPanel } from "./editorspeakers.js";
import { Edits } from "./editorsync.js";
import { endOf, startOf, tidy, wordSounding } from "./editorwords.js";
import { Doubts } from "./doubts.js";
import { Replace } from "./replace.js";
import { Versions } from "./versions.js";

/** @typedef {import("./types.js").Context} Context */
/** @typedef {import("./editorlist.js").Row} Row */
/** @typedef {import("./editorfield.js").Then} Then */
/** @typedef {"replace"|"speakers"|"versions"} Pane */

const BEFORE_DOUBT_MS = 1000;
const AFTER_DOUBT_MS = 700;
const AROUND_TURN_MS = 300;

/** @param {Context} ctx @param {HTMLElement} container @returns {import("./types.js").Panel} */
export function mount(ctx, container) {
  const editor = new Editor(ctx, container);
  return { show: () => editor.show(), hide: () => editor.hide(), destroy: () => editor.destroy() };
}

export class Editor {
  /** @param {Context} ctx @param {HTMLElement} container */
  constructor(ctx, container) {
    this.ctx = ctx;
    this.visible = false;
    /** @type {Pane|null} */ this.pane = null;
    ctx.style("editor.css");
    this.dressed = false;
    void styled(container, "editor.css").then(() => { this.dressed = true; if (this.visible) this.begin(); });
    const { t } = ctx;
    this.list = new TurnList(ctx);
    this.sounding = new Sounding(ctx, this.list, () => this.field.open);
    this.edits = new Edits(ctx, this.list);
    this.doubts = new Doubts(ctx, this.list, (step) => this.goDoubt(step), () => this.confirm());
    this.replace = new Replace(ctx, this.list, this.edits, () => this.openPane(null));
    this.speakers = new SpeakersPanel(ctx, this.edits, this.list);
    this.versions = new Versions(ctx, () => this.openPane(null));
    this.conflicts = new Conflicts(ctx, this.list, this.edits, (row, text) => this.field.edit(row, { text, caret: text.length }));
    this.field = new Field(ctx, this.list, {
      save: (row, text, expect) => this.save(row, text, expect),
      then: (then, row) => this.then(then, row),
      split: (row, text, expect, at) => this.split(row, text, expect, at),
      merge: (row, text, expect) => { this.save(row, text, expect); this.merge(row, false); },
      speaker: (row, text, expect, words) => { this.save(row, text, expect); void this.askSpeaker(row, words); },
      confirm: (row, text, expect) => { this.save(row, text, expect); this.confirmTurn(row); this.then("next", row); },
    });
    this.tools = this.rowTools();
    this.empty = el("p", { class: "rf-e-empty", hidden: true });
    /** @type {Record<string, HTMLButtonElement>} */ this.toggles = {};
    this.toolbar = this.bar();
    this.node = el("div", { class: "rf-e", dataset: { part: "editor" } }, this.toolbar, this.doubts.node, this.replace.node, this.speakers.node, this.versions.node,
      this.conflicts.node, this.empty, this.list.node);
    container.append(this.node);
    this.menu = new SpeakerMenu(ctx, this.node);
    this.list.onrows = (rows) => { this.doubts.refresh(rows); this.conflicts.refresh(); };
    this.edits.onheld = () => this.conflicts.refresh();
    this.keys = patient(editorKeys(this));
    this.listen();
    this.offs = [
      ctx.transcript.on("change", () => this.refresh()),
      ctx.transcript.on("speakers", () => this.refresh()),
      ctx.film.on("time", (/** @type {number} */ ms) => { if (this.visible) this.sounding.show(ms); }),
      ctx.keys.bind("edit", this.keys.bindings),
    ];
  }

  bar() {
    const { t } = this.ctx;
    /** @param {Pane} pane @param {string} icon @param {string} key @param {string} keys */
    const toggle = (pane, icon, key, keys) => (this.toggles[pane] = button({ icon, text: t(key), title: `${t(key)} (${keys})`, run: () => this.openPane(this.pane === pane ? null : pane), props: { "aria-expanded": "false", "data-part": `open-${pane}` } }));
    return el("div", { class: "rf-e-bar", role: "toolbar", "aria-label": t("editor.bar") },
      button({ icon: "undo", label: t("editor.undo"), title: `${t("editor.undo")} (Ctrl+Z)`, run: () => this.undo("undo") }),
      button({ icon: "redo", label: t("editor.redo"), title: `${t("editor.redo")} (Ctrl+Y)`, run: () => this.undo("redo") }),
      el("span", { class: "rf-e-grow" }),
      toggle("replace", "search", "editor.find", "Ctrl+F"), toggle("speakers", "people", "editor.speakers", "R"), toggle("versions", "history", "editor.versions", "V"));
  }

  /** One set of buttons, shown at the chosen turn. */
  rowTools() {
    const { t } = this.ctx;
    /** @param {string} icon @param {string} key @param {string} keys @param {(row:Row) => void} run */
    const tool = (icon, key, keys, run) => button({ icon, label: t(key), title: `${t(key)} (${keys})`, run: () => { const row = this.list.chosen; if (row) run(row); }, props: { tabindex: "-1" } });
    return el("div", { class: "rf-e-row-tools" },
      tool("play", "editor.keys.playTurn", "P", (row) => this.playTurn(row)),
      tool("pen", "editor.keys.edit", "Enter", (row) => this.edit(row)),
      tool("check", "editor.keys.confirmTurn", "Shift+C", (row) => this.confirmTurn(row)),
      tool("merge", "editor.keys.merge", "M", (row) => this.merge(row, false)),
      tool("bin", "editor.keys.remove", "Delete", (row) => this.remove(row)));
  }

  listen() {
    const { node } = this.list;
    node.addEventListener("click", (event) => this.clicked(event));
    node.addEventListener("dblclick", (event) => this.doubleClicked(event));
    node.addEventListener("mousedown", (event) => {
      if (event.target instanceof Element && event.target.closest(".rf-e-who")) event.preventDefault();
    });
    node.addEventListener("focusin", (event) => {
      const row = this.list.rowAt(event.target);
      if (row && row !== this.list.chosen) this.choose(this.list.rows.indexOf(row), { scroll: false });
    });
    for (const name of ["wheel", "pointerdown", "keydown"]) this.node.addEventListener(name, () => this.sounding.touch(), { passive: true, capture: true });
  }

  show() {
    this.visible = true;
    if (this.dressed) this.begin();
  }

  begin() {
    this.refresh();
    queueMicrotask(this.keys.begin);
    const draft = this.field.slot.get();
    if (!this.list.rows.length) return;
    this.choose(this.list.indexAt(this.ctx.film.now()), { focus: true });
    if (this.list.chosen) this.list.chosen.node.scrollIntoView({ block: "center" });
    if (draft?.text !== undefined) this.resume(draft);
  }

  /** Something was being typed when the page went. @param {{k:string, at:number, expect:string, text:string}} draft */
  resume(draft) {
    const row = this.list.rows.find((one) => one.turn.k === draft.k) ?? this.list.rows[this.list.indexAt(draft.at)];
    if (!row) return;
    this.field.edit(row, { text: draft.text, caret: draft.text.length });
    this.ctx.say(this.ctx.t("editor.draft"), "info");
  }

  hide() {
    this.field.close("left");
    this.menu.close(null);
    if (this.ctx.film.looping) this.ctx.film.loop(null);
    this.visible = false;
  }

  destroy() {
    this.visible = false;
    this.field.destroy();
    this.menu.destroy();
    this.offs.forEach((off) => off());
    this.edits.off();
    this.list.destroy();
    this.node.remove();
  }

  /** The transcript changed, or is shown for the first time. */
  refresh() {
    if (!this.visible || !this.dressed) return;
    const { transcript, doc, t } = this.ctx;
    const turns = transcript.turns();
    this.empty.hidden = turns.length > 0;
    this.list.node.hidden = !turns.length;
    this.doubts.node.hidden = !turns.length;
    this.toolbar.hidden = !turns.length && !transcript.version;
    if (!turns.length) this.empty.textContent = t(doc.recording.state === "processing" || doc.recording.state === "waiting" ? "editor.empty.busy" : "editor.empty");
    const change = this.list.show(turns, transcript.speakers());
    this.placeTools();
    this.sounding.show(this.ctx.film.now(), true);
    if (change.removed + change.added) this.replace.refresh();
    this.speakers.refresh();
    this.conflicts.refresh(true);
    if (this.pane === "versions" && change.removed + change.added) void this.versions.refresh();
  }

  /** @param {Pane|null} pane */
  openPane(pane) {
    const from = this.pane;
    this.pane = pane;
    const nodes = { replace: this.replace, speakers: this.speakers, versions: this.versions };
    for (const [name, part] of Object.entries(nodes)) {
      part.node.hidden = name !== pane;
      this.toggles[name].setAttribute("aria-expanded", String(name === pane));
    }
    if (from === "replace" && pane !== "replace") this.replace.closed();
    if (pane === "replace") this.replace.open(this.selectedText());
    else if (pane) nodes[pane].open();
    else this.focusList();
  }

  selectedText() {
    const part = this.list.stretch(selected(this.list.node));
    return part ? part.row.turn.w.slice(part.from, part.to).map((word) => word[0]).join(" ") : "";
  }

  focusList() { this.list.choose(this.list.at, { focus: true }); }

  /** @param {number} index @param {{focus?:boolean, scroll?:boolean}} [how] */
  choose(index, how) {
    const row = this.list.choose(index, how);
    this.placeTools();
    return row;
  }

  placeTools() {
    const row = this.list.chosen;
    if (row && this.tools.parentElement !== row.node.firstElementChild) row.node.firstElementChild?.append(this.tools);
  }

  /** To the next or previous turn; the film goes along unless it plays. @param {number} way */
  move(way) {
    const row = this.choose(Math.max(0, Math.min(this.list.at + way, this.list.rows.length - 1)), { focus: true });
    if (row && !this.ctx.film.playing) this.ctx.film.seek(startOf(row.turn));
  }

  /** @param {MouseEvent} event */
  clicked(event) {
    const row = this.list.rowAt(event.target);
    if (!row || !(event.target instanceof Element) || event.target.closest(".rf-e-typing, .rf-e-row-tools")) return;
    const index = this.list.rows.indexOf(row);
    if (event.target.closest(".rf-e-who")) {
      const part = this.list.stretch(selected(this.list.node));
      this.choose(index, { scroll: false });
      void this.askSpeaker(row, part?.row === row ? part : null);
      return;
    }
    this.choose(index, { focus: true, scroll: false });
    if (this.list.stretch(selected(this.list.node))) return;
    const word = this.list.wordPointed(row, pointed(row.words, event.clientX, event.clientY));
    this.ctx.film.seek(row.turn.w[word ?? 0]?.[1] ?? startOf(row.turn));
    if (word !== null && row.turn.w[word] && this.doubts.doubtful(row.turn.w[word])) this.doubts.stand({ row, word });
  }

  /** @param {MouseEvent} event */
  doubleClicked(event) {
    const row = this.list.rowAt(event.target);
    if (!row || !(event.target instanceof Element) || !event.target.closest(".rf-e-words")) return;
    const word = this.list.wordPointed(row, pointed(row.words, event.clientX, event.clientY));
    this.field.edit(row, { word, select: true });
  }

  /** Type in a turn: at the doubtful word where we stand, at the word that sounds, else at the start. @param {Row|null} [wanted] */
  edit(wanted) {
    const row = wanted ?? this.list.chosen;
    if (!row) return;
    const { here } = this.doubts;
    const part = this.list.stretch(selected(this.list.node));
    const now = this.ctx.film.now();
    if (part && part.row === row) this.field.edit(row, { word: part.from, select: part.to === part.from + 1 });
    else if (here?.row === row && row.turn.w[here.word]) this.field.edit(row, { word: here.word, select: true, checking: true });
    else if (now > startOf(row.turn) && now < endOf(row.turn)) this.field.edit(row, { word: wordSounding(row.turn, now) });
    else this.field.edit(row, {});
  }

  /** @param {Row} row @param {string} text @param {string} expect */
  save(row, text, expect) {
    if (tidy(text) === tidy(expect)) return;
    if (!tidy(text)) this.removed(row);
    this.edits.words(row, text, { expect });
  }

  /** After the field. @param {Then} then @param {Row} row */
  then(then, row) {
    const at = row.alive ? this.list.rows.indexOf(row) : this.list.at;
    if (then === "left") return;
    if (then === "stay") this.choose(at, { focus: true });
    if (then === "next") this.choose(at + 1, { focus: true });
    if (then === "field-next" || then === "field-previous") {
      const next = this.list.rows[at + (then === "field-next" ? 1 : -1)];
      if (next) this.field.edit(next, {});
      else this.choose(at, { focus: true });
    }
    if (then === "doubt") this.afterSaving(row);
  }

  /** Doubtful words of a turn are known again when it is stored; then on to the next. @param {Row} row */
  afterSaving(row) {
    this.choose(this.list.rows.indexOf(row), { focus: true });
    const { here } = this.doubts;
    const ms = here?.row === row ? row.turn.w[here.word]?.[1] ?? startOf(row.turn) : this.ctx.film.now();
    const began = performance.now();
    const go = () => {
      if (row.alive && row.node.dataset.waiting && performance.now() - began < 2000) { setTimeout(go, 15); return; }
      if (row.alive && here?.row === row) this.doubts.stand({ row, word: wordSounding(row.turn, ms) });
      this.goDoubt(1);
    };
    go();
  }

  /** @param {1|-1} step */
  goDoubt(step) {
    const { t, say, film } = this.ctx;
    const found = this.doubts.next(step);
    if (!found) { say(t("editor.doubts.none"), "good"); this.doubts.stand(null); this.focusList(); return; }
    if (found.round) say(t("editor.doubts.round"), "info");
    this.choose(this.list.rows.indexOf(found.row), { focus: true });
    this.doubts.stand(found);
    const word = found.row.turn.w[found.word];
    film.playSpan(Math.max(0, word[1] - BEFORE_DOUBT_MS), word[2] + AFTER_DOUBT_MS);
  }

  /** The word where we stand (or the selected ones) is right; on to the next. */
  confirm() {
    const part = this.list.stretch(selected(this.list.node));
    if (part) {
      this.edits.add({ do: "confirm", from: part.from, to: part.to }, { row: part.row });
      return;
    }
    const { here } = this.doubts;
    if (!here?.row.alive || here.row !== this.list.chosen || !here.row.turn.w[here.word] || !this.doubts.doubtful(here.row.turn.w[here.word])) { this.goDoubt(1); return; }
    const doubt = { row: here.row, word: here.word };
    this.edits.add({ do: "confirm", from: doubt.word, to: doubt.word + 1 }, { row: doubt.row, told: () => this.doubts.answered(doubt) });
    this.doubts.confirmed(doubt);
    this.goDoubt(1);
  }

  /** @param {Row} row */
  confirmTurn(row) {
    if (row.node.dataset.waiting || this.doubts.counts.has(row)) this.edits.add({ do: "confirm" }, { row });
  }

  /** @param {Row} row @param {string} text @param {string} expect @param {number} at */
  split(row, text, expect, at) {
    this.save(row, text, expect);
    this.edits.add({ do: "split", at }, { row, told: (ack) => {
      if (ack.status !== "stored" || !row.alive) return;
      const end = endOf(row.turn);
      const rows = this.list.rows.slice(this.list.rows.indexOf(row) + 1);
      const second = rows.find((one) => one.turn.s === row.turn.s && startOf(one.turn) >= end) ?? rows[0];
      if (second && this.visible) this.field.edit(second, {});
    } });
  }

  /** With the turn before it, or with the last one before it of the same speaker. @param {Row} row @param {boolean} same */
  merge(row, same) {
    const at = this.list.rows.indexOf(row);
    let before = at - 1;
    while (same && before >= 0 && this.list.rows[before].turn.s !== row.turn.s) before -= 1;
    const first = this.list.rows[before];
    if (!first) { this.ctx.say(this.ctx.t("editor.merge.first"), "info"); return; }
    const caret = this.edits.expected(first).length + 1;
    this.edits.add({ do: "merge" }, { row: first, next: row, told: (ack) => {
      if (ack.status === "stored" && first.alive && this.visible) this.choose(this.list.rows.indexOf(first), { focus: !this.field.open });
    } });
    return caret;
  }

  /** @param {Row} row */
  remove(row) {
    this.edits.words(row, "");
    this.removed(row);
  }

  /** @param {Row} row */
  removed(row) {
    const { t, say } = this.ctx;
    say(t("editor.removed", { time: clock(startOf(row.turn)) }), "info", { label: t("editor.undo"), run: () => this.undo("undo") });
  }

  /** @param {"undo"|"redo"} what */
  undo(what) { this.edits.add({ do: what }); }

  /** @param {Row|null} [wanted] @param {{from:number, to:number}|null} [words] */
  async askSpeaker(wanted, words) {
    const row = wanted ?? this.list.chosen;
    if (!row) return;
    const { t } = this.ctx;
    const part = words === undefined ? this.list.stretch(selected(this.list.node)) : words;
    const stretch = part && (!("row" in part) || part.row === row) && part.to - part.from < row.turn.w.length ? part : null;
    const count = stretch ? stretch.to - stretch.from : 0;
    this.choose(this.list.rows.indexOf(row), {});
    const label = await this.menu.ask(row.who, row.turn.s, stretch ? t(count === 1 ? "editor.menu.word" : "editor.menu.words", { n: count }) : t("editor.menu.turn"));
    this.focusList();
    if (label === null || (label === row.turn.s && !stretch)) return;
    this.edits.add({ do: "speaker", speaker: label, ...(stretch ? { from: stretch.from, to: stretch.to } : {}) }, { row });
  }

  /** @param {Row|null} [wanted] */
  playTurn(wanted) {
    const row = wanted ?? this.list.chosen;
    if (row) this.ctx.film.playSpan(Math.max(0, startOf(row.turn) - AROUND_TURN_MS), endOf(row.turn) + AROUND_TURN_MS);
  }

  loopTurn() {
    const { film } = this.ctx;
    const row = this.list.chosen;
    if (film.looping) { film.loop(null); film.pause(); }
    else if (row) film.loop({ start: Math.max(0, startOf(row.turn) - AROUND_TURN_MS), end: endOf(row.turn) + AROUND_TURN_MS });
  }

  toPlayhead() { this.choose(this.list.indexAt(this.ctx.film.now()), { focus: true }); }
}
