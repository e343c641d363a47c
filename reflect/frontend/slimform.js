// @ts-check
// Recording a reading: the quadrant, who reads, what it is about, the evidence, the outcome and why it may be another.
import { clock, el } from "./dom.js";
import { OUTCOMES, READERS, fieldsOf, operation } from "./slim.js";
import { Quadrant } from "./slimquadrant.js";

/**
 * @typedef {import("./slim.js").Shown} Shown
 * @typedef {import("./slim.js").Reading} Reading
 * @typedef {import("./slim.js").SlimPage} SlimPage
 */

const CLOCK = /^(?:(?:(\d{1,3}):)?(\d{1,3}):)?(\d{1,3}(?:[.,]\d{1,3})?)$/;

/** "1:15,5" → 75_500; null for what is no moment. @param {string} text */
export function moment(text) {
  const found = CLOCK.exec(text.trim());
  if (!found) return null;
  const [hours, minutes, seconds] = [found[1] ?? "0", found[2] ?? "0", found[3].replace(",", ".")].map(Number);
  return Math.round(((hours * 60 + minutes) * 60 + seconds) * 1000);
}

export class Form {
  /** @param {SlimPage} page */
  constructor(page) {
    const t = page.t.bind(page);
    this.page = page;
    /** The reading that is being changed; null for a new one. @type {Reading | null} */
    this.editing = null;
    this.quadrant = new Quadrant(page, () => this._changed());
    this.question = el("h2");
    this.readers = this._choice("reader", READERS.map((reader) => [reader, t(`slim.reader.${reader}`)]));
    this.about = this._choice("about", [["whole", t("slim.whole")], ["moment", t("slim.moment")]]);
    this.from = el("input", { class: "time", "aria-label": t("slim.from"), placeholder: "0:00", maxlength: 12 });
    this.to = el("input", { class: "time", "aria-label": t("slim.to"), placeholder: "0:00", maxlength: 12 });
    this.times = el("div", { class: "times" }, this.from, el("span", { text: "–" }), this.to,
      el("button", { type: "button", class: "link", text: t("slim.times_of"), onclick: () => this._timesOfEvidence() }));
    this.evidence = el("div", { class: "evidence" });
    this.chosen = el("summary");
    this.outcome = el("div", { class: "outcome", role: "status" });
    this.differs = el("input", { type: "checkbox" });
    this.overruled = el("select", { "aria-label": t("slim.other_outcome") });
    this.reason = el("textarea", { rows: 2, maxlength: 1000, "aria-label": t("slim.reason"), placeholder: t("slim.reason") });
    this.other = el("div", { class: "other" }, this.overruled, this.reason);
    this.disagree = el("label", { class: "check" }, this.differs, t("slim.disagree"));
    this.note = el("textarea", { rows: 2, maxlength: 4000, "aria-label": t("slim.note"), placeholder: t("slim.note") });
    this.wrong = el("p", { class: "wrong", role: "alert" });
    this.save = el("button", { type: "submit", class: "primary" });
    this.cancel = el("button", { type: "button", text: t("slim.cancel"), onclick: () => this.clear() });
    this.source = el("p", { class: "source" });
    const asked = el("div", { class: "asked" },
      el("fieldset", {}, el("legend", { text: t("slim.who_reads") }), this.readers),
      el("fieldset", {}, el("legend", { text: t("slim.what_about") }), this.about, this.times),
      el("details", {}, this.chosen, this.evidence), this.outcome, this.disagree, this.other, this.note, this.wrong,
      el("div", { class: "acts" }, this.save, this.cancel));
    this.root = el("form", { class: "form", novalidate: true, onsubmit: (/** @type {Event} */ event) => this._submit(event), oninput: () => this._changed() },
      this.question, el("div", { class: "halves" }, el("div", {}, this.quadrant.root, this.source), asked));
    this.root.addEventListener("keydown", (event) => this._key(event));
    this.differs.addEventListener("change", () => this.differs.checked && this.overruled.focus());
  }

  /** @param {string} name @param {string[][]} options */
  _choice(name, options) {
    return el("div", { class: "segments" }, ...options.map(([value, text]) => el("label", {}, el("input", { type: "radio", name, value }), el("span", { text }))));
  }

  /** @param {HTMLElement} choice @param {string} [value] sets it */
  _value(choice, value) {
    const inputs = [...choice.querySelectorAll("input")];
    if (value !== undefined) for (const input of inputs) input.checked = input.value === value;
    return inputs.find((input) => input.checked)?.value ?? "";
  }

  /** @param {Shown} shown */
  show(shown) {
    const first = !this.shown;
    this.shown = shown;
    this.question.textContent = shown.model.question;
    this.source.textContent = `${shown.model.note} ${this.page.t("slim.source", { source: shown.model.source })}`;
    this.quadrant.show(shown.model);
    const kept = new Set(this._evidence());
    this.evidence.replaceChildren(...shown.fragments.map((tag) => this._tag(tag, kept.has(tag.id))));
    if (!shown.fragments.length) this.evidence.append(el("p", { class: "soft", text: this.page.t("slim.no_fragments") }));
    if (first) this.clear();
    else this._changed();
  }

  /** @param {import("./slim.js").Tag} tag @param {boolean} checked */
  _tag(tag, checked) {
    const box = el("input", { type: "checkbox", value: tag.id });
    box.checked = checked;
    const dot = el("i");
    if (tag.colour) dot.style.background = tag.colour;
    return el("label", { class: "check" }, box, el("span", { class: "when", text: clock(tag.start) }), dot,
      el("span", { class: "tag", text: [tag.title || this.page.t("slim.observation"), tag.note].filter(Boolean).join(" · ") }));
  }

  _evidence() {
    return [...this.evidence.querySelectorAll("input")].filter((box) => box.checked).map((box) => box.value);
  }

  /** An empty form for a new reading. The reader stays: who reads one moment reads the next. */
  clear() {
    const reader = /** @type {import("./slim.js").Reader} */ (this._value(this.readers) || "researcher");
    this._fill({ images: [], roles: [], reader, start: null, end: null, evidence: [], overruled: "", reason: "", note: "" });
    this.editing = null;
    this._changed();
  }

  /** Change a reading that is there. @param {Reading} reading */
  edit(reading) {
    this._fill(reading);
    this.editing = reading;
    this._changed();
    this.root.scrollIntoView({ block: "start" });
    this.quadrant.buttons.values().next().value?.focus();
  }

  /** @param {Pick<Reading, "images" | "roles" | "reader" | "start" | "end" | "evidence" | "overruled" | "reason" | "note">} reading */
  _fill(reading) {
    this._value(this.readers, reading.reader);
    this._value(this.about, reading.start === null ? "whole" : "moment");
    this.from.value = reading.start === null ? "" : clock(reading.start, reading.start % 1000 ? 3 : 0);
    this.to.value = reading.end === null ? "" : clock(reading.end, reading.end % 1000 ? 3 : 0);
    for (const box of this.evidence.querySelectorAll("input")) box.checked = reading.evidence.includes(box.value);
    this.quadrant.choose(reading.images, reading.roles);
    this.differs.checked = !!reading.overruled;
    this.overruled.dataset.wanted = reading.overruled;
    this.reason.value = reading.reason;
    this.note.value = reading.note;
    this.wrong.textContent = "";
  }

  _timesOfEvidence() {
    const wanted = new Set(this._evidence());
    const tags = this.page.now.fragments.filter((tag) => wanted.has(tag.id));
    if (!tags.length) return void (this.wrong.textContent = this.page.t("slim.choose_evidence"));
    this.from.value = clock(Math.min(...tags.map((tag) => tag.start)));
    this.to.value = clock(Math.max(...tags.map((tag) => tag.end)) + 999);
    this._changed();
  }

  /** Show what follows from what is filled in. */
  _changed() {
    if (!this.shown) return;
    const { t } = this.page;
    const computed = this.quadrant.outcome;
    this.times.hidden = this._value(this.about) !== "moment";
    this.chosen.textContent = t.call(this.page, "slim.evidence", { n: this._evidence().length });
    this.save.textContent = t.call(this.page, this.editing ? "slim.keep" : "slim.save");
    this.cancel.hidden = !this.editing;
    this.root.classList.toggle("editing", !!this.editing);
    this.wrong.textContent = "";
    this._showOutcome(computed);
    this.disagree.hidden = computed === null;
    this.other.hidden = computed === null || !this.differs.checked;
    this._offer(computed);
  }

  /** @param {import("./slim.js").Outcome | null} computed */
  _showOutcome(computed) {
    const { model } = this.page.now;
    if (computed === null) return this.outcome.replaceChildren(el("span", { class: "soft", text: this.page.t("slim.choose") }));
    const images = model.images.filter((one) => this.quadrant.images.includes(one.code));
    const missed = images.filter((one) => !this.quadrant.roles.includes(one.fits));
    const seen = images.map((one) => (missed.includes(one) ? one.mismatch : one.match));
    const tips = missed.map((one) => model.roles.find((role) => role.code === one.fits)).filter((role) => role !== undefined);
    this.outcome.replaceChildren(
      this.page.badge(computed), el("p", { text: model.outcomes[computed].about }),
      el("p", {}, el("b", { text: this.page.t("slim.looks") }), ` ${seen.join("; ")}.`),
      ...tips.map((role) => el("p", {}, el("b", { text: this.page.t("slim.try", { role: role.label }) }), ` ${role.instead}`)));
  }

  /** The outcomes that could overrule the computed one. @param {import("./slim.js").Outcome | null} computed */
  _offer(computed) {
    const now = this.overruled.value || this.overruled.dataset.wanted || "";
    const options = OUTCOMES.filter((outcome) => outcome !== computed);
    this.overruled.replaceChildren(...options.map((outcome) => el("option", { value: outcome, text: this.page.now.model.outcomes[outcome].label })));
    this.overruled.value = options.some((outcome) => outcome === now) ? now : options[0];
  }

  /** @param {KeyboardEvent} event */
  _key(event) {
    if (event.key === "Escape" && this.editing) this.clear();
    else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) this.root.requestSubmit();
  }

  /** What is filled in, as an operation has it; null when something is lacking, which is then said. */
  _fields() {
    const whole = this._value(this.about) === "whole";
    const span = whole ? [] : [moment(this.from.value), moment(this.to.value)];
    const differs = this.differs.checked;
    const lacking = this.quadrant.outcome === null ? "slim.choose"
      : span.includes(null) || (span[0] ?? 0) > (span[1] ?? 0) ? "slim.why.bad_span"
      : differs && !this.reason.value.trim() ? "slim.why.no_reason" : "";
    if (lacking) {
      this.wrong.textContent = this.page.t(lacking);
      return null;
    }
    const { images, roles } = this.quadrant;
    return {
      self_images: images, approach: roles, reader: this._value(this.readers), span, evidence: this._evidence(),
      overruled: differs ? this.overruled.value : "", reason: differs ? this.reason.value : "", note: this.note.value,
    };
  }

  /** @param {Event} event */
  async _submit(event) {
    event.preventDefault();
    const fields = this._fields();
    if (!fields || this.save.disabled) return;
    const { page, editing } = this;
    const id = editing?.id ?? crypto.randomUUID();
    const op = operation({ do: editing ? "update" : "add", id, base: editing?.rev ?? null, ...fields });
    const undo = editing ? { do: "update", id, ...fieldsOf(editing) } : { do: "delete", id };
    this.save.disabled = true;
    await page.send(op, page.t("slim.saved"), undo, (stored) => (stored ? this.clear() : editing && this._rebase(id)));
    this.save.disabled = false;
  }

  /** Somebody else changed it: what is filled in is kept, and saving again puts it over what is there now. @param {string} id */
  _rebase(id) {
    const now = this.page.now.moments.flatMap((one) => one.readings).find((reading) => reading.id === id);
    this.editing = now ?? null;
    this._changed();
  }

  close() {
    this.quadrant.close();
  }
}
