// @ts-check
import { ApiError } from "./api.js";
import { el, icon } from "./dom.js";
import { Waveform } from "./waveform.js";

/** What lies over the film: the choice of camera, and in words what is the matter when there is no film to see. */
export class Stage {
  /** @param {import("./types.js").Context} ctx @param {Waveform} waveform */
  constructor(ctx, waveform) {
    this.ctx = ctx;
    this.waveform = waveform;
    const { film, t } = ctx;
    this.cameras = el("select", { class: "cameras", "aria-label": t("player.camera"), title: `${t("player.camera")} (C)` });
    this.cameras.addEventListener("change", () => {
      film.switchTo(this.cameras.value);
      this.cameras.blur();
    });
    this.canvas = el("canvas", { class: "bigwave", "aria-hidden": "true" });
    this.line = el("i", { class: "bigline" });
    this.note = el("div", { class: "stage-note" });
    this.hint = el("div", { class: "stage-hint" });
    film.stage.append(this.canvas, this.line, this.note, this.hint, this.cameras);
    film.stage.addEventListener("click", (event) => {
      if (event.target instanceof HTMLVideoElement || event.target === this.canvas) film.toggle();
    });
    this.watch = new ResizeObserver(() => this._wave());
    this.watch.observe(film.stage);
    this.said = "";
    this.width = 1;
    this.waving = false;
    this.stops = [film.on("state", () => this.update()), ctx.on("doc", () => this.update()), waveform.on("loaded", () => this._wave())];
    this.update();
  }

  destroy() {
    this.watch.disconnect();
    for (const stop of this.stops) stop();
  }

  /** @param {number} ms */
  show(ms) {
    if (this.waving) this.line.style.transform = `translateX(${(ms / this.ctx.film.durationMs) * this.width}px)`;
  }

  update() {
    const { film, t } = this.ctx;
    const { medium, media } = film;
    if (this.cameras.childElementCount !== media.length)
      this.cameras.replaceChildren(...media.map((one, i) => el("option", { value: one.id, text: one.label || `${t("player.camera")} ${i + 1}` })));
    this.cameras.hidden = media.length < 2;
    if (medium) this.cameras.value = medium.id;
    this.waving = !film.trouble && medium !== null && !medium.hasPicture;
    this.canvas.hidden = this.line.hidden = !this.waving;
    this.hint.hidden = Boolean(film.trouble) || !medium || ((medium.hasSound || film.media.some((one) => one.hasSound)) && medium.hasPicture);
    this.hint.textContent = medium?.hasPicture ? t("player.nosound") : t("player.nopicture");
    this._trouble();
    if (this.waving) this._wave();
  }

  _trouble() {
    const { film, t, doc, lang } = this.ctx;
    const { medium, trouble } = film;
    const state = JSON.stringify([trouble, medium?.id, medium?.copy, medium?.copyProgress, doc.recording.state]);
    if (state === this.said) return;
    this.said = state;
    this.note.hidden = !trouble;
    if (!trouble) return;
    const making = medium && trouble === "unplayable" && (medium.copy === "wanted" || medium.copy === "making");
    const key = making ? "player.film.making" : trouble === "unplayable" && medium?.copy === "failed" ? "player.film.nocopy" : `player.film.${trouble}`;
    const percent = Math.round((medium?.copyProgress ?? 0) * 100);
    const erased = doc.recording.filmErased;
    const date = erased ? new Date(`${erased}T12:00`).toLocaleDateString(lang, { day: "numeric", month: "long", year: "numeric" }) : "";
    this.note.replaceChildren(icon("warn"), el("p", { role: "status", text: t(key, { percent, date }) }));
    if (making) this.note.append(el("progress", { max: 100, value: percent, "aria-label": t(key, { percent }) }));
    else if (trouble === "unplayable") this._button("player.film.copy", () => void this._copy());
    else if (trouble !== "none" && trouble !== "erased") this._button("player.again", () => film.reload());
  }

  /** @param {string} key @param {() => void} run */
  _button(key, run) {
    this.note.append(el("button", { class: "button primary", type: "button", text: this.ctx.t(key), onclick: run }));
  }

  /** Asks for a film that this browser can play; the original stays. */
  async _copy() {
    const { film, api, rid, say, t } = this.ctx;
    const medium = film.medium;
    if (!medium) return;
    try {
      await api.post(`copy/${rid}/${medium.id}`, {});
      medium.copy = "wanted";
      this.update();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      say(t("player.film.copyrefused"), "bad");
    }
  }

  _wave() {
    if (!this.waving) return;
    const { width, height } = this.ctx.film.stage.getBoundingClientRect();
    const ratio = devicePixelRatio || 1;
    this.width = width;
    this.canvas.width = Math.round(width * ratio);
    this.canvas.height = Math.round(height * ratio);
    const pen = this.canvas.getContext("2d");
    if (!pen) return;
    pen.fillStyle = getComputedStyle(this.hint).color;
    const top = this.canvas.height * 0.2;
    this.waveform.draw(pen, { from: 0, to: this.ctx.film.durationMs }, { left: 0, top, width: this.canvas.width, height: this.canvas.height - 2 * top });
    this.show(this.ctx.film.now());
  }
}
