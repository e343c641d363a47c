// @ts-check
/** One clip of the session: what it shows, its place, its handles, the question, the tip and the client's released words. */
import { Field } from "./casefield.js";
import { beyond, shown } from "./casefilms.js";
import { clock, el, icon } from "./dom.js";

/** @typedef {import("./records.js").Thing} Thing */

const LONGEST_MS = 60_000;
const STEP_MS = 500;

/** Seconds as typed, with a comma or a point → ms; null for what is no number. @param {string} text */
export function seconds(text) {
  const value = Number(text.trim().replace(",", "."));
  return text.trim() && Number.isFinite(value) && value >= 0 ? Math.round(Math.min(value * 1000, LONGEST_MS)) : null;
}

export class SessionCard {
  /** What the fields of a clip are called: the words beside the question, and whether the client's words come along. */
  static names = { second: "tip", feedback: "with_feedback" };

  /** @param {import("./sessionclips.js").SessionClips} clips @param {string} id */
  constructor(clips, id) {
    this.clips = clips;
    this.id = id;
    this.saidKey = "";
    const { page } = clips;
    const { t, base } = page;
    const names = /** @type {typeof SessionCard} */ (this.constructor).names;
    this.grip = el("span", { class: "grip", title: t("session.drag"), "aria-hidden": "true", dataset: { part: "grip" }, text: "⠿", onpointerdown: (/** @type {PointerEvent} */ event) => clips.drag(id, event) });
    this.number = el("input", { type: "text", inputmode: "numeric", class: "number", title: t("session.number"), dataset: { part: "number" }, onchange: () => this._numbered() });
    this.number.addEventListener("keydown", (event) => event.key === "Enter" && this._numbered());
    this.number.addEventListener("focus", () => this.number.select());
    this.name = el("b", { class: "name" });
    this.where = el("span", { class: "soft where" });
    this.hearAll = el("button", { type: "button", class: "button", dataset: { hear: `${id} all`, part: "hear" }, onclick: () => this._hear("all") }, icon("play"));
    this.bin = el("button", { type: "button", class: "button", title: `${t("session.remove")} (Delete)`, dataset: { part: "remove" }, onclick: () => clips.take(id) }, icon("bin"));
    this.wrong = el("p", { class: "trouble", role: "status" });
    this.question = new Field(base, { id, what: "clip", name: "question", label: "", rows: 2, limit: 1000, place: t("session.question.place") });
    this.tip = new Field(base, { id, what: "clip", name: names.second, part: "tip", label: "", rows: 2, limit: 1000, place: t("session.tip.place") });
    this.ideas = this._ideas("session.question.choose", this.question, "questions");
    this.tips = this._ideas("session.tip.choose", this.tip, "tips");
    this.before = this._handle("before_ms", "start");
    this.after = this._handle("after_ms", "end");
    this.feedback = el("input", { type: "checkbox", dataset: { part: "with-feedback" }, onchange: () => base.things.update(id, { [names.feedback]: this.feedback.checked }) });
    this.words = el("div", { class: "quotes" });
    this.released = el("div", { class: "released" }, el("label", { class: "check" }, this.feedback, el("span", { text: t("session.feedback") })), this.words);
    this.root = el("li", { class: "card", tabindex: "-1", dataset: { clip: id } },
      el("div", { class: "line top" }, this.grip, this.number, this.name, this.where, el("span", { class: "grow" }), this.hearAll, this.bin), this.wrong, ...this._more(),
      el("div", { class: "texts" },
        el("div", {}, el("div", { class: "line label" }, el("span", { text: t("session.question") }), this.ideas), this.question.root),
        el("div", {}, el("div", { class: "line label" }, el("span", { text: t("session.tip") }), this.tips), this.tip.root)),
      el("div", { class: "line handles" }, this.before.root, this.after.root), this.released);
    this.root.addEventListener("keydown", (event) => this._key(event));
  }

  /** What a clip of another kind has besides. @returns {HTMLElement[]} */
  _more() {
    return [];
  }

  close() {
    this.question.close();
    this.tip.close();
    this.root.remove();
  }

  /** @param {Thing} clip @param {number} n @param {Thing[]} all */
  draw(clip, n, all) {
    const { page } = this.clips;
    const { t } = page;
    const i = n + 1;
    if (/** @type {ShadowRoot} */ (this.root.getRootNode()).activeElement !== this.number) this.number.value = String(i);
    const choice = page.choice(clip);
    const film = page.films.footage[clip.recording_id];
    const name = clip.title || choice?.title || clip.code || t("session.clip");
    const { start, end } = shown(clip, film?.durationMs ?? 0);
    const label = t("session.clip.of", { i, name });
    this.root.setAttribute("aria-label", label);
    this.root.style.setProperty("--tint", clip.colour || choice?.colour || "var(--soft)");
    this.name.textContent = this.name.title = name;
    this.where.textContent = [film ? `${film.title} · ${page.base.day(film.date)}` : "", `${clock(start)} – ${clock(end)}`, t("session.length", { time: this._seconds(end - start) })].filter(Boolean).join(" · ");
    this.where.title = this.where.textContent;
    for (const [node, key] of /** @type {[HTMLElement, string][]} */ ([[this.number, "session.number.of"], [this.hearAll, "session.hear.clip"], [this.bin, "session.remove.of"], [this.question.area, "session.question.of"], [this.tip.area, "session.tip.of"], [this.before.input, "session.before.of"], [this.after.input, "session.after.of"], [this.feedback, "session.feedback.of"]]))
      node.setAttribute("aria-label", t(key, { i }));
    this.before.draw(clip.before_ms ?? 0);
    this.after.draw(clip.after_ms ?? 0);
    this._fillIdeas(this.ideas, choice?.questions ?? clip.questions ?? [], clip.question);
    this._fillIdeas(this.tips, choice?.tips ?? clip.tips ?? [], clip.tip);
    const gone = page.gone(clip);
    this.hearAll.disabled = this.before.hear.disabled = this.after.hear.disabled = gone || beyond(clip, film?.durationMs ?? 0);
    this.wrong.textContent = this._trouble(clip, n, all);
    this.wrong.hidden = !this.wrong.textContent;
    this._said(clip, choice);
  }

  /** What a person must know of this clip. @param {Thing} clip @param {number} n @param {Thing[]} all */
  _trouble(clip, n, all) {
    const { page } = this.clips;
    const { t } = page;
    const length = page.films.footage[clip.recording_id]?.durationMs ?? 0;
    if (page.gone(clip)) return t("session.gone");
    if (clip.state === "denied") return [t("session.denied"), ...(clip.why ?? []).map((/** @type {string} */ why) => t(`session.denied.${why}`)).filter((/** @type {string} */ text) => !text.startsWith("session."))].join(" ");
    if (beyond(clip, length)) return t("session.beyond");
    if (length && clip.span[1] > length) return t("session.cut");
    const mine = shown(clip, length);
    const meets = all.flatMap((one, i) => {
      const other = shown(one, length);
      return i !== n && one.recording_id === clip.recording_id && other.start < mine.end && mine.start < other.end ? [i + 1] : [];
    });
    return meets.length ? t("session.overlap", { n: meets.join(", ") }) : "";
  }

  /** @param {Thing} clip @param {import("./casebase.js").Choice | undefined} choice */
  _said(clip, choice) {
    const said = choice?.said ?? clip.said ?? [];
    this.released.hidden = !said.length;
    this.feedback.checked = clip.with_feedback !== false;
    const key = JSON.stringify(said);
    if (this.saidKey === key) return;
    this.saidKey = key;
    this.words.replaceChildren(...said.filter((/** @type {import("./casebase.js").Said} */ one) => one.text).map((/** @type {import("./casebase.js").Said} */ one) => el("blockquote", { text: one.text })));
  }

  /** @param {number} ms */
  _seconds(ms) {
    return (ms / 1000).toLocaleString(this.clips.page.base.lang, { maximumFractionDigits: 1, useGrouping: false });
  }

  /** @param {"start" | "end" | "all"} part */
  _hear(part) {
    const clip = this.clips.page.base.things.get(this.id);
    if (clip) this.clips.page.hearClip(clip, part, this.name.textContent ?? "");
  }

  /** A field for the film before or after. @param {"before_ms" | "after_ms"} name @param {"start" | "end"} part */
  _handle(name, part) {
    const { page } = this.clips;
    const { things } = page.base;
    const key = name === "before_ms" ? "session.before" : "session.after";
    const set = (/** @type {number} */ ms) => things.update(this.id, { [name]: Math.max(0, Math.min(ms, LONGEST_MS)) });
    const input = el("input", { type: "text", inputmode: "decimal", class: "seconds", dataset: { part: name } });
    const draw = (/** @type {number} */ ms) => {
      // What is being typed is not written over by what another window did.
      if (/** @type {ShadowRoot} */ (input.getRootNode()).activeElement !== input) input.value = this._seconds(ms);
    };
    const now = () => things.get(this.id)?.[name] ?? 0;
    input.addEventListener("change", () => {
      const ms = seconds(input.value);
      if (ms !== null) set(ms);
      input.value = this._seconds(now());
    });
    input.addEventListener("keydown", (event) => {
      if ((event.key !== "ArrowUp" && event.key !== "ArrowDown") || event.altKey || event.ctrlKey) return;
      event.preventDefault();
      set((seconds(input.value) ?? now()) + (event.key === "ArrowUp" ? STEP_MS : -STEP_MS));
      input.value = this._seconds(now());
    });
    const hear = el("button", { type: "button", class: "button", title: page.t(`session.hear.${part}`), "aria-label": page.t(`session.hear.${part}`), dataset: { hear: `${this.id} ${part}`, part: `hear-${part}` }, onclick: () => this._hear(part) }, icon("play"));
    return { root: el("span", { class: "handle" }, el("label", {}, el("span", { text: page.t(key) }), input, el("span", { text: "s" })), hear), input, hear, draw };
  }

  /** A list to choose a text from. @param {string} key @param {Field} field @param {string} part */
  _ideas(key, field, part) {
    const select = el("select", { class: "ideas", "aria-label": this.clips.page.t(key), dataset: { part } });
    select.dataset.label = this.clips.page.t(key);
    select.addEventListener("change", () => {
      if (select.value) field.put(select.value);
      select.value = "";
      field.area.focus();
    });
    return select;
  }

  /** @param {HTMLSelectElement} select @param {string[]} ideas @param {string} now */
  _fillIdeas(select, ideas, now) {
    const others = ideas.filter((one) => one && one !== now);
    const key = JSON.stringify(others);
    if (select.dataset.key === key) return;
    select.dataset.key = key;
    select.hidden = !others.length;
    select.replaceChildren(el("option", { value: "", text: select.dataset.label }), ...others.map((one) => el("option", { value: one.slice(0, 1000), text: one })));
  }

  _numbered() {
    const wanted = Number(this.number.value);
    const at = this.clips.order.indexOf(this.id);
    if (Number.isInteger(wanted) && wanted >= 1 && this.number.value.trim()) this.clips.move(this.id, wanted - 1);
    else this.number.value = String(at + 1);
    this.number.value = String(this.clips.page.shownClips().findIndex((one) => one.id === this.id) + 1);
  }

  /** @param {KeyboardEvent} event */
  _key(event) {
    const at = this.clips.order.indexOf(this.id);
    const typing = event.composedPath()[0] !== this.root;
    if (event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown")) this.clips.move(this.id, at + (event.key === "ArrowUp" ? -1 : 1));
    else if (event.key === "Delete" && !typing) this.clips.take(this.id);
    else if (event.key === " " && !typing) this._hear("all");
    else if (!typing && !event.ctrlKey && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
      const next = this.clips.cards.get(this.clips.order[at + (event.key === "ArrowUp" ? -1 : 1)] ?? "");
      next?.root.focus();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }
}
