// @ts-check
/** Words and characters of a turn: pure functions, without a screen. A word is [text, start_ms, end_ms, probability %, doubtful]. */

/** @typedef {import("./types.js").Turn} Turn */
/** @typedef {{row:number, from:number, to:number}} Hit characters from..to of the text of a turn */

/** The text of a turn as it is shown, and as `expect` of an edit. @param {Turn} turn */
export function textOf(turn) {
  return turn.w.map((word) => word[0]).join(" ");
}

/** As it is kept: one space between words. @param {string} text */
export function tidy(text) {
  return text.trim().split(/\s+/).join(" ");
}

/** Where each word starts in the text of the turn, and one more: the end plus one. @param {Turn} turn */
export function starts(turn) {
  const at = new Array(turn.w.length + 1);
  let offset = 0;
  turn.w.forEach((word, i) => { at[i] = offset; offset += word[0].length + 1; });
  at[turn.w.length] = offset;
  return /** @type {number[]} */ (at);
}

/** The word at a character; a space belongs to the word before it. @param {Turn} turn @param {number} offset */
export function wordAt(turn, offset) {
  const at = starts(turn);
  for (let i = turn.w.length - 1; i > 0; i -= 1) if (at[i] <= offset) return i;
  return 0;
}

/** How many words lie before a character of any text: the place of a split. @param {string} text @param {number} offset */
export function wordsBefore(text, offset) {
  const before = text.slice(0, offset);
  const whole = before.trim() ? before.trim().split(/\s+/).length : 0;
  const inside = offset > 0 && offset < text.length && /\S/.test(text[offset - 1]) && /\S/.test(text[offset]);
  return inside ? whole - 1 : whole;
}

/** The words of a stretch of characters, half open. @param {string} text @param {number} from @param {number} to */
export function wordRange(text, from, to) {
  const first = wordsBefore(text, from);
  const words = text.trim() ? text.trim().split(/\s+/).length : 0;
  let last = wordsBefore(text, to);
  if (to > 0 && to < text.length && /\S/.test(text[to - 1]) && /\S/.test(text[to])) last += 1;
  if (to >= text.length) last = words;
  return { from: first, to: Math.max(last, Math.min(first + 1, words)) };
}

/** The word that sounds at a moment, or the one before it. @param {Turn} turn @param {number} ms */
export function wordSounding(turn, ms) {
  let at = 0;
  for (let i = 0; i < turn.w.length && turn.w[i][1] <= ms; i += 1) at = i;
  return at;
}

/** @param {Turn} turn */
export const startOf = (turn) => (turn.w.length ? turn.w[0][1] : 0);
/** @param {Turn} turn */
export const endOf = (turn) => (turn.w.length ? turn.w[turn.w.length - 1][2] : 0);

/** Do two turns look the same on the screen? @param {Turn} a @param {Turn} b */
export function same(a, b) {
  if (a === b) return true;
  if (a.k !== b.k || a.s !== b.s || a.w.length !== b.w.length) return false;
  return a.w.every((word, i) => word.every((part, j) => part === b.w[i][j]));
}

/**
 * The one stretch in which two lists differ: rows at..at+removed become what stands in `next` at at..at+added.
 * @param {readonly Turn[]} before @param {readonly Turn[]} next
 */
export function difference(before, next) {
  const most = Math.min(before.length, next.length);
  let at = 0;
  while (at < most && same(before[at], next[at])) at += 1;
  let end = 0;
  while (end < most - at && same(before[before.length - 1 - end], next[next.length - 1 - end])) end += 1;
  return { at, removed: before.length - at - end, added: next.length - at - end };
}

const WORD = "\\p{L}\\p{N}_";

/** What to look for, as a pattern; null when there is nothing. @param {string} find @param {boolean} minding @param {boolean} whole */
export function pattern(find, minding, whole) {
  if (!find.trim()) return null;
  const plain = tidy(find).replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replace(/\s+/g, "\\s+");
  return new RegExp(whole ? `(?<![${WORD}])${plain}(?![${WORD}])` : plain, minding ? "gu" : "giu");
}

/** Every place in every turn. @param {readonly string[]} texts @param {RegExp|null} wanted @returns {Hit[]} */
export function hits(texts, wanted) {
  /** @type {Hit[]} */
  const found = [];
  if (!wanted) return found;
  texts.forEach((text, row) => {
    for (const match of text.matchAll(wanted)) found.push({ row, from: match.index, to: match.index + match[0].length });
  });
  return found;
}
