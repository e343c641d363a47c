// @ts-check
/** One clip in the set: what it shows, its question, its handles, its place in the row. */
import { clock, el } from "./dom.js";
import { button, grow } from "./editordom.js";
import { excerpt, ideas, named } from "./clipsadd.js";
import { shown } from "./clipsplay.js";

/** @typedef {import("./types.js").Context} Context */
/** @typedef {import("./clipssync.js").Clip} Clip */
/**
 * @typedef {Object} RowDoes
 * @property {(clip:Clip) => void} changed something of the clip was typed
 * @property {(clip:Clip) => void} play
 * @property {(clip:Clip) => void} remove
 * @property {(clip:Clip, way:number) => void} move
 * @property {(clip:Clip, event:PointerEvent) => void} drag
 * @property {(clip:Clip) => void} choose
 */

const LONGEST_HANDLE_S = 60;
const EXCERPT = 110;

/** Seconds as typed, with a comma or a point → ms, or null. @param {string} text */
export function seconds(text) {
  const value = Number(text.trim().replace(",", "."));
  if (!text.trim() || !Number.isFinite(value) || value < 0) return null;
  return Math.round(Math.min(value, LONGEST_HANDLE_S) * 1000);
}

/** @param {number} ms @param {string} lang */
export const inSeconds = (ms, lang) => (ms / 1000).toLocaleString(lang, { maximumFractionDigits: 1, useGrouping: false });

/** A field for a handle. @param {Context} ctx @param {{label:string, get:() => number, part:string, run:(ms:number) => void}} of */
export function handleField(ctx, of) {
  const input = el("input", {
    type: "text", inputmode: "decimal", class: "rf-e-input rf-c-seconds", "aria-label": of.label, dataset: { part: of.part },
    onchange: () => {
      const ms = seconds(input.value);
      if (ms !== null) of.run(ms);
      input.value = inSeconds(of.get(), ctx.lang);
    },
  });
  input.value = inSeconds(of.get(), ctx.lang);
  input.addEventListener("keydown", (event) => {
    if ((event.key !== "ArrowUp" && event.key !== "ArrowDown") || event.altKey || event.ctrlKey) return;
    event.preventDefault();
    const step = (event.shiftKey ? 1000 : 500) * (event.key === "ArrowUp" ? 1 : -1);
    of.run(Math.max(0, Math.min((seconds(input.value) ?? of.get()) + step, LONGEST_HANDLE_S * 1000)));
    input.value = inSeconds(of.get(), ctx.lang);
  });
  return input;
}

export class ClipRow {
  /** @param {Context} ctx @param {Clip} clip @param {RowDoes} does */
  constructor(ctx, clip, does) {
    this.ctx = ctx;
    this.clip = clip;
    this.does = does;
    this.index = 0;
    const { t } = ctx;
    const name = named(ctx, clip.code);
    this.number = el("span", { class: "rf-c-number" });
    this.span = el("span", { class: "rf-e-time" });
    this.question = el("textarea", {
      class: "rf-e-input rf-c-question", rows: "1", maxlength: "500", placeholder: t("clips.question"), dataset: { part: "question" },
      oninput: () => { clip.question = this.question.value.replace(/\s*\n\s*/g, " "); grow(this.question); this.drawIdeas(); does.changed(clip); },
    });
    this.question.value = clip.question;
    this.ideas = el("div", { class: "rf-c-ideas" });
    this.before = handleField(ctx, { label: t("clips.before"), get: () => clip.before, part: "before", run: (ms) => { clip.before = ms; this.drawSpan(); does.changed(clip); } });
    this.after = handleField(ctx, { label: t("clips.after"), get: () => clip.after, part: "after", run: (ms) => { clip.after = ms; this.drawSpan(); does.changed(clip); } });
    const tool = (/** @type {string} */ icon, /** @type {string} */ key, /** @type {string} */ keys, /** @type {() => void} */ run, /** @type {string} */ part) =>
      button({ icon, label: t(key), title: `${t(key)} (${keys})`, run, props: { "data-part": part } });
    const grip = el("span", { class: "rf-c-grip", title: t("clips.drag"), "aria-hidden": "true", dataset: { part: "grip" }, onpointerdown: (/** @type {PointerEvent} */ event) => does.drag(clip, event) }, button({ icon: "grip", run: () => {} }).firstElementChild);
    this.node = el("li", { class: "rf-c-row", tabindex: "-1", dataset: { part: "clip" } },
      el("div", { class: "rf-c-row-head" }, grip, this.number, el("span", { class: "rf-c-name", text: name.label, title: name.label }), el("span", { class: "rf-e-grow" }),
        tool("play", "clips.play.one", "P", () => does.play(clip), "play-one"), tool("up", "clips.up", "Alt+↑", () => does.move(clip, -1), "up"),
        tool("down", "clips.down", "Alt+↓", () => does.move(clip, 1), "down"), tool("bin", "clips.remove", "Delete", () => does.remove(clip), "remove")),
      el("p", { class: "rf-c-excerpt" }, this.span, " ", excerpt(ctx, clip, EXCERPT)), this.question, this.ideas,
      el("div", { class: "rf-c-handles" }, el("label", {}, el("span", { text: t("clips.before") }), this.before), el("label", {}, el("span", { text: t("clips.after") }), this.after), this.goneNote()));
    if (name.colour) this.node.style.setProperty("--who", name.colour);
    this.node.addEventListener("focusin", () => does.choose(clip));
    this.node.addEventListener("pointerdown", () => does.choose(clip));
    this.drawSpan();
    this.drawIdeas();
  }

  goneNote() {
    const { fragment } = this.clip;
    const gone = fragment && !this.ctx.fragments.all().some((one) => one.id === fragment);
    return gone ? el("span", { class: "rf-e-note", text: this.ctx.t("clips.gone") }) : null;
  }

  drawSpan() {
    const { start, end } = shown(this.clip, this.ctx.film.durationMs);
    this.span.textContent = `${clock(start)} – ${clock(end)} · ${inSeconds(end - start, this.ctx.lang)} s`;
  }

  drawIdeas() {
    const others = ideas(this.ctx, this.clip).filter((one) => one !== this.clip.question.trim());
    this.ideas.hidden = !others.length;
    this.ideas.replaceChildren(...others.map((one) => button({ icon: "question", text: one, title: this.ctx.t("clips.question.use", { question: one }), class: "rf-c-idea", run: () => this.take(one) })));
  }

  /** @param {string} question */
  take(question) {
    this.question.value = question;
    this.question.dispatchEvent(new Event("input"));
    this.question.focus();
  }

  /** Its place in the row. @param {number} index */
  place(index) {
    this.index = index;
    const { t } = this.ctx, i = index + 1;
    this.number.textContent = String(i);
    this.question.setAttribute("aria-label", t("clips.question.of", { i }));
    this.before.setAttribute("aria-label", t("clips.before.of", { i }));
    this.after.setAttribute("aria-label", t("clips.after.of", { i }));
  }

  /** The handles were set for all. */
  drawHandles() {
    this.before.value = inSeconds(this.clip.before, this.ctx.lang);
    this.after.value = inSeconds(this.clip.after, this.ctx.lang);
    this.drawSpan();
  }

  /** @param {boolean} chosen */
  choose(chosen) {
    this.node.toggleAttribute("aria-current", chosen);
    if (chosen) this.node.setAttribute("aria-current", "true");
    this.node.tabIndex = chosen ? 0 : -1;
  }
}
