// @ts-check
import { themeOf } from "./codes.js";
import { clamp, clock, el } from "./dom.js";
import { Boxes, Ground, laneOf, lanesOf, penOf, sized } from "./lanes.js";
import { Fresh } from "./fresh.js";
import { keyButton } from "./controls.js";
import { Pointing } from "./pointing.js";
import { SuggestionLane } from "./suggestionlane.js";

const LEAST_VIEW_MS = 2_000;
const LARGE_FROM_PX = 860;
const OVERVIEW_PX = 22;
const SPOKEN_MS = 1_000;
/** The canvas takes new tags over once there was none for so long, or when there are so many. */
const FOLD_MS = 300;
const MOST_FRESH = 24;

/**
 * Lanes over time under the film. What does not move is drawn when it changes, on three canvases (sound and speakers;
 * fragments; suggestions); playhead and marks are elements that only get another transform, so that a frame costs next to nothing.
 */
export class Timeline {
  /**
   * @param {import("./types.js").Context} ctx @param {HTMLElement} place @param {import("./waveform.js").Waveform} waveform
   * @param {import("./tagging.js").Tagging} tagging @param {import("./suggestions.js").Suggestions} suggestions
   */
  constructor(ctx, place, waveform, tagging, suggestions) {
    this.ctx = ctx;
    this.place = place;
    this.waveform = waveform;
    this.tagging = tagging;
    this.suggestions = suggestions;
    this.proposals = new SuggestionLane(ctx, suggestions);
    this.view = { from: 0, to: ctx.film.durationMs };
    this.width = 1;
    this.fullWidth = 1;
    this.large = false;
    this.known = 0;
    /** @type {import("./lanes.js").Ink | null} */
    this.ink = null;
    this.wave = document.createElement("canvas");
    this.ground = new Ground(ctx, waveform);
    this.boxes = new Boxes(ctx);
    this.dirty = { ground: true, boxes: true, proposals: true, overview: true, wave: true };
    this.queued = 0;
    this.spoken = 0;
    this.lanes = lanesOf(ctx, false, suggestions.wanted).lanes;
    this.ui = this._build();
    this.fresh = new Fresh(this.ui.fresh);
    this.fold = 0;
    /** @type {string[]} */
    this.chosen = [];
    this.waiting = "";
    this._length();
    this.pointing = new Pointing(this);
    this.watch = new ResizeObserver(() => this.resize());
    this.watch.observe(this.ui.area);
    this.watch.observe(ctx.root);
    this.stops = [
      ctx.fragments.on("change", (ids) => this._changed(ids)),
      ctx.fragments.on("select", (ids) => this._chosen(ids)),
      ctx.fragments.on("state", () => this._restate()),
      ctx.transcript.on("change", () => this._relane()),
      ctx.transcript.on("speakers", () => this._relane()),
      suggestions.on("change", () => this._proposed()),
      suggestions.on("choose", () => {
        this.proposals.mark(this.view, this.width);
        this._reveal(suggestions.current);
      }),
      ctx.marks.on("change", () => this._marks()),
      ctx.film.on("state", () => this._length()),
      ctx.on("doc", () => this._relane()),
      waveform.on("loaded", () => this.repaint("ground", "overview", "wave")),
      ctx.on("theme", () => this.recolour()),
    ]; // its first size comes from the observer, when the layout is there anyhow
  }

  destroy() {
    this.watch.disconnect();
    cancelAnimationFrame(this.queued);
    clearTimeout(this.fold);
    this.pointing.destroy();
    for (const stop of this.stops) stop();
  }

  get length() {
    return this.ctx.film.durationMs;
  }

  /** @param {number} ms */
  x(ms) {
    return ((ms - this.view.from) / (this.view.to - this.view.from)) * this.width;
  }

  /** @param {number} x */
  ms(x) {
    return this.view.from + (x / this.width) * (this.view.to - this.view.from);
  }

  /** The moment the film is at. @param {number} ms */
  show(ms) {
    const span = this.view.to - this.view.from;
    if (span < this.length && !this.pointing.busy && (ms > this.view.to - span * 0.04 || ms < this.view.from)) this.look(ms - span * 0.08, span);
    this.ui.head.style.transform = `translateX(${this.x(ms).toFixed(1)}px)`;
    if (this.ctx.marks.in !== null && this.ctx.marks.out === null) this._marks();
    this.ui.overHead.style.transform = `translateX(${((ms / this.length) * this.fullWidth).toFixed(1)}px)`;
    const now = performance.now();
    if (now - this.spoken < SPOKEN_MS && this.ctx.film.playing) return;
    this.spoken = now;
    this.ui.area.setAttribute("aria-valuenow", String(Math.round(ms / 1000)));
    this.ui.area.setAttribute("aria-valuetext", this._spoken(ms));
  }

  /** Shows `span` ms from `from`. @param {number} from @param {number} span */
  look(from, span) {
    const wide = clamp(span, Math.min(LEAST_VIEW_MS, this.length), this.length);
    const start = clamp(from, 0, this.length - wide);
    this.view = { from: start, to: start + wide };
    this.repaint("ground", "boxes", "proposals");
    this._window();
    this._marks();
    this.proposals.mark(this.view, this.width);
    this.ui.head.style.transform = `translateX(${this.x(this.ctx.film.now()).toFixed(1)}px)`;
  }

  /** Makes the view `by` times as wide, around a moment (default: the playhead). @param {number} by @param {number} [around] */
  zoom(by, around = clamp(this.ctx.film.now(), this.view.from, this.view.to)) {
    const span = this.view.to - this.view.from;
    const wide = clamp(span * by, Math.min(LEAST_VIEW_MS, this.length), this.length);
    this.look(around - ((around - this.view.from) / span) * wide, wide);
  }

  /** Moves the view by a share of its width. @param {number} share */
  pan(share) {
    const span = this.view.to - this.view.from;
    this.look(this.view.from + share * span, span);
  }

  showAll() {
    this.look(0, this.length);
  }

  /** @param {string[] | null} ids */
  _changed(ids) {
    const { fragments } = this.ctx;
    const news = (ids ?? []).map((id) => fragments.get(id));
    const fresh = news.length > 0 && this.fresh.size < MOST_FRESH && news.every((one) => one && (one.rev === 0 || this.fresh.has(one.id)) && this._put(one));
    if (fresh) this._foldSoon();
    else this.repaint("boxes", "overview");
  }

  /** Shows a new tag at once; false when the canvas has to. @param {import("./types.js").Fragment} one */
  _put(one) {
    const { fragments } = this.ctx;
    const lane = laneOf(this.ctx, this.lanes, one);
    if (!lane || this.dirty.boxes || !this.boxes.shown(one) || one.end < this.view.from || one.start > this.view.to) return false;
    const box = this.boxes.boxOf(one, this.view, this.width, lane);
    const look = { colour: lane.colour || "var(--muted)", text: this.boxes.said(one, box.w), stored: fragments.state(one.id) === "stored" };
    this.fresh.put(one.id, box, { ...look, chosen: fragments.isSelected(one.id) });
    return true;
  }

  _foldSoon() {
    clearTimeout(this.fold);
    this.fold = setTimeout(() => this.repaint("boxes", "overview"), FOLD_MS);
  }

  /** The line around those that wait, when other ones do. */
  _restate() {
    const { fragments } = this.ctx;
    this.fresh.restate((id) => fragments.state(id) === "stored");
    const { pending, held } = fragments.outbox;
    const ids = [...pending.map((op) => op.id), ...held.map((one) => one.op.id)];
    const waiting = ids.filter((id) => fragments.get(id) && !this.fresh.has(id)).join();
    if (waiting !== this.waiting) this.repaint("boxes");
    this.waiting = waiting;
  }

  /** @param {string[]} ids */
  _chosen(ids) {
    const before = this.chosen;
    this.chosen = ids;
    for (const id of before) this.fresh.choose(id, false);
    for (const id of ids) this.fresh.choose(id, true);
    // What was chosen before is on the canvas: that can wait when the new choice is on the screen already.
    if (ids.length && ids.every((id) => this.fresh.has(id))) this._foldSoon();
    else this.repaint("boxes");
    this._reveal(this.ctx.fragments.selected()[0]);
  }

  /** Brings a fragment or a suggestion in sight. @param {import("./types.js").Span} [one] */
  _reveal(one) {
    if (!one || (one.start < this.view.to && one.end > this.view.from)) return;
    const span = this.view.to - this.view.from;
    this.look((one.start + one.end) / 2 - span / 2, span);
  }

  /** Other suggestions, or other ones that pass the filter. */
  _proposed() {
    if (Boolean(this.proposals.lane) !== this.suggestions.wanted) return this._relane();
    this.proposals.arrange();
    this.repaint("proposals");
    this.proposals.mark(this.view, this.width);
  }

  /** @param {...("ground" | "boxes" | "proposals" | "overview" | "wave")} layers */
  repaint(...layers) {
    for (const layer of layers) this.dirty[layer] = true;
    if (!this.queued)
      this.queued = requestAnimationFrame(() => {
        this.queued = 0;
        this._paint();
      });
  }

  resize() {
    const width = this.ui.area.clientWidth;
    const large = this.ctx.root.clientHeight > LARGE_FROM_PX;
    if (width === this.width && large === this.large) return;
    this.width = width;
    this.large = large;
    this._relane();
    this._paint(); // the observer comes between layout and paint
  }

  _build() {
    const { t } = this.ctx;
    const groundCanvas = el("canvas", { "aria-hidden": "true" });
    const boxCanvas = el("canvas", { "aria-hidden": "true" });
    const fresh = el("div", { class: "freshes", "aria-hidden": "true" });
    const overCanvas = el("canvas", { "aria-hidden": "true" });
    const head = el("i", { class: "playhead" });
    const overHead = el("i", { class: "playhead" });
    const window = el("i", { class: "window" });
    const marked = el("i", { class: "marked", hidden: true });
    const guide = el("i", { class: "guide", hidden: true });
    const tip = el("div", { class: "tip", role: "tooltip", hidden: true });
    const labels = el("div", { class: "labels", "aria-hidden": "true" });
    const area = el("div", { class: "area", tabindex: "0", role: "slider", "aria-label": t("player.region.timeline"), "aria-valuemin": "0",
      "aria-orientation": "horizontal" }, groundCanvas, boxCanvas, this.proposals.canvas, this.proposals.frame, fresh, marked, guide, head);
    const overview = el("div", { class: "overview", title: t("player.overview") }, overCanvas, window, overHead);
    const buttons = el("div", { class: "zooms", role: "group", "aria-label": t("player.zoom") },
      keyButton({ icon: "plus", title: t("player.do.zoomin"), key: "Z", kind: "tiny", run: () => this.zoom(0.5) }),
      keyButton({ icon: "minus", title: t("player.do.zoomout"), key: "X", kind: "tiny", run: () => this.zoom(2) }),
      keyButton({ icon: "fit", title: `${t("player.do.zoomall")} (⇧Z)`, kind: "tiny", run: () => this.showAll() }));
    this.place.append(buttons, overview, labels, area, tip);
    return { groundCanvas, boxCanvas, fresh, overCanvas, head, overHead, window, marked, guide, tip, labels, area, overview };
  }

  _length() {
    const whole = this.view.from === 0 && this.view.to >= (this.known || this.view.to);
    if (this.known === this.length) return;
    this.known = this.length;
    this.ui.area.setAttribute("aria-valuemax", String(Math.round(this.length / 1000)));
    if (whole) this.view = { from: 0, to: this.length };
    this.repaint("ground", "boxes", "proposals", "overview", "wave");
    this._window();
  }

  /** The page went from light to dark, or back. */
  recolour() {
    this.ink = null;
    this.repaint("ground", "boxes", "proposals", "overview", "wave");
  }

  _relane() {
    const { lanes, height } = lanesOf(this.ctx, this.large, this.suggestions.wanted);
    this.lanes = lanes;
    this.ui.area.style.height = `${height}px`;
    this.ui.labels.replaceChildren(...lanes.filter((lane) => lane.label).map((lane) => {
      const label = el("span", { class: `label ${lane.kind}`, text: lane.label, title: lane.label });
      label.style.top = `${lane.top}px`;
      label.style.height = label.style.lineHeight = `${lane.height}px`;
      label.style.setProperty("--of", lane.colour || "var(--muted)");
      return label;
    }));
    const ratio = devicePixelRatio || 1;
    for (const canvas of [this.ui.groundCanvas, this.ui.boxCanvas]) sized(canvas, this.width, height, ratio);
    this.proposals.fit(lanes, this.width, ratio);
    this.fullWidth = this.ui.overview.clientWidth || 1;
    sized(this.ui.overCanvas, this.fullWidth, OVERVIEW_PX, ratio);
    this.repaint("ground", "boxes", "proposals", "overview", "wave");
    this._window();
    this._marks();
    this.proposals.mark(this.view, this.width);
    this.show(this.ctx.film.now());
  }

  _paint() {
    const ink = (this.ink ??= this._ink());
    const { dirty } = this;
    if (dirty.ground) this.ground.draw(penOf(this.ui.groundCanvas), this.view, this.width, this.lanes, ink);
    if (dirty.boxes) {
      this.boxes.draw(penOf(this.ui.boxCanvas), this.view, this.width, this.lanes, ink);
      this.fresh.clear();
      clearTimeout(this.fold);
    }
    if (dirty.proposals) this.proposals.draw(this.view, this.width, ink);
    if (dirty.overview) this._overview(ink);
    this.dirty = { ground: false, boxes: false, proposals: false, overview: false, wave: this.dirty.wave && !dirty.overview };
  }

  /** @param {import("./lanes.js").Ink} ink */
  _overview(ink) {
    const pen = penOf(this.ui.overCanvas);
    const width = this.fullWidth;
    const scale = width / this.length;
    pen.clearRect(0, 0, width, OVERVIEW_PX);
    if (this.dirty.wave) this._overwave(ink);
    pen.drawImage(this.wave, 0, 0, width, OVERVIEW_PX);
    const { themes } = this.ctx.doc.codebook;
    for (const one of this.ctx.fragments.all()) {
      pen.fillStyle = themeOf(themes, one.code)?.colour ?? ink.muted;
      pen.fillRect(one.start * scale, OVERVIEW_PX - 6, Math.max(1.5, (one.end - one.start) * scale), 5);
    }
  }

  /** The sound of the whole recording, kept: it is under every new fragment. @param {import("./lanes.js").Ink} ink */
  _overwave(ink) {
    sized(this.wave, this.fullWidth, OVERVIEW_PX, devicePixelRatio || 1);
    const pen = penOf(this.wave);
    pen.fillStyle = ink.wave;
    this.waveform.draw(pen, { from: 0, to: this.length }, { left: 0, top: 2, width: this.fullWidth, height: OVERVIEW_PX - 9 });
  }

  /** @returns {import("./lanes.js").Ink} */
  _ink() {
    const style = getComputedStyle(this.place);
    /** @param {string} name */
    const of = (name) => style.getPropertyValue(name).trim();
    // The colours are mixed by the style sheet on elements of their own, as a canvas knows no variables.
    const mixed = getComputedStyle(this.ui.window);
    return { text: style.color, muted: getComputedStyle(this.ui.labels).color, line: mixed.borderTopColor, back: mixed.outlineColor, wave: mixed.color,
      accent: of("--accent"), font: style.fontFamily };
  }

  _window() {
    const full = this.fullWidth;
    const left = (this.view.from / this.length) * full;
    const width = Math.max(6, ((this.view.to - this.view.from) / this.length) * full);
    this.ui.window.classList.toggle("whole", this.view.to - this.view.from >= this.length);
    Object.assign(this.ui.window.style, { transform: `translateX(${left.toFixed(1)}px)`, width: `${width.toFixed(1)}px` });
  }

  _marks() {
    const { marks, film } = this.ctx;
    this.ui.marked.hidden = marks.in === null && marks.out === null;
    if (this.ui.marked.hidden) return;
    const span = marks.span(film.now(), this.length);
    const start = marks.in ?? span.start;
    const end = marks.out ?? Math.max(marks.in ?? 0, span.end);
    Object.assign(this.ui.marked.style, { transform: `translateX(${this.x(start).toFixed(1)}px)`, width: `${Math.max(2, this.x(end) - this.x(start)).toFixed(1)}px` });
    this.ui.marked.dataset.open = marks.in === null ? "in" : marks.out === null ? "out" : "";
  }

  /** @param {number} ms */
  _spoken(ms) {
    const { transcript, t } = this.ctx;
    const turn = transcript.turnAt(ms);
    const who = turn < 0 ? "" : (transcript.speaker(transcript.turns()[turn].s)?.shown ?? "");
    return t("player.timeline.now", { time: clock(ms), length: clock(this.length), who });
  }
}
