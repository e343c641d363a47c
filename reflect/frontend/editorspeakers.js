// @ts-check
/** Who speaks: a menu for a turn or a stretch of words, and the panel in which speakers get a name and a role. */
import { el } from "./dom.js";
import { button } from "./editordom.js";

/** @typedef {import("./types.js").Context} Context */
/** @typedef {import("./types.js").Speaker} Speaker */
/** @typedef {import("./editorsync.js").Edits} Edits */
/** @typedef {import("./editorlist.js").TurnList} TurnList */

const SCOPE = "editor-menu";
const NEW = "new";

/** A menu of speakers: a digit, the arrows or the mouse chooses. */
export class SpeakerMenu {
  /** @param {Context} ctx @param {HTMLElement} home */
  constructor(ctx, home) {
    this.ctx = ctx;
    this.node = el("div", { class: "rf-e-menu", role: "menu", popover: "manual", dataset: { part: "speaker-menu" }, "aria-label": ctx.t("editor.menu.label") });
    home.append(this.node);
    /** @type {((label:string|null) => void)|null} */ this.answer = null;
    const key = (/** @type {string|string[]} */ keys, /** @type {(event:KeyboardEvent) => void|boolean} */ run) => ({ keys, does: "editor.menu.label", run, hidden: true });
    this.off = ctx.keys.bind(SCOPE, [
      key("Escape", () => this.close(null)),
      key("Tab", () => this.close(null)),
      key("ArrowDown", () => this.step(1)),
      key("ArrowUp", () => this.step(-1)),
      key(["1", "2", "3", "4", "5", "6", "7", "8", "9"], (event) => this.digit(Number(event.key))),
      key(["0", "n"], () => this.close(NEW)),
    ]);
    this.outside = (/** @type {PointerEvent} */ event) => { if (this.answer && !event.composedPath().includes(this.node)) this.close(null); };
    window.addEventListener("pointerdown", this.outside, true);
  }

  /**
   * @param {HTMLElement} near @param {string} current label of the speaker now @param {string} title
   * @returns {Promise<string|null>} the label that was chosen, "new", or null
   */
  ask(near, current, title) {
    this.close(null);
    const speakers = this.ctx.transcript.speakers();
    this.node.replaceChildren(el("p", { class: "rf-e-menu-title", text: title }),
      ...speakers.map((one, i) => this.item(one.label, one.shown || one.label, one.colour, i < 9 ? String(i + 1) : "", one.label === current)),
      this.item(NEW, this.ctx.t("editor.menu.new"), "", "0", false));
    this.node.showPopover();
    const place = near.getBoundingClientRect(), own = this.node.getBoundingClientRect();
    const below = place.bottom + own.height + 8 < window.innerHeight;
    this.node.style.top = `${Math.max(4, below ? place.bottom + 4 : place.top - own.height - 4)}px`;
    this.node.style.left = `${Math.max(4, Math.min(place.left, window.innerWidth - own.width - 8))}px`;
    this.ctx.keys.push(SCOPE, { only: true });
    const items = this.items();
    (items.find((one) => one.getAttribute("aria-checked") === "true") ?? items[0])?.focus();
    return new Promise((tell) => { this.answer = tell; });
  }

  /** @param {string} label @param {string} shown @param {string} colour @param {string} digit @param {boolean} current */
  item(label, shown, colour, digit, current) {
    const dot = el("i", { class: colour ? "rf-e-dot" : "rf-e-dot rf-e-dot-new" });
    if (colour) dot.style.setProperty("--who", colour);
    return el("button", {
      type: "button", class: "rf-e-menu-item", role: "menuitemradio", "aria-checked": String(current), tabindex: "-1",
      dataset: { speaker: label }, onclick: () => this.close(label),
    }, dot, el("span", { class: "rf-e-menu-name", text: shown }), digit ? el("kbd", { text: digit }) : null);
  }

  /** @returns {HTMLButtonElement[]} */
  items() { return [...this.node.querySelectorAll("button")]; }

  /** @param {1|-1} way */
  step(way) {
    const items = this.items();
    const root = /** @type {Document|ShadowRoot} */ (this.node.getRootNode());
    const at = items.findIndex((one) => one === root.activeElement);
    items[(at + way + items.length) % items.length]?.focus();
  }

  /** @param {number} digit */
  digit(digit) {
    const speaker = this.ctx.transcript.speakers()[digit - 1];
    if (speaker) this.close(speaker.label);
  }

  /** @param {string|null} label */
  close(label) {
    const { answer } = this;
    if (!answer) return;
    this.answer = null;
    this.ctx.keys.pop(SCOPE);
    if (this.node.matches(":popover-open")) this.node.hidePopover();
    answer(label);
  }

  destroy() {
    this.close(null);
    window.removeEventListener("pointerdown", this.outside, true);
    this.off();
  }
}

/** The panel "Sprekers": each speaker with a name and a role, everywhere at once. */
export class SpeakersPanel {
  /** @param {Context} ctx @param {Edits} edits @param {TurnList} list */
  constructor(ctx, edits, list) {
    this.ctx = ctx;
    this.edits = edits;
    this.list = list;
    this.rows = el("div", { class: "rf-e-speakers" });
    this.node = el("section", { class: "rf-e-panel", hidden: true, dataset: { part: "speakers" }, "aria-label": ctx.t("editor.speakers") },
      el("p", { class: "rf-e-note", text: ctx.t("editor.speakers.why") }), this.rows);
  }

  open() { this.refresh(); this.rows.querySelector("input")?.focus(); }

  refresh() {
    if (this.node.hidden) return;
    const root = /** @type {Document|ShadowRoot} */ (this.node.getRootNode());
    const active = root.activeElement;
    if (active instanceof HTMLInputElement && this.rows.contains(active) && active.value !== active.dataset.was) return;
    const focused = active instanceof HTMLElement && this.rows.contains(active) ? active.dataset.field : null;
    const counts = new Map();
    for (const row of this.list.rows) counts.set(row.turn.s, (counts.get(row.turn.s) ?? 0) + 1);
    const speakers = this.ctx.transcript.speakers();
    this.rows.replaceChildren(...speakers.map((one) => this.speaker(one, counts.get(one.label) ?? 0)));
    if (!speakers.length) this.rows.append(el("p", { class: "rf-e-note", text: this.ctx.t("editor.speakers.none") }));
    if (focused) /** @type {HTMLElement|null} */ (this.rows.querySelector(`[data-field="${CSS.escape(focused)}"]`))?.focus();
  }

  /** @param {Speaker} one @param {number} turns */
  speaker(one, turns) {
    const { t, doc } = this.ctx;
    const dot = el("i", { class: "rf-e-dot" });
    dot.style.setProperty("--who", one.colour);
    const name = el("input", {
      type: "text", class: "rf-e-input", placeholder: t("editor.speakers.name"), "aria-label": t("editor.speakers.nameOf", { who: one.shown }),
      maxlength: "80", dataset: { field: `name-${one.label}`, was: one.name }, onchange: () => this.rename(one, { name: name.value.trim() }),
    });
    name.value = one.name;
    const roles = { ...(one.role ? {} : { "": t("editor.speakers.noRole") }), ...doc.roles, ...(one.role && !doc.roles[one.role] ? { [one.role]: one.role } : {}) };
    const role = el("select", { class: "rf-e-input", "aria-label": t("editor.speakers.roleOf", { who: one.shown }), dataset: { field: `role-${one.label}` }, onchange: () => this.rename(one, { role: role.value }) },
      ...Object.entries(roles).map(([value, text]) => el("option", { value, text })));
    role.value = one.role ?? "";
    name.addEventListener("keydown", (event) => { if (event.key === "Enter") name.blur(); });
    return el("div", { class: "rf-e-speaker" }, dot, role, name,
      el("span", { class: "rf-e-note", text: t(turns === 1 ? "editor.speakers.turn" : "editor.speakers.turns", { n: turns }) }),
      one.confirmed || !one.role || one.role === "unknown" ? null : button({ icon: "check", text: t("editor.speakers.right"), title: t("editor.speakers.right.why"), run: () => this.rename(one, { role: one.role }) }));
  }

  /** Only what was changed: a name does not confirm a guessed role. @param {Speaker} one @param {{name?:string, role?:string}} what */
  rename(one, what) {
    this.edits.add({ do: "rename", speaker: one.label, name: what.name ?? null, role: what.role ?? null }, { told: () => this.refresh() });
  }
}
