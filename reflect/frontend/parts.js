// @ts-check

/**
 * Puts the parts of the screen in their places.
 * @param {import("./types.js").Context} ctx @param {import("./layout.js").Layout} layout @param {import("./saved.js").Saved} saved
 * @returns {{destroy: () => void}[]}
 */
export function mountParts(ctx, layout, saved) {
  layout.slots.film.append(ctx.film.stage);
  saved.retry();
  return [];
}
