// @ts-check
import { clock, el, icon } from "./dom.js";
import { nameOf, PERSPECTIVES, themeOf } from "./tagging.js";

/**
 * @typedef {import("./types.js").Fragment} Fragment
 * @typedef {{row: HTMLElement, colour: HTMLElement, name: HTMLElement, time: HTMLElement, who: HTMLElement, note: HTMLElement, state: HTMLElement, key: string}} Row
 */

const STATE_ICONS = { stored: "check", sending: "clock", retrying: "warn", conflict: "warn", refused: "warn" };

/** The fragments as a list, with a filter. */
export class FragmentList {
  /** @param {import("./types.js").Context} ctx @param {HTMLElement} pane */
  constructor(ctx, pane) {
    this.ctx = ctx;
    this.filter = { code: "", perspective: "", coder: "", text: "" };
    /** @type {Map<string, Row>} */
    this.rows = new Map();
    this.shown = (/** @type {Fragment} */ one) => this._fits(one);
    ctx.fragments.shown = this.shown;
    this.queued = 0;
    this.anchor = "";
    /** @type {HTMLElement | null} */
    this.seen = null;
    this.ui = this._build(pane);
    this.stops = [
      ctx.fragments.on("change", () => this.soon()),
      ctx.fragments.on("state", () => this.soon()),
      ctx.fragments.on("select", () => this._chosen()),
    ];
    this.draw();
  }

  destroy() {
    cancelAnimationFrame(this.queued);
    for (const stop of this.stops) stop();
  }

  /** To the field to search in. */
  search() {
    this.ui.text.focus();
    this.ui.text.select();
  }

  soon() {
    this.queued ||= requestAnimationFrame(() => {
      this.queued = 0;
      this.draw();
    });
  }

  /** @param {HTMLElement} pane */
  _build(pane) {
    const { t, doc } = this.ctx;
    const themes = doc.codebook.themes.flatMap((theme) => [[theme.code, theme.label], ...theme.codes.map((code) => [code.code, `– ${code.label}`])]);
    const count = el("span", { class: "count", role: "status" });
    const theme = this._choice("code", t("player.filter.theme"), [["", t("player.filter.themes")], ...themes, ["-", t("player.lane.observations")]]);
    const view = this._choice("perspective", t("player.filter.perspective"),
      [["", t("player.filter.perspectives")], ...PERSPECTIVES.map((one) => [one, t(`player.perspective.${one}`)])]);
    const coder = this._choice("coder", t("player.filter.coder"), [["", t("player.filter.coders")]]);
    const text = el("input", { type: "search", class: "field", placeholder: `${t("player.filter.text")}  /`, "aria-label": t("player.filter.text") });
    text.addEventListener("input", () => this._filter("text", text.value.trim().toLowerCase()));
    text.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" && event.key !== "Enter") return;
      if (event.key === "Escape") this._clear();
      event.stopPropagation();
      text.blur();
    });
    const list = el("div", { class: "rows", role: "listbox", "aria-multiselectable": "true", tabindex: "0", "aria-label": t("player.region.fragments") });
    list.addEventListener("click", (event) => this._clicked(event));
    list.addEventListener("dblclick", (event) => this._double(event));
    const none = el("p", { class: "empty" });
    const conflicts = el("div", { class: "conflicts" });
    pane.append(el("div", { class: "pane-head" }, el("h2", { text: t("player.region.fragments") }), count),
      el("div", { class: "filters" }, text, theme, view, coder), conflicts, list);
    return { count, theme, view, coder, text, list, none, conflicts };
  }

  /** @param {"code" | "perspective" | "coder"} name @param {string} label @param {string[][]} options */
  _choice(name, label, options) {
    const made = el("select", { class: "field", "aria-label": label, title: label }, ...options.map(([value, text]) => el("option", { value, text })));
    made.addEventListener("change", () => {
      this._filter(name, made.value);
      made.blur();
    });
    return made;
  }

  /** @param {keyof FragmentList["filter"]} name @param {string} value */
  _filter(name, value) {
    this.filter[name] = value;
    for (const choice of [this.ui.theme, this.ui.view, this.ui.coder]) choice.classList.toggle("active", choice.value !== "");
    this.draw();
    this.ctx.fragments.emit("filter", this.shown);
  }

  _clear() {
    this.ui.text.value = "";
    for (const choice of [this.ui.theme, this.ui.view, this.ui.coder]) choice.value = "";
    this.filter = { code: "", perspective: "", coder: "", text: "" };
    this._filter("text", "");
  }

  /** @param {Fragment} one */
  _fits(one) {
    const { code, perspective, coder, text } = this.filter;
    if (code === "-" ? one.code !== "" : code && one.code !== code && !one.code.startsWith(code + ".")) return false;
    if ((perspective && one.perspective !== perspective) || (coder && one.coder !== coder)) return false;
    if (!text) return true;
    const said = [nameOf(this.ctx, one.code), one.note, ...one.questions].join(" ").toLowerCase();
    return said.includes(text);
  }

  draw() {
    const { fragments, t } = this.ctx;
    const all = fragments.all();
    const wanted = all.filter(this.shown);
    const rows = wanted.map((one) => this._row(one));
    const gone = new Set(this.rows.keys());
    for (const one of all) gone.delete(one.id);
    for (const id of gone) this.rows.delete(id);
    reconcile(this.ui.list, rows);
    this.ui.count.textContent = wanted.length === all.length ? String(all.length) : t("player.filter.count", { n: wanted.length, all: all.length });
    this.ui.none.textContent = t(all.length ? "player.list.nofit" : "player.list.empty");
    if (!rows.length) this.ui.list.replaceChildren(this.ui.none);
    this._coders(all);
    this._chosen();
  }

  /** @param {Fragment[]} all */
  _coders(all) {
    const names = [...new Set(all.map((one) => one.coder))].sort();
    this.ui.coder.hidden = names.length < 2;
    const now = [...this.ui.coder.options].slice(1).map((option) => option.value);
    if (now.join("\n") !== names.join("\n"))
      this.ui.coder.replaceChildren(this.ui.coder.options[0], ...names.map((name) => el("option", { value: name, text: name, selected: name === this.filter.coder })));
  }

  /** @param {Fragment} one */
  _row(one) {
    const made = this.rows.get(one.id) ?? this._make(one.id);
    const state = this.ctx.fragments.state(one.id);
    const key = JSON.stringify([one.start, one.end, one.code, one.perspective, one.coder, one.note, one.questions.length, state]);
    if (key === made.key) return made.row;
    made.key = key;
    const { t, doc } = this.ctx;
    const theme = themeOf(doc.codebook.themes, one.code);
    made.row.style.setProperty("--of", theme?.colour ?? "var(--muted)");
    made.name.textContent = theme && theme.code !== one.code ? `${theme.label} · ${nameOf(this.ctx, one.code)}` : nameOf(this.ctx, one.code);
    made.time.textContent = `${clock(one.start)} – ${clock(one.end)}`;
    const view = one.perspective === "researcher" ? "" : t(`player.perspective.${one.perspective}`);
    made.who.textContent = [view, one.coder === doc.coder ? "" : one.coder].filter(Boolean).join(" · ");
    made.note.textContent = [one.note, one.questions.length ? `${t("player.question")}: ${one.questions.join(" · ")}` : ""].filter(Boolean).join("  ");
    made.note.hidden = !made.note.textContent;
    made.state.className = `state ${state}`;
    made.state.title = t(`player.state.${state}`);
    made.state.replaceChildren(icon(STATE_ICONS[state]), el("span", { class: "unseen", text: t(`player.state.${state}`) }));
    return made.row;
  }

  /** @param {string} id @returns {Row} */
  _make(id) {
    const [colour, name, time, who, state] = ["bar", "name", "time", "by", "state"].map((kind) => el("span", { class: kind }));
    const note = el("p", { class: "note" });
    const row = el("div", { class: "row", role: "option", id: `f-${id}`, dataset: { id } }, colour, name, time, state, who, note);
    const made = { row, colour, name, time, who, note, state, key: "" };
    this.rows.set(id, made);
    return made;
  }

  _chosen() {
    const { fragments } = this.ctx;
    let first = null;
    for (const [id, { row }] of this.rows) {
      const chosen = fragments.isSelected(id);
      if (chosen && row.isConnected) first ??= row;
      if (row.classList.contains("chosen") === chosen && row.ariaSelected === String(chosen)) continue;
      row.classList.toggle("chosen", chosen);
      row.setAttribute("aria-selected", String(chosen));
    }
    if (first) this.ui.list.setAttribute("aria-activedescendant", first.id);
    else this.ui.list.removeAttribute("aria-activedescendant");
    if (first && first !== this.seen) this._inSight(first);
    this.seen = first;
  }

  /** @param {HTMLElement} row */
  _inSight(row) {
    requestAnimationFrame(() => {
      const top = row.offsetTop;
      const { scrollTop, clientHeight } = this.ui.list;
      if (top < scrollTop || top + row.offsetHeight > scrollTop + clientHeight) this.ui.list.scrollTop = top - clientHeight / 3;
    });
  }

  /** @param {MouseEvent} event */
  _clicked(event) {
    const id = this._id(event);
    if (!id) return;
    const { fragments, film } = this.ctx;
    const chosen = fragments.selected().map((one) => one.id);
    if (event.ctrlKey || event.metaKey) fragments.select(chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id]);
    else if (event.shiftKey && this.anchor) {
      const ids = fragments.all().filter(this.shown).map((one) => one.id);
      const [from, to] = [ids.indexOf(this.anchor), ids.indexOf(id)].sort((a, b) => a - b);
      fragments.select(ids.slice(Math.max(0, from), to + 1));
      document.getSelection()?.removeAllRanges();
    } else {
      fragments.select([id]);
      film.seek(fragments.get(id)?.start ?? film.now());
    }
    if (!event.shiftKey) this.anchor = id;
  }

  /** @param {MouseEvent} event */
  _double(event) {
    const one = this.ctx.fragments.get(this._id(event) ?? "");
    if (one) this.ctx.film.playSpan(one.start, one.end);
  }

  /** @param {Event} event */
  _id(event) {
    const row = event.target instanceof Element ? event.target.closest(".row") : null;
    return row instanceof HTMLElement ? row.dataset.id : undefined;
  }
}

/** Puts these children in the parent in this order, and moves only what has to move. @param {HTMLElement} parent @param {HTMLElement[]} wanted */
function reconcile(parent, wanted) {
  const keep = new Set(wanted);
  for (const child of [...parent.children]) if (!keep.has(/** @type {HTMLElement} */ (child))) child.remove();
  let at = parent.firstElementChild;
  for (const child of wanted) {
    if (child === at) at = at.nextElementSibling;
    else parent.insertBefore(child, at);
  }
}
