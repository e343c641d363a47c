// @ts-check
// Looking back (terugblik): what the klantmanager took along from earlier, and how it went with it in this talk.
import { clock, el, icon } from "./dom.js";
import { idOf, uuidOf } from "./operation.js";
import { Records } from "./records.js";
import { Writing } from "./writing.js";

/**
 * @typedef {import("./records.js").Thing} Thing
 * @typedef {{case: {id: string, code: string}, points: Thing[], follow_ups: Thing[]}} Found
 * @typedef {{root: HTMLElement, text: HTMLElement, before: HTMLElement, sets: Map<string, HTMLElement>, where: HTMLElement, note: Writing}} Card
 */

const VERDICTS = ["yes", "partly", "no"];
const QUESTIONS = ["tried", "seen", "worked"];
const SCOPE = "followup";

export class FollowUps {
  /** @param {import("./types.js").Context} ctx @param {HTMLElement} place the list's side of the screen @param {string} cid */
  constructor(ctx, place, cid) {
    const { t } = ctx;
    this.ctx = ctx;
    this.t = t;
    this.memory = ctx.storage("followup.folded");
    ctx.style("followup.css");
    this.things = new Records(ctx.outbox("followup", `case/${cid}`), { history: ctx.storage("followup.history"), yields: true });
    /** @type {Map<string, Card>} */
    this.cards = new Map();
    this.count = el("span", { class: "count" });
    this.fold = el("button", { type: "button", class: "fold", title: `${t("follow.do")} (F)`, onclick: () => this.toggle() }, el("span", { class: "sign", "aria-hidden": "true" }), el("h2", { text: t("follow.title") }), this.count);
    const button = (/** @type {"undo" | "redo"} */ name, /** @type {string} */ title, /** @type {string} */ label) =>
      el("button", { type: "button", class: "button tiny", title, "aria-label": label, onclick: () => this.things[name]() }, icon(name));
    this.undo = button("undo", t("player.undo"), t("follow.undo"));
    this.redo = button("redo", t("player.redo"), t("follow.redo"));
    this.list = el("div", { class: "follow-list" });
    this.root = el("section", { class: "follow", "aria-label": t("follow.title") }, el("header", {}, this.fold, this.undo, this.redo), this.list);
    this.list.id = "follow-list";
    this.fold.setAttribute("aria-controls", this.list.id);
    this.root.addEventListener("focusin", () => ctx.keys.push(SCOPE));
    this.root.addEventListener("focusout", () => ctx.keys.pop(SCOPE));
    this.stops = [
      ctx.keys.bind(SCOPE, [
        { keys: "Ctrl+z", does: "follow.undo", hidden: true, run: () => void this.things.undo() },
        { keys: ["Ctrl+y", "Ctrl+Shift+z"], does: "follow.redo", hidden: true, run: () => void this.things.redo() },
      ]),
      ctx.keys.bind("tag", [{ keys: "f", does: "follow.do", group: "player.keys.view", run: () => this.reach() }]),
      this.things.on("change", () => this.draw()),
      this.things.on("refused", (_op, why) => ctx.say(t(`cycle.why.${why}`), "bad")),
    ];
    place.prepend(this.root);
    this._folded(Boolean(this.memory.get()));
  }

  destroy() {
    this.things.flush();
    for (const stop of this.stops) stop();
    for (const card of this.cards.values()) card.note.close();
    this.ctx.keys.pop(SCOPE);
    this.root.remove();
  }

  /** Something is being written: what the server has now would come in between. */
  get busy() {
    return this.things.waiting > 0;
  }

  /** @param {Found} found */
  show(found) {
    this.found = found;
    this.things.load({ follow_up: found.follow_ups });
  }

  toggle() {
    this._folded(!this.root.classList.contains("folded"));
  }

  /** To the first question by key. */
  reach() {
    this._folded(false);
    this.list.querySelector("button")?.focus();
  }

  /** @param {boolean} folded */
  _folded(folded) {
    this.root.classList.toggle("folded", folded);
    this.fold.setAttribute("aria-expanded", String(!folded));
    this.list.hidden = folded;
    this.undo.hidden = this.redo.hidden = folded;
    this.memory.set(folded);
  }

  draw() {
    const points = this.found?.points ?? [];
    this.root.hidden = !points.length;
    for (const point of points) this._card(point);
    const order = points.map((point) => /** @type {Card} */ (this.cards.get(point.id)).root);
    if (order.length !== this.list.childElementCount || order.some((one, n) => this.list.children[n] !== one)) this.list.replaceChildren(...order);
    const done = points.filter((point) => QUESTIONS.some((name) => this._of(point)?.[name])).length;
    this.count.textContent = this.t("follow.done", { n: done, m: points.length });
    this.undo.disabled = !this.things.undos.length;
    this.redo.disabled = !this.things.redos.length;
  }

  /** How it went in this talk. @param {Thing} point @returns {Thing | undefined} */
  _of(point) {
    return this.things.all("follow_up").filter((one) => one.point_id === point.id && one.recording_id === this.ctx.rid).at(-1);
  }

  /** @param {Thing} point */
  _id(point) {
    return this._of(point)?.id ?? idOf(point.id, uuidOf(this.ctx.rid));
  }

  /** @param {Thing} point */
  _first(point) {
    return { point_id: point.id, recording_id: this.ctx.rid };
  }

  /** @param {Thing} point */
  _card(point) {
    const card = this.cards.get(point.id) ?? this._made(point);
    const up = this._of(point);
    if (card.text.textContent !== point.text) card.text.textContent = point.text;
    for (const [name, set] of card.sets)
      for (const button of set.querySelectorAll("button")) button.setAttribute("aria-pressed", String((up?.[name] ?? "") === button.dataset.value));
    this._where(point, card, up);
    this._before(point, card);
    if (card.note.id !== this._id(point)) card.note.show(this._id(point), this._first(point));
  }

  /** @param {Thing} point @returns {Card} */
  _made(point) {
    const { t } = this;
    const text = el("p", { class: "point-text" });
    const [before, where] = [el("p", { class: "before" }), el("p", { class: "where" })];
    const note = new Writing(this, { what: "follow_up", field: "note", label: t("follow.note"), rows: 1, limit: 10_000, placeholder: t("follow.note"), hidden: true });
    const sets = new Map(QUESTIONS.map((name) => [name, this._set(point, name)]));
    const rows = QUESTIONS.map((name) => el("div", { class: "ask" }, el("span", { text: t(`cycle.follow.${name}`) }), sets.get(name)));
    const card = { root: el("article", { dataset: { id: point.id } }, text, before, ...rows, where, note.root), text, before, sets, where, note };
    this.cards.set(point.id, card);
    return card;
  }

  /** @param {Thing} point @param {string} name */
  _set(point, name) {
    const label = this.t(`cycle.follow.${name}`);
    return el("span", { class: "set", role: "group", "aria-label": label }, ...VERDICTS.map((value) =>
      el("button", { type: "button", class: "button tiny", dataset: { value }, "aria-pressed": "false", text: this.t(`cycle.verdict.${value}`), onclick: () => this._say(point, name, value) })));
  }

  /** The same answer again takes it back. Who says that it is seen shows where. @param {Thing} point @param {string} name @param {string} value */
  _say(point, name, value) {
    const up = this._of(point);
    const now = up?.[name] === value ? "" : value;
    /** @type {Record<string, any>} */
    const fields = { [name]: now };
    if (name === "seen") {
      if (now === "" || now === "no") Object.assign(fields, up?.span ? { span: [], fragment_id: "" } : {});
      else if (!up?.span?.length) Object.assign(fields, this._here());
    }
    this.things.put("follow_up", this._id(point), fields, this._first(point));
  }

  /** What is pointed at now: the chosen fragment, else in to out, else the turn that is spoken, else the last seconds. */
  _here() {
    const { fragments, marks, transcript, film } = this.ctx;
    const chosen = fragments.selected();
    if (chosen.length === 1) return { span: [chosen[0].start, chosen[0].end], fragment_id: fragments.state(chosen[0].id) === "stored" ? chosen[0].id : "" };
    const turn = marks.in === null && marks.out === null ? transcript.turnAt(film.now()) : -1;
    const { start, end } = turn >= 0 ? transcript.spanOf(turn) : marks.span(film.now(), film.durationMs);
    return { span: [Math.round(start), Math.max(Math.round(end), Math.round(start) + 40)], fragment_id: "" };
  }

  /** @param {Thing} point @param {Card} card @param {Thing | undefined} up */
  _where(point, card, up) {
    const { t } = this;
    const span = up?.span?.length ? up.span : null;
    card.where.hidden = !span;
    const key = JSON.stringify(span);
    if (card.where.dataset.key === key) return;
    card.where.dataset.key = key;
    if (!span) return card.where.replaceChildren();
    card.where.replaceChildren(t("follow.where"), " ",
      el("button", { type: "button", class: "place", title: t("follow.where.go"), text: `${clock(span[0])}–${clock(span[1])}`, onclick: () => this.ctx.film.seek(span[0]) }), " ",
      el("button", { type: "button", class: "button tiny", title: t("follow.take.about"), text: t("follow.take"), onclick: () => this.things.put("follow_up", this._id(point), this._here(), this._first(point)) }));
  }

  /** How it went with it in the talks in between. @param {Thing} point @param {Card} card */
  _before(point, card) {
    const { t, ctx } = this;
    const ups = this.things.all("follow_up").filter((one) => one.point_id === point.id && one.recording_id !== ctx.rid);
    const lines = ups.map((up) => {
      const day = up.date ? new Date(`${up.date}T12:00`).toLocaleDateString(ctx.lang, { day: "numeric", month: "short" }) : "";
      return `${day}: ${QUESTIONS.filter((name) => up[name]).map((name) => `${t(`cycle.follow.${name}`).toLowerCase()} ${t(`cycle.verdict.${up[name]}`)}`).join(", ")}`;
    });
    card.before.hidden = !lines.length;
    const words = lines.join("  ·  ");
    if (card.before.textContent !== words) card.before.textContent = words;
  }
}
