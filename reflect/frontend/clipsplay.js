// @ts-check
/** Clips one after another: the film plays each with its handles, its question stands under the film. */
import { el } from "./dom.js";
import { button, told } from "./editordom.js";

/** @typedef {import("./types.js").Context} Context */
/** @typedef {import("./clipssync.js").Clip} Clip */

const SCOPE = "clips-play";
const BETWEEN_MS = 1800;
const NEAR_END_MS = 150;
const FAR_MS = 1500;

/** The film that a clip shows. @param {Clip} clip @param {number} durationMs */
export function shown(clip, durationMs) {
  const start = Math.max(0, clip.start - clip.before);
  return { start, end: Math.max(start + 1, Math.min(clip.end + clip.after, durationMs)) };
}

export class ClipPlayer {
  /** @param {Context} ctx @param {(clip:Clip) => {label:string, colour:string}} named @param {(clip:Clip|null, playing:boolean) => void} now */
  constructor(ctx, named, now) {
    this.ctx = ctx;
    this.named = named;
    this.now = now;
    /** @type {Clip[]} */ this.clips = [];
    this.at = -1;
    this.single = false;
    /** @type {"idle"|"playing"|"ended"} */ this.state = "idle";
    this.timer = 0;
    this.settled = false;
    const { t } = ctx;
    this.slot = ctx.storage("clips.wait");
    this.place = el("span", { class: "rf-c-play-at" });
    this.name = el("span", { class: "rf-c-play-name" });
    this.question = el("p", { class: "rf-c-play-question", dataset: { part: "clip-question" } });
    this.told = el("p", { class: "rf-e-note", "aria-live": "polite" });
    this.toggler = button({ icon: "pause", label: t("clips.play.pause"), run: () => this.toggle() });
    this.wait = el("input", { type: "checkbox", onchange: () => { this.slot.set(this.wait.checked); if (this.state === "ended") this.finish(); } });
    this.wait.checked = Boolean(this.slot.get());
    this.node = el("section", { class: "rf-c rf-c-play", hidden: true, dataset: { part: "clip-player" }, "aria-label": t("clips.play.region") },
      el("div", { class: "rf-e-line" }, this.place, this.name, el("span", { class: "rf-e-grow" }),
        button({ icon: "skipPrevious", label: t("clips.play.previous"), title: `${t("clips.play.previous")} (B)`, run: () => this.step(-1) }), this.toggler,
        button({ icon: "skipNext", label: t("clips.play.next"), title: `${t("clips.play.next")} (N)`, run: () => this.step(1) }),
        button({ icon: "close", label: t("clips.play.stop"), title: `${t("clips.play.stop")} (Esc)`, run: () => this.stop() })),
      this.question,
      el("div", { class: "rf-e-line" }, el("label", { class: "rf-e-check" }, this.wait, el("span", { text: t("clips.play.wait") })), el("span", { class: "rf-e-grow" }), this.told));
    const group = "clips.keys.group";
    const key = (/** @type {string|string[]} */ keys, /** @type {string} */ does, /** @type {() => void} */ run) => ({ keys, does, run, group, repeat: false });
    const bindings = [
      key(["n", "PageDown"], "clips.keys.playNext", () => this.step(1)),
      key(["b", "PageUp"], "clips.keys.playPrevious", () => this.step(-1)),
      key("Space", "clips.keys.playPause", () => this.toggle()),
      key("Escape", "clips.keys.stop", () => this.stop()),
    ];
    this.offs = [
      ctx.film.on("time", (/** @type {number} */ ms) => this.heard(ms)),
      ctx.film.on("state", () => this.filmChanged()),
      ctx.keys.bind(SCOPE, bindings),
      ctx.keys.bind("clips", bindings.map(told)),
    ];
  }

  get active() { return this.state !== "idle"; }

  get clip() { return this.clips[this.at] ?? null; }

  /** @param {Clip[]} clips @param {number} at @param {boolean} [single] only this one */
  start(clips, at, single = false) {
    if (!clips[at]) return;
    this.clips = clips;
    this.single = single;
    const film = this.ctx.film.stage.parentElement;
    if (film && this.node.parentElement !== film) film.append(this.node);
    this.node.hidden = false;
    this.ctx.keys.push(SCOPE);
    this.go(at);
  }

  /** @param {number} at */
  go(at) {
    const { film, t } = this.ctx;
    clearTimeout(this.timer);
    this.at = at;
    const clip = this.clip;
    if (!clip) { this.stop(); return; }
    this.state = "playing";
    const named = this.named(clip);
    this.place.textContent = t("clips.play.at", { i: at + 1, n: this.clips.length });
    this.name.textContent = named.label;
    this.name.style.setProperty("--who", named.colour);
    this.question.textContent = clip.question;
    this.question.hidden = !clip.question;
    this.told.textContent = "";
    film.loop(null);
    film.seek(shown(clip, film.durationMs).start);
    this.settled = true;
    void film.play();
    this.now(clip, true);
    this.draw();
  }

  /** @param {1|-1} way */
  step(way) {
    const next = this.at + way;
    if (next < 0) this.go(0);
    else if (next >= this.clips.length) this.over();
    else this.go(next);
  }

  toggle() {
    const { film } = this.ctx;
    if (this.state === "ended") {
      if (this.at + 1 < this.clips.length && !this.single) this.step(1);
      else this.go(this.at);
      return;
    }
    film.toggle();
    this.draw();
  }

  stop() {
    if (!this.active) return;
    const clip = this.clip;
    clearTimeout(this.timer);
    this.state = "idle";
    this.ctx.keys.pop(SCOPE);
    this.ctx.film.pause();
    this.node.hidden = true;
    this.now(clip, false);
  }

  /** @param {number} ms */
  heard(ms) {
    if (this.state !== "playing" || !this.ctx.film.playing || !this.clip) return;
    const { end } = shown(this.clip, this.ctx.film.durationMs);
    if (ms >= end && ms < end + FAR_MS) { this.ctx.film.pause(); this.finish(); }
  }

  /** The film stopped by itself at its end, or somebody paused it. */
  filmChanged() {
    const { film } = this.ctx;
    if (this.state === "playing" && this.clip && !film.playing && film.now() >= shown(this.clip, film.durationMs).end - NEAR_END_MS) this.finish();
    else if (this.active) this.draw();
  }

  /** The clip was shown: wait for people, or go on after a moment. */
  finish() {
    const { t } = this.ctx;
    clearTimeout(this.timer);
    this.state = "ended";
    const last = this.single || this.at + 1 >= this.clips.length;
    if (last) this.over();
    else if (this.wait.checked) this.told.textContent = t("clips.play.ready", { keys: "N" });
    else this.timer = setTimeout(() => this.step(1), BETWEEN_MS);
    this.draw();
  }

  over() {
    this.state = "ended";
    clearTimeout(this.timer);
    if (this.ctx.film.playing) this.ctx.film.pause();
    this.told.textContent = this.single ? "" : this.ctx.t("clips.play.over");
    this.draw();
  }

  draw() {
    const playing = this.state === "playing" && this.ctx.film.playing;
    const label = this.ctx.t(playing ? "clips.play.pause" : "clips.play.go");
    if (this.toggler.getAttribute("aria-label") === label) return;
    const fresh = button({ icon: playing ? "pause" : "play", label, title: `${label} (${this.ctx.lang === "en" ? "Space" : "Spatie"})`, run: () => this.toggle() });
    this.toggler.replaceWith(fresh);
    this.toggler = fresh;
  }

  destroy() {
    this.stop();
    this.offs.forEach((off) => off());
    this.node.remove();
  }
}
