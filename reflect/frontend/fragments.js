// @ts-check
import { currentOf, themeOf } from "./codes.js";
import { AfterPaint, clock, el, icon } from "./dom.js";
import { Blocks } from "./blocks.js";
import { nameOf, PERSPECTIVES } from "./tagging.js";

/**
 * @typedef {import("./types.js").Fragment} Fragment
 * @typedef {{row: HTMLElement, colour: HTMLElement, name: HTMLElement, time: HTMLElement, who: HTMLElement, note: HTMLElement, state: HTMLElement, key: string}} Row
 */

const SETTLE_FRAMES = 3;
/** When more than so many changed, all are looked at. */
const MOST_SINGLE = 60;
/** How high a row will be, about: the line that all have, and each line more. */
const ROW_PX = 26;
const LINE_PX = 17;

const STATE_ICONS = { stored: "check", sending: "clock", retrying: "warn", conflict: "warn", refused: "warn" };

/** The fragments as a list, with a filter. */
export class FragmentList {
  /** @param {import("./types.js").Context} ctx @param {import("./listtabs.js").ListTabs} tabs */
  constructor(ctx, tabs) {
    this.ctx = ctx;
    this.filter = { code: "", perspective: "", coder: "", text: "" };
    /** @type {Map<string, Row>} */
    this.rows = new Map();
    this.shown = (/** @type {Fragment} */ one) => this._fits(one);
    ctx.fragments.shown = this.shown;
    /** What has to be drawn again; null: everything. @type {Set<string> | null} */
    this.dirty = new Set();
    /** Those that were not stored when last looked at. @type {Set<string>} */
    this.waiting = new Set();
    /** @type {Set<string>} */
    this.marked = new Set();
    this.anchor = "";
    this.seen = "";
    this.tabs = tabs;
    this.ui = this._build(tabs.parts.fragments);
    this.blocks = new Blocks(this.ui.list, (row) => this._high(row));
    // A new tag is on the timeline first: a row of a list costs more than all the rest of that frame.
    this.drawn = new AfterPaint(() => this._draw());
    this.later = new AfterPaint(() => this._tidy());
    this.stops = [
      ctx.fragments.on("change", (ids) => this.soon(ids)),
      ctx.fragments.on("state", () => this._restate()),
      ctx.fragments.on("select", (ids) => this._chosen(ids)),
    ];
    this.draw();
  }

  destroy() {
    this.drawn.cancel();
    this.later.cancel();
    for (const stop of this.stops) stop();
  }

  /** To the field to search in. */
  search() {
    this.tabs.show("fragments");
    this.ui.text.focus();
    this.ui.text.select();
  }

  /** @param {Iterable<string> | null} ids null: all */
  soon(ids) {
    if (!ids) this.dirty = null;
    else for (const id of ids) this.dirty?.add(id);
    this.drawn.soon();
  }

  _draw() {
    const { dirty } = this;
    if (dirty && dirty.size <= MOST_SINGLE) this._patch(dirty);
    else this.draw();
  }

  /** Something waits, or no longer. */
  _restate() {
    const { pending, held } = this.ctx.fragments.outbox;
    const now = new Set([...pending.map((op) => op.id), ...held.map((one) => one.op.id)]);
    this.soon([...now, ...this.waiting]);
    this.waiting = now;
  }

  /** @param {{view: HTMLElement, count: HTMLElement}} place */
  _build({ view: place, count }) {
    const { t, doc } = this.ctx;
    const themes = doc.codebook.themes.flatMap((theme) => [[theme.code, theme.label], ...theme.codes.map((code) => [code.code, `– ${code.label}`])]);
    const theme = this._choice("code", t("player.filter.theme"), [["", t("player.filter.themes")], ...themes, ["-", t("player.lane.observations")]]);
    const view = this._choice("perspective", t("player.filter.perspective"),
      [["", t("player.filter.perspectives")], ...PERSPECTIVES.map((one) => [one, t(`player.perspective.${one}`)])]);
    const coder = this._choice("coder", t("player.filter.coder"), [["", t("player.filter.coders")]]);
    const text = el("input", { type: "search", class: "field", placeholder: `${t("player.filter.text")}  /`, "aria-label": t("player.filter.text") });
    text.addEventListener("input", () => this._filter("text", text.value.trim().toLowerCase()));
    text.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" && event.key !== "Enter") return;
      if (event.key === "Escape") this._clear();
      event.stopPropagation();
      text.blur();
    });
    const list = el("div", { class: "rows", role: "listbox", "aria-multiselectable": "true", tabindex: "0", "aria-label": t("player.region.fragments") });
    list.addEventListener("click", (event) => this._clicked(event));
    list.addEventListener("dblclick", (event) => this._double(event));
    const none = el("p", { class: "empty" });
    const conflicts = el("div", { class: "conflicts" });
    place.append(el("div", { class: "filters" }, text, theme, view, coder), conflicts, list);
    return { count, theme, view, coder, text, list, none, conflicts };
  }

  /** @param {"code" | "perspective" | "coder"} name @param {string} label @param {string[][]} options */
  _choice(name, label, options) {
    const made = el("select", { class: "field", "aria-label": label, title: label }, ...options.map(([value, text]) => el("option", { value, text })));
    made.addEventListener("change", () => {
      this._filter(name, made.value);
      made.blur();
    });
    return made;
  }

  /** @param {keyof FragmentList["filter"]} name @param {string} value */
  _filter(name, value) {
    this.filter[name] = value;
    for (const choice of [this.ui.theme, this.ui.view, this.ui.coder]) choice.classList.toggle("active", choice.value !== "");
    this.draw();
    this.ctx.fragments.emit("filter", this.shown);
  }

  _clear() {
    this.ui.text.value = "";
    for (const choice of [this.ui.theme, this.ui.view, this.ui.coder]) choice.value = "";
    this.filter = { code: "", perspective: "", coder: "", text: "" };
    this._filter("text", "");
  }

  /** @param {Fragment} one */
  _fits(one) {
    const { code, perspective, coder, text } = this.filter;
    const now = currentOf(this.ctx.doc.codebook.themes, one.code) ?? one.code;
    if (code === "-" ? one.code !== "" : code && now !== code && !now.startsWith(code + ".")) return false;
    if ((perspective && one.perspective !== perspective) || (coder && one.coder !== coder)) return false;
    if (!text) return true;
    const said = [nameOf(this.ctx, one.code), one.note, ...one.questions].join(" ").toLowerCase();
    return said.includes(text);
  }

  draw() {
    const all = this.ctx.fragments.all();
    const rows = all.filter(this.shown).map((one) => this._row(one));
    const gone = new Set(this.rows.keys());
    for (const one of all) gone.delete(one.id);
    for (const id of gone) this.rows.delete(id);
    this.dirty = new Set();
    this.blocks.fill(rows);
    this._none();
    this._tidy();
  }

  /** Draws only these again, and leaves the others as they are. @param {Set<string>} ids */
  _patch(ids) {
    const { fragments } = this.ctx;
    const all = fragments.all();
    this.dirty = new Set();
    /** @type {HTMLElement | null} */
    let next = null;
    // From the last to the first, so that the row after it is in its place already.
    for (let i = all.length - 1, left = ids.size; i >= 0 && left; i -= 1) {
      const one = all[i];
      const shown = this.shown(one);
      if (ids.has(one.id)) {
        left -= 1;
        if (shown) this.blocks.put(this._row(one), next);
      }
      if (shown) next = this.rows.get(one.id)?.row ?? next;
    }
    for (const id of ids) {
      const one = fragments.get(id);
      const row = this.rows.get(id)?.row;
      if (row && !(one && this.shown(one))) this.blocks.take(row);
      if (!one) this.rows.delete(id);
    }
    this._none();
    this.later.soon();
  }

  _none() {
    const { none, list } = this.ui;
    if (this.blocks.some) return none.remove();
    none.textContent = this.ctx.t(this.ctx.fragments.all().length ? "player.list.nofit" : "player.list.empty");
    if (!none.isConnected) list.append(none);
  }

  /** What is not about one row, and may come a moment later. */
  _tidy() {
    const { fragments, t } = this.ctx;
    const all = fragments.all();
    const n = all.filter(this.shown).length;
    this.ui.count.textContent = n === all.length ? String(n) : t("player.filter.count", { n, all: all.length });
    this._coders(all);
    const first = fragments.selected().find((one) => this.rows.get(one.id)?.row.isConnected)?.id ?? "";
    if (first) this.ui.list.setAttribute("aria-activedescendant", `f-${first}`);
    else this.ui.list.removeAttribute("aria-activedescendant");
    if (first && first !== this.seen) this._inSight(first);
    this.seen = first;
  }

  /** @param {Fragment[]} all */
  _coders(all) {
    const names = [...new Set(all.map((one) => one.coder))].sort();
    this.ui.coder.hidden = names.length < 2;
    const now = [...this.ui.coder.options].slice(1).map((option) => option.value);
    if (now.join("\n") !== names.join("\n"))
      this.ui.coder.replaceChildren(this.ui.coder.options[0], ...names.map((name) => el("option", { value: name, text: name, selected: name === this.filter.coder })));
  }

  /** @param {Fragment} one */
  _row(one) {
    const made = this.rows.get(one.id) ?? this._make(one.id);
    const state = this.ctx.fragments.state(one.id);
    const key = JSON.stringify([one.start, one.end, one.code, one.perspective, one.coder, one.note, one.questions.length, state]);
    if (key === made.key) return made.row;
    made.key = key;
    const { t, doc } = this.ctx;
    const theme = themeOf(doc.codebook.themes, one.code);
    made.row.style.setProperty("--of", theme?.colour ?? "var(--muted)");
    made.name.textContent = theme && theme.code !== one.code ? `${theme.label} · ${nameOf(this.ctx, one.code)}` : nameOf(this.ctx, one.code);
    made.time.textContent = `${clock(one.start)} – ${clock(one.end)}`;
    const view = one.perspective === "researcher" ? "" : t(`player.perspective.${one.perspective}`);
    made.who.textContent = [view, one.coder === doc.coder ? "" : one.coder].filter(Boolean).join(" · ");
    made.note.textContent = [one.note, one.questions.length ? `${t("player.question")}: ${one.questions.join(" · ")}` : ""].filter(Boolean).join("  ");
    made.note.hidden = !made.note.textContent;
    made.state.className = `state ${state}`;
    made.state.title = t(`player.state.${state}`);
    made.state.replaceChildren(icon(STATE_ICONS[state]), el("span", { class: "unseen", text: t(`player.state.${state}`) }));
    return made.row;
  }

  /** @param {string} id @returns {Row} */
  _make(id) {
    const [colour, name, time, who, state] = ["bar", "name", "time", "by", "state"].map((kind) => el("span", { class: kind }));
    const note = el("p", { class: "note" });
    const row = el("div", { class: "row", role: "option", id: `f-${id}`, dataset: { id } }, colour, name, time, state, who, note);
    const made = { row, colour, name, time, who, note, state, key: "" };
    this.rows.set(id, made);
    this._mark(row, this.marked.has(id));
    return made;
  }

  /** @param {string[]} ids */
  _chosen(ids) {
    const before = this.marked;
    this.marked = new Set(ids);
    for (const id of new Set([...before, ...ids])) {
      const row = this.rows.get(id)?.row;
      if (row && before.has(id) !== this.marked.has(id)) this._mark(row, this.marked.has(id));
    }
    this.later.soon();
  }

  /** @param {HTMLElement} row @param {boolean} chosen */
  _mark(row, chosen) {
    row.classList.toggle("chosen", chosen);
    row.setAttribute("aria-selected", String(chosen));
  }

  /** @param {string} id @param {number} [times] */
  _inSight(id, times = SETTLE_FRAMES) {
    const row = this.rows.get(id)?.row;
    if (!row?.isConnected || this.seen !== id && times < SETTLE_FRAMES) return;
    const list = this.ui.list.getBoundingClientRect();
    const { top, bottom } = row.getBoundingClientRect();
    if (!list.height || (top >= list.top && bottom <= list.bottom)) return;
    this.ui.list.scrollTop += top - list.top - list.height / 3;
    // Rows that were out of sight have an estimated height: they may push it away for a moment.
    if (times > 1) requestAnimationFrame(() => this._inSight(id, times - 1));
  }

  /** How high a row will be, about. @param {HTMLElement} row */
  _high(row) {
    const made = this.rows.get(row.dataset.id ?? "");
    if (!made) return ROW_PX;
    return ROW_PX + (made.who.textContent ? LINE_PX : 0) + (made.note.hidden ? 0 : LINE_PX);
  }

  /** @param {MouseEvent} event */
  _clicked(event) {
    const id = this._id(event);
    if (!id) return;
    const { fragments, film } = this.ctx;
    const chosen = fragments.selected().map((one) => one.id);
    if (event.ctrlKey || event.metaKey) fragments.select(chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id]);
    else if (event.shiftKey && this.anchor) {
      const ids = fragments.all().filter(this.shown).map((one) => one.id);
      const [from, to] = [ids.indexOf(this.anchor), ids.indexOf(id)].sort((a, b) => a - b);
      fragments.select(ids.slice(Math.max(0, from), to + 1));
      document.getSelection()?.removeAllRanges();
    } else {
      fragments.select([id]);
      film.seek(fragments.get(id)?.start ?? film.now());
    }
    if (!event.shiftKey) this.anchor = id;
  }

  /** @param {MouseEvent} event */
  _double(event) {
    const one = this.ctx.fragments.get(this._id(event) ?? "");
    if (one) this.ctx.film.playSpan(one.start, one.end);
  }

  /** @param {Event} event */
  _id(event) {
    const row = event.target instanceof Element ? event.target.closest(".row") : null;
    return row instanceof HTMLElement ? row.dataset.id : undefined;
  }
}
