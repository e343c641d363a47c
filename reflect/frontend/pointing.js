// @ts-check
import { clamp, clock, el } from "./dom.js";
import { nameOf } from "./tagging.js";

/**
 * @typedef {import("./types.js").Fragment} Fragment
 * @typedef {{move: (x: number, event: PointerEvent) => void, up: (x: number, event: PointerEvent) => void}} Gesture
 */

const DRAG_FROM_PX = 4;
const SNAP_PX = 8;
const LEAST_MS = 40;

/** The mouse on the timeline: click, drag of edges, of a fragment, of a span, of the view, and the wheel. */
export class Pointing {
  /** @param {import("./timeline.js").Timeline} timeline */
  constructor(timeline) {
    this.timeline = timeline;
    this.ctx = timeline.ctx;
    /** @type {Gesture | null} */
    this.gesture = null;
    this.abort = new AbortController();
    const own = { signal: this.abort.signal };
    const { area, overview } = timeline.ui;
    area.addEventListener("pointerdown", (event) => this._down(event), own);
    overview.addEventListener("pointerdown", (event) => this._overview(event), own);
    for (const place of [area, overview]) {
      place.addEventListener("pointermove", (event) => this._move(event, place), own);
      place.addEventListener("pointerup", (event) => this._up(event, place), own);
      place.addEventListener("pointercancel", () => this._cancel(), own);
      place.addEventListener("wheel", (event) => this._wheel(event), { ...own, passive: false });
    }
    area.addEventListener("pointerleave", () => this._tip(null, 0), own);
    area.addEventListener("dblclick", (event) => this._double(event), own);
  }

  get busy() {
    return this.gesture !== null;
  }

  destroy() {
    this.abort.abort();
  }

  /** @param {MouseEvent} event @param {HTMLElement} place */
  _at(event, place) {
    const box = place.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  }

  /** @param {PointerEvent} event */
  _down(event) {
    if (event.button === 2) return;
    const { timeline, ctx } = this;
    const { x, y } = this._at(event, timeline.ui.area);
    timeline.ui.area.setPointerCapture(event.pointerId);
    event.preventDefault();
    timeline.ui.area.focus({ preventScroll: true });
    if (event.button === 1) return this._start(this._panning(x));
    const lane = timeline.lanes.find((one) => y >= one.top && y < one.top + one.height);
    const hit = timeline.boxes.at(timeline.view, timeline.width, timeline.lanes, x, y);
    if (hit && !event.shiftKey) {
      const { one } = hit;
      if (event.ctrlKey || event.metaKey) return this._toggle(one);
      const before = ctx.fragments.isSelected(one.id);
      ctx.fragments.select([one.id]);
      if (hit.part !== "body" || before) this._start(this._edging(one, hit.part, x));
      return;
    }
    const proposed = event.shiftKey ? undefined : timeline.proposals.at(timeline.view, timeline.width, x, y);
    if (proposed) return timeline.suggestions.choose(proposed.id);
    if (lane && (lane.kind === "ruler" || lane.kind === "wave") && !event.shiftKey) this._start(this._scrubbing(x));
    else this._start(this._marking(x));
  }

  /** @param {Fragment} one */
  _toggle(one) {
    const { fragments } = this.ctx;
    const ids = fragments.selected().map((each) => each.id);
    fragments.select(ids.includes(one.id) ? ids.filter((id) => id !== one.id) : [...ids, one.id]);
  }

  /** @param {Gesture} gesture */
  _start(gesture) {
    this.gesture = gesture;
    this._tip(null, 0);
  }

  /** @param {PointerEvent} event @param {HTMLElement} place */
  _move(event, place) {
    const { x, y } = this._at(event, place);
    if (this.gesture) this.gesture.move(x, event);
    else if (place === this.timeline.ui.area) this._hover(x, y);
  }

  /** @param {PointerEvent} event @param {HTMLElement} place */
  _up(event, place) {
    const gesture = this.gesture;
    this.gesture = null;
    this.timeline.ui.guide.hidden = true;
    gesture?.up(this._at(event, place).x, event);
  }

  _cancel() {
    this.gesture = null;
    this.timeline.ui.guide.hidden = true;
    this.timeline.boxes.dragged = null;
    this.timeline.repaint("boxes");
  }

  /** @param {number} begin @returns {Gesture} */
  _panning(begin) {
    const { timeline } = this;
    const from = timeline.view.from;
    const span = timeline.view.to - from;
    return { move: (x) => timeline.look(from - ((x - begin) / timeline.width) * span, span), up: () => {} };
  }

  /** @param {number} begin @returns {Gesture} */
  _scrubbing(begin) {
    const { timeline, ctx } = this;
    const go = (/** @type {number} */ x) => ctx.film.seek(timeline.ms(clamp(x, 0, timeline.width)));
    go(begin);
    return { move: go, up: () => {} };
  }

  /** A click goes there, a drag marks in and out. @param {number} begin @returns {Gesture} */
  _marking(begin) {
    const { timeline, ctx } = this;
    let dragged = false;
    return {
      move: (x, event) => {
        dragged ||= Math.abs(x - begin) >= DRAG_FROM_PX;
        if (!dragged) return;
        const [low, high] = [this._snap(begin, event), this._snap(x, event)].sort((a, b) => a - b);
        ctx.marks.set(low, Math.max(high, low + LEAST_MS));
        this._guide(x, event);
      },
      up: () => !dragged && ctx.film.seek(timeline.ms(clamp(begin, 0, timeline.width))),
    };
  }

  /** @param {Fragment} one @param {"start" | "end" | "body"} part @param {number} begin @returns {Gesture} */
  _edging(one, part, begin) {
    const { timeline, ctx } = this;
    /** @type {Fragment | null} */
    let seen = null;
    return {
      move: (x, event) => {
        if (!seen && Math.abs(x - begin) < DRAG_FROM_PX) return;
        seen = { ...one, ...this._moved(one, part, begin, x, event) };
        timeline.boxes.dragged = seen;
        timeline.repaint("boxes");
        this._tip(seen, x);
      },
      up: () => {
        timeline.boxes.dragged = null;
        this._tip(null, 0);
        if (seen) ctx.fragments.update(one.id, { start: seen.start, end: seen.end });
        timeline.repaint("boxes");
      },
    };
  }

  /** @param {Fragment} one @param {"start" | "end" | "body"} part @param {number} begin @param {number} x @param {PointerEvent} event */
  _moved(one, part, begin, x, event) {
    const { timeline } = this;
    const long = one.end - one.start;
    const last = Math.round(timeline.length);
    if (part === "start") return { start: clamp(this._guide(x, event), 0, one.end - LEAST_MS) };
    if (part === "end") return { end: clamp(this._guide(x, event), one.start + LEAST_MS, last) };
    const start = clamp(Math.round(this._snap(timeline.x(one.start) + x - begin, event)), 0, Math.max(0, last - long));
    return { start, end: start + long };
  }

  /** @param {number} x @param {PointerEvent} event */
  _snap(x, event) {
    const { timeline, ctx } = this;
    const ms = clamp(timeline.ms(x), 0, timeline.length);
    if (event.altKey) return Math.round(ms);
    const reach = (SNAP_PX / timeline.width) * (timeline.view.to - timeline.view.from);
    const head = ctx.film.now();
    if (timeline.tagging.snap && Math.abs(head - ms) <= reach / 2) return Math.round(head);
    return timeline.tagging.snapped(ms, reach);
  }

  /** Shows where an edge snaps to. @param {number} x @param {PointerEvent} event */
  _guide(x, event) {
    const { timeline } = this;
    const ms = this._snap(x, event);
    timeline.ui.guide.hidden = Math.abs(ms - timeline.ms(x)) < 0.6;
    timeline.ui.guide.style.transform = `translateX(${timeline.x(ms).toFixed(1)}px)`;
    return ms;
  }

  /** @param {PointerEvent} event */
  _overview(event) {
    const { timeline } = this;
    const { x } = this._at(event, timeline.ui.overview);
    timeline.ui.overview.setPointerCapture(event.pointerId);
    event.preventDefault();
    const full = timeline.ui.overview.clientWidth;
    const span = timeline.view.to - timeline.view.from;
    const at = (/** @type {number} */ px) => (px / full) * timeline.length;
    if (span >= timeline.length) {
      const go = (/** @type {number} */ px) => this.ctx.film.seek(at(clamp(px, 0, full)));
      go(x);
      return this._start({ move: go, up: () => {} });
    }
    const inside = at(x) >= timeline.view.from && at(x) <= timeline.view.to;
    const grip = inside ? at(x) - timeline.view.from : span / 2;
    timeline.look(at(x) - grip, span);
    this._start({ move: (px) => timeline.look(at(px) - grip, span), up: () => {} });
  }

  /** @param {WheelEvent} event */
  _wheel(event) {
    const { timeline } = this;
    event.preventDefault();
    const lines = event.deltaMode === 1 ? 30 : 1;
    if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY))
      return timeline.pan(((event.deltaX || event.deltaY) * lines) / timeline.width);
    const { x } = this._at(event, timeline.ui.area);
    timeline.zoom(1.0016 ** clamp(event.deltaY * lines, -400, 400), timeline.ms(clamp(x, 0, timeline.width)));
  }

  /** @param {MouseEvent} event */
  _double(event) {
    const { timeline, ctx } = this;
    const { x, y } = this._at(event, timeline.ui.area);
    const hit = timeline.boxes.at(timeline.view, timeline.width, timeline.lanes, x, y);
    const one = hit?.one ?? timeline.proposals.at(timeline.view, timeline.width, x, y);
    if (one) ctx.film.playSpan(one.start, one.end);
  }

  /** @param {number} x @param {number} y */
  _hover(x, y) {
    const { timeline } = this;
    const hit = timeline.boxes.at(timeline.view, timeline.width, timeline.lanes, x, y);
    const edge = hit && hit.part !== "body";
    const proposed = hit ? undefined : timeline.proposals.at(timeline.view, timeline.width, x, y);
    timeline.ui.area.style.cursor = edge ? "ew-resize" : hit || proposed ? "pointer" : y < timeline.lanes[0].height ? "col-resize" : "default";
    this._tip(hit?.one ?? proposed ?? null, x);
  }

  /** @param {Fragment | import("./types.js").Suggestion | null} one @param {number} x */
  _tip(one, x) {
    const { tip, area } = this.timeline.ui;
    const { view } = this.timeline;
    tip.hidden = !one;
    if (!one) return;
    const digits = view.to - view.from < 60_000 ? 2 : 1;
    const name = "reason" in one ? this.ctx.t("player.suggest.named", { name: this.timeline.suggestions.name(one) }) : nameOf(this.ctx, one.code);
    tip.replaceChildren(el("b", { text: name }), el("span", { text: `${clock(one.start, digits)} – ${clock(one.end, digits)}` }));
    const said = "reason" in one ? one.reason : one.note;
    if (said) tip.append(el("p", { text: said }));
    const left = clamp(area.offsetLeft + x + 10, 0, Math.max(0, this.timeline.place.clientWidth - 260));
    tip.style.transform = `translateX(${left}px)`;
  }
}
