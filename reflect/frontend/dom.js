// @ts-check
// Small helpers for building the screen. Text from people only ever becomes a text node.

const AFTER_PAINT_MS = 80;

/**
 * Makes an element. `props`: class, text, dataset, aria…, on… (listeners), other names are attributes;
 * true sets an empty attribute, false, null and undefined set none.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Record<string, any>} [props]
 * @param {...(Node | string | null | undefined | false)} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function el(tag, props = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (name === "text") made.textContent = String(value);
    else if (name === "dataset") Object.assign(made.dataset, value);
    else if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value != null) made.setAttribute(name, String(value));
  }
  for (const child of children) if (child) made.append(child);
  return made;
}

/** Paths of the icons, drawn in a box of 16 by 16. @type {Record<string, string>} */
const ICONS = {
  play: "M4.5 2.8v10.4L13 8z",
  pause: "M4 3h3v10H4zM9 3h3v10H9z",
  back: "M8 4 3.5 8 8 12zM13 4 8.5 8l4.5 4z",
  forward: "M8 4l4.5 4L8 12zM3 4l4.5 4L3 12z",
  frameBack: "M10.5 3.5 5 8l5.5 4.5zM3.2 3.5h1.3v9H3.2z",
  frameForward: "M5.5 3.5 11 8l-5.5 4.5zM11.5 3.5h1.3v9h-1.3z",
  undo: "M6.5 3 2.5 6.5l4 3.5V7.6h3a2.3 2.3 0 0 1 0 4.6H6v1.5h3.5a3.8 3.8 0 0 0 0-7.6h-3z",
  redo: "M9.5 3l4 3.5-4 3.5V7.6h-3a2.3 2.3 0 0 0 0 4.6H10v1.5H6.5a3.8 3.8 0 0 1 0-7.6h3z",
  bin: "M6.2 2h3.6l.6 1.2H13v1.3H3V3.200h2.600zM4 5.500h8l-.6 8.500H4.600z",
  pen: "M11.3 2.200 13.800 4.700 6 12.500l-3.300.8.800-3.300z",
  loop: "M4.500 4h6.200a2.800 2.800 0 0 1 2.800 2.800V8h-1.500V6.800c0-.7-.6-1.300-1.300-1.300H4.500v1.800L1.800 4.800 4.500 2.200zM11.500 12H5.300a2.800 2.800 0 0 1-2.800-2.800V8H4v1.200c0 .7.600 1.300 1.300 1.300h6.200V8.700l2.700 2.500-2.700 2.600z",
  check: "M6.300 12.300 2.500 8.500l1.200-1.200 2.600 2.600 6-6 1.200 1.200z",
  clock: "M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2m0 1.500a4.500 4.500 0 1 0 0 9 4.500 4.500 0 0 0 0-9M7.300 5h1.400v3.300l2 1.400-.8 1.100-2.600-1.900z",
  warn: "M8 1.800 15 14H1zM7.300 6v4.200h1.400V6zm0 5.200v1.500h1.400v-1.500z",
  close: "M3.800 2.800 8 7l4.200-4.200 1 1L9 8l4.200 4.200-1 1L8 9l-4.200 4.200-1-1L7 8 2.800 3.800z",
  note: "M3 2.500h10v7.800L9.800 13.500H3zM4.500 5v1.200h7V5zm0 2.800V9H9V7.800z",
  question: "M8 1.800a6.200 6.200 0 1 1 0 12.400A6.200 6.200 0 0 1 8 1.800M7.200 11v1.500h1.500V11zM5.500 6.300H7c0-.7.400-1.100 1-1.100s1 .4 1 .9c0 1.100-1.800 1.100-1.800 3.100h1.500c0-1.400 1.900-1.600 1.900-3.200 0-1.300-1.100-2.200-2.600-2.200S5.500 4.800 5.500 6.300",
  eye: "M8 3.500c3.300 0 5.700 2.400 6.800 4.500-1.100 2.100-3.500 4.500-6.800 4.500S2.300 10.100 1.200 8C2.300 5.900 4.700 3.500 8 3.500m0 2a2.500 2.500 0 1 0 0 5 2.500 2.500 0 0 0 0-5",
  blind: "M8 3.500c3.300 0 5.700 2.400 6.800 4.500-1.100 2.100-3.500 4.500-6.800 4.500S2.300 10.100 1.200 8C2.300 5.900 4.700 3.500 8 3.500m0 2a2.500 2.500 0 1 0 0 5 2.500 2.500 0 0 0 0-5M2.200 13.100 13.100 2.200l.9.9L3.100 14z",
  plus: "M7.200 3h1.600v4.200H13v1.600H8.800V13H7.200V8.800H3V7.200h4.200z",
  minus: "M3 7.200h10v1.600H3z",
  fit: "M2 4h1.500v8H2zM12.500 4H14v8h-1.500zM6.500 5v2.300h3V5l3 3-3 3V8.700h-3V11l-3-3z",
  magnet: "M3 2.500h3.200v5.200a1.800 1.800 0 0 0 3.600 0V2.500H13v5.200a5 5 0 0 1-10 0zM4.300 3.700v1.500H5V3.700zm6.700 0v1.500h.7V3.700z",
  camera: "M2 4.500h8.500v7H2zM11.300 7.200 14 5.200v5.600l-2.700-2z",
  volume: "M2.500 6H5l3-2.800v9.600L5 10H2.500zM9.800 5.300l.9-.9a5 5 0 0 1 0 7.200l-.9-.9a3.800 3.800 0 0 0 0-5.400",
  muted: "M2.500 6H5l3-2.800v9.600L5 10H2.500zM9.700 6.300l.8-.8 1.500 1.600 1.600-1.600.8.800L12.800 8l1.600 1.600-.8.800L12 8.800l-1.500 1.600-.8-.8L11.200 8z",
  full: "M2.500 2.500h4V4H4v2.500H2.500zM9.500 2.500h4v4H12V4H9.500zM2.500 9.500H4V12h2.500v1.500h-4zM12 9.500h1.500v4h-4V12H12z",
  book: "M2 3h4.200c.8 0 1.400.3 1.800.8.4-.5 1-.8 1.800-.8H14v9.500H9.800c-.8 0-1.400.2-1.800.8-.4-.6-1-.8-1.800-.8H2zM3.400 4.400v6.700h2.800c.4 0 .8.1 1.100.2V5.200c0-.5-.4-.8-1-.8zm9.200 0H9.700c-.6 0-1 .3-1 .8v6.100c.3-.1.7-.2 1.100-.2h2.800z",
  turn: "M2.500 3h11v7.500H7.500L4.500 13v-2.500h-2z",
};

/** @param {string} name @returns {SVGSVGElement} */
export function icon(name) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(space, "path");
  path.setAttribute("d", ICONS[name] ?? "");
  path.setAttribute("fill-rule", "evenodd");
  svg.append(path);
  return svg;
}

/**
 * 3_723_400 → "1:02:03" (digits 0) or "1:02:03.4" (digits 1) …
 * @param {number} ms @param {number} [digits]
 */
export function clock(ms, digits = 0) {
  const unit = 10 ** (3 - digits);
  const whole = Math.floor(Math.max(0, ms) / unit) * unit;
  const seconds = Math.floor(whole / 1000) % 60;
  const minutes = Math.floor(whole / 60_000) % 60;
  const hours = Math.floor(whole / 3_600_000);
  const fraction = digits ? "." + String(whole % 1000).padStart(3, "0").slice(0, digits) : "";
  const tail = String(seconds).padStart(2, "0") + fraction;
  return hours ? `${hours}:${String(minutes).padStart(2, "0")}:${tail}` : `${minutes}:${tail}`;
}

/** @param {number} value @param {number} low @param {number} high */
export const clamp = (value, low, high) => Math.min(Math.max(value, low), high);

/** Work that need not be done before the coming frame is on the screen: asked for many times, done once. */
export class AfterPaint {
  /** @param {() => void} work */
  constructor(work) {
    this.work = work;
    this.frame = 0;
    /** @type {(() => void) | null} */
    this.idle = null;
  }

  soon() {
    if (this.frame || this.idle) return;
    this.frame = requestAnimationFrame(() => {
      this.frame = 0;
      this.idle = whenIdle(() => this.now(), AFTER_PAINT_MS);
    });
  }

  now() {
    this.cancel();
    this.work();
  }

  cancel() {
    cancelAnimationFrame(this.frame);
    this.idle?.();
    this.frame = 0;
    this.idle = null;
  }
}

/**
 * Runs `work` when there is time, at the latest after `withinMs`. Not every browser tells when that is.
 * @param {(left: () => number) => void} work gets how many milliseconds are left @param {number} withinMs
 * @returns {() => void} takes it back
 */
export function whenIdle(work, withinMs) {
  if (typeof requestIdleCallback === "function") {
    const id = requestIdleCallback((time) => work(() => (time.didTimeout ? Infinity : time.timeRemaining())), { timeout: withinMs });
    return () => cancelIdleCallback(id);
  }
  const id = setTimeout(() => {
    const end = performance.now() + 8;
    work(() => end - performance.now());
  }, 50);
  return () => clearTimeout(id);
}
