// @ts-check
// A page on which clips are put in order: hearing and seeing them, undoing, and what a person is told.
import { Films, beyond, shown } from "./casefilms.js";
import { clock, el } from "./dom.js";
import { Keys } from "./keys.js";
import { Quiet } from "./quiet.js";

/**
 * @typedef {import("./casebase.js").CaseBase} CaseBase
 * @typedef {import("./casebase.js").Choice} Choice
 * @typedef {import("./records.js").Thing} Thing
 */

const PREVIEW_MS = 3_000;

export class Bench {
  /** @param {{parentElement: ShadowRoot | HTMLElement, data: any, setTriggerValue(name: string, value: any): void}} component @param {CaseBase} base */
  constructor({ parentElement, data, setTriggerValue }, base) {
    this.data = data;
    this.trigger = setTriggerValue;
    this.closed = false;
    this.base = base;
    this.t = base.t.bind(base);
    this.root = /** @type {HTMLElement} */ (parentElement.querySelector(".session"));
    this.root.lang = data.lang;
    this.root.removeAttribute("data-ready");
    /** What clips can be made of. @type {Choice[]} */
    this.choices = [];
    this.said = el("p", { class: "said", role: "status" });
    this.stage = el("div", { class: "stage-place" });
    this.films = new Films(base, this.stage, () => this.films.film && this._toggle());
    this.hearing = "";
    this.heard = el("p", { class: "heard" });
    this.preview = el("section", { class: "preview", hidden: true, "aria-label": this.t("session.preview") }, this.stage, this.heard);
    this.keys = new Keys(() => (this.root.isConnected ? this.root : null));
    this.keys.bind("player", [
      { keys: "Ctrl+z", does: "session.undo", run: () => this.undo() },
      { keys: ["Ctrl+y", "Ctrl+Shift+z"], does: "session.redo", run: () => this.redo() },
      { keys: "Escape", does: "session.stop", run: () => (this.hearing ? this.hush() : false) },
    ]);
    this.quiet = new Quiet();
    base.things.on("refused", (op, why) => base.things.refused(op.id) || this.say(base.why(why)));
  }

  close() {
    if (this.closed) return;
    this.closed = true;
    this.base.things.flush();
    this.keys.close();
    this.quiet.destroy();
    this.films.close();
    this.base.close();
  }

  /** The clips that are put in order here. @returns {Thing[]} */
  shownClips() {
    return this.base.things.all("clip");
  }

  /** What a clip of this fragment starts with, besides its place and its handles. @param {Choice} one @returns {Record<string, any>} */
  fieldsOf(one) {
    return { recording_id: one.recording_id, fragment_id: one.id, span: one.span };
  }

  /** How long all of it is, in ms. */
  total() {
    return this.shownClips().reduce((sum, clip) => {
      const length = this.films.footage[clip.recording_id]?.durationMs ?? 0;
      if (this.gone(clip) || beyond(clip, length)) return sum;
      const { start, end } = shown(clip, length);
      return sum + end - start;
    }, 0);
  }

  /** @param {Thing} clip */
  gone(clip) {
    return !(clip.recording_id in this.films.footage);
  }

  /** The fragment of a clip; undefined when it is not there any more. @param {Thing} clip @returns {Choice | undefined} */
  choice(clip) {
    return this.choices.find((one) => one.id === clip.fragment_id);
  }

  /** What a person is told, with something that can be done about it. @param {string} text @param {string} [label] @param {() => void} [act] */
  say(text, label, act) {
    this.said.replaceChildren(text);
    if (label && act) this.said.append(" ", el("button", { type: "button", class: "link", text: label, onclick: act }));
  }

  undo() {
    this.say(this.t(this.base.things.undo() ? "session.undone" : "session.undo.none"));
  }

  redo() {
    this.say(this.t(this.base.things.redo() ? "session.redone" : "session.redo.none"));
  }

  // ---- hearing and seeing ---------------------------------------------------------------------

  /**
   * Play a stretch of a film. @param {string} key what is heard, to mark it @param {string} rid @param {number} from @param {number} to @param {string} label
   */
  hear(key, rid, from, to, label) {
    if (this.hearing === key) return this.hush();
    const film = this.films.show(rid);
    if (!film) return;
    this.preview.hidden = false;
    this.hearing = key;
    this.heard.textContent = `${label} · ${clock(from)} – ${clock(to)}`;
    film.playSpan(from, Math.min(to, film.durationMs), () => this.hearing === key && this.marked(""));
    this.marked(key);
  }

  /** The last moments of a clip, to hear where it ends. @param {Thing} clip @param {"start" | "end" | "all"} part @param {string} label */
  hearClip(clip, part, label) {
    const { start, end } = shown(clip, this.films.footage[clip.recording_id]?.durationMs ?? 0);
    const from = part === "end" ? Math.max(start, end - PREVIEW_MS) : start;
    const to = part === "start" ? Math.min(end, start + PREVIEW_MS) : end;
    this.hear(`${clip.id} ${part}`, clip.recording_id, from, to, label);
  }

  /** @param {string} key */
  marked(key) {
    this.hearing = key;
    for (const one of this.root.querySelectorAll("[data-hear]")) one.setAttribute("aria-pressed", String(/** @type {HTMLElement} */ (one).dataset.hear === key && key !== ""));
  }

  hush() {
    this.films.hide();
    this.preview.hidden = true;
    this.marked("");
  }

  _toggle() {
    const { film } = this.films;
    if (film?.playing) film.pause();
    else void film?.play();
  }
}
