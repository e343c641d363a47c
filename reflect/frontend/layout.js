// @ts-check
import { clamp, el } from "./dom.js";

/**
 * @typedef {import("./types.js").Mode} Mode
 * @typedef {(key: string, vars?: Record<string, string | number>) => string} Say
 */

const SAY_MS = 6_000;
const LEAST_HEIGHT = 480;
const BELOW = 8;

/** The frame of the screen: where the parts go, which of them show in which mode, and short messages. */
export class Layout {
  /** @param {HTMLElement | ShadowRoot} parent @param {string} lang @param {Say} t */
  constructor(parent, lang, t) {
    this.t = t;
    /** @type {Mode} */
    this.mode = "tag";
    this.folder = new URL(".", import.meta.url).href;
    /** @type {Set<string>} */
    this.styles = new Set();
    this.slots = {
      head: el("header", { class: "head" }),
      film: el("section", { class: "film", "aria-label": t("player.region.film") }),
      transcript: el("section", { class: "pane transcript-pane", "aria-label": t("player.region.transcript") }),
      list: el("section", { class: "pane list-pane", "aria-label": t("player.region.fragments") }),
      tagbar: el("div", { class: "tagbar" }),
      timeline: el("section", { class: "timeline", "aria-label": t("player.region.timeline") }),
    };
    this.messages = el("div", { class: "messages", role: "status", "aria-live": "polite" });
    /** @type {Map<string, HTMLElement>} */
    this.panels = new Map();
    this.body = el("div", { class: "body" }, this.slots.film, this.slots.transcript, this.slots.list);
    this.cover = el("div", { class: "cover" });
    this.root = el("div", { class: "reflect", lang, dataset: { mode: this.mode } }, this.slots.head, this.body, this.slots.tagbar,
      this.slots.timeline, this.messages, this.cover);
    this.root.style.visibility = "hidden"; // until the style sheet is there
    /** @type {Promise<void>} */
    this.styled = new Promise((done) => this.style("player.css", () => done(undefined), parent)).then(() => {
      this.root.style.visibility = "";
    });
    parent.append(this.root);
    // A button that was clicked does not keep the keyboard: Space goes on playing.
    this.root.addEventListener("mousedown", (event) => {
      if (event.target instanceof Element && event.target.closest("button")) event.preventDefault();
    });
    this.fit = () => this._fit();
    this.watch = new ResizeObserver(this.fit);
    this.watch.observe(document.documentElement);
    // What stands above it may come and go: then the page's column changes, and this moves.
    for (let up = this.host, n = 0; up && n < 8; up = up.parentElement, n += 1) this.watch.observe(up);
    window.addEventListener("resize", this.fit);
    this._fit();
  }

  /** The element of the page that holds the component. */
  get host() {
    const top = this.root.getRootNode();
    return top instanceof ShadowRoot ? /** @type {HTMLElement} */ (top.host) : this.root.parentElement;
  }

  destroy() {
    this.watch.disconnect();
    window.removeEventListener("resize", this.fit);
    this.root.remove();
  }

  /** @param {string} file @param {() => void} [then] @param {HTMLElement | ShadowRoot} [parent] */
  style(file, then, parent) {
    if (this.styles.has(file)) return then?.();
    this.styles.add(file);
    const link = el("link", { rel: "stylesheet", href: this.folder + file });
    const done = () => then?.();
    link.addEventListener("load", done);
    link.addEventListener("error", done);
    (parent ?? this.root.parentNode ?? this.root).insertBefore(link, this.root.parentNode ? this.root : null);
  }

  /** @param {string} name */
  panel(name) {
    let made = this.panels.get(name);
    if (!made) {
      made = el("section", { class: `pane panel panel-${name}`, dataset: { panel: name }, "aria-label": this.t(`player.mode.${name}`) });
      this.panels.set(name, made);
      this.body.append(made);
    }
    return made;
  }

  /** @param {Mode} mode */
  setMode(mode) {
    this.mode = mode;
    this.root.dataset.mode = mode;
  }

  wait() {
    this.cover.replaceChildren(el("p", { class: "cover-text", text: this.t("player.open.wait") }));
    this.cover.hidden = false;
  }

  /** @param {string} key @param {() => void} again */
  trouble(key, again) {
    const button = el("button", { class: "button primary", type: "button", text: this.t("player.again"), onclick: again });
    this.cover.replaceChildren(el("p", { class: "cover-text", role: "alert", text: this.t(key) }), button);
    this.cover.hidden = false;
  }

  open() {
    this.cover.hidden = true;
    this._fit();
  }

  /** @param {string} text @param {import("./types.js").SayKind} [kind] @param {{label: string, run: () => void}} [action] */
  say(text, kind = "info", action) {
    const note = el("div", { class: `message ${kind}` }, el("span", { text }));
    const away = () => note.remove();
    if (action) {
      const run = () => {
        away();
        action.run();
      };
      note.append(el("button", { class: "button small", type: "button", text: action.label, onclick: run }));
    }
    for (const old of [...this.messages.children]) if (old.textContent === note.textContent || this.messages.childElementCount > 2) old.remove();
    this.messages.append(note);
    setTimeout(away, action || kind === "bad" ? SAY_MS * 2 : SAY_MS);
  }

  /** As high as the window leaves room for, so that the page need not scroll. */
  _fit() {
    const host = this.host;
    if (!host?.isConnected) return;
    const scroller = scrollerOf(host);
    const top = host.getBoundingClientRect().top + (scroller?.scrollTop ?? 0) - (scroller?.getBoundingClientRect().top ?? 0);
    const room = (scroller?.clientHeight ?? window.innerHeight) - top - BELOW;
    const narrow = host.clientWidth < 800;
    this.root.dataset.narrow = narrow ? "1" : "0";
    const height = narrow ? "auto" : `${Math.floor(clamp(room, LEAST_HEIGHT, 2_000))}px`;
    if (this.root.style.height !== height) this.root.style.height = height;
  }
}

/** @param {HTMLElement} element */
function scrollerOf(element) {
  for (let up = element.parentElement; up && up !== document.documentElement; up = up.parentElement)
    if (/(auto|scroll)/.test(getComputedStyle(up).overflowY)) return up;
  return document.scrollingElement instanceof HTMLElement ? document.scrollingElement : null;
}
