// @ts-check
import { clock, el, icon } from "./dom.js";
import { RATES } from "./film.js";

/**
 * A button with its key shown.
 * @param {{icon?: string, text?: string, title: string, key?: string, kind?: string, run: (event: MouseEvent) => void}} how
 */
export function keyButton({ icon: name, text, title, key, kind = "", run }) {
  const shown = key ? `${title} (${key})` : title;
  const button = el("button", { class: `button ${kind}`, type: "button", title: shown, "aria-label": shown, onclick: run });
  if (name) button.append(icon(name));
  if (text) button.append(el("span", { text }));
  if (key) button.append(el("kbd", { text: key, "aria-hidden": "true" }));
  return button;
}

/** The buttons under the film: play, steps, speed, sound, full screen. */
export class Controls {
  /** @param {import("./types.js").Context} ctx @param {HTMLElement} place */
  constructor(ctx, place) {
    this.ctx = ctx;
    const { film, t } = ctx;
    /** @param {number} ms */
    const by = (ms) => () => film.seek(film.now() + ms);
    /** @param {string} name @param {string} does @param {string} key @param {(event: MouseEvent) => void} run */
    const step = (name, does, key, run) => keyButton({ icon: name, title: t(`player.do.${does}`), key, kind: "step", run });
    this.play = keyButton({ icon: "play", title: t("player.do.play"), key: "␣", kind: "step play", run: () => film.toggle() });
    this.time = el("span", { class: "time" });
    this.now = document.createTextNode("");
    this.length = document.createTextNode("");
    this.time.append(el("b", {}, this.now), el("span", { class: "muted" }, " / ", this.length));
    this.rate = el("select", { class: "rate", title: `${t("player.rate")} (- =)`, "aria-label": t("player.rate") },
      ...RATES.map((rate) => el("option", { value: rate, text: `${rate}×` })));
    this.rate.addEventListener("change", () => {
      film.setRate(Number(this.rate.value));
      this.rate.blur();
    });
    this.sound = keyButton({ icon: "volume", title: t("player.do.mute"), kind: "step small", run: () => film.setVolume(film.volume, !film.muted) });
    this.volume = el("input", { type: "range", class: "volume", min: 0, max: 1, step: 0.05, "aria-label": t("player.volume") });
    this.volume.addEventListener("input", () => film.setVolume(Number(this.volume.value), false));
    this.full = keyButton({ icon: "full", title: t("player.do.full"), kind: "step small", run: () => this._full() });
    this.root = el("div", { class: "controls", role: "group", "aria-label": t("player.region.controls") },
      el("div", { class: "steps" },
        step("back", "back5", "⇧←", by(-5_000)), step("back", "back1", "←", by(-1_000)), step("frameBack", "frameback", ",", () => film.step(-1)),
        this.play,
        step("frameForward", "frameon", ".", () => film.step(1)), step("forward", "on1", "→", by(1_000)), step("forward", "on5", "⇧→", by(5_000))),
      this.time, el("span", { class: "space" }), this.rate, this.sound, this.volume, this.full);
    place.append(this.root);
    this.shown = "";
    this.stops = [film.on("state", () => this.update())];
    this.update();
  }

  destroy() {
    for (const stop of this.stops) stop();
  }

  /** @param {number} ms */
  show(ms) {
    const text = clock(ms, 1);
    if (text === this.shown) return;
    this.shown = text;
    this.now.data = text;
  }

  update() {
    const { film, t } = this.ctx;
    const name = film.playing ? "pause" : "play";
    if (this.play.dataset.icon !== name) {
      this.play.dataset.icon = name;
      this.play.replaceChild(icon(name), this.play.children[0]);
      const title = `${t(film.playing ? "player.do.pause" : "player.do.play")} (${t("player.space")})`;
      this.play.title = title;
      this.play.setAttribute("aria-label", title);
    }
    this.length.data = clock(film.durationMs);
    this.rate.value = String(film.rate);
    this.rate.classList.toggle("changed", film.rate !== 1);
    this.volume.value = String(film.muted ? 0 : film.volume);
    this.sound.replaceChildren(icon(film.muted || !film.volume ? "muted" : "volume"));
    const sound = film.media.some((one) => one.hasSound);
    for (const one of [this.sound, this.volume]) one.disabled = !sound;
    this.sound.title = sound ? `${t("player.do.mute")} (M)` : t("player.nosound");
    this.show(film.now());
  }

  _full() {
    const { stage } = this.ctx.film;
    if (document.fullscreenElement) void document.exitFullscreen();
    else void stage.requestFullscreen?.();
  }
}
