// @ts-check
/** One clip as a trainee watches it: the film, what to look for, a big button, and a line with what was pressed. */
import { Films } from "./casefilms.js";
import { clock, el, icon } from "./dom.js";

/** @typedef {import("./moment.js").Clip} Clip */

/** Whether there is a film to see. @param {Clip} clip */
export const playable = (clip) => !clip.gap && Boolean(clip.film);

const FLASH_MS = 350;
const NEAR_END_MS = 50;

/** What is shown, on the film's clock. @param {Clip} clip @returns {[number, number]} */
const ends = (clip) => [clip.start, clip.start + clip.ms];

export class MomentClip {
  /** @param {import("./moment.js").MomentPage} page */
  constructor(page) {
    this.page = page;
    const { t } = page;
    /** @type {import("./film.js").Film | null} */
    this.film = null;
    /** @type {(() => void)[]} */
    this.offs = [];
    this.ended = false;
    this.stage = el("div", { class: "film" });
    this.films = new Films(/** @type {any} */ (page), this.stage, () => this.toggle());
    this.card = el("div", { class: "card-note", hidden: true }, icon("warn"), el("p", { role: "status" }));
    this.look = el("p", { class: "look" });
    this.signs = el("p", { class: "signs", role: "status" });
    this.bar = el("i", {});
    this.marks = el("span", { class: "marks" });
    this.track = el("div", { class: "track", "aria-hidden": "true" }, this.bar, this.marks);
    this.time = el("span", { class: "time" });
    this.buttons = el("div", { class: "press-row" });
    this.list = el("ul", { class: "pressed", "aria-label": t("moment.pressed.list") });
    const tool = (/** @type {string} */ key, /** @type {string} */ sign, /** @type {() => void} */ run, /** @type {string} */ part) => el("button", { type: "button", class: "tool", dataset: { part }, onclick: run }, el("span", { text: t(key) }), " ", el("kbd", { text: sign }));
    this.play = tool("moment.play", "P", () => this.toggle(), "play");
    this.tools = el("div", { class: "tools", role: "toolbar", "aria-label": t("moment.tools") }, tool("moment.previous", "B", () => page.step(-1), "previous"), this.play, tool("moment.again", "R", () => this.again(), "again"),
      tool("moment.take_back", "⌫", () => page.takeBack(), "take-back"), tool("moment.next", "N", () => page.step(1), "next"));
    this.line = el("div", { class: "line" }, this.signs, this.track, this.time);
    this.seen = el("div", { class: "seen" }, this.look, this.buttons, this.list);
    this.root = el("section", { class: "clip", hidden: true }, el("div", { class: "screen" }, this.stage, this.card), this.line, this.seen, this.tools);
  }

  close() {
    this.leave();
    this.films.close();
  }

  leave() {
    for (const off of this.offs) off();
    this.offs = [];
    this.films.hide();
    this.film = null;
  }

  /** @param {Clip} clip @param {number} [ms] where to begin, without playing */
  open(clip, ms) {
    this.leave();
    this.ended = false;
    this.card.hidden = playable(clip);
    /** @type {HTMLElement} */ (this.card.lastElementChild).textContent = playable(clip) ? "" : this.page.t(clip.gap ? "moment.gap" : "moment.not_made");
    this._buttons(clip);
    this.seen.hidden = this.line.hidden = !playable(clip);
    if (playable(clip)) this._begin(clip, ms);
    this.draw();
  }

  /** @param {Clip} clip @param {number | undefined} ms */
  _begin(clip, ms) {
    const [start, end] = ends(clip);
    this.films.footage[clip.id] ??= { title: "", date: "", durationMs: end, peaks: null, media: [medium(clip)] };
    const film = /** @type {import("./film.js").Film} */ (this.films.show(clip.id));
    this.film = film;
    film.looping = null;
    film.setRate(1);
    this.offs = [film.on("time", (now) => this._heard(now)), film.on("state", () => this._signs())];
    const from = ms !== undefined && ms > start && ms < end ? ms : start;
    if (ms === undefined) this._play(from);
    else film.seek(from);
    this._heard(from);
  }

  /** @param {number} from */
  _play(from) {
    const clip = this.page.now;
    if (!clip || !this.film) return;
    this.ended = false;
    this.film.playSpan(from, ends(clip)[1], () => {
      this.ended = true;
      this._signs();
    });
  }

  toggle() {
    const { film } = this;
    const clip = this.page.now;
    if (!film || !clip) return;
    if (film.playing) film.pause();
    else this._play(this.ended || film.now() >= ends(clip)[1] - NEAR_END_MS ? clip.start : film.now());
  }

  again() {
    const clip = this.page.now;
    if (clip) this._play(clip.start);
  }

  mute() {
    this.film?.setVolume(this.film.volume, !this.film.muted);
  }

  /** Where the film is; null when there is none. */
  moment() {
    const clip = this.page.now;
    if (!clip || !this.film || this.film.trouble) return null;
    return Math.max(clip.start, Math.min(Math.round(this.film.now()), ends(clip)[1]));
  }

  /** @param {string} theme */
  flash(theme) {
    const button = /** @type {HTMLElement | null} */ (this.buttons.querySelector(`[data-theme="${CSS.escape(theme)}"]`));
    button?.classList.add("flash");
    setTimeout(() => button?.classList.remove("flash"), FLASH_MS);
  }

  /** One big button, or one for each theme. @param {Clip} clip */
  _buttons(clip) {
    const { shown, t } = this.page;
    const themes = shown?.set.ask_theme ? shown.themes : [];
    this.look.textContent = themes.length ? t("moment.which") : clip.title ? t("moment.look", { theme: clip.title }) : t("moment.look.any");
    const asked = clip.question && el("span", { class: "asks", text: clip.question });
    if (asked) this.look.append(" ", asked);
    const key = JSON.stringify(themes);
    if (this.buttons.dataset.key === key && this.buttons.childElementCount) return;
    this.buttons.dataset.key = key;
    this.buttons.classList.toggle("many", themes.length > 0);
    this.buttons.replaceChildren(...(themes.length ? themes.map((one, n) => this._button(one.title, String(n + 1), one.code, one.colour)) : [this._button(t("moment.press"), t("moment.space"), "", "")]));
  }

  /** It counts when it is pressed, and not when it is let go. @param {string} text @param {string} sign @param {string} theme @param {string} colour */
  _button(text, sign, theme, colour) {
    const press = () => this.page.press(theme);
    const button = el("button", { type: "button", class: "press", dataset: { theme, part: theme ? `press-${theme}` : "press" } }, el("span", { text }), el("kbd", { text: sign }));
    if (colour) button.style.setProperty("--tint", colour);
    button.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      event.preventDefault();
      press();
    });
    button.addEventListener("keydown", (event) => {
      if (event.key !== " " && event.key !== "Enter") return;
      event.preventDefault();
      event.stopPropagation();
      if (!event.repeat) press();
    });
    button.addEventListener("click", (event) => event.detail === 0 && press()); // a screen reader, or speech
    return button;
  }

  draw() {
    const { page } = this;
    const clip = page.now;
    if (!clip) return;
    const presses = page.pressesOf(clip);
    const colour = (/** @type {string} */ code) => page.shown?.themes.find((one) => one.code === code)?.colour ?? "";
    const [start, end] = ends(clip);
    this.marks.replaceChildren(...presses.map((one) => el("b", { style: `left:${(100 * (one.ms - start)) / Math.max(1, end - start)}%;${colour(one.theme) ? `--tint:${colour(one.theme)}` : ""}` })));
    this.list.replaceChildren(...presses.map((one) => this._pressed(clip, one)));
    this._signs();
  }

  /** @param {Clip} clip @param {import("./moment.js").Press} one */
  _pressed(clip, one) {
    const { page } = this;
    const time = clock(one.ms - clip.start);
    const name = page.shown?.themes.find((theme) => theme.code === one.theme)?.title ?? "";
    const label = page.t("moment.take_back.of", { time });
    return el("li", {}, el("span", { text: [time, name].filter(Boolean).join(" ") }), el("button", { type: "button", class: "tool", "aria-label": label, title: label, onclick: () => page.takeBack(one.id) }, icon("close")));
  }

  /** @param {number} ms */
  _heard(ms) {
    const clip = this.page.now;
    if (!clip) return;
    const [start, end] = ends(clip);
    const part = Math.max(0, Math.min(1, (ms - start) / Math.max(1, end - start)));
    this.bar.style.transform = `scaleX(${part})`;
    this.time.textContent = `${clock(Math.max(0, ms - start))} / ${clock(end - start)}`;
    this.page.remember();
  }

  _signs() {
    const { t } = this.page;
    const { film } = this;
    const words = !film || film.trouble ? "" : this.ended ? t("moment.sign.ended") : film.playing ? (film.muted ? t("moment.sign.muted") : "") : t("moment.sign.paused");
    if (this.signs.textContent !== words) this.signs.textContent = words;
    this.root.toggleAttribute("data-ended", this.ended);
    /** @type {HTMLElement} */ (this.play.firstElementChild).textContent = t(film?.playing ? "moment.pause" : "moment.play");
  }
}

/** The clip's own film, on the clock of the film that it was cut from. @param {Clip} clip @returns {import("./types.js").Medium} */
function medium(clip) {
  return {
    id: clip.id, kind: "film", label: "", url: clip.film ?? "", mime: "video/mp4", playable: true, onDisk: true, hasSound: true, hasPicture: true, frameMs: 40,
    offsetMs: clip.start, driftPpm: 0, width: 0, height: 0, copy: "none", copyProgress: 0,
  };
}
