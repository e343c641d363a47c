// @ts-check
/**
 * Numbers that lead to the film: cards, shares and tables in which a cell with a moment is a link.
 *
 * @typedef {{text: string, t?: number|null, rid?: string, colour?: string, hint?: string, end?: boolean, keys?: string[], all?: number[]}} Cell
 * @typedef {{kind: "cards", title: string, items: {label: string, value: Cell}[]}} Cards
 * @typedef {{kind: "share", title: string, note: string, parts: {name: string, colour: string, share: number, cell: Cell}[]}} Share
 * @typedef {{kind: "table", title: string, note: string, columns: string[], rows: Cell[][], label: string}} Table
 * @typedef {{kind: "minutes", title: string, note: string, columns: {t: number, label: string,
 *   parts: {name: string, colour: string, share: number, text: string}[]}[]}} Minutes
 * @typedef {{kind: "note", title: string, note: string}} Note
 * @typedef {{lang: string, rid: string, more?: string, sections: (Cards|Share|Table|Minutes|Note)[]}} Data
 * @typedef {{data: Data, parentElement: ShadowRoot|HTMLElement, setTriggerValue(name: string, value: any): void}} Component
 */

/** @type {WeakMap<object, {json: string, component: Component}>} */
const mounted = new WeakMap();

/** @param {Component} component */
export default function mount(component) {
  const json = JSON.stringify(component.data);
  const known = mounted.get(component.parentElement);
  if (known) {
    known.component = component;
    if (known.json === json) return;
    known.json = json;
  } else {
    mounted.set(component.parentElement, { json, component });
  }
  const root = /** @type {HTMLElement} */ (component.parentElement.querySelector(".facts"));
  root.lang = component.data.lang;
  root.replaceChildren(...component.data.sections.map((section) => draw(section, component.data.rid)));
  for (const button of root.querySelectorAll("button.all")) {
    button.setAttribute("aria-label", component.data.more ?? "");
    /** @type {HTMLElement} */ (button).title = component.data.more ?? "";
  }
  root.onclick = (event) => clicked(event, mounted.get(component.parentElement)?.component ?? component);
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

/** @param {MouseEvent} event @param {Component} component */
function clicked(event, component) {
  const target = /** @type {HTMLElement} */ (event.target);
  const opener = target.closest("button");
  if (opener) return open(opener, component.data.rid);
  const link = target.closest("a");
  if (!link || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  component.setTriggerValue("go", { rid: link.dataset.rid, t: Number(link.dataset.t) });
}

/** Show or hide all moments of a number, under the line it stands in. @param {HTMLButtonElement} button @param {string} rid */
function open(button, rid) {
  const line = button.closest("tr, .part, .card");
  if (!line) return;
  const shown = button.getAttribute("aria-expanded") === "true";
  const next = line instanceof HTMLTableRowElement ? line.nextElementSibling : line.querySelector(".moments");
  for (const other of line.querySelectorAll("button[aria-expanded]")) other.setAttribute("aria-expanded", "false");
  if (next?.matches(".moments")) next.remove();
  if (shown) return;
  button.setAttribute("aria-expanded", "true");
  const links = (button.dataset.all ?? "").split(" ").map((t) => anchor(clock(Number(t)), Number(t), button.dataset.rid ?? rid));
  if (line instanceof HTMLTableRowElement) {
    const row = make("tr", "moments");
    const cell = row.insertCell();
    cell.colSpan = line.cells.length;
    cell.append(...links);
    line.after(row);
  } else {
    const box = make("div", "moments");
    box.append(...links);
    line.append(box);
  }
}

/** @param {number} ms */
function clock(ms) {
  const s = Math.floor(ms / 1000);
  const two = (/** @type {number} */ n) => String(n).padStart(2, "0");
  const h = Math.floor(s / 3600);
  return h ? `${h}:${two(Math.floor(s / 60) % 60)}:${two(s % 60)}` : `${Math.floor(s / 60)}:${two(s % 60)}`;
}

/** @param {Cards|Share|Table|Minutes|Note} section @param {string} rid */
function draw(section, rid) {
  const box = make("section", section.kind);
  if (section.title) box.append(make("h2", "", section.title));
  if (section.kind === "cards") {
    const list = make("dl");
    for (const item of section.items) {
      const card = make("div", "card");
      const value = make("dd");
      value.append(shown(item.value, rid));
      card.append(make("dt", "", item.label), value);
      if (item.value.hint) card.append(make("dd", "hint", item.value.hint));
      list.append(card);
    }
    box.append(list);
  } else if (section.kind === "share") {
    box.append(bar(section, rid));
    if (section.note) box.append(make("p", "note", section.note));
  } else if (section.kind === "minutes") {
    box.append(minutes(section, rid), make("p", "note", section.note));
  } else if (section.kind === "note") {
    box.append(make("p", "note", section.note));
  } else {
    box.append(table(section, rid));
    if (section.note) box.append(make("p", "note", section.note));
  }
  return box;
}

/** @param {Share} section @param {string} rid */
function bar(section, rid) {
  const list = make("div", "parts");
  for (const part of section.parts) {
    const line = make("div", "part");
    const track = make("span", "track");
    const fill = make("span", "fill");
    fill.style.width = `${(part.share * 100).toFixed(2)}%`;
    if (part.colour) fill.style.background = part.colour;
    track.append(fill);
    line.append(make("span", "name", part.name), track, shown(part.cell, rid));
    list.append(line);
  }
  return list;
}

/** A column for every minute: a link to it, as high as there is speech in it. @param {Minutes} section @param {string} rid */
function minutes(section, rid) {
  const scroll = make("div", "scroll");
  const chart = make("div", "chart");
  const each = Math.max(1, Math.ceil(section.columns.length / 15));
  section.columns.forEach((column, i) => {
    const link = anchor("", column.t, rid);
    const said = column.parts.map((part) => `${part.name} ${part.text}`).join(", ");
    link.className = "minute";
    link.title = `${column.label}: ${said}`;
    link.setAttribute("aria-label", link.title);
    const stack = make("span", "stack");
    const whole = Math.max(1, column.parts.reduce((sum, part) => sum + part.share, 0));
    for (const part of column.parts) {
      const block = make("span", "block");
      block.style.height = `${((100 * part.share) / whole).toFixed(2)}%`;
      block.style.background = part.colour;
      stack.append(block);
    }
    link.append(stack, make("span", "tick", i % each ? "" : column.label));
    chart.append(link);
  });
  scroll.append(chart);
  return scroll;
}

/** @param {Table} section @param {string} rid */
function table(section, rid) {
  const scroll = make("div", "scroll");
  const grid = make("table", section.columns.length < 3 ? "narrow" : "");
  if (section.label) grid.setAttribute("aria-label", section.label);
  const head = make("tr");
  for (const name of section.columns) {
    const cell = make("th", "", name);
    cell.scope = "col";
    head.append(cell);
  }
  grid.createTHead().append(head);
  const body = grid.createTBody();
  for (const row of section.rows) {
    const line = body.insertRow();
    for (const cell of row) {
      const box = line.insertCell();
      if (cell.end) box.className = "end";
      if (cell.colour) {
        const dot = make("i");
        dot.style.background = cell.colour;
        box.append(dot);
      }
      if (cell.keys) box.append(...cell.keys.map((key) => make("kbd", "", key)));
      else box.append(shown(cell, rid));
    }
  }
  [...head.children].forEach((cell, i) => cell.classList.toggle("end", !!section.rows[0]?.[i]?.end));
  scroll.append(grid);
  return scroll;
}

/** @param {Cell} cell @param {string} rid */
function shown(cell, rid) {
  const out = make("span", "value");
  if (cell.t === undefined || cell.t === null) out.append(cell.text);
  else out.append(anchor(cell.text, cell.t, cell.rid ?? rid));
  if (cell.all) {
    const button = make("button", "all", "▾");
    button.type = "button";
    button.dataset.all = cell.all.join(" ");
    button.dataset.rid = cell.rid ?? rid;
    button.setAttribute("aria-expanded", "false");
    out.append(button);
  }
  if (cell.hint) out.title = cell.hint;
  return out;
}

/** @param {string} text @param {number} t @param {string} rid */
function anchor(text, t, rid) {
  const link = make("a", "", text);
  const url = new URL("bekijken", document.baseURI);
  url.searchParams.set("opname", rid);
  url.searchParams.set("t", String(t));
  link.href = url.href;
  link.dataset.t = String(t);
  link.dataset.rid = rid;
  return link;
}
