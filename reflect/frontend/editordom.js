// @ts-check
/** What the editor and the clip list share: buttons, a few more icons, and the selection inside a shadow root. */
import { el, icon } from "./dom.js";

/** Icons that dom.js does not have, in lines, on the same grid of 16. @type {Record<string, string>} */
const LINES = {
  search: "M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9zM10.3 10.3 13.5 13.5",
  people: "M6 7.8a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5zM1.6 13.3c.4-2.3 2.1-3.5 4.4-3.5s4 1.2 4.4 3.5M10.7 3.2a2.3 2.3 0 0 1 0 4.3M12 9.9c1.4.5 2.2 1.7 2.5 3.4",
  next: "M3.5 6 8 10.5 12.5 6",
  previous: "M3.5 10 8 5.5l4.5 4.5",
  up: "M8 13V3.5M4 7l4-4 4 4",
  down: "M8 3v9.5M4 9l4 4 4-4",
  skipNext: "M4 3.5v9L10 8zM12.5 3.5v9",
  skipPrevious: "M12 3.5v9L6 8zM3.5 3.5v9",
  grip: "M6 4h.01M10 4h.01M6 8h.01M10 8h.01M6 12h.01M10 12h.01",
  download: "M8 2.5v7M4.8 6.5 8 9.7l3.2-3.2M3 13h10",
  history: "M3 8a5 5 0 1 0 1.6-3.7L3 5.8M3 2.8v3h3M8 5.2V8l2 1.3",
  split: "M8 2v12M5.5 6 3.5 8l2 2M10.5 6l2 2-2 2M3.5 8h2M10.5 8h2",
  merge: "M8 2v12M2 8h3.5M3.8 6l2 2-2 2M14 8h-3.5M12.2 6l-2 2 2 2",
};

/** @param {string} name */
export function sign(name) {
  const svg = icon(name);
  if (name in LINES) {
    svg.firstElementChild?.setAttribute("d", LINES[name]);
    svg.classList.add("rf-e-lines");
  }
  return svg;
}

/**
 * A button with an icon, words or both; `label` is what it is called when it has no words.
 * @param {{icon?:string, text?:string, label?:string, title?:string, class?:string, run:(event:MouseEvent)=>void, props?:Record<string, any>}} of
 */
export function button(of) {
  const node = el("button", {
    type: "button", class: `rf-e-button ${of.class ?? ""}`, title: of.title ?? of.label ?? null,
    "aria-label": of.text ? null : of.label ?? of.title, onclick: of.run, ...of.props,
  });
  if (of.icon) node.append(sign(of.icon));
  if (of.text) node.append(el("span", { text: of.text }));
  return node;
}

/** A text area as high as its text. Browsers that can do that themselves need not measure. @param {HTMLTextAreaElement} area */
export function grow(area) {
  if (CSS.supports("field-sizing", "content")) return;
  area.style.height = "0";
  area.style.height = `${area.scrollHeight + 2}px`;
}

/** Words for the reason why something was not stored. @param {import("./types.js").Context} ctx @param {string|undefined} why a key, see reflect/correcting/answers.py @param {string} usual text key */
export function reason(ctx, why, usual) {
  for (const key of why ? [`editor.why.${why}`, `player.why.${why}`] : []) {
    const words = ctx.t(key);
    if (words !== key) return words;
  }
  return ctx.t(usual);
}

/** A key of a scope that comes and goes, bound in the mode's scope for the list of keys alone. @param {import("./types.js").Binding} binding */
export const told = (binding) => ({ ...binding, run: () => false, inPart: true });

/**
 * The selected stretch, also when it lies in a shadow root (each browser tells it in its own way).
 * @param {Node} inside
 * @returns {{startContainer:Node, startOffset:number, endContainer:Node, endOffset:number}|null}
 */
export function selected(inside) {
  const root = /** @type {any} */ (inside.getRootNode());
  const selection = /** @type {any} */ (root.getSelection ? root.getSelection() : document.getSelection());
  if (!selection) return null;
  if (root !== document && selection.getComposedRanges) {
    const range = selection.getComposedRanges({ shadowRoots: [root] })[0];
    if (range && range.startContainer.getRootNode() === root) return range;
  }
  return selection.rangeCount ? selection.getRangeAt(0) : null;
}

/**
 * Which character was pointed at. @param {Node} inside @param {number} x @param {number} y
 * @returns {{node:Node, offset:number}|null}
 */
export function pointed(inside, x, y) {
  const root = inside.getRootNode();
  const doc = /** @type {any} */ (document);
  if (doc.caretPositionFromPoint) {
    const at = doc.caretPositionFromPoint(x, y, root instanceof ShadowRoot ? { shadowRoots: [root] } : undefined);
    if (at) return { node: at.offsetNode, offset: at.offset };
  }
  const range = doc.caretRangeFromPoint?.(x, y);
  return range ? { node: range.startContainer, offset: range.startOffset } : null;
}

/**
 * When a style sheet that was asked for is there (or cannot come). A long list that is laid out without it costs seconds.
 * @param {Node} near @param {string} name @returns {Promise<void>}
 */
export function styled(near, name) {
  const root = /** @type {Document|ShadowRoot} */ (near.getRootNode());
  const link = [...root.querySelectorAll("link")].find((one) => one.href.split("?")[0].endsWith(`/${name}`));
  if (!link || link.sheet) return Promise.resolve();
  return new Promise((done) => { for (const event of ["load", "error"]) link.addEventListener(event, () => done(), { once: true }); });
}
