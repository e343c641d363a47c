// @ts-check
import { themeOf } from "./codes.js";
import { AfterPaint, clock, el, icon } from "./dom.js";
import { Blocks } from "./blocks.js";

/**
 * @typedef {import("./types.js").Suggestion} Suggestion
 * @typedef {import("./suggestions.js").Standing} Standing
 */

const ROW_PX = 64;
const STEPS = 20;

/** The suggestions as a list: reason, theme and strength of each, and what can be done with it. */
export class SuggestionList {
  /**
   * @param {import("./types.js").Context} ctx @param {import("./listtabs.js").ListTabs} tabs
   * @param {import("./suggestions.js").Suggestions} suggestions
   */
  constructor(ctx, tabs, suggestions) {
    this.ctx = ctx;
    this.tabs = tabs;
    this.suggestions = suggestions;
    /** @type {Map<string, {row: HTMLElement, of: Suggestion, standing: string}>} */
    this.rows = new Map();
    this.marked = "";
    this.ui = this._build(tabs.parts.suggestions.view);
    this.blocks = new Blocks(this.ui.list, () => ROW_PX);
    this.later = new AfterPaint(() => this.draw());
    this.stops = [suggestions.on("change", () => this.later.soon()), suggestions.on("choose", (id) => this._chosen(id)), tabs.on("show", () => this.draw())];
    tabs.eye.addEventListener("click", () => suggestions.toggle());
    this.draw();
  }

  destroy() {
    this.later.cancel();
    for (const stop of this.stops) stop();
  }

  /** Whether somebody is in this list with the keyboard. @param {Event} event */
  holds(event) {
    return event.composedPath().includes(this.ui.list);
  }

  /** @param {HTMLElement} place */
  _build(place) {
    const { t, doc } = this.ctx;
    const { filter } = this.suggestions;
    const themes = [["", t("player.filter.themes")], ...doc.codebook.themes.map((theme) => [theme.code, theme.label])];
    const theme = this._choice(t("player.filter.theme"), themes, filter.theme, (value) => ({ theme: value }));
    const standings = [...["open", "taken", "aside"].map((one) => [one, t(`player.suggest.standing.${one}`)]), ["", t("player.suggest.standing.all")]];
    const standing = this._choice(t("player.suggest.standing"), standings, filter.standing, (value) => ({ standing: /** @type {Standing} */ (value) }));
    const least = el("input", { type: "range", min: 0, max: 1, step: 1 / STEPS, value: filter.least, "aria-label": t("player.suggest.least"), title: t("player.suggest.strength.what") });
    const said = el("span", { class: "least-said" });
    least.addEventListener("input", () => this.suggestions.narrow({ least: Number(least.value) > Number(least.min) ? Number(least.value) : 0 }));
    const list = el("div", { class: "rows offers", role: "listbox", tabindex: "0", "aria-label": t("player.region.suggestions") });
    list.addEventListener("click", (event) => this._clicked(event));
    list.addEventListener("dblclick", (event) => this._double(event));
    const none = el("div", { class: "empty" });
    place.append(el("div", { class: "filters" }, theme, standing, el("label", { class: "least" }, el("span", { text: t("player.suggest.least") }), least, said)), list);
    return { theme, standing, least, said, list, none };
  }

  /** @param {string} label @param {string[][]} options @param {string} value @param {(value: string) => Partial<import("./suggestions.js").Filter>} change */
  _choice(label, options, value, change) {
    const made = el("select", { class: "field", "aria-label": label, title: label }, ...options.map(([one, text]) => el("option", { value: one, text })));
    made.value = value;
    made.addEventListener("change", () => {
      this.suggestions.narrow(change(made.value));
      made.blur();
    });
    return made;
  }

  draw() {
    const { suggestions, tabs } = this;
    const { t } = this.ctx;
    const shown = suggestions.shown();
    tabs.parts.suggestions.count.textContent = !suggestions.wanted ? t("player.suggest.count.off") : suggestions.known ? this._count(shown.length) : "";
    tabs.eye.title = t(suggestions.off ? "player.suggest.do.show" : "player.suggest.do.hide") + " (U)";
    tabs.eye.setAttribute("aria-label", tabs.eye.title);
    tabs.eye.setAttribute("aria-pressed", String(!suggestions.off));
    tabs.eye.disabled = suggestions.blind;
    if (tabs.now !== "suggestions") return;
    const { theme, standing, least } = suggestions.filter;
    const weakest = suggestions.all.reduce((low, one) => Math.min(low, one.strength), 1);
    this.ui.least.min = String(Math.min(0.9, Math.floor(weakest * STEPS) / STEPS));
    this.ui.least.value = String(least);
    this.ui.said.textContent = Number(this.ui.least.value) > Number(this.ui.least.min) ? t("player.suggest.from", { percent: Math.round(least * 100) }) : t("player.suggest.any");
    this.ui.theme.classList.toggle("active", theme !== "");
    this.ui.standing.classList.toggle("active", standing !== "open");
    this.blocks.fill(shown.map((one) => this._row(one)));
    this._none(shown.length === 0);
  }

  /** @param {number} n */
  _count(n) {
    const { open, filter } = this.suggestions;
    return filter.standing === "open" && n !== open ? this.ctx.t("player.filter.count", { n, all: open }) : String(n);
  }

  /** @param {boolean} empty */
  _none(empty) {
    const { none, list } = this.ui;
    if (!empty) return none.remove();
    const { suggestions } = this;
    const show = el("button", { class: "button", type: "button", text: this.ctx.t("player.suggest.do.show"), onclick: () => suggestions.toggle(false) });
    none.replaceChildren(el("p", { text: this.ctx.t(suggestions.why) }), ...(suggestions.off && !suggestions.blind ? [show] : []));
    if (!none.isConnected) list.append(none);
  }

  /** @param {Suggestion} one */
  _row(one) {
    const standing = this.suggestions.standing(one.id);
    const made = this.rows.get(one.id);
    if (made && made.of === one && made.standing === standing) return made.row;
    const row = this._make(one, standing);
    if (made) made.row.replaceWith(row);
    this.rows.set(one.id, { row, of: one, standing });
    return row;
  }

  /** @param {Suggestion} one @param {Standing} standing */
  _make(one, standing) {
    const { t, doc } = this.ctx;
    const { suggestions } = this;
    /** @param {string} name @param {string} does @param {string} key @param {(event: Event) => void} run */
    const button = (name, does, key, run) => {
      const title = `${t(`player.suggest.do.${does}`)}${key ? ` (${key})` : ""}`;
      return el("button", { class: `button tiny ${does}`, type: "button", tabindex: "-1", title, "aria-label": title, onclick: run }, icon(name), key && el("kbd", { text: key, "aria-hidden": "true" }));
    };
    const hear = button("play", "hear", "H", () => suggestions.hear(one));
    const take = button("check", "take", "A", (event) => suggestions.take(event, one));
    const aside = button("close", "aside", "W", () => suggestions.aside(one));
    const back = button("undo", "reopen", "", () => suggestions.reopen(one));
    const does = { open: [hear, take, aside], taken: [hear], aside: [hear, back, take] }[standing];
    const mark = standing === "open" ? null : el("span", { class: "standing", text: t(`player.suggest.standing.${standing}`) });
    const strength = el("span", { class: "strength", title: t("player.suggest.strength.what"),
      text: t("player.suggest.strength", { percent: Math.round(one.strength * 100) }) });
    const row = el("div", { class: `row offer ${standing}`, role: "option", id: `s-${one.id}`, dataset: { id: one.id } },
      el("span", { class: "bar" }), el("span", { class: "name", text: suggestions.name(one) }), el("span", { class: "time", text: `${clock(one.start)} – ${clock(one.end)}` }),
      el("p", { class: "reason", text: one.reason }), el("div", { class: "foot" }, strength, mark, el("span", { class: "space" }), ...does));
    row.style.setProperty("--of", themeOf(doc.codebook.themes, one.code)?.colour ?? "var(--muted)");
    this._mark(row, one.id === this.marked);
    return row;
  }

  /** @param {string} id */
  _chosen(id) {
    if (id && this.tabs.now !== "suggestions") this.tabs.show("suggestions");
    const before = this.rows.get(this.marked)?.row;
    this.marked = id;
    if (before) this._mark(before, false);
    const row = this.rows.get(id)?.row;
    if (!row?.isConnected) return this.ui.list.removeAttribute("aria-activedescendant");
    this._mark(row, true);
    this.ui.list.setAttribute("aria-activedescendant", row.id);
    this._inSight(row);
  }

  /** @param {HTMLElement} row @param {boolean} chosen */
  _mark(row, chosen) {
    row.classList.toggle("chosen", chosen);
    row.setAttribute("aria-selected", String(chosen));
  }

  /** @param {HTMLElement} row */
  _inSight(row) {
    const { list } = this.ui;
    const seen = list.getBoundingClientRect();
    const { top, bottom } = row.getBoundingClientRect();
    if (seen.height && (top < seen.top || bottom > seen.bottom)) list.scrollTop += top - seen.top - seen.height / 3;
  }

  /** @param {MouseEvent} event */
  _clicked(event) {
    const one = this._at(event);
    if (one) this.suggestions.choose(one.id, { seek: !(event.target instanceof Element && event.target.closest("button")) });
  }

  /** @param {MouseEvent} event */
  _double(event) {
    const one = this._at(event);
    if (one && !(event.target instanceof Element && event.target.closest("button"))) this.suggestions.hear(one);
  }

  /** @param {Event} event @returns {Suggestion | undefined} */
  _at(event) {
    const row = event.target instanceof Element ? event.target.closest(".row") : null;
    return row instanceof HTMLElement ? this.suggestions.byId.get(row.dataset.id ?? "") : undefined;
  }
}
