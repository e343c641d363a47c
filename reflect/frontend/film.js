// @ts-check
import { clamp, el } from "./dom.js";
import { Emitter } from "./emitter.js";

/**
 * @typedef {import("./types.js").Medium} Medium
 * @typedef {import("./types.js").Span} Span
 * @typedef {"" | "missing" | "unplayable" | "gone" | "offline" | "none" | "erased"} Trouble
 */

export const RATES = [0.5, 0.6, 0.75, 0.9, 1, 1.1, 1.25, 1.5, 1.75, 2];
const MEMORY_EVERY_MS = 1_000;
const RETRY_MS = 3_000;

/**
 * The film and its cameras on one clock, in milliseconds. Without a film that plays there is still a clock, so that
 * the transcript and the tags can be used.
 *
 * Events: "time" (ms: each frame while playing, and at each seek), "state" (play, pause, rate, loop, camera, trouble).
 */
export class Film extends Emitter {
  /**
   * @param {import("./types.js").Doc} doc
   * @param {{memory: import("./types.js").Slot, reachable: (url: string) => Promise<number>}} needs
   */
  constructor(doc, { memory, reachable }) {
    super();
    this.memory = memory;
    this.reachable = reachable;
    this.stage = el("div", { class: "stage" });
    /** @type {Map<string, HTMLVideoElement>} */
    this.videos = new Map();
    /** Elements that were brought to the moment: before that their own time says nothing. @type {WeakSet<HTMLVideoElement>} */
    this.placed = new WeakSet();
    /** @type {Medium[]} */
    this.media = [];
    /** @type {Medium | null} */
    this.medium = null;
    /** @type {Trouble} */
    this.trouble = "none";
    this.known = doc.recording.durationMs;
    this.erased = Boolean(doc.recording.filmErased);
    this.position = 0;
    this.wanted = false; // playing is wanted, though it may have to wait for data
    this.speed = 1;
    /** @type {Span | null} */
    this.looping = null;
    /** @type {{end: number, then: () => void} | null} */
    this.until = null;
    this.abort = new AbortController();
    this.retry = 0;
    this.ticking = false;
    this.saved = 0;
    /** @type {number | null} */
    this.frameAt = null;
    const kept = memory.get() ?? {};
    this.position = clamp(kept.ms ?? 0, 0, Math.max(this.known, 0) || Infinity);
    this.speed = RATES.includes(kept.rate) ? kept.rate : 1;
    this.volume = kept.volume ?? 1;
    this.muted = kept.muted ?? false;
    window.addEventListener("pagehide", () => this._remember(true), { signal: this.abort.signal });
    this.setMedia(doc.media, kept.medium);
  }

  /** The element that plays now. @returns {HTMLVideoElement | null} */
  get video() {
    return (this.medium && this.videos.get(this.medium.id)) ?? null;
  }

  get durationMs() {
    const own = this.video?.duration;
    return Math.max(this.known, own && Number.isFinite(own) && this.medium ? this.inFilm(own * 1000, this.medium) : 0, 1);
  }

  get playing() {
    return this.wanted;
  }

  get rate() {
    return this.speed;
  }

  get frameMs() {
    return this.medium?.frameMs || this.media.find((one) => one.frameMs)?.frameMs || 40;
  }

  /** Now, on the film's clock. */
  now() {
    const video = this.video;
    if (video && this.medium && !this.trouble && this.placed.has(video)) this.position = this.inFilm(video.currentTime * 1000, this.medium);
    return this.position;
  }

  /** What may have changed: a copy became ready, a film came back. @param {Medium[]} media @param {string} [id] */
  setMedia(media, id) {
    this.media = media;
    for (const gone of [...this.videos.keys()].filter((kept) => !media.some((one) => one.id === kept))) this._forget(gone);
    const wish = media.find((one) => one.id === (this.medium?.id ?? id)) ?? media.find((one) => one.hasPicture) ?? media[0];
    if (!wish) {
      this.medium = null;
      return this._fail(this.erased ? "erased" : "none");
    }
    this.switchTo(wish.id);
  }

  /** Another camera, at the same moment. @param {string} id */
  switchTo(id) {
    const next = this.media.find((one) => one.id === id);
    if (!next) return;
    const ms = this.now();
    const before = this.video;
    this.medium = next;
    const after = this._element(next);
    if (before && before !== after) before.pause();
    for (const video of this.videos.values()) video.hidden = video !== after || !next.hasPicture;
    if (after) this.seek(ms);
    if (after && this.wanted) void this._start();
    this._remember(true);
    this.emit("state");
  }

  /** @param {number} ms */
  seek(ms) {
    this.position = clamp(ms, 0, this.durationMs);
    this.until = null;
    const video = this.video;
    if (video && this.medium && !this.trouble && this.placed.has(video)) {
      const last = Number.isFinite(video.duration) ? video.duration - 0.01 : Infinity;
      video.currentTime = clamp(this.inMedium(this.position, this.medium) / 1000, 0, Math.max(0, last));
    }
    this.frameAt = null;
    this._remember();
    this.emit("time", this.position);
  }

  async play() {
    this.wanted = true;
    this.emit("state");
    if (this.looping && (this.now() < this.looping.start || this.now() >= this.looping.end)) this.seek(this.looping.start);
    await this._start();
  }

  pause() {
    this.wanted = false;
    this.until = null;
    this.video?.pause();
    this._remember(true);
    this.emit("state");
  }

  toggle() {
    if (this.wanted) this.pause();
    else void this.play();
  }

  /** @param {number} rate */
  setRate(rate) {
    this.speed = clamp(rate, RATES[0], RATES[RATES.length - 1]);
    for (const video of this.videos.values()) video.playbackRate = this.speed;
    this._remember(true);
    this.emit("state");
  }

  /** One step slower (-1) or faster (1). @param {-1 | 1} way */
  changeRate(way) {
    const at = RATES.findIndex((rate) => rate >= this.speed);
    this.setRate(RATES[clamp(at + way, 0, RATES.length - 1)]);
  }

  /** @param {number} volume 0..1 @param {boolean} muted */
  setVolume(volume, muted) {
    this.volume = clamp(volume, 0, 1);
    this.muted = muted;
    for (const video of this.videos.values()) Object.assign(video, { volume: this.volume, muted });
    this._remember(true);
    this.emit("state");
  }

  /** One frame on or back. @param {-1 | 1} way */
  step(way) {
    if (this.wanted) this.pause();
    const frame = this.frameMs;
    const now = this.now();
    // The frame on the screen tells its own time, and late: one that a step has already left does not count, or the next step stands still.
    // Without it frames are counted from zero. A millisecond in, so that it is really shown.
    const since = this.frameAt === null ? Infinity : now - this.frameAt;
    const shown = this.frameAt !== null && since < frame && since > -frame / 2 ? this.frameAt : Math.floor((now + 0.5) / frame) * frame;
    this.seek(Math.max(0, shown + way * frame) + 1);
  }

  /** Plays this span again and again; null ends that. @param {Span | null} span */
  loop(span) {
    this.looping = span;
    if (span) {
      this.seek(span.start);
      void this.play();
    } else this.emit("state");
  }

  /** @param {number} start @param {number} end @param {() => void} [onEnd] */
  playSpan(start, end, onEnd) {
    this.looping = null;
    this.seek(start);
    this.until = { end, then: onEnd ?? (() => {}) };
    void this.play();
  }

  /** Tries a film again that did not come. */
  reload() {
    const medium = this.medium;
    if (!medium) return;
    clearTimeout(this.retry);
    this._forget(medium.id);
    this.switchTo(medium.id);
  }

  destroy() {
    this._remember(true);
    this.abort.abort();
    clearTimeout(this.retry);
    this.wanted = false;
    for (const id of [...this.videos.keys()]) this._forget(id);
  }

  /** @param {number} ms @param {Medium} medium */
  inFilm(ms, medium) {
    return medium.offsetMs + ms * (1 + medium.driftPpm / 1e6);
  }

  /** @param {number} ms @param {Medium} medium */
  inMedium(ms, medium) {
    return (ms - medium.offsetMs) / (1 + medium.driftPpm / 1e6);
  }

  /** The chosen medium's element; null when it cannot play. @param {Medium} medium */
  _element(medium) {
    const made = this.element(medium);
    if (!made) this._fail(medium.onDisk ? "unplayable" : "missing");
    else if (!made.error) this.trouble = "";
    return made;
  }

  /** A medium's element, made at its first use; null when there is nothing that can play. @param {Medium} medium */
  element(medium) {
    const copied = medium.copy === "ready";
    const there = this.videos.get(medium.id);
    if (!medium.onDisk || !(medium.playable || copied)) {
      this._forget(medium.id);
      return null;
    }
    const address = new URL(medium.url + (medium.playable ? "" : "?copy=1"), document.baseURI).href;
    if (there?.dataset.address === address) return there;
    this._forget(medium.id);
    return this._make(medium, address);
  }

  /** @param {Medium} medium @param {string} address */
  _make(medium, address) {
    const video = el("video", { playsinline: true, preload: "auto", tabindex: "-1", dataset: { address, medium: medium.id } });
    Object.assign(video, { volume: this.volume, muted: this.muted });
    const own = { signal: this.abort.signal };
    const current = () => this.video === video;
    video.addEventListener("loadedmetadata", () => {
      video.playbackRate = this.speed;
      video.currentTime = Math.max(0, this.inMedium(this.position, medium) / 1000);
      this.placed.add(video);
      if (!current()) return;
      this.emit("state");
      this.emit("time", this.position);
    }, own);
    video.addEventListener("seeked", () => current() && this.emit("time", this.now()), own);
    video.addEventListener("playing", () => current() && this._tick(), own);
    video.addEventListener("pause", () => current() && !video.ended && this.wanted && !video.seeking && this._stopped(), own);
    video.addEventListener("ended", () => current() && this._ended(), own);
    video.addEventListener("waiting", () => current() && this.emit("state"), own);
    video.addEventListener("error", () => current() && void this._broke(video), own);
    video.src = address;
    this.videos.set(medium.id, video);
    this.stage.prepend(video); // under what lies over the film
    this._watchFrames(video, medium);
    return video;
  }

  /** @param {HTMLVideoElement} video @param {Medium} medium */
  _watchFrames(video, medium) {
    if (!("requestVideoFrameCallback" in video)) return;
    const shown = (/** @type {number} */ _now, /** @type {{mediaTime: number}} */ meta) => {
      if (this.video === video) this.frameAt = this.inFilm(meta.mediaTime * 1000, medium);
      if (this.videos.get(medium.id) === video) video.requestVideoFrameCallback(shown);
    };
    video.requestVideoFrameCallback(shown);
  }

  /** @param {string} id */
  _forget(id) {
    const video = this.videos.get(id);
    if (!video) return;
    this.videos.delete(id);
    video.pause();
    video.removeAttribute("src");
    video.load();
    video.remove();
  }

  async _start() {
    const video = this.video;
    if (!video || this.trouble) return this._stopped();
    try {
      video.playbackRate = this.speed;
      await video.play();
    } catch (error) {
      // A pause or another source came in between, or the browser wants a click first.
      if (this.video === video && video.paused && /** @type {Error} */ (error).name === "NotAllowedError") this._stopped();
    }
    this._tick();
  }

  /** The film stopped though nobody here asked (the media keys of a keyboard, for instance). */
  _stopped() {
    this.wanted = false;
    this.emit("state");
  }

  _ended() {
    if (this.looping) {
      this.seek(this.looping.start);
      void this._start();
      return;
    }
    const until = this.until;
    this.pause();
    until?.then();
  }

  _tick() {
    if (this.ticking) return;
    this.ticking = true;
    const step = () => {
      const video = this.video;
      if (!this.wanted || !video || video.paused) {
        this.ticking = false;
        return;
      }
      const ms = this.now();
      if (this.looping && ms >= this.looping.end) this.seek(this.looping.start);
      else if (this.until && ms >= this.until.end) {
        const { then } = this.until;
        this.pause();
        then();
      }
      this.emit("time", this.position);
      this._remember();
      requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
  }

  /** @param {boolean} [now] */
  _remember(now = false) {
    const at = performance.now();
    if (!now && at - this.saved < MEMORY_EVERY_MS) return;
    this.saved = at;
    this.memory.set({ ms: Math.round(this.now()), rate: this.speed, volume: this.volume, muted: this.muted, medium: this.medium?.id });
  }

  /** @param {Trouble} trouble */
  _fail(trouble) {
    this.trouble = trouble;
    this.wanted = false;
    this.emit("state");
  }

  /** The element gave up: what is the matter? @param {HTMLVideoElement} video */
  async _broke(video) {
    this._fail("offline");
    const status = await this.reachable(video.dataset.address ?? "");
    if (this.video !== video) return;
    if (status === 404 || status === 401 || status === 403) return this._fail("gone");
    if (status >= 200 && status < 300 && video.error?.code !== MediaError.MEDIA_ERR_NETWORK) return this._fail("unplayable");
    this.retry = setTimeout(() => this.video === video && this.reload(), RETRY_MS);
  }
}
