// @ts-check
// Operations on things that people made: what one changes, and the ids that two windows give alike.

/** @typedef {Record<string, any>} Fields */

const OWN = ["op", "what", "do", "id", "base"];

/** As the server keeps it: text without space around it, nothing as null. @param {any} value */
const plain = (value) => (typeof value === "string" ? value.trim() || null : Array.isArray(value) && !value.length ? null : (value ?? null));

/** @param {unknown} a @param {unknown} b */
export const same = (a, b) => JSON.stringify(plain(a)) === JSON.stringify(plain(b));

/** @param {Fields} from @param {(name: string) => boolean} which @returns {Fields} */
export const some = (from, which) => Object.fromEntries(Object.entries(from).filter(([name]) => which(name)));

/** What an operation changes. @param {Fields} op @returns {Fields} */
export const fieldsOf = (op) => some(op, (name) => !OWN.includes(name) && !name.startsWith("_"));

/** How a field is said to hold nothing. @param {unknown} like a value that it may have */
const nothing = (like) => (typeof like === "boolean" ? false : Array.isArray(like) ? [] : "");

/** What was in the fields of `now`. @param {Fields} was @param {Fields} now @returns {Fields} */
export const before = (was, now) => Object.fromEntries(Object.entries(now).map(([name, value]) => [name, was[name] ?? nothing(value)]));

/** The step that takes this one back. @param {import("./records.js").Step} step @param {Fields} was how the thing is now @returns {import("./records.js").Step} */
export function inverse({ what, do: does, id, fields = {} }, was) {
  if (does === "add" || does === "restore") return { what, do: "delete", id };
  if (does === "delete") return { what, do: "restore", id };
  return { what, do: "update", id, fields: before(was, fields) };
}

/** What of this operation is not so on the server. @param {import("./records.js").Op} op @param {Fields} now @returns {Fields} */
const open = (op, now) => some(fieldsOf(op), (name) => name in now && !same(now[name], op[name]));

/** Whether what was wanted is so. @param {import("./records.js").Op} op @param {Fields | null} now what the server has */
export function done(op, now) {
  if (!now) return false;
  if (op.do === "delete" || op.do === "restore") return now.deleted === (op.do === "delete");
  return !now.deleted && !Object.keys(open(op, now)).length;
}

/**
 * Another window was first. What is left to change when both changes can stand; null when somebody has to choose.
 * @param {import("./records.js").Op} op @param {Fields | null} now what the server has @param {(name: string) => boolean} ours fields of which the last change counts
 * @returns {Fields | null}
 */
export function left(op, now, ours) {
  if (done(op, now)) return {};
  if (!now || now.deleted || op.do === "delete" || op.do === "restore") return null;
  const mine = open(op, now);
  return Object.keys(mine).every((name) => ours(name) || same(now[name], op._was?.[name])) ? mine : null;
}

/** Both texts, each once. @param {unknown} theirs @param {unknown} mine */
export function together(theirs, mine) {
  const [a, b] = [String(theirs ?? "").trim(), String(mine ?? "").trim()];
  return !a || b.includes(a) ? b : a.includes(b) ? a : `${a}\n${b}`;
}

/** The id that everybody gives to the one thing that belongs to both: two windows that make it mean the same. @param {string} a @param {string} b UUIDs */
export function idOf(a, b) {
  return a.replace(/[0-9a-f]/g, (digit, at) => (parseInt(digit, 16) ^ parseInt(b[at], 16)).toString(16));
}

/** What is not a UUID, as one. @param {string} name at most 16 letters */
export function uuidOf(name) {
  const hex = [...name].map((letter) => letter.charCodeAt(0).toString(16).padStart(2, "0").slice(-2)).join("").padEnd(32, "0").slice(0, 32);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
