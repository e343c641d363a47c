// @ts-check
import { ApiError } from "./api.js";
import { Film } from "./film.js";
import { kept } from "./casebase.js";
import { Stage } from "./stage.js";
import { Voice } from "./voice.js";
import { Waveform } from "./waveform.js";

/**
 * @typedef {import("./casebase.js").CaseBase} CaseBase
 * @typedef {import("./casebase.js").Footage} Footage
 */

const COPY_MS = 2_000;

/** The film of one recording with all its cameras, as the player shows it. */
class Reel {
  /** @param {CaseBase} base @param {string} rid @param {Footage} footage @param {() => void} toggle what a click on the film does */
  constructor(base, rid, footage, toggle) {
    this.base = base;
    this.rid = rid;
    this.footage = footage;
    const slot = kept(sessionStorage, `reflect.${rid}.show`);
    /** Where the film is belongs to the clip; how loud and which camera to the person. @type {import("./types.js").Slot} */
    const memory = { get: () => ({ ...slot.get(), ms: 0, rate: 1 }), set: ({ volume, muted, medium }) => slot.set({ volume, muted, medium }) };
    const doc = /** @type {any} */ ({ recording: { durationMs: footage.durationMs, filmErased: footage.filmErased, state: "ready" }, media: footage.media, peaks: footage.peaks });
    this.film = new Film(doc, { memory, reachable });
    this.film.toggle = toggle;
    const waveform = new Waveform();
    /** @type {(() => void)[]} */
    this.told = [];
    const on = (/** @type {string} */ _name, /** @type {() => void} */ tell) => {
      this.told.push(tell);
      return () => {};
    };
    /** The part of the player's context that the stage uses. */
    this.ctx = /** @type {any} */ ({ film: this.film, t: base.t.bind(base), doc, api: base.api, rid, lang: base.lang, on, say: () => {} });
    this.stage = new Stage(this.ctx, waveform);
    this.voice = new Voice(this.film);
    if (!footage.media.some((one) => one.hasPicture)) void waveform.load(this.ctx).catch(() => {}); // then there is no picture of the sound
    this.timer = setInterval(() => void this._copies(), COPY_MS);
    this.film.on("time", (ms) => this.stage.show(ms));
  }

  /** How far a viewing copy is that somebody asked for. */
  async _copies() {
    const { media } = this.footage;
    if (!media.some((one) => one.copy === "wanted" || one.copy === "making") || !this.film.stage.isConnected) return;
    try {
      const news = await this.base.api.get(`news/${this.rid}?since=0`);
      for (const now of news.media) Object.assign(media.find((one) => one.id === now.id) ?? {}, { copy: now.copy, copyProgress: now.copyProgress });
      if (this.film.trouble && this.film.medium?.copy === "ready") this.film.setMedia(media);
      for (const tell of this.told) tell();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
    }
  }

  close() {
    clearInterval(this.timer);
    this.stage.destroy();
    this.voice.destroy();
    this.film.destroy();
    this.film.stage.remove();
  }
}

/** @param {string} url */
async function reachable(url) {
  try {
    return (await fetch(url, { headers: { range: "bytes=0-0" }, credentials: "same-origin" })).status;
  } catch {
    return 0;
  }
}

/** The films of a case, each opened when it is first wanted. One is on the screen at a time. */
export class Films {
  /** @param {CaseBase} base @param {HTMLElement} place @param {() => void} toggle */
  constructor(base, place, toggle) {
    this.base = base;
    this.place = place;
    this.toggle = toggle;
    /** @type {Record<string, Footage>} */
    this.footage = {};
    /** @type {Map<string, Reel>} */
    this.reels = new Map();
    /** @type {Film | null} */
    this.film = null;
  }

  /** The film of the recording, not on the screen yet; null when there is none. @param {string} rid */
  ready(rid) {
    const footage = this.footage[rid];
    if (!footage) return null;
    const reel = this.reels.get(rid) ?? new Reel(this.base, rid, footage, this.toggle);
    this.reels.set(rid, reel);
    return reel.film;
  }

  /** Put the film of this recording on the screen. @param {string} rid */
  show(rid) {
    const next = this.ready(rid);
    if (this.film !== next) this.hide();
    this.film = next;
    if (next && next.stage.parentElement !== this.place) this.place.replaceChildren(next.stage);
    return next;
  }

  hide() {
    if (this.film?.playing) this.film.pause();
    this.film?.loop(null);
    this.film = null;
    this.place.replaceChildren();
  }

  close() {
    for (const reel of this.reels.values()) reel.close();
    this.reels.clear();
  }
}

/** The film that a clip shows. @param {import("./records.js").Thing} clip @param {number} durationMs @returns {import("./types.js").Span} */
export function shown(clip, durationMs) {
  const [from, to] = clip.span;
  const start = Math.max(0, from - (clip.before_ms ?? 0));
  const end = to + (clip.after_ms ?? 0);
  return { start, end: Math.max(start + 1, durationMs ? Math.min(end, durationMs) : end) };
}

/** Nothing of the fragment lies in the film. @param {import("./records.js").Thing} clip @param {number} durationMs */
export const beyond = (clip, durationMs) => durationMs > 0 && clip.span[0] >= durationMs - 40;
