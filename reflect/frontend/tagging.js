// @ts-check
import { currentOf, themeOf } from "./codes.js";
import { Emitter } from "./emitter.js";
import { figures } from "./figures.js";

/**
 * @typedef {import("./types.js").Theme} Theme
 * @typedef {import("./types.js").Perspective} Perspective
 * @typedef {import("./types.js").Span} Span
 */

/** @type {Perspective[]} */
export const PERSPECTIVES = ["researcher", "klantmanager", "client"];
const REFINE_MS = 4_000;
const SNAP_MS = 400;

/**
 * What a person can do with tags, by key or by button. Event: "change" (armed, refining, perspective, snap), "note", "question".
 */
export class Tagging extends Emitter {
  /** @param {import("./types.js").Context} ctx */
  constructor(ctx) {
    super();
    this.ctx = ctx;
    this.memory = ctx.storage("tagging");
    const kept = this.memory.get() ?? {};
    /** The perspective that new tags get. @type {Perspective} */
    this.perspective = PERSPECTIVES.includes(kept.perspective) ? kept.perspective : "researcher";
    this.snap = kept.snap ?? true;
    this.armed = false;
    /** @type {{ids: string[], theme: Theme} | null} */
    this.refining = null;
    this.timer = 0;
    this.last = "";
    ctx.fragments.on("stored", (op) => op.do === "add" && figures.stored(op.id));
    ctx.fragments.on("select", () => this._forgetRefining());
    ctx.on("mode", () => this.calm());
  }

  get themes() {
    return this.ctx.doc.codebook.themes;
  }

  /** The selected tags, or the one that was made last. */
  targets() {
    const { fragments } = this.ctx;
    const chosen = fragments.selected();
    if (chosen.length) return chosen;
    const last = fragments.get(this.last);
    return last ? [last] : [];
  }

  /** Tags with a theme: the turn when that was asked for, else in..out. @param {Theme} theme @param {Event} [event] */
  theme(theme, event) {
    const turn = this.armed ? this._turnSpan() : null;
    if (this.armed && !turn) this.ctx.say(this.ctx.t("player.say.noturn"), "warn");
    this._add(turn ?? this._span(), theme.code, event);
    if (theme.codes.length) this._refine(theme);
  }

  /** Tags the turn under the playhead. @param {Theme} theme @param {Event} [event] */
  turn(theme, event) {
    this.armed = true;
    this.theme(theme, event);
  }

  /** A fragment of a given stretch: what a suggestion becomes. @param {Span} span @param {string} code @param {Event} [event] @returns {string} its id */
  adopt(span, code, event) {
    this._make(span, code, event);
    this.emit("change");
    return this.last;
  }

  arm() {
    this.armed = !this.armed;
    this._stopRefining();
    this.emit("change");
  }

  /** A sub-code for the tag that was just made. @param {string} code */
  refine(code) {
    const now = this.refining;
    if (!now) return;
    this._stopRefining();
    for (const id of now.ids) this.ctx.fragments.update(id, { code });
    this.emit("change");
  }

  /** While somebody looks at the sub-codes they stay. @param {boolean} stay */
  stay(stay) {
    clearTimeout(this.timer);
    if (!stay && this.refining) this.timer = setTimeout(() => this._leaveRefining(), REFINE_MS);
  }

  /** A note without a code, to be written now. @param {Event} [event] */
  observation(event) {
    this._add(this._span(), "", event);
    this.emit("note");
  }

  note() {
    if (!this._choose()) return;
    this.emit("note");
  }

  question() {
    if (!this._choose()) return;
    this.emit("question");
  }

  /** The next perspective for the selected tags; with none selected for new tags. */
  nextPerspective() {
    const chosen = this.ctx.fragments.selected();
    if (!chosen.length) return this.nextDefault();
    const next = following(chosen[0].perspective);
    for (const one of chosen) this.ctx.fragments.update(one.id, { perspective: next });
  }

  nextDefault() {
    this.setDefault(following(this.perspective));
  }

  /** @param {Perspective} perspective */
  setDefault(perspective) {
    this.perspective = perspective;
    this._keep();
    this.ctx.say(this.ctx.t("player.say.perspective", { perspective: this.ctx.t(`player.perspective.${perspective}`) }));
  }

  toggleSnap() {
    this.snap = !this.snap;
    this._keep();
    this.ctx.say(this.ctx.t(this.snap ? "player.say.snap" : "player.say.nosnap"));
  }

  /** The nearest border of a turn when snapping is on. @param {number} ms @param {number} [reach] */
  snapped(ms, reach = SNAP_MS) {
    return Math.round((this.snap && this.ctx.transcript.borderNear(ms, reach)) || ms);
  }

  markIn() {
    const now = Math.round(this.ctx.film.now());
    const { out } = this.ctx.marks;
    this.ctx.marks.set(now, out !== null && out > now ? out : null);
  }

  markOut() {
    const now = Math.round(this.ctx.film.now());
    const start = this.ctx.marks.in;
    this.ctx.marks.set(start !== null && start < now ? start : null, now);
  }

  /** Moves the start or the end of the selected tag to the playhead. @param {"start" | "end"} edge */
  moveEdge(edge) {
    const [one] = this.targets();
    if (!one) return this._nothing();
    const now = Math.round(this.ctx.film.now());
    const fits = edge === "start" ? now < one.end : now > one.start;
    if (!fits) return this.ctx.say(this.ctx.t("player.say.edge"), "warn");
    this.ctx.fragments.update(one.id, { [edge]: now });
  }

  remove() {
    const chosen = this.ctx.fragments.selected();
    if (!chosen.length) return this._nothing();
    this.ctx.fragments.remove(chosen.map((one) => one.id));
    const text = chosen.length === 1 ? this.ctx.t("player.say.removed") : this.ctx.t("player.say.removed.many", { n: chosen.length });
    this.ctx.say(text, "info", { label: this.ctx.t("player.undo"), run: () => this.undo() });
  }

  undo() {
    this._replayed(this.ctx.fragments.undo(), "player.say.noundo");
  }

  redo() {
    this._replayed(this.ctx.fragments.redo(), "player.say.noredo");
  }

  /** The tag before or after the selected one, else the playhead. @param {-1 | 1} way @param {(one: import("./types.js").Fragment) => boolean} shown */
  walk(way, shown) {
    const all = this.ctx.fragments.all().filter(shown);
    const [chosen] = way > 0 ? this.ctx.fragments.selected().slice(-1) : this.ctx.fragments.selected();
    const now = this.ctx.film.now();
    const at = chosen ? all.indexOf(chosen) : -1;
    const next = at >= 0 ? all[at + way] : way > 0 ? all.find((one) => one.start >= now) : all.filter((one) => one.start < now).at(-1);
    if (next) this.ctx.fragments.select([next.id]);
  }

  jump() {
    const [one] = this.targets();
    if (!one) return this._nothing();
    this.ctx.film.seek(one.start);
  }

  loop() {
    const { film } = this.ctx;
    if (film.looping) return film.loop(null);
    const [one] = this.targets();
    const { marks } = this.ctx;
    if (one) film.loop({ start: one.start, end: one.end });
    else if (marks.in !== null && marks.out !== null) film.loop({ start: marks.in, end: marks.out });
    else this._nothing();
  }

  /** Leaves whatever is going on; answers whether there was something. */
  calm() {
    const { film, marks, fragments } = this.ctx;
    if (this.refining || this.armed) {
      this._stopRefining();
      this.armed = false;
      this.emit("change");
    } else if (film.looping) film.loop(null);
    else if (marks.in !== null || marks.out !== null) marks.clear();
    else if (fragments.selected().length) fragments.select([]);
    else return false;
    return true;
  }

  /** @param {Span} span @param {string} code @param {Event} [event] */
  _add(span, code, event) {
    this._make(span, code, event);
    if (!this.armed) this.ctx.marks.clear();
    this.armed = false;
    this.emit("change");
  }

  /** @param {Span} span @param {string} code @param {Event} [event] */
  _make(span, code, event) {
    const { fragments } = this.ctx;
    const at = event?.timeStamp || performance.now();
    this._stopRefining();
    this.last = fragments.add({ ...span, code, perspective: this.perspective });
    figures.tagged(this.last, at);
    fragments.select([this.last]);
  }

  _span() {
    const { film, marks } = this.ctx;
    return marks.span(film.now(), film.durationMs);
  }

  /** @returns {Span | null} */
  _turnSpan() {
    const { transcript, film } = this.ctx;
    const turn = transcript.turnAt(film.now());
    if (turn < 0) return null;
    const { start, end } = transcript.spanOf(turn);
    return { start: Math.round(start), end: Math.max(Math.round(end), Math.round(start) + 1) };
  }

  /** @param {Theme} theme */
  _refine(theme) {
    this.refining = { ids: [this.last], theme };
    this.ctx.keys.push("refine");
    this.stay(false);
    this.emit("change");
  }

  _stopRefining() {
    clearTimeout(this.timer);
    this.refining = null;
    this.ctx.keys.pop("refine");
  }

  _leaveRefining() {
    this._stopRefining();
    this.emit("change");
  }

  _forgetRefining() {
    const now = this.refining;
    if (now && !now.ids.every((id) => this.ctx.fragments.isSelected(id))) this._leaveRefining();
  }

  /** Sees to it that there is a selected tag. */
  _choose() {
    const [one] = this.targets();
    if (!one) this._nothing();
    else if (!this.ctx.fragments.isSelected(one.id)) this.ctx.fragments.select([one.id]);
    return Boolean(one);
  }

  _nothing() {
    this.ctx.say(this.ctx.t("player.say.notag"), "warn");
  }

  /** @param {string[] | null} ids @param {string} none */
  _replayed(ids, none) {
    this._stopRefining();
    if (!ids) return this.ctx.say(this.ctx.t(none));
    this.ctx.fragments.select(ids.filter((id) => this.ctx.fragments.get(id)));
    this.emit("change");
  }

  _keep() {
    this.memory.set({ perspective: this.perspective, snap: this.snap });
    this.emit("change");
  }
}

/** @param {Perspective} perspective */
const following = (perspective) => PERSPECTIVES[(PERSPECTIVES.indexOf(perspective) + 1) % PERSPECTIVES.length];

/** A code with its theme, as in "Weerstand · Vechten". @param {import("./types.js").Context} ctx @param {string} code */
export function fullName(ctx, code) {
  const theme = themeOf(ctx.doc.codebook.themes, code);
  const name = nameOf(ctx, code);
  return theme && theme.label !== name ? `${theme.label} · ${name}` : name;
}

/** @param {import("./types.js").Context} ctx @param {string} code */
export function nameOf(ctx, code) {
  if (!code) return ctx.t("player.observation");
  const { codebook, older } = ctx.doc;
  const now = currentOf(codebook.themes, code);
  const found = codebook.themes.flatMap((theme) => [theme, ...theme.codes]).find((one) => one.code === now);
  return found?.label ?? older?.codes.find((one) => one.code === code)?.words ?? code;
}
