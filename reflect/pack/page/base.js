// @ts-check
// What the page of a session is made of: the data in it, its words, signs on buttons, and what this browser keeps.

/**
 * @typedef {{id: string, number: number, theme: string, colour: string, where: string, day: string, question: string, tip: string, said: string[],
 *   gap: string, film: string, still: string, ms: number, lines: [number, number, string, string, string][]}} Clip
 * @typedef {{id: string, language: string, title: string, day: string, cards: boolean, tips: boolean, clips: Clip[],
 *   closing: {about: string, answer: string, text: string}[], points: string[], earlier: string[], texts: Record<string, string>}} Pack
 */

/** @type {Pack} */
const PACK = packed();
const LEADING = ["genuine", "goal", "fit"];

const t = worded(PACK.texts);

/** Signs on buttons, drawn in a box of 16 by 16: no font is sure to have them. @type {Record<string, string>} */
const SIGNS = {
  play: "M4.5 2.8v10.4L13 8z",
  previous: "M10.5 3.5 5 8l5.5 4.5zM3.2 3.5h1.3v9H3.2z",
  next: "M5.5 3.5 11 8l-5.5 4.5zM11.5 3.5h1.3v9h-1.3z",
  replay: "M8 3V1L4.5 4 8 7V5a3.8 3.8 0 1 1-3.8 3.8H2.2A5.8 5.8 0 1 0 8 3z",
  back: "M8 4 3.5 8 8 12zM13 4 8.5 8l4.5 4z",
  slow: "M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2m0 1.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9M7.3 5h1.4v3.3l2 1.4-.8 1.1-2.6-1.9z",
  loop: "M4.5 4h6.2a2.8 2.8 0 0 1 2.8 2.8V8H12V6.8c0-.7-.6-1.3-1.3-1.3H4.5v1.8L1.8 4.8l2.7-2.6zM11.5 12H5.3a2.8 2.8 0 0 1-2.8-2.8V8H4v1.2c0 .7.6 1.3 1.3 1.3h6.2V8.7l2.7 2.5-2.7 2.6z",
  subtitles: "M1.5 3h13v10h-13zM3 4.5v7h10v-7zM4 8.8h4v1.4H4zm5 0h3v1.4H9z",
  mute: "M2.5 6H5l3-2.8v9.6L5 10H2.5zM9.8 5.3l.9-.9a5 5 0 0 1 0 7.2l-.9-.9a3.8 3.8 0 0 0 0-5.4",
  words: "M2.5 3h11v7.5h-6l-3 2.5v-2.5h-2z",
  tip: "M8 1.5a4.5 4.5 0 0 1 2.5 8.2V11.5h-5V9.7A4.5 4.5 0 0 1 8 1.5M5.8 12.5h4.4v1.8H5.8z",
  notes: "M11.3 2.2l2.5 2.5L6 12.5l-3.3.8.8-3.3z",
  points: "M6.3 12.3 2.5 8.5l1.2-1.2 2.6 2.6 6-6 1.2 1.2z",
  overview: "M2 2.5h5.2v4.7H2zM8.8 2.5H14v4.7H8.8zM2 8.8h5.2v4.7H2zM8.8 8.8H14v4.7H8.8z",
  full: "M2.5 2.5h4V4H4v2.5H2.5zM9.5 2.5h4v4H12V4H9.5zM2.5 9.5H4V12h2.5v1.5h-4zM12 9.5h1.5v4h-4V12H12z",
  help: "M8 1.8a6.2 6.2 0 1 1 0 12.4A6.2 6.2 0 0 1 8 1.8M7.2 11v1.5h1.5V11zM5.5 6.3H7c0-.7.4-1.1 1-1.1s1 .4 1 .9c0 1.1-1.8 1.1-1.8 3.1h1.5c0-1.4 1.9-1.6 1.9-3.2 0-1.3-1.1-2.2-2.6-2.2S5.5 4.8 5.5 6.3",
  close: "M3.8 2.8 8 7l4.2-4.2 1 1L9 8l4.2 4.2-1 1L8 9l-4.2 4.2-1-1L7 8 2.8 3.8z",
  warn: "M8 1.8 15 14H1zM7.3 6v4.2h1.4V6zm0 5.2v1.5h1.4v-1.5z",
};

/** @param {string} name */
function sign(name) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  const path = document.createElementNS(space, "path");
  for (const [key, value] of Object.entries({ viewBox: "0 0 16 16", class: "icon", "aria-hidden": "true" })) svg.setAttribute(key, value);
  for (const [key, value] of Object.entries({ d: SIGNS[name] ?? "", "fill-rule": "evenodd" })) path.setAttribute(key, value);
  svg.append(path);
  return svg;
}

/** @param {number} ms */
function clock(ms) {
  const s = Math.floor(ms / 1000);
  const two = (/** @type {number} */ n) => String(n).padStart(2, "0");
  return s >= 3600 ? `${Math.floor(s / 3600)}:${two(Math.floor(s / 60) % 60)}:${two(s % 60)}` : `${Math.floor(s / 60)}:${two(s % 60)}`;
}

/** @param {string} iso a day, or nothing */
function day(iso) {
  return iso ? new Date(`${iso}T12:00:00`).toLocaleDateString(PACK.language, { day: "numeric", month: "long", year: "numeric" }) : "";
}

/** A clip in words: "2 · Weerstand", or "Fragment 2". @param {Clip} clip */
function called(clip) {
  return clip.theme || t("clip", { n: clip.number });
}

/** What this browser keeps of this pack. Some browsers keep nothing for a page from a disk. */
const memory = {
  /** What could not be kept is here as long as the page is open. @type {Map<string, string>} */
  held: new Map(),
  works: true,
  /** @param {string} key */
  key: (key) => `reflect.pack.${PACK.id}.${key}`,
  /** @param {string} key @returns {string} */
  get(key) {
    try {
      return localStorage.getItem(this.key(key)) ?? this.held.get(key) ?? "";
    } catch {
      this.works = false;
      return this.held.get(key) ?? "";
    }
  },
  /** @param {string} key @param {string} value */
  set(key, value) {
    try {
      if (value) localStorage.setItem(this.key(key), value);
      else localStorage.removeItem(this.key(key));
      this.held.delete(key);
    } catch {
      this.works = false;
      this.held.set(key, value);
    }
  },
};
