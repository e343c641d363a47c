// @ts-check
// What a code of a codebook is called now, by the same rule as reflect/codebook/book.py: itself, else what the longest older code that it is
// or is under was renamed to.

/** @typedef {import("./types.js").Theme} Theme */

/** Whether a code is `name` or under it. @param {string} code @param {string} name */
const under = (code, name) => code === name || code.startsWith(name + ".");

/** What a code is called in this codebook: itself, or what it was renamed to; null when nothing here stands for it. @param {Theme[]} themes @param {string} code */
export function currentOf(themes, code) {
  const all = themes.flatMap((theme) => [theme, ...theme.codes]);
  if (all.some((one) => one.code === code)) return code;
  const olds = all.flatMap((one) => one.older.filter((old) => under(code, old)).map((old) => ({ old, now: one.code })));
  return olds.sort((a, b) => b.old.length - a.old.length)[0]?.now ?? null;
}

/** The theme that a code belongs to, also a code of an older version. @param {Theme[]} themes @param {string} code */
export function themeOf(themes, code) {
  const theme = themes.find((one) => under(code, one.code));
  if (!code || theme?.code === code || theme?.codes.some((one) => one.code === code)) return theme;
  const now = currentOf(themes, code);
  return now === null ? theme : themes.find((one) => under(now, one.code));
}
