// @ts-check
// What the page is made of: the data in it, its words, and small helpers. Text from people only ever becomes a text node.

/**
 * @typedef {{id: string, number: number, theme: string, colour: string, where: string, day: string, question: string, tip: string, said: string[],
 *   gap: string, film: string, still: string, ms: number, lines: [number, number, string, string, string][]}} Clip
 * @typedef {{id: string, language: string, title: string, day: string, cards: boolean, tips: boolean, clips: Clip[],
 *   closing: {about: string, answer: string, text: string}[], points: string[], earlier: string[], texts: Record<string, string>}} Pack
 */

/** @type {Pack} */
const PACK = JSON.parse(document.getElementById("pack")?.textContent ?? "{}");
const LEADING = ["genuine", "goal", "fit"];

/** @param {string} key @param {Record<string, string | number>} [values] */
function t(key, values = {}) {
  return (PACK.texts[key] ?? key).replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
}

/**
 * Makes an element. `props`: text, on… (listeners); other names are attributes; true sets an empty one, false, null and undefined none.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag @param {Record<string, any>} [props] @param {...(Node | string | null | undefined | false)} children
 * @returns {HTMLElementTagNameMap[K]}
 */
function el(tag, props = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (name === "text") made.textContent = String(value);
    else if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value != null) made.setAttribute(name, String(value));
  }
  for (const child of children) if (child) made.append(child);
  return made;
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
