// @ts-check
/**
 * Mode "clips": sets of clips made from fragments. This module puts the parts together: what is stored (clipssync.js),
 * choosing fragments (clipsadd.js), one clip (clipsrow.js), playing them in order (clipsplay.js).
 */
import { clock, el } from "./dom.js";
import { ClipPicker, clipOf, named } from "./clipsadd.js";
import { ClipHead } from "./clipshead.js";
import { clipKeys } from "./clipskeys.js";
import { ClipPlayer, shown } from "./clipsplay.js";
import { ClipRow } from "./clipsrow.js";
import { ClipLists } from "./clipssync.js";
import { differing } from "./editorconflict.js";
import { button, grow, sign, told } from "./editordom.js";

/** @typedef {import("./types.js").Context} Context */
/** @typedef {import("./types.js").Fragment} Fragment */
/** @typedef {import("./clipssync.js").Clip} Clip */
/** @typedef {import("./clipssync.js").ClipList} ClipList */

const MOST_CLIPS = 500;
const SCOPE = "clips-panel";

/** @param {Context} ctx @param {HTMLElement} container @returns {import("./types.js").Panel} */
export function mount(ctx, container) {
  const clips = new Clips(ctx, container);
  return { show: () => clips.show(), hide: () => clips.hide(), destroy: () => clips.destroy() };
}

export class Clips {
  /** @param {Context} ctx @param {HTMLElement} container */
  constructor(ctx, container) {
    this.ctx = ctx;
    this.visible = false;
    /** @type {ClipList|null} */ this.list = null;
    /** @type {ClipRow[]} */ this.rows = [];
    this.at = -1;
    this.picking = false;
    this.slot = ctx.storage("clips.list");
    ctx.style("editor.css");
    ctx.style("clips.css");
    const { t } = ctx;
    this.lists = new ClipLists(ctx);
    this.head = new ClipHead(this);
    this.picker = new ClipPicker(ctx, { has: (id) => Boolean(this.list?.clips.some((one) => one.fragment === id)), add: (fragments) => this.add(fragments), close: () => this.pick(false) });
    this.player = new ClipPlayer(ctx, (clip) => named(ctx, clip.code), (clip, playing) => this.nowPlaying(clip, playing));
    this.conflict = el("div", { class: "rf-e-conflict", role: "group", hidden: true, dataset: { part: "clip-conflict" } });
    this.empty = el("div", { class: "rf-c-empty", dataset: { part: "clips-empty" } });
    this.items = el("ol", { class: "rf-c-rows", "aria-label": t("clips.list") });
    this.marker = el("li", { class: "rf-c-marker", "aria-hidden": "true" });
    this.live = el("p", { class: "rf-c-live", "aria-live": "polite" });
    this.node = el("div", { class: "rf-c", dataset: { part: "clips" } }, this.head.node, this.picker.node, this.conflict, this.empty, this.items, this.live);
    this.node.hidden = true; // until it is known which sets there are
    container.append(this.node);
    const keys = clipKeys(this);
    this.node.addEventListener("focusin", () => { if (!this.picking) ctx.keys.push(SCOPE); });
    this.node.addEventListener("focusout", (event) => { if (!(event.relatedTarget instanceof Node && this.node.contains(event.relatedTarget))) ctx.keys.pop(SCOPE); });
    this.offs = [
      this.lists.on("lists", () => this.listsChanged()),
      this.lists.on("state", () => this.head.tell()),
      this.lists.on("conflict", () => this.drawConflict()),
      ...["change", "select", "filter"].map((name) => ctx.fragments.on(name, () => { if (this.visible) { this.picker.draw(); this.drawEmpty(); } })),
      ctx.keys.bind("clips", [...keys.anywhere, ...keys.inside.map(told)]),
      ctx.keys.bind(SCOPE, keys.inside),
    ];
  }

  show() {
    this.visible = true;
    this.draw();
    void this.load().then(() => this.focus());
  }

  hide() {
    if (this.picking) this.pick(false);
    this.visible = false;
    this.player.stop();
    this.ctx.keys.pop(SCOPE);
  }

  destroy() {
    this.visible = false;
    this.player.destroy();
    this.ctx.keys.pop(SCOPE);
    this.picker.listen(false);
    this.picker.off();
    this.lists.destroy();
    this.offs.forEach((off) => off());
    this.node.remove();
  }

  async load() {
    try {
      await this.lists.load();
      this.node.hidden = false;
    } catch {
      this.node.hidden = false;
      const { t, say } = this.ctx;
      say(t("clips.load.failed"), "bad", { label: t("clips.again"), run: () => void this.load() });
    }
  }

  /** They came, or one came or went: stay at the one that was open. */
  listsChanged() {
    const wanted = this.list?.id ?? this.slot.get();
    const next = this.lists.get(wanted ?? "") ?? this.lists.all[0] ?? null;
    const other = next !== this.list;
    this.list = next;
    if (other) this.at = next?.clips.length ? 0 : -1;
    this.draw();
  }

  /** @param {string} id */
  open(id) {
    const next = this.lists.get(id);
    if (!next) return;
    this.player.stop();
    this.list = next;
    this.at = next.clips.length ? 0 : -1;
    this.slot.set(id);
    this.draw();
  }

  /** @param {Clip[]} [clips] @returns {ClipList} */
  make(clips = []) {
    let n = this.lists.all.length + 1;
    const title = () => this.ctx.t("clips.newTitle", { n });
    while (this.lists.all.some((one) => one.title === title())) n += 1;
    this.player.stop();
    this.list = null;
    const list = this.lists.make(title(), clips);
    this.open(list.id);
    return list;
  }

  async remove() {
    const { t, say } = this.ctx;
    if (!this.list) return;
    try {
      const gone = await this.lists.remove(this.list.id);
      if (gone) say(t("clips.deleted", { title: gone.title }), "info", { label: t("clips.deleted.back"), run: () => { this.lists.back(gone); this.open(gone.id); } });
    } catch {
      say(t("clips.refused"), "bad");
    }
  }

  /** Something of the open set was changed. @param {boolean} [drawn] the rows already show it */
  changed(drawn = false) {
    if (!this.list) return;
    this.lists.changed(this.list);
    if (drawn) this.head.tell(); else this.draw();
  }

  /** @param {boolean} on */
  pick(on) {
    this.picking = on;
    this.picker.node.hidden = !on;
    this.head.tell();
    this.drawEmpty();
    if (on) { this.ctx.keys.pop(SCOPE); this.picker.open(); return; }
    this.picker.listen(false);
    this.focus();
  }

  /** @param {Fragment[]} fragments */
  add(fragments) {
    const { ctx } = this;
    const list = this.list ?? this.make();
    const last = list.clips[list.clips.length - 1];
    const room = MOST_CLIPS - list.clips.length;
    const fresh = fragments.slice(0, room).map((one) => clipOf(ctx, one, last ?? null));
    this.at = list.clips.length;
    list.clips.push(...fresh);
    this.changed();
    this.pick(false);
    ctx.say(fresh.length === 1 ? ctx.t("clips.add.doneOne") : ctx.t("clips.add.done", { n: fresh.length }), "good");
  }

  /** Draw the open set. Rows of clips that stay are kept, so that nobody loses the place where he types. */
  draw() {
    if (!this.visible) return;
    const clips = this.list?.clips ?? [];
    const old = new Map(this.rows.map((row) => [row.clip, row]));
    this.rows = clips.map((clip) => old.get(clip) ?? this.row(clip));
    const nodes = this.rows.map((row) => row.node);
    if (nodes.length !== this.items.children.length || nodes.some((node, i) => node !== this.items.children[i])) this.items.replaceChildren(...nodes);
    this.rows.forEach((row, i) => { row.place(i); if (!old.has(row.clip)) grow(row.question); });
    this.at = Math.min(this.at, clips.length - 1);
    if (this.at < 0 && clips.length) this.at = 0;
    this.rows.forEach((row, i) => row.choose(i === this.at));
    this.items.hidden = !clips.length;
    this.head.draw();
    this.drawConflict();
    this.drawEmpty();
  }

  /** @param {Clip} clip */
  row(clip) {
    return new ClipRow(this.ctx, clip, {
      changed: () => { if (this.list) this.lists.changed(this.list); this.head.tell(); },
      play: (one) => this.play(one, true),
      remove: (one) => this.take(one),
      move: (one, way) => this.move(one, way),
      drag: (one, event) => this.drag(one, event),
      choose: (one) => this.choose(this.list?.clips.indexOf(one) ?? -1, false),
    });
  }

  drawEmpty() {
    const { t, fragments } = this.ctx;
    const nothing = this.lists.loaded && !this.list?.clips.length && !this.picking;
    this.empty.hidden = !nothing;
    if (!nothing) return;
    const all = fragments.all(), chosen = fragments.selected(), listed = all.filter(fragments.shown);
    const choices = all.length ? [
      chosen.length ? button({ text: t("clips.add.selected", { n: chosen.length }), class: "rf-e-framed", run: () => this.add(fragments.selected()), props: { "data-part": "add-selected" } }) : null,
      listed.length && listed.length < all.length ? button({ text: t("clips.add.listed", { n: listed.length }), class: "rf-e-framed", run: () => this.add(listed), props: { "data-part": "add-listed" } }) : null,
      button({ text: t("clips.add.all", { n: all.length }), class: "rf-e-framed", run: () => this.add(fragments.all()), props: { "data-part": "add-all" } }),
      button({ text: t("clips.add.pick"), class: "rf-e-framed", run: () => this.pick(true), props: { "data-part": "pick" } }),
    ] : [];
    this.empty.replaceChildren(el("h3", { text: t(this.list ? "clips.empty" : "clips.none") }),
      el("p", { text: t(!all.length ? "clips.none.tags" : this.list ? "clips.empty.how" : "clips.none.how") }), el("div", { class: "rf-e-line" }, ...choices));
  }

  drawConflict() {
    const { t } = this.ctx;
    const theirs = this.list ? this.lists.conflicts.get(this.list.id) : null;
    this.conflict.hidden = !theirs;
    if (!theirs || !this.list) return;
    const { id, title, clips } = this.list;
    const choice = (/** @type {string} */ key, /** @type {"mine"|"theirs"|"both"} */ what, /** @type {string} */ look) =>
      button({ text: t(key), class: look, run: () => { this.lists.resolve(id, what, t("clips.copy", { title })); this.focus(); }, props: { "data-part": `keep-${what}` } });
    const line = (/** @type {Clip} */ clip) => `${clock(clip.start)} ${named(this.ctx, clip.code).label} (${clip.before / 1000}, ${clip.after / 1000})${clip.question ? ` – ${clip.question}` : ""}`;
    const lines = [clips.map(line), theirs.clips.map(line)];
    const differ = differing(lines[0], lines[1]);
    const side = (/** @type {0|1} */ which, /** @type {{title:string, clips:Clip[]}} */ list, /** @type {HTMLElement[]} */ ...buttons) => el("div", { class: "rf-e-side" },
      el("h4", { text: t("clips.conflict.summary", { title: list.title, n: list.clips.length }) }),
      el("ol", { class: "rf-c-short" }, ...lines[which].map((text, i) => el("li", {}, el(differ[which][i] ? "mark" : "span", { text })))), el("div", { class: "rf-e-line" }, ...buttons));
    this.conflict.replaceChildren(el("div", { class: "rf-e-conflict-head" }, sign("warn"), el("strong", { text: t("clips.conflict") })),
      el("div", { class: "rf-e-both" }, side(0, { title, clips }, choice("clips.conflict.mine", "mine", "rf-e-primary"), choice("clips.conflict.both", "both", "")), side(1, theirs, choice("clips.conflict.theirs", "theirs", ""))));
  }

  focus() {
    if (!this.visible) return;
    const row = this.rows[this.at];
    if (row) { row.node.focus({ preventScroll: true }); row.node.scrollIntoView({ block: "nearest" }); return; }
    const first = /** @type {HTMLElement|null} */ (this.node.querySelector("[data-part=add-selected], [data-part=add-all]"));
    first?.focus();
  }

  /** @param {number} index @param {boolean} [focus] */
  choose(index, focus = true) {
    if (!this.rows.length) return;
    const next = Math.max(0, Math.min(index, this.rows.length - 1));
    if (next !== this.at) { this.rows[this.at]?.choose(false); this.at = next; }
    this.rows[next].choose(true);
    if (focus) this.focus();
  }

  get chosen() { return this.list?.clips[this.at] ?? null; }

  /** @param {Clip} clip @param {number} way */
  move(clip, way) {
    const from = this.list?.clips.indexOf(clip) ?? -1;
    this.place(clip, from + way);
  }

  /** @param {Clip} clip @param {number} to */
  place(clip, to) {
    const { list } = this;
    if (!list) return;
    const from = list.clips.indexOf(clip), at = Math.max(0, Math.min(to, list.clips.length - 1));
    if (from < 0 || at === from) return;
    const root = /** @type {Document|ShadowRoot} */ (this.node.getRootNode());
    const active = root.activeElement;
    list.clips.splice(from, 1);
    list.clips.splice(at, 0, clip);
    this.at = at;
    this.changed();
    if (active instanceof HTMLElement && this.rows[at].node.contains(active)) active.focus({ preventScroll: true });
    else this.focus();
    this.rows[at].node.scrollIntoView({ block: "nearest" });
    this.live.textContent = this.ctx.t("clips.moved", { i: at + 1, n: list.clips.length });
  }

  /** The grip was taken: the clip goes where it is let go. @param {Clip} clip @param {PointerEvent} event */
  drag(clip, event) {
    const row = this.rows.find((one) => one.clip === clip);
    if (!row || event.button !== 0) return;
    event.preventDefault();
    const grip = /** @type {HTMLElement} */ (event.currentTarget);
    grip.setPointerCapture(event.pointerId);
    row.node.classList.add("rf-c-dragged");
    let to = row.index;
    const moved = (/** @type {PointerEvent} */ at) => {
      const others = this.rows.filter((one) => one !== row);
      to = others.filter((one) => { const box = one.node.getBoundingClientRect(); return at.clientY > box.top + box.height / 2; }).length;
      const before = others[to]?.node ?? null;
      if (this.marker.nextElementSibling !== before || this.marker.parentElement !== this.items) this.items.insertBefore(this.marker, before);
      const box = this.items.getBoundingClientRect();
      if (at.clientY < box.top + 40) this.items.scrollTop -= 14;
      if (at.clientY > box.bottom - 40) this.items.scrollTop += 14;
    };
    const done = (/** @type {PointerEvent} */ at) => {
      grip.removeEventListener("pointermove", moved);
      this.marker.remove();
      row.node.classList.remove("rf-c-dragged");
      if (at.type === "pointerup") this.place(clip, to);
    };
    grip.addEventListener("pointermove", moved);
    grip.addEventListener("pointerup", done, { once: true });
    grip.addEventListener("pointercancel", done, { once: true });
  }

  /** @param {Clip} clip */
  take(clip) {
    const { list } = this;
    const { t, say } = this.ctx;
    const index = list?.clips.indexOf(clip) ?? -1;
    if (!list || index < 0) return;
    list.clips.splice(index, 1);
    this.at = Math.min(index, list.clips.length - 1);
    this.changed();
    this.focus();
    say(t("clips.removed", { i: index + 1 }), "info", { label: t("clips.undo"), run: () => {
      if (this.list !== list) this.open(list.id);
      list.clips.splice(Math.min(index, list.clips.length), 0, clip);
      this.at = index;
      this.changed();
      this.focus();
    } });
  }

  /** @param {"before"|"after"} side @param {number} ms */
  handles(side, ms) {
    for (const clip of this.list?.clips ?? []) clip[side] = ms;
    for (const row of this.rows) row.drawHandles();
    this.changed(true);
  }

  /** @param {string} title */
  rename(title) {
    if (!this.list || !title.trim() || title === this.list.title) return;
    this.list.title = title.trim();
    this.changed();
  }

  /** @param {Clip|null} clip @param {boolean} single */
  play(clip, single) {
    const clips = this.list?.clips ?? [];
    const at = clip ? clips.indexOf(clip) : 0;
    if (clips.length) this.player.start([...clips], Math.max(0, at), single);
  }

  /** @param {Clip|null} clip @param {boolean} playing */
  nowPlaying(clip, playing) {
    for (const row of this.rows) row.node.classList.toggle("rf-c-playing", playing && row.clip === clip);
    const index = clip ? this.list?.clips.indexOf(clip) ?? -1 : -1;
    if (playing && index >= 0) { this.choose(index, false); this.rows[index].node.scrollIntoView({ block: "nearest" }); }
    this.head.tell();
  }

  total() {
    return (this.list?.clips ?? []).reduce((sum, clip) => { const { start, end } = shown(clip, this.ctx.film.durationMs); return sum + end - start; }, 0);
  }
}
