// @ts-check
// The interview itself, over the whole window: the film of one fragment, large, and beside it what the client says.
import { day } from "./cycle.js";
import { clamp, clock, el, icon } from "./dom.js";
import { Film } from "./film.js";
import { CLOSINGS } from "./interview.js";
import { Answer } from "./interviewanswer.js";
import { Keys } from "./keys.js";
import { Writing } from "./writing.js";

/** @typedef {import("./interview.js").Piece} Piece */

/** Film before and after the fragment, so that the client knows where it is. */
const HANDLE_MS = 2_000;
const SLOW = 0.5;

export class Ask {
  /** @param {import("./interview.js").InterviewPage} page */
  constructor(page) {
    const { t } = page;
    this.page = page;
    this.place = 0;
    /** @type {Film | null} */
    this.film = null;
    this.span = { start: 0, end: 1 };
    this.count = el("b");
    this.title = el("span", { class: "title" });
    this.stage = el("div", { class: "place-of-film" });
    this.trouble = el("p", { class: "no-film", role: "status", hidden: true });
    this.core = el("i", { class: "core" });
    this.head = el("i", { class: "head" });
    this.track = el("div", { class: "track", "aria-hidden": "true" }, this.core, this.head);
    this.track.addEventListener("click", (event) => this._jump(event));
    this.time = el("span", { class: "time" });
    this.play = this._button("play", "Space", () => this._toggle());
    this.slow = this._button("slow", "S", () => this._slow());
    this.hear = el("div", { class: "hear" }, this.stage, this.trouble, this.track,
      el("div", { class: "buttons" }, this.play, this._button("replay", "R", () => this._replay()), this._button("back", "←", () => this.film?.seek(this.film.now() - 1_000)), this.slow, this.time));
    this.answer = new Answer(page);
    this.closings = CLOSINGS.map((name) => new Answer(page, { closing: name }));
    this.note = new Writing(page, { what: "interview", field: "note", label: t("interview.note"), rows: 2, limit: 10_000 });
    this.end = el("div", { class: "end" }, el("p", { class: "soft", text: t("interview.closing.about") }), ...this.closings.map((one) => el("section", { class: "closing" }, one.root)), this.note.root);
    this.write = el("aside", { class: "write", "aria-label": t("interview.write") }, this.answer.root);
    this.previous = this._button("previous", "B", () => this.turn(-1));
    this.next = this._button("next", "N", () => this.turn(1));
    this.hide = this._button("hide", "W", () => this._hide());
    this.saved = el("span", { class: "saved" });
    this.root = el("dialog", { class: "ask", tabindex: "-1", "aria-label": t("interview.show") },
      el("header", {}, this.previous, this.count, this.title, this.next, el("span", { class: "space" }), this.saved, this.hide, this._button("close", "Esc", () => this.stop())),
      el("div", { class: "body" }, this.hear, this.write, this.end));
    this.root.addEventListener("cancel", (event) => {
      event.preventDefault();
      this._escape();
    });
    this.keys = new Keys(() => (this.root.open ? this.root : null));
    this._bind();
    this.stops = [page.savedNow.on("change", () => this._saved()), page.savedNow.on("waiting", () => this._saved())];
  }

  get open() {
    return this.root.open;
  }

  close() {
    for (const stop of this.stops) stop();
    for (const one of [this.answer, ...this.closings, this.note]) one.close();
    this.keys.close();
    this.film?.destroy();
  }

  /** @param {number} place which of the fragments; after the last come the closing questions */
  start(place) {
    const { found, now } = this.page;
    if (!found || !now) return;
    if (!this.root.open) this.root.showModal();
    if (!this.film) {
      const doc = /** @type {any} */ ({ media: found.media, recording: { durationMs: found.recording.durationMs, filmErased: found.recording.filmErased } });
      this.film = new Film(doc, { memory: { get: () => null, set: () => {} }, reachable: reachable });
      this.film.on("time", () => this._time());
      this.film.on("state", () => this._state());
      this.film.stage.addEventListener("click", () => this._toggle());
      this.stage.replaceChildren(this.film.stage);
    }
    this._go(place);
    this.root.focus();
  }

  stop() {
    this.page.things.flush();
    this.film?.pause();
    this.root.close();
    this.page.remember(undefined);
    this.page.draw();
  }

  /** @param {-1 | 1} way */
  turn(way) {
    const to = this.place + way;
    if (to < 0 || to > this.page.pieces.length) return;
    this._go(to);
  }

  draw() {
    this.answer.draw();
    for (const one of this.closings) one.draw();
    this._saved();
  }

  /** @param {number} place */
  _go(place) {
    const { page } = this;
    const { t, pieces } = page;
    page.things.flush();
    this.place = clamp(place, 0, pieces.length);
    page.remember(this.place);
    const piece = pieces[this.place];
    const closing = this.place === pieces.length;
    this.root.classList.toggle("closing-now", closing);
    this.count.textContent = closing ? t("interview.closing") : t("interview.of", { n: this.place + 1, m: pieces.length });
    this.title.textContent = closing || !piece ? "" : "gone" in piece ? t("interview.gone") : piece.title;
    this.previous.disabled = this.place === 0;
    this.next.disabled = closing;
    this.hear.hidden = this.write.hidden = closing;
    this.end.hidden = !closing;
    this.film?.pause();
    if (closing) {
      this.note.show(page.now?.id ?? "");
      for (const [n, one] of this.closings.entries()) one.show(CLOSINGS[n]);
    } else if (piece) {
      this.answer.show(piece.id);
      this._cue(piece);
    }
    this._saved();
  }

  /** Brings the film to the fragment. @param {Piece | {id: string, gone: true}} piece */
  _cue(piece) {
    const span = "gone" in piece ? this.page.things.get(this.answer.id)?.span : piece.span;
    const length = this.page.found?.recording.durationMs || Infinity;
    this.track.hidden = !span;
    if (!span || !this.film) return this._state();
    this.span = { start: Math.max(0, span[0] - HANDLE_MS), end: Math.min(length, span[1] + HANDLE_MS) };
    const whole = this.span.end - this.span.start;
    this.core.style.cssText = `left:${((span[0] - this.span.start) / whole) * 100}%;width:${((span[1] - span[0]) / whole) * 100}%`;
    this.film.seek(this.span.start);
    this._time();
    this._state();
  }

  _toggle() {
    const { film, span } = this;
    if (!film || this.end.hidden === false) return;
    if (film.playing) return film.pause();
    const now = film.now();
    film.playSpan(now >= span.end - 50 || now < span.start - 50 ? span.start : now, span.end);
  }

  _replay() {
    if (this.end.hidden) this.film?.playSpan(this.span.start, this.span.end);
  }

  _slow() {
    if (this.film) this.film.setRate(this.film.rate === 1 ? SLOW : 1);
  }

  /** The client looks, and the interviewer's column is out of sight. */
  _hide() {
    const away = this.root.classList.toggle("only-film");
    this.hide.setAttribute("aria-pressed", String(away));
  }

  /** @param {MouseEvent} event */
  _jump(event) {
    const box = this.track.getBoundingClientRect();
    this.film?.seek(this.span.start + ((event.clientX - box.left) / box.width) * (this.span.end - this.span.start));
  }

  _time() {
    const { film, span } = this;
    if (!film) return;
    const ms = film.now();
    this.head.style.left = `${clamp((ms - span.start) / (span.end - span.start), 0, 1) * 100}%`;
    const text = clock(ms);
    if (this.time.textContent !== text) this.time.textContent = text;
  }

  _state() {
    const { film } = this;
    if (!film) return;
    const { t } = this.page;
    const piece = this.page.pieces[this.place];
    const gone = piece && "gone" in piece && !this.page.things.get(this.answer.id)?.span;
    this.trouble.hidden = !film.trouble && !gone;
    this.trouble.textContent = gone ? t("interview.gone.about") : film.trouble ? t(`player.film.${film.trouble}`, { date: day(this.page.found?.recording.filmErased, this.page.lang) }) : "";
    const name = film.playing ? "pause" : "play";
    if (this.play.dataset.icon !== name) {
      this.play.dataset.icon = name;
      this.play.replaceChildren(icon(name), el("span", { text: t(`interview.do.${name}`) }), el("kbd", { text: t("interview.space") }));
    }
    this.slow.setAttribute("aria-pressed", String(film.rate !== 1));
  }

  /** Out of the field first, then out of the interview. */
  _escape() {
    const root = /** @type {Document | ShadowRoot} */ (this.root.getRootNode());
    const field = root.activeElement;
    if (field instanceof HTMLTextAreaElement) {
      field.blur();
      this.root.focus();
    } else this.stop();
  }

  _saved() {
    if (!this.open) return;
    const { state, waiting } = this.page.savedNow;
    this.saved.dataset.state = state;
    this.saved.dataset.waiting = String(waiting);
    const words = this.page.t(`cycle.saved.${state}`);
    if (this.saved.textContent !== words) this.saved.replaceChildren(icon(state === "saved" ? "check" : state === "saving" ? "clock" : "warn"), words);
  }

  /** @param {string} name @param {string} key @param {() => void} run */
  _button(name, key, run) {
    const { t } = this.page;
    const shown = key === "Space" ? t("interview.space") : key;
    return el("button", { type: "button", class: `button do-${name}`, title: `${t(`interview.do.${name}`)} (${shown})`, onclick: run }, el("span", { text: t(`interview.do.${name}`) }), el("kbd", { text: shown }));
  }

  _bind() {
    const bind = (/** @type {string | string[]} */ keys, /** @type {() => void} */ run, more = {}) => ({ keys, does: "", run, ...more });
    this.keys.bind("player", [
      bind("Space", () => this._toggle(), { repeat: false }),
      bind("Ctrl+Space", () => this._toggle(), { repeat: false, inText: true }),
      bind("r", () => this._replay()),
      bind("s", () => this._slow()),
      bind("ArrowLeft", () => this.film?.seek(this.film.now() - 1_000)),
      bind(["n", "PageDown"], () => this.turn(1), { repeat: false }),
      bind(["b", "PageUp"], () => this.turn(-1), { repeat: false }),
      bind("w", () => this._hide(), { repeat: false }),
      bind("t", () => this.answer.words.area.focus()),
      bind("Ctrl+z", () => this.page.undo()),
      bind(["Ctrl+y", "Ctrl+Shift+z"], () => this.page.redo()),
      bind("Ctrl+Enter", () => this.turn(1), { inText: true, repeat: false }),
      bind("Escape", () => this._escape(), { inText: true, repeat: false }),
    ]);
  }
}

/** The status of a film's address; 0: nobody answers. @param {string} url */
async function reachable(url) {
  try {
    return (await fetch(url, { headers: { range: "bytes=0-0" }, credentials: "same-origin" })).status;
  } catch {
    return 0;
  }
}
