// @ts-check
// What the page is made of: the data in it, its words, and small helpers. Text from people only ever becomes a text node.

/**
 * @typedef {{id: string, number: number, film: string, still: string, ms: number, start: number, lines: [number, number, string, string][],
 *   theme: string, colour: string, question: string, answer: string, said: string[]}} SetClip
 * @typedef {{id: string, language: string, title: string, goal: string, audience: string, recipient: string, expires: string, expires_text: string,
 *   ask_theme: boolean, themes: {code: string, title: string, colour: string}[], clips: SetClip[], texts: Record<string, string>}} TeachingPack
 */

/** @type {TeachingPack} */
const SET = JSON.parse(document.getElementById("pack")?.textContent ?? "{}");

/** @param {string} key @param {Record<string, string | number>} [values] */
function say(key, values = {}) {
  return (SET.texts[key] ?? key).replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
}

/**
 * Makes an element. `props`: text, on… (listeners); other names are attributes; true sets an empty one, false, null and undefined none.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag @param {Record<string, any>} [props] @param {...(Node | string | null | undefined | false)} children
 * @returns {HTMLElementTagNameMap[K]}
 */
function make(tag, props = {}, ...children) {
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

/** Whether the last day is over, by the clock of this computer. */
function expired() {
  return Date.now() > new Date(`${SET.expires}T23:59:59.999`).getTime();
}

/** @param {SetClip} clip */
function called(clip) {
  return clip.theme || say("clip", { n: clip.number });
}
