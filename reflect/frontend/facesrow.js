// @ts-check
// One face: what it looks like through time, when it is in the picture, and what a person decides about it.
import { clock, el } from "./dom.js";
import { at } from "./faces.js";
import { moment } from "./slimform.js";

/** @typedef {"cover" | "visible" | "reject"} Choice */

const THUMBS = 8;
/** @type {Choice[]} */
const CHOICES = ["cover", "visible", "reject"];
/** @type {Record<Choice, {decision: string, visible: boolean}>} */
const MEANS = {
  cover: { decision: "confirmed", visible: false },
  visible: { decision: "confirmed", visible: true },
  reject: { decision: "rejected", visible: false },
};

export class Row {
  /** @param {import("./faces.js").FacesPage} page */
  constructor(page) {
    this.page = page;
    /** @type {import("./faces.js").Face | null} */
    this.face = null;
    this.drawn = "";
    this.name = el("h3");
    this.strip = el("div", { class: "strip" });
    this.from = this._time("start");
    this.to = this._time("end");
    this.state = el("span", { class: "state" });
    this.whose = el("span", { class: "whose" });
    /** @type {Map<Choice, HTMLButtonElement>} */
    this.choices = new Map(CHOICES.map((choice, n) => [choice, el("button", {
      type: "button", class: `choice ${choice}`, title: `${n + 1}`, text: page.t(`faces.${choice}`), onclick: () => this.decide(choice) })]));
    this.bin = el("button", { type: "button", class: "link", text: page.t("faces.delete"), onclick: () => this.remove() });
    this.root = el("article", { class: "row", tabindex: 0, onfocusin: () => this._chosen() },
      this.name, this.strip, el("div", { class: "line" }, this.from, el("span", { text: "–" }), this.to,
        ...this.choices.values(), this.whose, this.state, this.bin));
  }

  /** @param {"start" | "end"} side */
  _time(side) {
    const change = (/** @type {Event} */ event) => this._typed(side, /** @type {HTMLInputElement} */ (event.target));
    return el("input", { class: "time", "aria-label": this.page.t(`faces.${side}`), maxlength: 12, onchange: change });
  }

  /** @param {import("./faces.js").Face} face @param {number} number */
  show(face, number) {
    const { page } = this;
    this.face = face;
    this.root.dataset.id = face.id;
    this.root.dataset.decision = face.visible ? "visible" : face.decision;
    this.name.textContent = page.t("faces.face", { n: number });
    this.root.setAttribute("aria-label", this.name.textContent);
    this.from.value = clock(face.start, 1);
    this.to.value = clock(face.end, 1);
    for (const [choice, button] of this.choices) {
      const { decision, visible } = MEANS[choice];
      button.setAttribute("aria-pressed", String(face.decision === decision && face.visible === visible));
    }
    const stranger = face.visible && !face.person && face.decision === "confirmed";
    this.state.textContent = face.decision === "proposed" ? page.t("faces.open") : stranger ? page.t("faces.stranger") : "";
    this._whose(face);
    this.mark(page.chosen === face.id);
    const looks = JSON.stringify([face.start, face.end, face.boxes]);
    if (looks !== this.drawn) this._strip(face);
    this.drawn = looks;
  }

  /** Who it is, to choose while it is a face. @param {import("./faces.js").Face} face */
  _whose(face) {
    const { page } = this;
    const key = JSON.stringify([face.person, page.shown.people.map((one) => one.id)]);
    this.whose.hidden = !page.shown.people.length || face.decision === "rejected";
    if (this.whose.dataset.key === key) return;
    this.whose.dataset.key = key;
    this.whose.replaceChildren(page.whoIs(face.person, page.t("faces.whose"), (person) => this.isOf(person), `whose-${face.id}`));
  }

  /** @param {string} person the id of somebody on the recording, "" for nobody */
  isOf(person) {
    const { face, page } = this;
    const name = page.shown.people.find((one) => one.id === person)?.name ?? "";
    if (face) void page.change(face.id, () => ({ person }), page.t(person ? "faces.did.whose" : "faces.did.nobody", { n: this.name.textContent ?? "", name }));
  }

  /** @param {import("./faces.js").Face} face */
  _strip(face) {
    const length = face.end - face.start;
    const moments = Array.from({ length: THUMBS }, (_, n) => Math.round(face.start + (length * (n + 0.5)) / THUMBS));
    this.strip.replaceChildren(...moments.map((ms) => {
      const canvas = el("canvas", { width: 96, height: 96 });
      this.page.thumbs.get(this.page.on(face))?.ask(canvas, ms, at(face, ms));
      const go = () => { this._chosen(); this.page.picture.seek(ms); };
      return el("button", { type: "button", class: "thumb", tabindex: -1, "aria-label": clock(ms, 1), title: clock(ms, 1), onclick: go }, canvas);
    }));
  }

  /** @param {boolean} chosen */
  mark(chosen) {
    this.root.classList.toggle("chosen", chosen);
  }

  focus() {
    this.root.focus();
    this.root.scrollIntoView({ block: "nearest" });
  }

  _chosen() {
    if (this.face && this.page.chosen !== this.face.id) this.page.choose(this.face.id);
  }

  /** @param {Choice} choice */
  decide(choice) {
    const { face, page } = this;
    if (face) void page.change(face.id, () => MEANS[choice], page.t(`faces.did.${choice}`, { n: this.name.textContent ?? "" }));
  }

  /** The face begins or ends at the moment that the film shows. @param {"start" | "end"} side */
  stretch(side) {
    const now = Math.round(this.page.picture.now());
    this._set(side, side === "end" ? now + 1 : now);
  }

  /** @param {"start" | "end"} side @param {HTMLInputElement} input */
  _typed(side, input) {
    const ms = moment(input.value);
    if (ms === null) return this.page.say(this.page.t("faces.refused.bad_span"));
    this._set(side, ms);
  }

  /** @param {"start" | "end"} side @param {number} ms */
  _set(side, ms) {
    const { face, page } = this;
    if (!face) return;
    void page.change(face.id, (now) => ({ span: side === "start" ? [ms, now.end] : [now.start, ms] }), page.t("faces.did.stretch"));
  }

  remove() {
    const { face, page } = this;
    if (face) void page.send({ do: "delete", id: face.id }, { do: "restore", id: face.id }, page.t("faces.did.delete"));
  }
}
