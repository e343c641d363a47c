// @ts-check
import { Api } from "./api.js";
import { Outbox, windowId } from "./outbox.js";
import { Saved } from "./saved.js";
import { Records } from "./records.js";

/**
 * The client's released words, a fragment to choose, a film, a line that is spoken: the shapes of serving/showing.py.
 * @typedef {{id: string, about: string, text: string, answer: "" | "yes" | "partly" | "no", [more: string]: any}} Said
 * @typedef {{id: string, recording_id: string, recording_title: string, date: string, span: [number, number], code: string, codebook: string,
 *   coder: string, perspective: string, note: string, question: string, questions: string[], tips: string[], title: string, theme: string,
 *   colour: string, words: string, said: Said[], case?: string}} Choice
 * @typedef {{title: string, date: string, durationMs: number, filmErased?: string | null, media: import("./types.js").Medium[], peaks: {url: string, perSecond: number} | null}} Footage
 * @typedef {{who: string, role: string, colour: string, span: [number, number], text: string}} Line
 * @typedef {import("./records.js").Thing} Thing
 * @typedef {{cid: string, sid: string, lang: string, texts: Record<string, string>, cases: {id: string, code: string, n: number}[]}} Data
 * @typedef {{data: Data, parentElement: ShadowRoot | HTMLElement, setTriggerValue(name: string, value: any): void}} Component
 */

/** A named place that survives a reload (`session`), or a closed browser (`local`). @param {Storage} storage @param {string} key @returns {import("./types.js").Slot} */
export function kept(storage, key) {
  return {
    get: () => {
      try {
        return JSON.parse(storage.getItem(key) ?? "null");
      } catch {
        return null; // written by another version
      }
    },
    set: (value) => (value === null ? storage.removeItem(key) : storage.setItem(key, JSON.stringify(value))),
  };
}

const LOOK_MS = 5_000;
const AGAIN_MS = 1_500;

/**
 * Open another page of the app. The page is asked for it; a question can get lost while it is busy, so then the address is opened.
 * @param {{root: HTMLElement, trigger: (name: string, value: any) => void}} from @param {string} page its address @param {Record<string, string>} query
 */
export function goTo({ root, trigger }, page, query) {
  trigger("go", { page, ...query });
  const url = new URL(page, document.baseURI);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  setTimeout(() => root.isConnected && location.assign(url.href), AGAIN_MS);
}

/** What pages share on which clips are put in order: texts, requests, everything written, and what other windows wrote. */
export class CaseBase {
  /**
   * @param {{lang: string, texts: Record<string, string>}} data
   * @param {{name: string, owner: string, write: string, words?: string[]}} how whose things they are and where they are written; `words`: fields with what people wrote
   */
  constructor(data, { name, owner, write, words }) {
    this.lang = data.lang;
    this.texts = data.texts;
    this.api = new Api();
    /** @type {Outbox<import("./records.js").Op>} */
    this.outbox = new Outbox(name, write, { api: this.api, rid: owner, window: windowId() });
    this.things = new Records(this.outbox, { history: kept(sessionStorage, `reflect.${owner}.history`), words });
    this.saved = new Saved(/** @type {any} */ (null), [this.outbox]);
    this.abort = new AbortController();
    this.channel = new BroadcastChannel(`reflect.${owner}`);
    this.things.on("stored", () => this.channel.postMessage("stored"));
    /** @type {() => Promise<void>} */
    this.look = async () => {};
    this.looking = false;
    const look = () => void this._look();
    this.channel.onmessage = look;
    document.addEventListener("visibilitychange", look, { signal: this.abort.signal });
    this.timer = setInterval(look, LOOK_MS);
  }

  /** @param {string} key @param {Record<string, string | number>} [vars] */
  t(key, vars = {}) {
    return (this.texts[key] ?? key).replace(/\{(\w+)\}/g, (whole, name) => (name in vars ? String(vars[name]) : whole));
  }

  /** Why something was not kept, in words. @param {string} why */
  why(why) {
    const key = `session.why.${why}`;
    return this.t(key in this.texts ? key : "session.why.other");
  }

  /** A document of the case, as it is after all that was answered. @param {string} path @returns {Promise<any>} */
  async fetch(path) {
    for (let tries = 0; ; tries += 1) {
      const { answers } = this.things;
      const found = await this.api.get(`${path}${path.includes("?") ? "&" : "?"}lang=${this.lang}`, { signal: this.abort.signal });
      if (answers === this.things.answers || tries > 4) return found;
    }
  }

  async _look() {
    if (this.looking || document.hidden || this.abort.signal.aborted) return;
    this.looking = true;
    try {
      await this.look();
    } catch {
      // nobody answers: what waits says so, and it is tried again
    } finally {
      this.looking = false;
    }
  }

  /** A day as people say it. @param {string | null} day "2026-11-22" */
  day(day) {
    if (!day) return "";
    return new Date(`${day.slice(0, 10)}T12:00`).toLocaleDateString(this.lang, { day: "numeric", month: "long", year: "numeric" });
  }

  close() {
    clearInterval(this.timer);
    this.abort.abort();
    this.channel.close();
    this.saved.close();
    this.outbox.close();
  }
}

/** The pages of a session write under its case. @param {Data} data */
export const sessionBase = (data) => new CaseBase(data, { name: "session", owner: data.cid, write: `case/${data.cid}` });
