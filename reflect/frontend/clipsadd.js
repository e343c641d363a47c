// @ts-check
/** Which fragments become clips: all of a filter at once, or one by one from a list with ticks. */
import { themeOf } from "./codes.js";
import { clock, el } from "./dom.js";
import { button } from "./editordom.js";
import { nameOf } from "./tagging.js";

/** @typedef {import("./types.js").Context} Context */
/** @typedef {import("./types.js").Fragment} Fragment */
/** @typedef {import("./clipssync.js").Clip} Clip */

const EVERYTHING = "*";
const OBSERVATIONS = "";
const LISTED = "listed";
const CHOSEN = "chosen";
const USUAL_HANDLE_MS = 1000;
const SCOPE = "clips-picker";
const LONGEST_QUESTION = 500;

/** What a code is called, with its theme's colour. @param {Context} ctx @param {string} code */
export function named(ctx, code) {
  if (!code) return { label: ctx.t("clips.observation"), colour: "" };
  const theme = themeOf(ctx.doc.codebook.themes, code);
  if (!theme) return { label: ctx.t("clips.unknown", { code }), colour: "" };
  const name = nameOf(ctx, code);
  return { label: name === theme.label ? name : `${theme.label} · ${name}`, colour: theme.colour };
}

/** Questions that fit a clip: those of its fragment first, then those for a reflection on its theme, then what to look for. @param {Context} ctx @param {{code:string, fragment:string|null}} of */
export function ideas(ctx, of) {
  const own = of.fragment ? ctx.fragments.all().find((one) => one.id === of.fragment)?.questions ?? [] : [];
  const theme = themeOf(ctx.doc.codebook.themes, of.code);
  return [...new Set([...own, ...(theme?.reflection ?? []), theme?.question ?? ""].map((one) => one.trim()).filter(Boolean))];
}

/** @param {Context} ctx @param {Fragment} fragment @param {{before:number, after:number}|null} like handles of the set @returns {Clip} */
export function clipOf(ctx, fragment, like) {
  const { id, start, end, code } = fragment;
  const question = (ideas(ctx, { code, fragment: id })[0] ?? "").slice(0, LONGEST_QUESTION);
  return { recording: ctx.rid, fragment: id, start, end, before: like?.before ?? USUAL_HANDLE_MS, after: like?.after ?? USUAL_HANDLE_MS, code, question };
}

export class ClipPicker {
  /** @param {Context} ctx @param {{has:(id:string) => boolean, add:(fragments:Fragment[]) => void, close:() => void}} does */
  constructor(ctx, does) {
    this.ctx = ctx;
    this.does = does;
    /** @type {Set<string>} */ this.ticked = new Set();
    this.filter = EVERYTHING;
    const { t } = ctx;
    this.select = el("select", { class: "rf-e-input", "aria-label": t("clips.add.filter"), dataset: { part: "clip-filter" }, onchange: () => { this.filter = this.select.value; this.draw(); } });
    this.every = el("input", { type: "checkbox", "aria-label": t("clips.add.everything"), dataset: { part: "tick-all" }, onchange: () => this.tickAll(this.every.checked) });
    this.rows = el("div", { class: "rf-c-pick", role: "group", "aria-label": t("clips.add.pick") });
    this.go = button({ text: "", class: "rf-e-primary", run: () => this.add(), props: { "data-part": "add-ticked" } });
    this.node = el("section", { class: "rf-e-panel rf-c-picker", hidden: true, dataset: { part: "clip-picker" }, "aria-label": t("clips.add") },
      el("div", { class: "rf-e-line" }, el("label", { class: "rf-e-check" }, this.every, el("span", { text: t("clips.add.everything") })), this.select, el("span", { class: "rf-e-grow" }), this.go,
        button({ icon: "close", label: t("editor.close"), title: `${t("editor.close")} (Esc)`, run: () => does.close() })), this.rows);
    this.node.addEventListener("keydown", (event) => this.key(event));
    this.off = ctx.keys.bind(SCOPE, [{ keys: "Escape", does: "clips.keys.leave", run: () => does.close(), hidden: true, inText: true }]);
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (event.key === "Enter" && event.target instanceof HTMLInputElement) this.add();
    else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && event.target instanceof HTMLInputElement) {
      const boxes = [...this.rows.querySelectorAll("input")];
      boxes[boxes.indexOf(event.target) + (event.key === "ArrowDown" ? 1 : -1)]?.focus();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** Its own keys only, so that the arrows go through the list and Space ticks. @param {boolean} on */
  listen(on) { if (on) this.ctx.keys.push(SCOPE, { only: true }); else this.ctx.keys.pop(SCOPE); }

  open() {
    this.listen(true);
    this.ticked = new Set(this.ctx.fragments.selected().map((one) => one.id).filter((id) => !this.does.has(id)));
    this.filter = EVERYTHING;
    this.draw();
    (this.rows.querySelector("input") ?? this.select).focus();
  }

  /** @returns {Fragment[]} */
  listed() {
    const all = this.ctx.fragments.all();
    if (this.filter === EVERYTHING) return all;
    if (this.filter === LISTED) return all.filter(this.ctx.fragments.shown);
    if (this.filter === CHOSEN) return this.ctx.fragments.selected();
    if (this.filter === OBSERVATIONS) return all.filter((one) => !one.code);
    return all.filter((one) => one.code === this.filter || themeOf(this.ctx.doc.codebook.themes, one.code)?.code === this.filter);
  }

  draw() {
    if (this.node.hidden) return;
    const { t, fragments, doc } = this.ctx;
    const all = fragments.all();
    const option = (/** @type {string} */ value, /** @type {string} */ text) => el("option", { value, text });
    const themes = doc.codebook.themes.map((theme) => ({ theme, n: all.filter((one) => themeOf(doc.codebook.themes, one.code) === theme).length })).filter(({ n }) => n);
    const observations = all.filter((one) => !one.code).length;
    const listed = all.filter(fragments.shown).length, chosen = fragments.selected().length;
    this.select.replaceChildren(option(EVERYTHING, t("clips.add.all", { n: all.length })), ...(listed < all.length ? [option(LISTED, t("clips.add.listed", { n: listed }))] : []),
      ...(chosen ? [option(CHOSEN, t("clips.add.selected", { n: chosen }))] : []), ...themes.map(({ theme, n }) => option(theme.code, t("clips.add.theme", { theme: theme.label, n }))),
      ...(observations ? [option(OBSERVATIONS, t("clips.add.theme", { theme: t("clips.add.observations"), n: observations }))] : []));
    this.select.value = this.filter;
    this.rows.replaceChildren(...this.listed().map((one) => this.row(one)));
    this.tell();
  }

  /** @param {Fragment} one */
  row(one) {
    const { t } = this.ctx;
    const name = named(this.ctx, one.code);
    const box = el("input", { type: "checkbox", dataset: { fragment: one.id }, onchange: () => { if (box.checked) this.ticked.add(one.id); else this.ticked.delete(one.id); this.tell(); } });
    box.checked = this.ticked.has(one.id);
    const dot = el("i", { class: "rf-e-dot" });
    if (name.colour) dot.style.setProperty("--who", name.colour);
    return el("label", { class: "rf-c-pick-row" }, box, el("span", { class: "rf-e-time", text: clock(one.start) }), dot, el("span", { class: "rf-c-pick-name", text: name.label }),
      el("span", { class: "rf-e-note rf-c-pick-note", text: one.note || excerpt(this.ctx, one, 60) }), this.does.has(one.id) ? el("span", { class: "rf-e-note", text: t("clips.add.already") }) : null);
  }

  /** @param {boolean} on */
  tickAll(on) {
    for (const one of this.listed()) if (on) this.ticked.add(one.id); else this.ticked.delete(one.id);
    this.draw();
  }

  tell() {
    const { t } = this.ctx;
    const listed = this.listed();
    const n = this.ctx.fragments.all().filter((one) => this.ticked.has(one.id)).length;
    this.go.replaceChildren(el("span", { text: t("clips.add.chosen", { n }) }));
    this.go.disabled = !n;
    this.every.checked = listed.length > 0 && listed.every((one) => this.ticked.has(one.id));
    this.every.indeterminate = !this.every.checked && listed.some((one) => this.ticked.has(one.id));
  }

  add() {
    const chosen = this.ctx.fragments.all().filter((one) => this.ticked.has(one.id));
    if (!chosen.length) return;
    this.ticked.clear();
    this.does.add(chosen);
  }
}

/** The words that sound in a span, cut short. @param {Context} ctx @param {{start:number, end:number}} span @param {number} most */
export function excerpt(ctx, span, most) {
  const turns = ctx.transcript.turns();
  const words = [];
  let length = 0;
  for (let i = Math.max(0, ctx.transcript.turnAt(span.start)); i < turns.length && length <= most; i += 1) {
    if ((turns[i].w[0]?.[1] ?? 0) >= span.end) break;
    for (const word of turns[i].w) if (word[1] < span.end && word[2] > span.start) { words.push(word[0]); length += word[0].length + 1; }
  }
  const text = words.join(" ");
  return text.length > most ? `${text.slice(0, most).trimEnd()} …` : text;
}
