// @ts-check
import { ApiError } from "./api.js";
import { themeOf } from "./codes.js";
import { whenIdle } from "./dom.js";
import { Emitter } from "./emitter.js";
import { nameOf } from "./tagging.js";

/**
 * @typedef {import("./types.js").Suggestion} Suggestion
 * @typedef {import("./types.js").SuggestionOp} SuggestionOp
 * @typedef {"open" | "taken" | "aside"} Standing
 * @typedef {{theme: string, least: number, standing: Standing | ""}} Filter
 */

const SWITCH = "reflect.suggestions";
const LATER_MS = 2_000;

/**
 * Proposals of the program and what this person decided about them. A fragment comes of one by `take` alone, through
 * the same door as every other fragment.
 *
 * A suggestion that was taken is open again when its fragment is gone, so that undoing the fragment undoes it all.
 * Events: "change" (list, answers, filter or switch), "choose" (id).
 */
export class Suggestions extends Emitter {
  /** @param {import("./types.js").Context} ctx @param {import("./tagging.js").Tagging} tagging */
  constructor(ctx, tagging) {
    super();
    this.ctx = ctx;
    this.tagging = tagging;
    this.memory = ctx.storage("suggestions");
    /** In order of time. @type {Suggestion[]} */
    this.all = [];
    /** @type {Map<string, Suggestion>} */
    this.byId = new Map();
    /** What the server has, with what this window decided since. @type {Map<string, {answer: string, fragment: string | null}>} */
    this.answers = new Map();
    /** Which suggestion became which fragment. @type {Map<string, string>} */
    this.origin = new Map();
    /** Whether the list came; before that nobody knows how many there are. */
    this.known = false;
    this.blind = false;
    this.key = "";
    this.stamp = "";
    this.asked = "";
    this.busy = false;
    /** @type {(() => void) | undefined} */
    this.idle = undefined;
    this.off = localStorage.getItem(SWITCH) === "off";
    /** @type {Filter} */
    this.filter = { theme: "", least: 0, standing: "open", ...this.memory.get() };
    if (!tagging.themes.some((theme) => theme.code === this.filter.theme)) this.filter.theme = ""; // of another codebook
    this.chosen = "";
    this.abort = new AbortController();
    this.channel = new BroadcastChannel(`reflect.${ctx.rid}`); // other windows ask for news when they hear something
    ctx.fragments.guest = { inverse: { aside: "open", open: "aside" }, run: (step) => this._answer(step.id, /** @type {"aside" | "open"} */ (step.do)) };
    /** @type {import("./outbox.js").Outbox<SuggestionOp>} */
    this.outbox = ctx.outbox("suggestions", `suggestions/${ctx.rid}`);
    this.stops = [
      this.outbox.on("answer", (answer) => this._stored(answer)),
      this.outbox.on("adopted", () => this._changed()),
      ctx.fragments.on("change", (ids) => this._fragments(ids)),
      ctx.on("suggestions", ([key, stamp]) => this._news(key, stamp)),
    ];
    if (ctx.doc.suggestions) this._take(ctx.doc.suggestions);
    else this.stops.push(ctx.on("mode", () => this._first())); // once the screen is there
  }

  destroy() {
    this.idle?.();
    this.abort.abort();
    this.channel.close();
    for (const stop of this.stops) stop();
  }

  /** Whether the person wants to see them, and there is something they can come from. */
  get wanted() {
    return !this.off && !this.blind && this.ctx.transcript.whole !== null;
  }

  /** The chosen one. @returns {Suggestion | undefined} */
  get current() {
    return this.byId.get(this.chosen);
  }

  /** @param {string} id @returns {Standing} */
  standing(id) {
    const found = this.answers.get(id);
    if (found?.answer === "aside") return "aside";
    return found?.fragment && this.ctx.fragments.get(found.fragment) ? "taken" : "open";
  }

  /** Those that pass the filter, in order of time; none while they are switched off. @returns {Suggestion[]} */
  shown() {
    return this.wanted ? this.all.filter((one) => this.fits(one)) : [];
  }

  /** @param {Suggestion} one @param {Filter} [filter] */
  fits(one, { theme, least, standing } = this.filter) {
    if (one.strength < least || (standing && this.standing(one.id) !== standing)) return false;
    return !theme || one.code === theme || one.code.startsWith(theme + ".");
  }

  /** How many wait for a decision. */
  get open() {
    return this.all.filter((one) => this.standing(one.id) === "open").length;
  }

  /** "Theme · code" of a suggestion. @param {Suggestion} one */
  name(one) {
    const theme = themeOf(this.ctx.doc.codebook.themes, one.code);
    return theme && theme.code !== one.code ? `${theme.label} · ${nameOf(this.ctx, one.code)}` : nameOf(this.ctx, one.code);
  }

  /** @param {Partial<Filter>} change */
  narrow(change) {
    Object.assign(this.filter, change);
    this.memory.set(this.filter);
    this._changed();
  }

  /** Hides all suggestions, or shows them again; kept for the next time. @param {boolean} [off] */
  toggle(off = !this.off) {
    if (this.blind) return this.ctx.say(this.ctx.t("player.suggest.blind"), "warn");
    this.off = off;
    if (off) localStorage.setItem(SWITCH, "off");
    else localStorage.removeItem(SWITCH);
    if (!off && !this.known) void this.load();
    this.ctx.say(this.ctx.t(off ? "player.suggest.say.off" : "player.suggest.say.on"));
    this._changed();
  }

  /** @param {string} id @param {{seek?: boolean}} [how] */
  choose(id, { seek = false } = {}) {
    this.chosen = id;
    const one = this.current;
    if (one && seek) this.ctx.film.seek(one.start);
    this.emit("choose", id);
  }

  /** The suggestion after or before the chosen one, else the playhead. @param {-1 | 1} way */
  walk(way) {
    const shown = this.shown();
    const now = this.ctx.film.now();
    // The chosen one may have left the list, because it was taken: then on from its place.
    const at = this.current ? this.all.indexOf(this.current) : -1;
    const after = shown.filter((one) => (at < 0 ? one.start >= now : this.all.indexOf(one) > at));
    const before = shown.filter((one) => (at < 0 ? one.start < now : this.all.indexOf(one) < at));
    const next = way > 0 ? after[0] : before.at(-1);
    if (next) return this.choose(next.id, { seek: true });
    this.ctx.say(this.ctx.t(this._why(shown.length)));
  }

  /** Plays what it is about. @param {Suggestion} [one] */
  hear(one = this.current) {
    if (!one) return this._none();
    this.ctx.film.playSpan(one.start, one.end);
  }

  /** It becomes a fragment; code, span and note are the person's from then on. @param {Event} [event] @param {Suggestion} [one] */
  take(event, one = this.current) {
    if (!one || !this.wanted) return this._none();
    const there = this.answers.get(one.id)?.fragment;
    if (there && this.standing(one.id) === "taken") return this.ctx.fragments.select([there]);
    const end = Math.min(one.end, Math.round(this.ctx.film.durationMs));
    const fragment = this.tagging.adopt({ start: one.start, end }, one.code, event);
    this._answer(one.id, "taken", fragment);
  }

  /** Not this one. @param {Suggestion} [one] */
  aside(one = this.current) {
    if (!one || !this.wanted) return this._none();
    if (this.standing(one.id) === "taken") return this.ctx.say(this.ctx.t("player.suggest.say.taken"), "warn");
    if (this.standing(one.id) === "aside") return;
    this.ctx.fragments.act([{ do: "aside", id: one.id }]);
    this.ctx.say(this.ctx.t("player.suggest.say.aside"), "info", { label: this.ctx.t("player.undo"), run: () => this.tagging.undo() });
  }

  /** Brings back what was set aside. @param {Suggestion} one */
  reopen(one) {
    if (this.standing(one.id) === "aside") this.ctx.fragments.act([{ do: "open", id: one.id }]);
  }

  /** Working them out takes the server a moment: the film and the page come first. */
  _first() {
    if (!this.known && this.wanted) this.idle ??= whenIdle(() => void this.load(), LATER_MS);
  }

  async load() {
    if (this.busy || this.abort.signal.aborted) return;
    this.busy = true;
    try {
      this._take(await this.ctx.api.get(`suggestions/${this.ctx.rid}`, { signal: this.abort.signal }));
    } catch (error) {
      // The next news tell that this is behind still.
      if (!this.abort.signal.aborted && !(error instanceof ApiError)) throw error;
    } finally {
      this.busy = false;
    }
  }

  /** @param {import("./types.js").Proposals} found */
  _take({ key, stamp, blind, all, answers }) {
    this.key = key;
    this.blind = blind;
    this.known = true;
    this.all = all;
    this.byId = new Map(all.map((one) => [one.id, one]));
    this._answers(answers, stamp);
  }

  /** @param {import("./types.js").Proposals["answers"]} answers @param {string} stamp */
  _answers(answers, stamp) {
    this.stamp = stamp;
    this.answers = new Map(Object.entries(answers).map(([id, [answer, fragment]]) => [id, { answer, fragment }]));
    this._changed();
  }

  /** @param {string} id @param {"taken" | Standing} answer @param {string | null} [fragment] */
  _answer(id, answer, fragment = null) {
    this.outbox.add({ op: crypto.randomUUID(), id, answer, fragment });
    this._changed();
  }

  /** @param {{answers?: import("./types.js").Proposals["answers"], stamp?: string}} answer */
  _stored({ answers, stamp }) {
    for (const { op } of this.outbox.held) this.outbox.settle(op.op); // never stored: nothing was decided then
    if (answers && stamp !== undefined) this._answers(answers, stamp);
    this.channel.postMessage("stored");
  }

  /** What is not stored yet lies over what the server has. */
  _changed() {
    for (const { id, answer, fragment } of this.outbox.pending) this.answers.set(id, { answer, fragment });
    this.origin = new Map([...this.answers].flatMap(([id, { fragment }]) => (fragment ? [[fragment, id]] : [])));
    this.emit("change");
  }

  /** A fragment that came of a suggestion was made, or is gone. @param {string[] | null} ids */
  _fragments(ids) {
    if (!ids || ids.some((id) => this.origin.has(id))) this.emit("change");
  }

  /** The server has other ones: after a correction, an answer in another window, or another codebook. @param {string} key @param {string} stamp */
  _news(key, stamp) {
    const now = `${key} ${stamp}`;
    const steady = now === this.asked || this.ctx.mode !== "edit"; // not at every word that is corrected
    this.asked = now;
    if (this.off || this.outbox.pending.length || (key === this.key && stamp === this.stamp) || !steady) return;
    void this.load();
  }

  _none() {
    this.ctx.say(this.ctx.t(this.wanted ? "player.suggest.say.none" : this._why(0)), "warn");
  }

  /** Why there is none to see, as a text. @param {number} shown how many pass the filter */
  _why(shown) {
    if (this.blind) return "player.suggest.blind";
    if (this.off) return "player.suggest.off";
    if (!this.ctx.transcript.whole) return "player.suggest.untranscribed";
    if (!this.known) return "player.suggest.wait";
    if (shown) return "player.suggest.say.end";
    if (!this.all.length) return "player.suggest.empty";
    return this.filter.standing === "open" && !this.open ? "player.suggest.done" : "player.suggest.nofit";
  }

  /** Why the list is empty. */
  get why() {
    return this._why(0);
  }
}
