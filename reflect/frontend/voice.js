// @ts-check

const FAR_MS = 120;
const NEAR_MS = 25;

/**
 * Sound for a camera that has none: the first medium with sound plays along unseen, on the same clock. Small
 * differences are made up by a slightly other pace, large ones by a jump.
 */
export class Voice {
  /** @param {import("./film.js").Film} film */
  constructor(film) {
    this.film = film;
    /** @type {import("./types.js").Medium | null} */
    this.medium = null;
    this.stops = [film.on("state", () => this.update()), film.on("time", () => this._keep())];
    this.update();
  }

  destroy() {
    for (const stop of this.stops) stop();
  }

  /** @returns {HTMLVideoElement | null} */
  get sound() {
    return this.medium && this.film.element(this.medium);
  }

  update() {
    const { film } = this;
    const seen = film.medium;
    const needed = seen && !seen.hasSound && !film.trouble;
    const before = this.medium;
    this.medium = needed ? (film.media.find((one) => one.hasSound && one.onDisk && (one.playable || one.copy === "ready")) ?? null) : null;
    if (before && before !== this.medium && before !== seen) film.videos.get(before.id)?.pause();
    const { sound } = this;
    if (!sound) return;
    sound.hidden = true;
    if (film.playing && sound.paused) {
      this._keep();
      void sound.play().catch(() => {}); // a pause in between; the next state tries again
    } else if (!film.playing && !sound.paused) sound.pause();
  }

  _keep() {
    const { sound, medium, film } = this;
    if (!sound || !medium || sound.readyState === 0) return;
    const there = film.inMedium(film.position, medium) / 1000;
    const late = (there - sound.currentTime) * 1000;
    if (Math.abs(late) > FAR_MS || (!film.playing && Math.abs(late) > NEAR_MS)) {
      if (!sound.seeking && there >= 0) sound.currentTime = there;
      sound.playbackRate = film.rate;
    } else sound.playbackRate = film.rate * (1 + (Math.abs(late) > NEAR_MS ? Math.sign(late) * 0.04 : 0));
  }
}
