// @ts-check
/** One clip, large: film with subtitles, the question under it, and at a key the client's words and the tip. */
import { Films, beyond, shown } from "./casefilms.js";
import { kept } from "./casebase.js";
import { clock, el, icon } from "./dom.js";
import { Subtitles } from "./showsubtitles.js";

/** @typedef {import("./records.js").Thing} Thing */

const NEAR_END_MS = 60;
const AHEAD_MS = 1_500;
const LONG_QUESTION = 140;

export class ShowClip {
  /** @param {import("./show.js").ShowPage} page */
  constructor(page) {
    this.page = page;
    const { t, base } = page;
    this.stage = el("div", { class: "film" });
    this.films = new Films(base, this.stage, () => this.toggle());
    /** @type {import("./film.js").Film | null} */
    this.film = null;
    /** @type {(() => void)[]} */
    this.offs = [];
    this.id = "";
    this.span = { start: 0, end: 1 };
    this.ended = false;
    this.words = false;
    this.tip = false;
    this.timer = 0;
    const subtitles = kept(localStorage, "reflect.show.subtitles");
    this.subtitles = new Subtitles(subtitles);
    this.card = el("div", { class: "card-note", hidden: true }, icon("warn"), el("p", { role: "status" }));
    this.signs = el("p", { class: "signs", role: "status" });
    this.bar = el("i", {});
    this.time = el("span", { class: "time" });
    this.track = el("div", { class: "track", "aria-hidden": "true", onclick: (/** @type {MouseEvent} */ event) => this._jump(event) }, this.bar);
    this.theme = el("p", { class: "theme" });
    this.question = el("p", { class: "question", "aria-live": "polite", dataset: { part: "question" } });
    this.said = el("section", { class: "said-by-client", hidden: true, "aria-live": "polite", dataset: { part: "client-words" } });
    this.tipBox = el("section", { class: "tip", hidden: true, "aria-live": "polite", dataset: { part: "tip" } });
    this.tools = el("div", { class: "tools", role: "toolbar", "aria-label": t("show.tools") });
    this.root = el("section", { class: "clip", hidden: true },
      el("div", { class: "screen" }, this.stage, this.card, this.subtitles.root), el("div", { class: "line" }, this.signs, this.track, this.time),
      el("div", { class: "under" }, el("div", { class: "ask" }, this.theme, this.question), this.said, this.tipBox), this.tools);
    this._tools();
  }

  close() {
    clearTimeout(this.timer);
    this._listen(null);
    this.films.close();
  }

  /** Off the screen: nothing plays. */
  leave() {
    clearTimeout(this.timer);
    this._listen(null);
    this.films.hide();
    this.film = null;
    this.id = "";
  }

  /** @param {Thing} clip @param {number} [ms] where to begin, without playing @param {boolean} [play] */
  open(clip, ms, play = ms === undefined) {
    clearTimeout(this.timer);
    this.id = clip.id;
    this.words = this.tip = this.ended = false;
    const trouble = this._trouble(clip);
    this.card.hidden = !trouble;
    /** @type {HTMLElement} */ (this.card.lastElementChild).textContent = trouble;
    if (trouble) {
      this._listen(null);
      this.films.hide();
      this.film = null;
      this.subtitles.set([]);
    } else this._begin(clip, ms, play);
    this.draw(clip);
    this.timer = setTimeout(() => this._ahead(), AHEAD_MS);
  }

  /** @param {Thing} clip @param {number | undefined} ms @param {boolean} play */
  _begin(clip, ms, play) {
    const film = /** @type {import("./film.js").Film} */ (this.films.show(clip.recording_id));
    this._listen(film);
    film.looping = null;
    film.setRate(1);
    this.span = shown(clip, film.durationMs);
    this.subtitles.set(clip.lines ?? []);
    const from = ms !== undefined && ms > this.span.start && ms < this.span.end - NEAR_END_MS ? ms : this.span.start;
    film.seek(from);
    if (play) void film.play();
    this._heard(from);
  }

  /** The next clip's film is opened while people talk about this one. */
  _ahead() {
    const next = this.page.clips[this.page.at + 1];
    if (!next || next.recording_id === this.page.now?.recording_id || next.state !== "here") return;
    this.films.ready(next.recording_id)?.seek(shown(next, 0).start);
  }

  /** Why there is no film, in words. @param {Thing} clip */
  _trouble(clip) {
    const { t } = this.page;
    if (clip.state === "gone") return t("session.gone");
    if (clip.state === "denied") return [t("session.denied"), ...(clip.why ?? []).map((/** @type {string} */ why) => t(`session.denied.${why}`)).filter((/** @type {string} */ text) => !text.startsWith("session."))].join(" ");
    const footage = this.films.footage[clip.recording_id];
    if (!footage) return t("session.gone");
    return beyond(clip, footage.durationMs) ? t("session.beyond") : "";
  }

  /** @param {import("./film.js").Film | null} film */
  _listen(film) {
    for (const off of this.offs) off();
    this.film = film;
    this.offs = film ? [film.on("time", (ms) => this._heard(ms)), film.on("state", () => this._signs())] : [];
  }

  /** @param {number} ms */
  _heard(ms) {
    const { film, span } = this;
    if (!film) return;
    if (film.playing && !film.looping && ms >= span.end - 1) this._finish();
    this.subtitles.show(ms);
    const part = Math.max(0, Math.min(1, (ms - span.start) / (span.end - span.start)));
    this.bar.style.transform = `scaleX(${part})`;
    this.time.textContent = `${clock(Math.max(0, Math.min(ms, span.end) - span.start))} / ${clock(span.end - span.start)}`;
    this.page.remember();
  }

  _finish() {
    this.ended = true;
    this.film?.pause();
    this.film?.seek(this.span.end - 1); // whatever came in before it was heard that this is the end
    this._signs();
  }

  /** @param {Thing} clip */
  draw(clip) {
    const { page } = this;
    const { t } = page;
    if (clip.id !== this.id) return;
    const film = this.films.footage[clip.recording_id];
    this.theme.replaceChildren(el("i", {}), clip.title || clip.code || "", el("span", { class: "where", text: film ? `${film.title} · ${page.base.day(film.date)}` : "" }));
    this.theme.style.setProperty("--tint", clip.colour || "#94a3b8");
    this.question.textContent = clip.question || t("show.noquestion");
    this.question.classList.toggle("long", String(clip.question).length > LONG_QUESTION);
    this.question.classList.toggle("empty", !clip.question);
    const said = (clip.said ?? []).filter((/** @type {import("./casebase.js").Said} */ one) => one.text);
    this.said.hidden = !this.words;
    const words = said.map((/** @type {import("./casebase.js").Said} */ one) => el("blockquote", { text: one.text }));
    if (this.words) this.said.replaceChildren(el("h2", { text: t("show.words") }), ...(words.length ? words : [el("p", { class: "empty", text: t("show.words.none") })]));
    else this.said.replaceChildren(); // what is not shown is not on the page
    this.tipBox.hidden = !this.tip;
    this.tipBox.replaceChildren(...(this.tip ? [el("h2", { text: t("show.tip") }), el("p", { class: clip.tip ? "" : "empty", text: clip.tip || t("show.tip.none") })] : []));
    this._signs();
  }

  /** How the film stands, in signs under it and in the buttons. */
  _signs() {
    const { film } = this;
    const { t } = this.page;
    const on = film ? [film.rate === 0.5 && t("show.sign.slow"), film.looping && t("show.sign.loop"), film.muted && t("show.sign.muted"),
      !film.playing && !film.trouble && (this.ended ? t("show.sign.ended") : t("show.sign.paused"))] : [];
    const words = on.filter(Boolean).join("   ");
    if (this.signs.textContent !== words) this.signs.textContent = words;
    this.root.toggleAttribute("data-ended", this.ended);
    const pressed = { play: film?.playing, slow: film?.rate === 0.5, loop: Boolean(film?.looping), subtitles: this.subtitles.on, words: this.words, tip: this.tip, notes: this.page.side?.open };
    for (const [part, value] of Object.entries(pressed)) this.tools.querySelector(`[data-do="${part}"]`)?.setAttribute("aria-pressed", String(Boolean(value)));
    const cameras = this.tools.querySelector('[data-do="camera"]');
    if (cameras instanceof HTMLElement) cameras.hidden = (film?.media.length ?? 0) < 2;
  }

  _tools() {
    const { page } = this;
    /** @type {[string, string, string, () => void][]} */
    const all = [["previous", "B", "frameBack", () => page.step(-1)], ["play", "␣", "play", () => this.toggle()], ["next", "N", "frameForward", () => page.step(1)], ["replay", "R", "undo", () => this.replay()],
      ["back", "←", "back", () => this.by(-1_000)], ["slow", "S", "clock", () => this.slow()], ["loop", "L", "loop", () => this.loop()], ["subtitles", "U", "note", () => this.toggleSubtitles()],
      ["words", "W", "turn", () => this.reveal("words")], ["tip", "T", "eye", () => this.reveal("tip")], ["notes", "E", "pen", () => page.side.write()], ["points", "A", "check", () => page.side.point()],
      ["overview", "O", "fit", () => page.overview.toggle()], ["camera", "C", "camera", () => this.camera()], ["full", "F", "full", () => page.full()], ["help", "?", "question", () => page.help.toggle()]];
    this.tools.replaceChildren(...all.map(([name, key, sign, run]) => el("button", { type: "button", class: "tool", title: `${page.t(`show.do.${name}`)} (${key})`, "aria-label": page.t(`show.do.${name}`), dataset: { do: name },
      onclick: () => {
        run();
        if (name !== "notes" && name !== "points") page.root.focus();
      } }, icon(sign), el("kbd", { text: key, "aria-hidden": "true" }))));
  }

  // ---- what the keys do -----------------------------------------------------------------------

  toggle() {
    const { film } = this;
    if (!film) return;
    if (this.ended) this.replay();
    else if (film.playing) film.pause();
    else void film.play();
  }

  replay() {
    if (!this.film) return;
    this.ended = false;
    this.film.seek(this.span.start);
    void this.film.play();
  }

  /** @param {number} ms */
  by(ms) {
    const { film, span } = this;
    if (!film) return;
    film.seek(Math.max(span.start, Math.min(span.end - NEAR_END_MS, film.now() + ms)));
    const play = this.ended && ms < 0;
    this.ended = false;
    if (play) void film.play();
    this._signs();
  }

  slow() {
    this.film?.setRate(this.film.rate === 0.5 ? 1 : 0.5);
  }

  loop() {
    const { film, span } = this;
    if (!film) return;
    film.looping = film.looping ? null : span;
    if (film.looping && this.ended) this.replay();
    this._signs();
  }

  toggleSubtitles() {
    this.subtitles.toggle();
    this._signs();
  }

  camera() {
    const { film } = this;
    if (!film || film.media.length < 2) return;
    const at = film.media.findIndex((one) => one === film.medium);
    film.switchTo(film.media[(at + 1) % film.media.length].id);
    this.page.say(film.medium?.label ?? "");
  }

  mute() {
    this.film?.setVolume(this.film.volume, !this.film.muted);
  }

  /** @param {"words" | "tip"} what */
  reveal(what) {
    const { now } = this.page;
    if (!now) return;
    this[what] = !this[what];
    this.draw(now);
  }

  /** @param {MouseEvent} event */
  _jump(event) {
    const box = this.track.getBoundingClientRect();
    this.ended = false;
    this.film?.seek(this.span.start + ((event.clientX - box.left) / box.width) * (this.span.end - this.span.start));
    this._signs();
  }
}
