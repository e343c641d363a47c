// @ts-check

/**
 * @typedef {import("./types.js").Binding} Binding
 * @typedef {{name: string, only: boolean}} Level
 */

const TEXT_INPUT = /^(text|search|email|url|tel|password|number|date|time|datetime-local|month|week|)$/;

/** Somebody types here, so keys are letters. @param {EventTarget | undefined} target */
export function isTyping(target) {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target.tagName === "TEXTAREA" || target.tagName === "SELECT") return true;
  if (target instanceof HTMLInputElement) return TEXT_INPUT.test(target.type);
  return false;
}

/** The element uses this key itself: Enter on a button, arrows on a slider. @param {EventTarget | undefined} target @param {string} key */
function usesItself(target, key) {
  if (!(target instanceof HTMLElement)) return false;
  if (key === " " || key === "Enter") {
    if (target instanceof HTMLInputElement) return true;
    return /^(BUTTON|A|SUMMARY)$/.test(target.tagName) || target.dataset.activates !== undefined;
  }
  if (/^(Arrow|Home|End|Page)/.test(key)) return target instanceof HTMLInputElement && /^(range|radio)$/.test(target.type);
  return false;
}

/** @param {string} text "Ctrl+Shift+z" */
function parse(text) {
  const parts = text === "+" ? ["+"] : text.split("+");
  if (text.endsWith("++")) parts.splice(-2, 2, "+");
  const key = parts.pop() ?? "";
  return { key: key === "Space" ? " " : key, ctrl: parts.includes("Ctrl"), alt: parts.includes("Alt"), shift: parts.includes("Shift") };
}

/** @param {KeyboardEvent} event @param {string} text */
function matches(event, text) {
  const want = parse(text);
  if (want.ctrl !== (event.ctrlKey || event.metaKey) || want.alt !== event.altKey) return false;
  const sign = want.key.length === 1 && !/[a-z0-9 ]/i.test(want.key); // "?" may need Shift on one keyboard and not on another
  if (!sign && want.shift !== event.shiftKey) return false;
  if (want.key.length > 1 && want.key === event.code) return true;
  return want.key.toLowerCase() === event.key.toLowerCase();
}

/**
 * Which key does what. One listener on the window; the first that wants a key gets it: the pushed scopes from the
 * top, then the mode's scope, then "player", which is always there.
 */
export class Keys {
  /** @param {() => HTMLElement | null} root  the component's element; null when it is not on the screen */
  constructor(root) {
    this.root = root;
    /** @type {Map<string, Binding[]>} */
    this.scopes = new Map();
    /** @type {Level[]} */
    this.stack = [];
    this.mode = "";
    this.off = false;
    this.abort = new AbortController();
    window.addEventListener("keydown", (event) => this._pressed(event), { capture: true, signal: this.abort.signal });
  }

  /** @param {string} scope @param {Binding[]} bindings @returns {() => void} takes them away */
  bind(scope, bindings) {
    this.scopes.set(scope, [...(this.scopes.get(scope) ?? []), ...bindings]);
    return () => {
      const gone = new Set(bindings);
      this.scopes.set(scope, (this.scopes.get(scope) ?? []).filter((one) => !gone.has(one)));
    };
  }

  /** The scope of the mode. @param {string} name */
  scope(name) {
    this.mode = name;
  }

  /** A scope on top of all. `only`: what it does not know is not asked further. @param {string} name @param {{only?: boolean}} [how] */
  push(name, { only = false } = {}) {
    if (!this.stack.some((one) => one.name === name)) this.stack.push({ name, only });
  }

  /** @param {string} [name] the one to take away; absent: the top */
  pop(name) {
    if (name) this.stack = this.stack.filter((one) => one.name !== name);
    else this.stack.pop();
  }

  /** @param {string} name */
  has(name) {
    return this.stack.some((one) => one.name === name);
  }

  close() {
    this.abort.abort();
  }

  /** @returns {Level[]} */
  levels() {
    const all = [...this.stack].reverse();
    const wall = all.findIndex((one) => one.only);
    if (wall >= 0) return all.slice(0, wall + 1);
    return [...all, { name: this.mode, only: false }, { name: "player", only: false }];
  }

  /** @param {KeyboardEvent} event */
  _pressed(event) {
    if (this.off || event.defaultPrevented || event.isComposing || event.key === "Process" || event.key === "Dead") return;
    const root = this.root();
    if (!root) return;
    const target = event.composedPath()[0];
    const inside = event.composedPath().includes(root);
    if (!inside && elsewhere(target)) return;
    const typing = isTyping(target);
    if (!typing && usesItself(target, event.key)) return;
    for (const level of this.levels())
      for (const binding of this.scopes.get(level.name) ?? []) {
        if (typing && !(binding.inText && inside)) continue;
        if (event.repeat && binding.repeat === false) continue;
        const keys = typeof binding.keys === "string" ? [binding.keys] : binding.keys;
        if (!keys.some((key) => matches(event, key))) continue;
        if (binding.run(event) === false) continue;
        event.preventDefault();
        event.stopImmediatePropagation();
        return;
      }
  }
}

/** The page shows a dialog or a list of its own, or somebody is in a menu. @param {EventTarget | undefined} target */
function elsewhere(target) {
  if (target instanceof Element && target.closest("[role=dialog],[role=listbox],[role=menu],[role=combobox],[data-baseweb=popover]")) return true;
  return Boolean(document.querySelector("[role=dialog][aria-modal=true]"));
}
