// @ts-check
/** The field in which a turn's text is typed, at the place of the turn, with its own keys. */
import { el } from "./dom.js";
import { button, grow, told } from "./editordom.js";
import { endOf, startOf, starts, tidy, wordRange, wordsBefore } from "./editorwords.js";

/** @typedef {import("./types.js").Context} Context */
/** @typedef {import("./types.js").Binding} Binding */
/** @typedef {import("./editorlist.js").Row} Row */
/** @typedef {import("./editorlist.js").TurnList} TurnList */
/** @typedef {"next"|"field-next"|"field-previous"|"stay"|"left"|"doubt"} Then what follows after saving */
/**
 * @typedef {Object} Does
 * @property {(row:Row, text:string, expect:string) => void} save
 * @property {(then:Then, row:Row) => void} then
 * @property {(row:Row, text:string, expect:string, at:number) => void} split
 * @property {(row:Row, text:string, expect:string) => void} merge
 * @property {(row:Row, text:string, expect:string, words:{from:number, to:number}|null) => void} speaker
 * @property {(row:Row, text:string, expect:string) => void} confirm the words as they stand
 */

const SCOPE = "editor-field";

export class Field {
  /** @param {Context} ctx @param {TurnList} list @param {Does} does */
  constructor(ctx, list, does) {
    this.ctx = ctx;
    this.list = list;
    this.does = does;
    /** @type {Row|null} */ this.row = null;
    this.expect = "";
    this.checking = false;
    /** @type {(() => void)|null} */ this.free = null;
    this.slot = ctx.storage("editor.draft");
    this.area = el("textarea", {
      class: "rf-e-field", rows: "1", spellcheck: "true", autocomplete: "off", dataset: { part: "field" }, "aria-label": ctx.t("editor.field"),
      oninput: () => { grow(this.area); this.keepDraft(); }, onblur: () => this.left(),
    });
    this.foot = el("div", { class: "rf-e-foot" }, ...this.tools(), el("span", { class: "rf-e-grow" }), this.hint("Enter", "editor.field.save"), this.hint("Esc", "editor.field.cancel"));
    this.node = el("div", { class: "rf-e-typing" }, this.area, this.foot);
    this.node.addEventListener("mousedown", (event) => { if (event.target !== this.area) event.preventDefault(); });
    const bindings = this.bindings();
    const offs = [ctx.keys.bind(SCOPE, bindings), ctx.keys.bind("edit", bindings.map(told))];
    this.off = () => offs.forEach((off) => off());
  }

  tools() {
    const { t } = this.ctx;
    /** @param {string} icon @param {string} key @param {string} keys @param {() => void} run */
    const tool = (icon, key, keys, run) => button({ icon, label: t(key), title: `${t(key)} (${keys})`, run });
    return [
      tool("play", "editor.keys.playTurn", "Alt+P", () => this.playTurn()),
      tool("loop", "editor.keys.loopTurn", "Alt+L", () => this.loopTurn()),
      tool("people", "editor.keys.speaker", "Alt+S", () => this.speaker()),
      tool("split", "editor.keys.split", "Ctrl+Enter", () => this.split()),
      tool("merge", "editor.keys.mergeInField", "Ctrl+Backspace", () => this.merge()),
      tool("check", "editor.keys.confirmTurn", "Alt+C", () => this.confirm()),
    ];
  }

  /** @param {string} keys @param {string} text */
  hint(keys, text) {
    return el("span", { class: "rf-e-hint" }, el("kbd", { text: keys }), ` ${this.ctx.t(text)}`);
  }

  /** @returns {Binding[]} */
  bindings() {
    const { film } = this.ctx;
    const group = "editor.keys.group.field";
    /** @param {string|string[]} keys @param {string} does @param {(event:KeyboardEvent) => void|boolean} run @param {boolean} [repeat] */
    const key = (keys, does, run, repeat = false) => ({ keys, does, run, group, inText: true, repeat });
    /** @param {(event:KeyboardEvent) => void|boolean} run */
    const here = (run) => (/** @type {KeyboardEvent} */ event) => (event.composedPath()[0] === this.area ? run(event) : false);
    return [
      key("Enter", "editor.keys.saveNext", here(() => this.close(this.checking ? "doubt" : "next"))),
      key("Escape", "editor.keys.cancel", here(() => this.cancel())),
      key("Tab", "editor.keys.saveTab", here(() => this.close("field-next"))),
      key("Shift+Tab", "editor.keys.saveShiftTab", here(() => this.close("field-previous"))),
      key("Ctrl+Enter", "editor.keys.split", here(() => this.split())),
      key("Ctrl+Backspace", "editor.keys.mergeInField", here(() => (this.atStart() ? this.merge() : false))),
      key("Alt+s", "editor.keys.speakerInField", here(() => this.speaker())),
      key("Alt+c", "editor.keys.confirmTurn", here(() => this.confirm())),
      key("Alt+n", "editor.keys.nextDoubt", here(() => this.close("doubt"))),
      key("Alt+,", "editor.keys.back", here(() => film.seek(film.now() - 1000)), true),
      key("Alt+.", "editor.keys.forward", here(() => film.seek(film.now() + 1000)), true),
      key("Alt+p", "editor.keys.playTurn", here(() => this.playTurn())),
      key("Alt+l", "editor.keys.loopTurn", here(() => this.loopTurn())),
    ];
  }

  get open() { return this.row !== null; }

  /** @param {Row} row @param {{caret?:number, word?:number|null, select?:boolean, checking?:boolean, text?:string}} [at] */
  edit(row, at = {}) {
    if (this.row) this.close("stay");
    this.row = row;
    this.expect = row.node.dataset.waiting ? row.letters.data : row.text;
    this.checking = at.checking ?? false;
    this.free = this.ctx.transcript.hold();
    this.list.choose(this.list.rows.indexOf(row), {});
    row.words.hidden = true;
    row.node.append(this.node);
    row.node.dataset.typing = "1";
    this.area.value = at.text ?? this.expect;
    this.area.lang = this.ctx.doc.recording.language;
    const hint = /** @type {HTMLElement} */ (this.foot.querySelector(".rf-e-hint"));
    hint.replaceChildren(el("kbd", { text: "Enter" }), ` ${this.ctx.t(this.checking ? "editor.field.saveDoubt" : "editor.field.save")}`);
    this.ctx.keys.push(SCOPE);
    this.area.focus({ preventScroll: true });
    this.caret(row, at);
    grow(this.area);
    row.node.scrollIntoView({ block: "nearest" });
  }

  /** @param {Row} row @param {{caret?:number, word?:number|null, select?:boolean}} at */
  caret(row, at) {
    let from = at.caret ?? 0, to = from;
    if (at.word !== null && at.word !== undefined && at.word < row.turn.w.length && this.area.value === row.text) {
      const begin = starts(row.turn);
      from = begin[at.word];
      to = at.select ? begin[at.word + 1] - 1 : from;
    }
    this.area.setSelectionRange(from, to);
  }

  atStart() { return this.area.selectionStart === 0 && this.area.selectionEnd === 0; }

  get changed() { return this.row !== null && tidy(this.area.value) !== tidy(this.expect); }

  /** What is being typed survives a reload of the page. */
  keepDraft() {
    if (!this.row) return;
    this.slot.set(this.changed ? { k: this.row.turn.k, at: startOf(this.row.turn), expect: this.expect, text: this.area.value } : null);
  }

  /** Take the field away; the row shows its words again. @returns {{row:Row, text:string, expect:string}|null} */
  shut() {
    const { row } = this;
    if (!row) return null;
    const text = this.area.value;
    this.row = null;
    this.ctx.keys.pop(SCOPE);
    this.node.remove();
    row.words.hidden = false;
    delete row.node.dataset.typing;
    this.slot.set(null);
    this.free?.();
    this.free = null;
    return { row, text, expect: this.expect };
  }

  /** Save when there is something to save. @param {Then} then */
  close(then) {
    const was = this.shut();
    if (!was) return;
    if (tidy(was.text) !== tidy(was.expect)) this.does.save(was.row, was.text, was.expect);
    this.does.then(then, was.row);
  }

  cancel() {
    const was = this.shut();
    if (was) this.does.then("stay", was.row);
  }

  split() {
    const { selectionStart, value } = this.area;
    const at = wordsBefore(value, selectionStart);
    const count = tidy(value) ? tidy(value).split(" ").length : 0;
    if (at <= 0 || at >= count) { this.ctx.say(this.ctx.t("editor.split.where"), "info"); return; }
    const was = this.shut();
    if (was) this.does.split(was.row, was.text, was.expect, at);
  }

  merge() {
    const was = this.shut();
    if (was) this.does.merge(was.row, was.text, was.expect);
  }

  confirm() {
    const was = this.shut();
    if (was) this.does.confirm(was.row, was.text, was.expect);
  }

  speaker() {
    const { selectionStart, selectionEnd, value } = this.area;
    const words = selectionEnd > selectionStart ? wordRange(value, selectionStart, selectionEnd) : null;
    const was = this.shut();
    if (was) this.does.speaker(was.row, was.text, was.expect, words);
  }

  /** The turn, with a little before and after it; the typing goes on. */
  playTurn() {
    if (this.row) this.ctx.film.playSpan(Math.max(0, startOf(this.row.turn) - 300), endOf(this.row.turn) + 300);
  }

  loopTurn() {
    const { film } = this.ctx;
    if (!this.row) return;
    if (film.looping) { film.loop(null); film.pause(); return; }
    film.loop({ start: Math.max(0, startOf(this.row.turn) - 300), end: endOf(this.row.turn) + 300 });
  }

  /** A click elsewhere saves; another window or tab coming up does not. */
  left() {
    setTimeout(() => {
      const root = /** @type {Document|ShadowRoot} */ (this.area.getRootNode());
      if (this.row && document.hasFocus() && root.activeElement !== this.area) this.close("left");
    });
  }

  destroy() {
    this.keepDraft();
    if (this.row) { this.free?.(); this.ctx.keys.pop(SCOPE); }
    this.row = null;
    this.off();
  }
}
