// @ts-check
import { themeOf } from "./codes.js";
import { AfterPaint, clock, el, icon } from "./dom.js";
import { keyButton } from "./controls.js";
import { nameOf, PERSPECTIVES } from "./tagging.js";

const REST_MS = 1_000;

/** "1:02:03.4", "62:03", "3.5" → ms, or null when it is not a time. @param {string} text */
export function readTime(text) {
  const parts = text.trim().replace(",", ".").split(":");
  if (parts.length > 3 || !parts.every((part, i) => (i === parts.length - 1 ? /^\d+(\.\d+)?$/ : /^\d+$/).test(part))) return null;
  return Math.round(parts.reduce((sum, part) => sum * 60 + Number(part), 0) * 1000);
}

/** The selected fragment: everything of it can be changed here. */
export class Detail {
  /**
   * @param {import("./types.js").Context} ctx @param {HTMLElement} pane @param {import("./tagging.js").Tagging} tagging
   * @param {import("./book.js").Book} book
   */
  constructor(ctx, pane, tagging, book) {
    this.ctx = ctx;
    this.tagging = tagging;
    this.book = book;
    this.id = "";
    this.timer = 0;
    this.asked = "";
    /** The fragment as it was when its note came into the field. @type {import("./types.js").Fragment | null} */
    this.seen = null;
    this.ui = this._build();
    pane.append(this.ui.root);
    this.later = new AfterPaint(() => this.show());
    this.stops = [
      ctx.fragments.on("select", () => this.later.soon()),
      ctx.fragments.on("change", () => this.later.soon()),
      ctx.film.on("state", () => this.ui.loop.setAttribute("aria-pressed", String(ctx.film.looping !== null))),
      tagging.on("note", () => this._focus(this.ui.note)),
      tagging.on("question", () => this._focus(this.ui.question)),
    ];
    this.show();
  }

  destroy() {
    this._save();
    this.later.cancel();
    for (const stop of this.stops) stop();
  }

  show() {
    const chosen = this.ctx.fragments.selected();
    const one = chosen.length === 1 ? chosen[0] : undefined;
    if (this.id && one?.id !== this.id) this._save();
    this.ui.root.classList.toggle("off", !one);
    this.ui.many.textContent = chosen.length > 1 ? this.ctx.t("player.detail.many", { n: chosen.length }) : this.ctx.t("player.detail.none");
    this.ui.many.hidden = Boolean(one);
    this.ui.form.hidden = !one;
    const other = one?.id !== this.id;
    this.id = one?.id ?? "";
    if (one) this._fill(one, other);
  }

  _build() {
    const { t } = this.ctx;
    const { tagging } = this;
    const code = el("select", { class: "field code", "aria-label": t("player.detail.code") }, ...this._codes());
    code.addEventListener("change", () => this._change({ code: code.value }, code));
    const views = el("div", { class: "segments", role: "group", "aria-label": `${t("player.filter.perspective")} (P)`, title: `${t("player.filter.perspective")} (P)` },
      ...PERSPECTIVES.map((view) => el("button", { class: "segment", type: "button", text: t(`player.perspective.${view}`), dataset: { view },
        onclick: () => this._change({ perspective: view }) })));
    const start = this._time("start", t("player.detail.start"));
    const end = this._time("end", t("player.detail.end"));
    const note = el("textarea", { class: "field note-field", rows: 2, maxlength: 20000, placeholder: `${t("player.detail.note")}  N`, "aria-label": t("player.detail.note") });
    note.addEventListener("input", () => this._later());
    note.addEventListener("blur", () => this._save());
    note.addEventListener("keydown", (event) => this._leave(event, note));
    const questions = el("div", { class: "questions" });
    const question = el("input", { class: "field", type: "text", maxlength: 2000, list: "ideas", placeholder: `${t("player.detail.question")}  Q`, "aria-label": t("player.detail.question") });
    question.addEventListener("keydown", (event) => this._leave(event, question));
    question.addEventListener("blur", () => this._ask());
    const loop = keyButton({ icon: "loop", title: t("player.do.loop"), key: "L", kind: "small", run: () => tagging.loop() });
    const long = el("span", { class: "muted" });
    const ideas = el("datalist", { id: "ideas" });
    const buttons = el("div", { class: "detail-buttons" },
      keyButton({ icon: "book", title: `${t("player.do.book")} (G)`, kind: "small", run: () => this.book.toggle() }),
      keyButton({ icon: "play", title: t("player.do.playtag"), kind: "small", run: () => this._play() }),
      loop,
      keyButton({ icon: "bin", title: t("player.do.delete"), key: "Del", kind: "small", run: () => tagging.remove() }));
    const form = el("div", { class: "form" },
      el("div", { class: "line" }, code, buttons),
      el("div", { class: "line times" },
        start, keyButton({ title: t("player.do.start.here"), key: "[", kind: "tiny", run: () => tagging.moveEdge("start") }), el("span", { text: "–" }),
        end, keyButton({ title: t("player.do.end.here"), key: "]", kind: "tiny", run: () => tagging.moveEdge("end") }), long),
      views, note, questions, question, ideas);
    const many = el("p", { class: "muted hint" });
    const root = el("div", { class: "detail", role: "group", "aria-label": t("player.region.detail") }, many, form);
    return { code, views, start, end, note, questions, question, ideas, form, many, root, long, loop };
  }

  _codes() {
    const { doc, t } = this.ctx;
    const groups = doc.codebook.themes.map((theme) => {
      const own = el("option", { value: theme.code, text: theme.label });
      return [own, ...theme.codes.map((code) => el("option", { value: code.code, text: `  ${theme.label} · ${code.label}` }))];
    });
    return [el("option", { value: "", text: t("player.observation") }), ...groups.flat()];
  }

  /** @param {"start" | "end"} edge @param {string} label */
  _time(edge, label) {
    const made = el("input", { class: "field time-field", type: "text", inputmode: "decimal", size: 9, "aria-label": label, title: label });
    const take = () => {
      const one = this.ctx.fragments.get(this.id);
      const ms = readTime(made.value);
      if (!one) return;
      const fits = ms !== null && (edge === "start" ? ms < one.end : ms > one.start && ms <= this.ctx.film.durationMs);
      if (fits) this.ctx.fragments.update(this.id, { [edge]: ms });
      else if (made.value !== clock(one[edge], 3)) this.ctx.say(this.ctx.t("player.say.time"), "warn");
      made.value = clock(this.ctx.fragments.get(this.id)?.[edge] ?? one[edge], 3);
    };
    made.addEventListener("change", take);
    made.addEventListener("keydown", (event) => this._leave(event, made));
    return made;
  }

  /** @param {import("./types.js").Fragment} one @param {boolean} other */
  _fill(one, other) {
    const focus = /** @type {ShadowRoot | Document} */ (this.ui.root.getRootNode()).activeElement;
    if (!this.ui.code.querySelector(`option[value="${CSS.escape(one.code)}"]`)) this.ui.code.append(el("option", { value: one.code, text: nameOf(this.ctx, one.code) }));
    this.ui.code.value = one.code;
    this.ui.root.style.setProperty("--of", this._colour(one.code));
    for (const button of this.ui.views.children) button.setAttribute("aria-pressed", String(/** @type {HTMLElement} */ (button).dataset.view === one.perspective));
    if (focus !== this.ui.start) this.ui.start.value = clock(one.start, 3);
    if (focus !== this.ui.end) this.ui.end.value = clock(one.end, 3);
    this.ui.long.textContent = this.ctx.t("player.seconds", { n: ((one.end - one.start) / 1000).toLocaleString(this.ctx.lang, { maximumFractionDigits: 1 }) });
    // What somebody is typing is not replaced under his hands.
    if (other || (focus !== this.ui.note && !this.timer) || this.ui.note.value.trim() === one.note) {
      if (this.ui.note.value.trim() !== one.note) this.ui.note.value = one.note;
      this.seen = one;
    }
    if (other) this.ui.question.value = "";
    const reflection = themeOf(this.ctx.doc.codebook.themes, one.code)?.reflection ?? [];
    this.ui.ideas.replaceChildren(...reflection.filter((text) => !one.questions.includes(text)).map((text) => el("option", { value: text })));
    const asked = JSON.stringify(one.questions);
    if (this.asked === asked && !other) return;
    this.asked = asked;
    this.ui.questions.replaceChildren(...one.questions.map((text, i) => el("div", { class: "question" }, icon("question"), el("span", { text }),
      el("button", { class: "button tiny", type: "button", title: this.ctx.t("player.detail.drop"), "aria-label": this.ctx.t("player.detail.drop"),
        onclick: () => this._drop(i) }, icon("close")))));
  }

  /** @param {string} code */
  _colour(code) {
    return themeOf(this.ctx.doc.codebook.themes, code)?.colour ?? "var(--muted)";
  }

  /** @param {import("./types.js").FragmentChange} fields @param {HTMLElement} [from] */
  _change(fields, from) {
    if (this.id) this.ctx.fragments.update(this.id, fields);
    from?.blur();
  }

  _later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this._save(), REST_MS);
  }

  _save() {
    clearTimeout(this.timer);
    this.timer = 0;
    const one = this.ctx.fragments.get(this.id);
    const note = this.ui.note.value.trim();
    if (!one || note === one.note || note === this.seen?.note) return void (one && (this.ui.note.value = one.note));
    const other = this.seen && this.seen.note !== one.note ? this.seen : undefined;
    this.seen = { ...one, note };
    this.ctx.fragments.update(this.id, { note }, other);
  }

  _ask() {
    const text = this.ui.question.value.trim();
    const one = this.ctx.fragments.get(this.id);
    this.ui.question.value = "";
    if (text && one) this.ctx.fragments.update(this.id, { questions: [...one.questions, text] });
  }

  /** @param {number} i */
  _drop(i) {
    const one = this.ctx.fragments.get(this.id);
    if (one) this.ctx.fragments.update(this.id, { questions: one.questions.filter((_, n) => n !== i) });
  }

  _play() {
    const one = this.ctx.fragments.get(this.id);
    if (one) this.ctx.film.playSpan(one.start, one.end);
  }

  /** Esc and Enter go back to the film. In a note Enter is a new line, Ctrl+Enter goes back. @param {KeyboardEvent} event @param {HTMLElement} field */
  _leave(event, field) {
    if (event.isComposing) return;
    const done = event.key === "Escape" || (event.key === "Enter" && (field !== this.ui.note || event.ctrlKey || event.metaKey));
    if (!done) return;
    event.preventDefault();
    event.stopPropagation();
    field.blur();
  }

  /** @param {HTMLElement} field */
  _focus(field) {
    this.later.now();
    field.focus({ preventScroll: true });
    field.scrollIntoView({ block: "nearest" });
  }
}
