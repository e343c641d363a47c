// @ts-check
/** Beside the film: notes on this clip by klantmanager and coach, and the klantmanager's own attention points. */
import { Field } from "./casefield.js";
import { el, icon } from "./dom.js";
import { remark } from "./sessionlead.js";

/** @typedef {import("./records.js").Thing} Thing */

const VOICES = /** @type {const} */ (["professional", "coach"]);

export class Side {
  /** @param {import("./show.js").ShowPage} page */
  constructor(page) {
    this.page = page;
    const { t, base } = page;
    this.open = false;
    this.notes = VOICES.map((by) => ({ by, field: new Field(base, { id: "", what: "remark", name: "text", label: t(`show.note.${by}`), rows: 3, part: `note-${by}`, place: t("show.note.place") }) }));
    this.noteHead = el("h2", { text: t("show.notes") });
    this.noteBox = el("section", { class: "notes" }, this.noteHead, ...this.notes.map(({ by, field }) => el("label", { class: by }, el("span", { class: "who", text: t(`session.voice.${by}`) }), field.root)));
    this.points = new Points(page);
    const shut = el("button", { type: "button", class: "tool shut", "aria-label": t("show.close"), title: `${t("show.close")} (Esc)`, dataset: { part: "close-side" }, onclick: () => this.shut() }, icon("close"));
    this.root = el("aside", { class: "side", hidden: true, "aria-label": t("show.notes") }, shut, this.noteBox, this.points.root);
  }

  /** Another clip, or none. */
  turn() {
    const { now, sid, base, scene } = this.page;
    this.noteBox.hidden = !now;
    for (const { by, field } of this.notes) {
      const { id, make } = remark(base, sid, now?.id ?? "", by);
      if (now && field.of.id !== id) field.turnTo(id, make);
    }
    this.points.turn();
    this._put(scene === "end" ? false : this.open);
  }

  draw() {
    const { now, base, sid, t } = this.page;
    if (now) {
      this.noteHead.textContent = t("show.notes.of", { i: this.page.at + 1 });
      for (const { by, field } of this.notes) {
        const { id, make } = remark(base, sid, now.id, by);
        if (field.of.id !== id) field.turnTo(id, make);
      }
    }
    this.points.draw();
  }

  /** @param {boolean} open */
  _put(open) {
    this.root.hidden = !open;
    this.page.root.toggleAttribute("data-side", open);
  }

  /** Open, with the keyboard in the klantmanager's note. */
  write() {
    this.open = true;
    this._put(true);
    this.notes[0].field.area.focus();
  }

  /** Open, with the keyboard in a new attention point. */
  point() {
    if (this.page.scene === "end") return this.page.end.points.fresh.area.focus();
    this.open = true;
    this._put(true);
    this.points.fresh.area.focus();
  }

  shut() {
    this.open = false;
    this._put(false);
    this.page.root.focus();
  }

  /** First out of the field, then the panel away. */
  escape() {
    const root = /** @type {ShadowRoot} */ (this.page.root.getRootNode());
    const { overview } = this.page;
    if (overview.open) return void overview.toggle();
    if (root.activeElement instanceof HTMLTextAreaElement || root.activeElement instanceof HTMLInputElement) return void this.page.root.focus();
    if (!this.open || this.root.hidden) return false;
    return void this.shut();
  }
}

/** The klantmanager's attention points in own words: those of this session, a line for a new one, and those of earlier sessions. */
export class Points {
  /** @param {import("./show.js").ShowPage} page */
  constructor(page) {
    this.page = page;
    const { t, base } = page;
    /** @type {Map<string, {field: Field, root: HTMLElement}>} */
    this.lines = new Map();
    this.list = el("ul", { class: "points" });
    this.fresh = new Field(base, { id: crypto.randomUUID(), what: "point", name: "text", label: t("show.point.new"), line: true, limit: 1000, part: "new-point", place: t("show.point.place"), make: () => this._new() });
    this.fresh.area.addEventListener("keydown", (event) => {
      if (/** @type {KeyboardEvent} */ (event).key !== "Enter" || /** @type {KeyboardEvent} */ (event).isComposing) return;
      event.preventDefault();
      this.next();
    });
    this.fresh.area.addEventListener("blur", () => this.next());
    this.earlier = el("ul", { class: "earlier" });
    this.earlierBox = el("details", { class: "earlier-box", hidden: true }, el("summary", {}), this.earlier);
    this.root = el("section", { class: "point-box" }, el("h2", { text: t("show.points") }), this.list, this.fresh.root, this.earlierBox);
  }

  _new() {
    const { sid, now } = this.page;
    return now ? { session_id: sid, clip_id: now.id } : { session_id: sid };
  }

  /** What was written is a point of its own; the line is free for another. */
  next() {
    if (!this.fresh.value.trim()) return;
    this.fresh.turnTo(crypto.randomUUID(), () => this._new());
    this.draw();
  }

  turn() {
    this.next();
    this.draw();
  }

  draw() {
    const { page } = this;
    const { t, base, sid } = page;
    const all = base.things.all("point");
    const mine = all.filter((one) => one.session_id === sid && one.id !== this.fresh.of.id);
    const ids = mine.map((one) => one.id);
    for (const [id, line] of this.lines)
      if (!ids.includes(id)) {
        line.field.close();
        line.root.remove();
        this.lines.delete(id);
      }
    for (const one of mine) {
      if (this.lines.has(one.id)) continue;
      const field = new Field(base, { id: one.id, what: "point", name: "text", label: t("show.point"), limit: 1000, rows: 1, part: "point" });
      const bin = el("button", { type: "button", class: "tool", "aria-label": t("show.point.remove"), title: t("show.point.remove"), onclick: () => {
        base.things.remove(one.id);
        page.say(t("show.point.removed"));
      } }, icon("bin"));
      const root = el("li", {}, field.root, bin);
      this.lines.set(one.id, { field, root });
      this.list.append(root);
    }
    this._earlier(all.filter((one) => one.session_id !== sid && !one.closed));
  }

  /** @param {Thing[]} points */
  _earlier(points) {
    const { t } = this.page;
    const key = JSON.stringify(points);
    if (this.earlier.dataset.key === key) return;
    this.earlier.dataset.key = key;
    this.earlierBox.hidden = !points.length;
    /** @type {HTMLElement} */ (this.earlierBox.firstElementChild).textContent = t("show.points.earlier", { n: points.length });
    this.earlier.replaceChildren(...points.map((one) => {
      const last = (one.follow_ups ?? []).at(-1);
      const went = last ? ["tried", "seen", "worked"].filter((name) => last[name]).map((name) => `${t(`show.follow.${name}`)}: ${t(`session.answer.${last[name]}`).toLowerCase()}`).join(", ") : "";
      return el("li", {}, one.text, went && el("small", { text: went }));
    }));
  }
}
