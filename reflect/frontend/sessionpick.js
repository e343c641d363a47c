// @ts-check
/** The fragments of the whole case: find them, hear and see them, take them. */
import { clock, el, icon } from "./dom.js";

/** @typedef {import("./casebase.js").Choice} Choice */

const MOST = 300;
const FILTERS = /** @type {const} */ (["theme", "case", "coder", "perspective", "recording"]);
const HANDLE_MS = 2_000;

export class Picker {
  /** @param {import("./bench.js").Bench} page */
  constructor(page) {
    this.page = page;
    const { t } = page;
    this.key = "";
    /** @type {Record<typeof FILTERS[number], HTMLSelectElement>} */
    this.filters = /** @type {any} */ (Object.fromEntries(FILTERS.map((name) => [name, el("select", { "aria-label": t(`session.filter.${name}`), dataset: { part: `filter-${name}` }, onchange: () => this.draw() })])));
    this.text = el("input", { type: "search", placeholder: t("session.filter.text"), "aria-label": t("session.filter.text"), dataset: { part: "filter-text" }, oninput: () => this.draw() });
    this.count = el("p", { class: "count", role: "status" });
    this.all = el("button", { type: "button", class: "button", dataset: { part: "take-all" }, onclick: () => this.take(this.listed().filter((one) => !this.taken(one.id))) });
    this.list = el("ul", { class: "choices", "aria-label": t("session.choices") });
    this.list.addEventListener("keydown", (event) => this._walk(event));
    this.root = el("section", { class: "picker" }, el("h3", { text: t("session.choices") }),
      el("div", { class: "filters" }, this.text, ...FILTERS.map((name) => this.filters[name])),
      el("div", { class: "line" }, this.count, el("span", { class: "grow" }), this.all), this.list);
  }

  /** @param {Choice} one @param {typeof FILTERS[number]} name @returns {[string, string]} */
  _of(one, name) {
    const { t } = this.page;
    if (name === "theme") return [one.theme || one.code, one.title.split(": ")[0] || one.code];
    if (name === "case") return [one.case ?? "", one.case || t("session.filter.case.none")];
    if (name === "recording") return [one.recording_id, `${one.recording_title} · ${one.date}`];
    if (name === "perspective") return [one.perspective, t(`session.perspective.${one.perspective}`)];
    return [one.coder, one.coder];
  }

  _fill() {
    const { choices, t } = this.page;
    for (const name of FILTERS) {
      const select = this.filters[name];
      const found = [...new Map(choices.map((one) => this._of(one, name)))];
      const now = select.value;
      select.replaceChildren(el("option", { value: "", text: t(`session.filter.${name}.all`) }), ...found.map(([value, text]) => el("option", { value, text })));
      select.value = found.some(([value]) => value === now) ? now : "";
      select.hidden = found.length < 2;
    }
    this.filled = choices;
  }

  /** What passes the filters. @returns {Choice[]} */
  listed() {
    const wanted = this.text.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
    return this.page.choices.filter((one) => {
      if (FILTERS.some((name) => this.filters[name].value && this.filters[name].value !== this._of(one, name)[0])) return false;
      const text = [one.title, one.note, one.words, one.recording_title, one.coder].join(" ").toLowerCase();
      return wanted.every((word) => text.includes(word));
    });
  }

  /** The number that the fragment has in the session, 0 when it is not in it. @param {string} id */
  taken(id) {
    return this.page.shownClips().findIndex((one) => one.fragment_id === id) + 1;
  }

  /** @param {Choice[]} choices */
  take(choices) {
    const { page } = this;
    if (!choices.length) return;
    const last = page.shownClips().at(-1);
    const like = { before_ms: last?.before_ms ?? HANDLE_MS, after_ms: last?.after_ms ?? HANDLE_MS };
    page.base.things.act(choices.map((one, n) => ({
      what: "clip", do: "add", id: crypto.randomUUID(),
      fields: { ...page.fieldsOf(one), place: (last?.place ?? 0) + n + 1, ...like },
    })));
    page.say(choices.length === 1 ? page.t("session.taken.one") : page.t("session.taken", { n: choices.length }), page.t("session.undo"), () => page.undo());
  }

  draw() {
    const { page } = this;
    const { t } = page;
    if (this.filled !== page.choices) this._fill();
    const listed = this.listed();
    const left = listed.filter((one) => !this.taken(one.id));
    const numbers = listed.map((one) => [one.id, this.taken(one.id)]);
    this.count.textContent = !page.choices.length ? t("session.choices.none") : listed.length === page.choices.length ? t("session.choices.count", { n: listed.length }) : t("session.choices.some", { n: listed.length, all: page.choices.length });
    this.all.hidden = left.length < 2;
    this.all.textContent = t("session.take.all", { n: left.length });
    const key = JSON.stringify(numbers);
    if (key === this.key) return;
    this.key = key;
    const focus = /** @type {HTMLElement | null} */ (/** @type {ShadowRoot} */ (this.root.getRootNode()).activeElement)?.closest?.("[data-choice]")?.getAttribute("data-choice");
    this.list.replaceChildren(...listed.slice(0, MOST).map((one, n) => this._row(one, n === 0)));
    if (listed.length > MOST) this.list.append(el("li", { class: "more", text: t("session.choices.more", { n: listed.length - MOST }) }));
    if (focus) /** @type {HTMLElement | null} */ (this.list.querySelector(`[data-choice="${CSS.escape(focus)}"]`))?.focus();
    page.marked(page.hearing);
  }

  /** @param {Choice} one @param {boolean} first */
  _row(one, first) {
    const { page } = this;
    const { t } = page;
    const number = this.taken(one.id);
    const hear = () => page.hear(one.id, one.recording_id, one.span[0], one.span[1], one.title);
    const name = `${one.title}, ${clock(one.span[0])}`;
    const row = el("li", { class: `choice ${number ? "taken" : ""}`, tabindex: first ? "0" : "-1", dataset: { choice: one.id, activates: "" }, "aria-label": number ? t("session.choice.taken", { name, n: number }) : name },
      el("button", { type: "button", class: "button hear", tabindex: "-1", "aria-label": t("session.hear", { name }), title: t("session.hear.key"), dataset: { hear: one.id }, onclick: hear }, icon("play")),
      el("div", { class: "about" }, el("p", { class: "name" }, el("b", { text: one.title }), el("span", { class: "when", text: `${clock(one.span[0])} – ${clock(one.span[1])}` })),
        one.words && el("p", { class: "spoken", text: one.words }), one.note && el("p", { class: "note", text: one.note }),
        el("p", { class: "soft", text: [one.recording_title, page.base.day(one.date), one.coder, t(`session.perspective.${one.perspective}`)].filter(Boolean).join(" · ") }),
        one.said.length > 0 && el("p", { class: "soft has-said", text: t("session.choice.said") })),
      el("button", { type: "button", class: "button take", tabindex: "-1", "aria-label": t("session.take", { name }), title: t("session.take.key"), dataset: { part: "take" }, disabled: number > 0, onclick: () => this.take([one]) },
        icon(number ? "check" : "plus"), el("span", { text: number ? t("session.choice.number", { n: number }) : t("session.take.short") })));
    row.style.setProperty("--tint", one.colour || "var(--soft)");
    return row;
  }

  /** Up and down through the list, Enter takes, the space bar plays. @param {KeyboardEvent} event */
  _walk(event) {
    const row = /** @type {HTMLElement} */ (event.composedPath()[0]);
    if (!row.dataset?.choice || event.ctrlKey || event.altKey || event.metaKey) return;
    const rows = /** @type {HTMLElement[]} */ ([...this.list.querySelectorAll("[data-choice]")]);
    const at = rows.indexOf(row);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[event.key];
    const one = this.page.choices.find((choice) => choice.id === row.dataset.choice);
    if (to !== undefined) {
      const next = rows[Math.max(0, Math.min(to, rows.length - 1))];
      for (const other of rows) other.tabIndex = -1;
      next.tabIndex = 0;
      next.focus();
    } else if (event.key === "Enter" && one && !this.taken(one.id)) this.take([one]);
    else if (event.key === " " && one) this.page.hear(one.id, one.recording_id, one.span[0], one.span[1], one.title);
    else return;
    event.preventDefault();
  }
}
