// @ts-check
// What the page of a teaching set is made of: the data in it and its words.

/**
 * @typedef {{id: string, number: number, film: string, still: string, ms: number, start: number, lines: [number, number, string, string][],
 *   theme: string, colour: string, question: string, answer: string, said: string[]}} SetClip
 * @typedef {{id: string, language: string, title: string, goal: string, audience: string, recipient: string, expires: string, expires_text: string,
 *   ask_theme: boolean, themes: {code: string, title: string, colour: string}[], clips: SetClip[], texts: Record<string, string>}} TeachingPack
 */

/** @type {TeachingPack} */
const SET = packed();

const say = worded(SET.texts);

/** Whether the last day is over, by the clock of this computer. */
function expired() {
  return Date.now() > new Date(`${SET.expires}T23:59:59.999`).getTime();
}

/** @param {SetClip} clip */
function called(clip) {
  return clip.theme || say("clip", { n: clip.number });
}
