// @ts-check
/**
 * The library as a real table: rows are links, the search box filters while you type, the server adds what it finds in the
 * texts. Only `textContent` is used for what comes from outside, so no name or note can become HTML.
 *
 * @typedef {{text: string, colour: string, why: string}} Person
 * @typedef {{text: string, state: string, part: number}} Step
 * @typedef {{code: string, label: string, colour: string}} Theme
 * @typedef {{id: string, title: string, case: string, date: string, day: string, ms: number, length: string, people: Person[],
 *   state: string, part: number|null, steps: Step[], why: string, tags: Record<string, number>,
 *   act: string, consent: {text: string, why: string, kind: string}}} Row
 * @typedef {{rid: string, title: string, t: number|null, time: string, who: string, kind: string, text: string, marks: number[][]}} Hit
 * @typedef {{lang: string, texts: Record<string, string>, themes: Theme[], states: Record<string, string>, rows: Row[], hits: {query: string, items: Hit[], more: boolean}|null}} Data
 * @typedef {{data: Data, parentElement: ShadowRoot|HTMLElement, setTriggerValue(name: string, value: any): void}} Component
 */

const TYPING_MS = 350;
const SHORTEST = 2;

/** @type {WeakMap<object, Library>} */
const mounted = new WeakMap();

/** @param {Component} component */
export default function mount(component) {
  let library = mounted.get(component.parentElement);
  if (!library) {
    library = new Library(component);
    mounted.set(component.parentElement, library);
  }
  library.update(component);
}

/**
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag @param {string} [name] @param {string} [text]
 * @returns {HTMLElementTagNameMap[K]}
 */
function make(tag, name = "", text = "") {
  const element = document.createElement(tag);
  if (name) element.className = name;
  if (text) element.textContent = text;
  return element;
}

/** @param {string} text */
const folded = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

class Library {
  /** @param {Component} component */
  constructor(component) {
    this.component = component;
    this.data = component.data;
    this.sort = { by: "date", up: false };
    this.asked = component.data.hits?.query ?? "";
    this.timer = 0;
    this.active = "";
    /** @type {Map<string, {json: string, element: HTMLElement}>} */
    this.drawn = new Map();
    this.root = /** @type {HTMLElement} */ (component.parentElement.querySelector(".library"));
    this.search = make("input", "search");
    this.search.type = "search";
    this.search.autocomplete = "off";
    this.search.spellcheck = false;
    this.search.value = this.asked;
    this.cases = make("select");
    this.states = make("select");
    this.count = make("span", "count");
    this.count.setAttribute("role", "status");
    const bar = make("div", "bar");
    bar.setAttribute("role", "search");
    bar.append(this.search, this.cases, this.states, this.count);
    this.hits = make("section", "hits");
    this.table = make("div", "table");
    this.table.setAttribute("role", "table");
    this.head = make("div", "row head");
    this.head.setAttribute("role", "row");
    this.body = make("div", "body");
    this.body.setAttribute("role", "rowgroup");
    this.table.append(this.head, this.body);
    this.nothing = make("p", "nothing");
    this.root.replaceChildren(bar, this.hits, this.table, this.nothing);
    this.language = "";
    this.listen();
  }

  listen() {
    this.search.addEventListener("input", () => {
      this.show();
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.ask(), TYPING_MS);
    });
    this.search.addEventListener("keydown", (event) => {
      if (event.key === "Enter") this.ask();
      if (event.key === "Escape" && this.search.value) {
        this.search.value = "";
        this.show();
        this.ask();
      }
      if (event.key === "ArrowDown") {
        event.preventDefault();
        this.move(0);
      }
      event.stopPropagation();
    });
    for (const select of [this.cases, this.states]) select.addEventListener("change", () => this.show());
    this.body.addEventListener("click", (event) => this.clicked(event));
    this.hits.addEventListener("click", (event) => this.clicked(event));
    this.body.addEventListener("keydown", (event) => this.pressed(event));
    this.body.addEventListener("focusin", (event) => {
      const row = /** @type {HTMLElement} */ (event.target).closest(".row");
      if (row instanceof HTMLElement) this.activate(row.dataset.id ?? "");
    });
  }

  /** @param {string} key @param {Record<string, string|number>} [values] */
  t(key, values = {}) {
    const text = this.data.texts[key] ?? key;
    return text.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
  }

  /** @param {Component} component */
  update(component) {
    this.component = component;
    this.data = component.data;
    if (this.language !== this.data.lang) this.say();
    this.choices(this.cases, this.t("board.all_cases"), this.data.rows.map((row) => row.case).filter(Boolean));
    this.choices(this.states, this.t("board.all_states"), this.data.rows.map((row) => row.state), this.data.states);
    this.drawHits();
    this.show();
  }

  /** The words that stand still. */
  say() {
    this.language = this.data.lang;
    this.root.lang = this.language;
    this.drawn.clear();
    this.search.placeholder = this.t("board.search");
    this.search.setAttribute("aria-label", this.t("board.search"));
    this.cases.setAttribute("aria-label", this.t("board.case"));
    this.states.setAttribute("aria-label", this.t("board.state"));
    this.table.setAttribute("aria-label", this.t("board.recordings"));
    this.hits.setAttribute("aria-label", this.t("board.hits"));
    this.drawHead();
  }

  /** @param {HTMLSelectElement} select @param {string} all @param {string[]} values @param {Record<string, string>} [shown] */
  choices(select, all, values, shown) {
    const kept = select.value;
    const unique = [...new Set(values)].sort((a, b) => a.localeCompare(b, this.language, { numeric: true }));
    const options = [["", all], ...unique.map((value) => [value, shown?.[value] ?? value])];
    select.replaceChildren(
      ...options.map(([value, text]) => {
        const option = make("option", "", text);
        option.value = value;
        return option;
      }),
    );
    select.value = unique.includes(kept) ? kept : "";
    select.hidden = unique.length < 2;
  }

  drawHead() {
    const columns = [["title", "title"], ["case", "case"], ["date", "date"], ["length", "length"], ["people", ""], ["state", "state"], ["consent", "consent"], ["tags", "tags"]];
    const cells = columns.map(([name, by]) => {
      const cell = make("div", `cell ${name}`);
      cell.setAttribute("role", "columnheader");
      const text = this.t(`board.${name}`);
      if (!by) {
        cell.textContent = text;
        return cell;
      }
      const button = make("button", "sorter", text);
      button.type = "button";
      const chosen = this.sort.by === by;
      cell.setAttribute("aria-sort", chosen ? (this.sort.up ? "ascending" : "descending") : "none");
      button.addEventListener("click", () => {
        this.sort = { by, up: this.sort.by === by ? !this.sort.up : by === "title" || by === "case" };
        this.drawHead();
        this.show();
        /** @type {HTMLElement|null} */ (this.head.querySelector(`.${name} button`))?.focus();
      });
      cell.append(button);
      return cell;
    });
    const last = make("div", "cell acts");
    last.setAttribute("role", "columnheader");
    last.append(make("span", "unseen", this.t("board.actions")));
    this.head.replaceChildren(...cells, last);
  }

  /** Filter, sort and put the rows in place; a row whose data did not change keeps its element. */
  show() {
    const words = folded(this.search.value).split(/\s+/).filter(Boolean);
    const rows = this.data.rows.filter((row) => this.fits(row, words));
    rows.sort((a, b) => this.compare(a, b) * (this.sort.up ? 1 : -1));
    const focused = this.root.getRootNode();
    const had = focused instanceof ShadowRoot || focused instanceof Document ? focused.activeElement : null;
    const elements = rows.map((row) => this.element(row));
    const same = elements.length === this.body.children.length && elements.every((element, i) => element === this.body.children[i]);
    if (!same) this.body.replaceChildren(...elements);
    if (had instanceof HTMLElement && had.isConnected) had.focus({ preventScroll: true });
    if (!rows.some((row) => row.id === this.active)) this.activate(rows[0]?.id ?? "");
    const some = rows.length !== this.data.rows.length;
    this.count.textContent = some
      ? this.t("board.count_some", { n: rows.length, all: this.data.rows.length })
      : this.t(rows.length === 1 ? "board.count_one" : "board.count", { n: rows.length });
    this.table.hidden = rows.length === 0;
    this.nothing.hidden = rows.length > 0;
    this.nothing.textContent = this.t("board.nothing");
  }

  /** @param {Row} row @param {string[]} words */
  fits(row, words) {
    if (this.cases.value && row.case !== this.cases.value) return false;
    if (this.states.value && row.state !== this.states.value) return false;
    if (!words.length) return true;
    const text = folded([row.title, row.case, row.day, row.id, ...row.people.map((p) => p.text)].join(" "));
    return words.every((word) => text.includes(word)) || this.found(row.id);
  }

  /** @param {string} rid */
  found(rid) {
    const hits = this.data.hits;
    return !!hits && hits.query === this.search.value.trim() && hits.items.some((hit) => hit.rid === rid);
  }

  /** @param {Row} a @param {Row} b */
  compare(a, b) {
    const text = (/** @type {string} */ x, /** @type {string} */ y) => x.localeCompare(y, this.language, { numeric: true, sensitivity: "base" });
    const number = (/** @type {Row} */ row) => Object.values(row.tags).reduce((sum, count) => sum + count, 0);
    const by = {
      title: () => text(a.title, b.title),
      case: () => text(a.case, b.case),
      date: () => (a.date < b.date ? -1 : a.date > b.date ? 1 : 0),
      length: () => a.ms - b.ms,
      state: () => text(this.stateText(a), this.stateText(b)),
      consent: () => text(a.consent.text, b.consent.text),
      tags: () => number(a) - number(b),
    }[this.sort.by];
    return (by ? by() : 0) || text(a.id, b.id);
  }

  /** @param {Row} row */
  element(row) {
    const json = JSON.stringify(row);
    const before = this.drawn.get(row.id);
    if (before?.json === json) return before.element;
    const element = this.draw(row);
    if (before?.element.isConnected) before.element.replaceWith(element);
    this.drawn.set(row.id, { json, element });
    this.focusable(element, row.id === this.active);
    return element;
  }

  /** @param {Row} row */
  draw(row) {
    const element = make("div", "row");
    element.setAttribute("role", "row");
    element.dataset.id = row.id;
    const cell = (/** @type {string} */ name, /** @type {(string|Node)[]} */ ...inside) => {
      const box = make("div", `cell ${name}`);
      box.setAttribute("role", "cell");
      box.append(...inside);
      element.append(box);
      return box;
    };
    const link = make("a", "open", row.title || row.id);
    link.href = this.address("bekijken", row.id, null);
    link.title = row.title;
    cell("title", link);
    cell("case", row.case).title = row.case;
    cell("date", row.day);
    cell("length", row.length);
    cell("people", ...row.people.map((person) => this.person(person)));
    cell("state", ...(row.consent.kind === "closed" ? [] : this.state(row)));
    const consent = make("a", `mark ${row.consent.kind}`, row.consent.text);
    consent.href = this.address("toestemming", row.id, null);
    consent.title = row.consent.why;
    cell("consent", consent);
    cell("tags", ...this.tags(row));
    const acts = cell("acts");
    const act = row.act && this.data.texts[`board.act.${row.act}`];
    if (act) acts.append(this.button("act", act, `${act}: ${row.title}`));
    const more = this.button("more", "⋯", `${this.t("board.more")}: ${row.title}`);
    more.title = this.t("board.more");
    acts.append(more);
    return element;
  }

  /** @param {string} name @param {string} text @param {string} label */
  button(name, text, label) {
    const button = make("button", name, text);
    button.type = "button";
    button.setAttribute("aria-label", label);
    return button;
  }

  /** @param {Person} person */
  person(person) {
    const chip = make("span", "person");
    const dot = make("i");
    dot.style.background = person.colour;
    chip.append(dot, make("span", "", person.text));
    chip.title = person.why ? `${person.text}: ${person.why}` : person.text;
    return chip;
  }

  /** @param {Row} row */
  state(row) {
    const line = make("span", `state ${row.state}`, this.stateText(row));
    if (row.why) line.title = row.why;
    /** @type {Node[]} */
    const out = [line];
    if (row.part !== null) {
      const bar = make("progress");
      bar.max = 1;
      bar.value = row.part;
      bar.setAttribute("aria-label", this.stateText(row));
      out.push(bar);
    }
    if (row.steps.length) {
      const steps = make("span", "steps");
      for (const step of row.steps) {
        const mark = step.state === "running" ? `${Math.floor(step.part * 100)}%` : (MARKS[step.state] ?? "·");
        steps.append(make("span", `step ${step.state}`, `${step.text} ${mark}`));
      }
      out.push(steps);
    }
    return out;
  }

  /** @param {Row} row */
  stateText(row) {
    return this.data.states[row.state] ?? row.state;
  }

  /** @param {Row} row */
  tags(row) {
    const out = this.data.themes
      .filter((theme) => row.tags[theme.code])
      .map((theme) => this.chip("tag", row.tags[theme.code], `${theme.label}: ${row.tags[theme.code]}`, theme.colour));
    const notes = row.tags[""];
    if (notes) out.push(this.chip("tag note", notes, this.t("board.notes", { n: notes }), ""));
    return out;
  }

  /** @param {string} name @param {number} count @param {string} title @param {string} colour */
  chip(name, count, title, colour) {
    const chip = make("span", name, String(count));
    if (colour) chip.style.setProperty("--colour", colour);
    chip.title = title;
    chip.setAttribute("role", "img");
    chip.setAttribute("aria-label", title);
    return chip;
  }

  drawHits() {
    const hits = this.data.hits;
    this.hits.hidden = !hits || !hits.query;
    if (!hits || this.hits.hidden) return;
    const title = make("h2", "", this.t(hits.items.length ? (hits.more ? "board.found_more" : hits.items.length === 1 ? "board.found_one" : "board.found") : "board.found_none", { n: hits.items.length, query: hits.query }));
    const list = make("div", "groups");
    let group = "";
    for (const hit of hits.items) {
      if (hit.rid !== group) {
        group = hit.rid;
        list.append(make("h3", "", hit.title));
      }
      const link = make("a", "hit");
      link.href = this.address("bekijken", hit.rid, hit.t);
      link.dataset.id = hit.rid;
      if (hit.t !== null) link.dataset.t = String(hit.t);
      const text = make("span", "text");
      let at = 0;
      for (const [from, to] of hit.marks) {
        text.append(hit.text.slice(at, from), make("mark", "", hit.text.slice(from, to)));
        at = to;
      }
      text.append(hit.text.slice(at));
      link.append(make("span", "time", hit.time), make("span", `who ${hit.kind}`, hit.who), text);
      list.append(link);
    }
    this.hits.replaceChildren(title, list);
  }

  /** @param {string} page @param {string} rid @param {number|null} t */
  address(page, rid, t) {
    const url = new URL(page, document.baseURI);
    url.searchParams.set("opname", rid);
    if (t !== null) url.searchParams.set("t", String(t));
    return url.href;
  }

  ask() {
    clearTimeout(this.timer);
    const typed = this.search.value.trim();
    const query = typed.length < SHORTEST ? "" : typed;
    if (query === this.asked) return;
    this.asked = query;
    this.component.setTriggerValue("query", query);
  }

  /** @param {MouseEvent} event */
  clicked(event) {
    const target = /** @type {HTMLElement} */ (event.target);
    const row = /** @type {HTMLElement|null} */ (target.closest("[data-id]"));
    if (!row?.dataset.id || event.button !== 0) return;
    const button = target.closest("button");
    if (button) {
      const act = button.classList.contains("more") ? "more" : (this.data.rows.find((r) => r.id === row.dataset.id)?.act ?? "");
      this.component.setTriggerValue("act", { rid: row.dataset.id, act });
      return;
    }
    // A link opens in another tab as everywhere; selecting text in a row opens nothing.
    if (event.ctrlKey || event.metaKey || event.shiftKey || document.getSelection()?.type === "Range") return;
    event.preventDefault();
    if (target.closest("a.mark")) {
      this.component.setTriggerValue("act", { rid: row.dataset.id, act: "consent" });
      return;
    }
    this.component.setTriggerValue("go", { rid: row.dataset.id, t: row.dataset.t === undefined ? null : Number(row.dataset.t) });
  }

  /** @param {KeyboardEvent} event */
  pressed(event) {
    const rows = [...this.body.children];
    const at = rows.findIndex((row) => row instanceof HTMLElement && row.dataset.id === this.active);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1, PageDown: at + 10, PageUp: at - 10 }[event.key];
    if (to === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    if (at === 0 && event.key === "ArrowUp") this.search.focus();
    else this.move(Math.min(rows.length - 1, Math.max(0, to)));
  }

  /** @param {number} index */
  move(index) {
    const row = this.body.children[index];
    if (!(row instanceof HTMLElement)) return;
    this.activate(row.dataset.id ?? "");
    /** @type {HTMLElement|null} */ (row.querySelector("a.open"))?.focus();
  }

  /** One row at a time can be reached with Tab; the arrows go from row to row. @param {string} id */
  activate(id) {
    if (id === this.active) return;
    const before = this.drawn.get(this.active);
    if (before) this.focusable(before.element, false);
    this.active = id;
    const now = this.drawn.get(id);
    if (now) this.focusable(now.element, true);
  }

  /** @param {HTMLElement} row @param {boolean} yes */
  focusable(row, yes) {
    for (const element of row.querySelectorAll("a, button")) /** @type {HTMLElement} */ (element).tabIndex = yes ? 0 : -1;
  }
}

/** @type {Record<string, string>} */
const MARKS = { done: "✓", failed: "✗", stopped: "‖", interrupted: "‖", queued: "·" };
