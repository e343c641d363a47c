// @ts-check
// Recording a reading: the quadrant, who reads, what it is about, the evidence, the outcome and why it may be another.
import { clock, el } from "./dom.js";
import { OUTCOMES, READERS, fieldsOf } from "./slim.js";
import { Quadrant } from "./slimquadrant.js";

/**
 * @typedef {import("./slim.js").Shown} Shown
 * @typedef {import("./slim.js").Reading} Reading
 * @typedef {import("./slim.js").SlimPage} SlimPage
 * @typedef {import("./records.js").Step} Step
 * @typedef {Pick<Reading, "images" | "roles" | "reader" | "evidence" | "overruled" | "reason" | "note">
 *   & {about: "whole" | "moment", from: string, to: string}} Filled What stands in the form.
 */

const CLOCK = /^(?:(?:(\d{1,3}):)?(\d{1,3}):)?(\d{1,3}(?:[.,]\d{1,3})?)$/;

/** "1:15,5" → 75_500; null for what is no moment. @param {string} text */
export function moment(text) {
  const found = CLOCK.exec(text.trim());
  if (!found) return null;
  const [hours, minutes, seconds] = [found[1] ?? "0", found[2] ?? "0", found[3].replace(",", ".")].map(Number);
  return Math.round(((hours * 60 + minutes) * 60 + seconds) * 1000);
}

/** A reading as it stands in the form. @param {Reading} reading @returns {Filled} */
function written(reading) {
  const [from, to] = [reading.start, reading.end].map((ms) => (ms === null ? "" : clock(ms, ms % 1000 ? 3 : 0)));
  return { ...reading, about: reading.start === null ? "whole" : "moment", from, to };
}

export class Form {
  /** @param {SlimPage} page */
  constructor(page) {
    const t = page.t.bind(page);
    this.page = page;
    this.kept = `reflect.${page.data.rid}.slim.1`;
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
    if (first) this._restore();
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
    this._fill({ images: [], roles: [], reader: this._filled().reader, about: "whole", from: "", to: "", evidence: [], overruled: "", reason: "", note: "" }, null);
  }

  /** Change a reading that is there. @param {Reading} reading */
  edit(reading) {
    this._fill(written(reading), reading);
    this.root.scrollIntoView({ block: "start" });
    this.quadrant.buttons.values().next().value?.focus();
  }

  /** @param {Filled} filled @param {Reading | null} editing */
  _fill(filled, editing) {
    this._value(this.readers, filled.reader);
    this._value(this.about, filled.about);
    this.from.value = filled.from;
    this.to.value = filled.to;
    for (const box of this.evidence.querySelectorAll("input")) box.checked = filled.evidence.includes(box.value);
    this.quadrant.choose(filled.images, filled.roles);
    this.differs.checked = !!filled.overruled;
    this.overruled.dataset.wanted = filled.overruled;
    this.overruled.value = filled.overruled;
    this.reason.value = filled.reason;
    this.note.value = filled.note;
    this.editing = editing;
    this._changed();
  }

  /** @returns {Filled} */
  _filled() {
    const { images, roles } = this.quadrant;
    const overruled = this.differs.checked ? /** @type {import("./slim.js").Outcome} */ (this.overruled.value) : "";
    return {
      images, roles, reader: /** @type {import("./slim.js").Reader} */ (this._value(this.readers) || READERS[0]),
      about: this._value(this.about) === "moment" ? "moment" : "whole", from: this.from.value, to: this.to.value,
      evidence: this._evidence(), overruled, reason: this.reason.value, note: this.note.value,
    };
  }

  /** What is filled in stays while a person looks at the film in between. */
  _keep() {
    const filled = this._filled();
    const something = this.editing || filled.images.length || filled.roles.length || filled.evidence.length || filled.note;
    if (something) sessionStorage.setItem(this.kept, JSON.stringify({ filled, editing: this.editing }));
    else sessionStorage.removeItem(this.kept);
  }

  _restore() {
    const kept = sessionStorage.getItem(this.kept);
    if (!kept) return this.clear();
    const { filled, editing } = JSON.parse(kept);
    this._fill(filled, editing);
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
    this._keep();
  }

  /** @param {import("./slim.js").Outcome | null} computed */
  _showOutcome(computed) {
    const { model } = this.page.now;
    const images = model.images.filter((one) => this.quadrant.images.includes(one.code));
    const signs = images.map((one) => el("p", { class: "soft" }, el("b", { text: this.page.t("slim.signs", { image: one.label }) }), ` ${one.signs.join("; ")}.`));
    if (computed === null) return this.outcome.replaceChildren(el("span", { class: "soft", text: this.page.t("slim.choose") }), ...signs);
    const missed = images.filter((one) => !this.quadrant.roles.includes(one.fits));
    const seen = images.map((one) => (missed.includes(one) ? one.mismatch : one.match));
    const tips = missed.map((one) => model.roles.find((role) => role.code === one.fits)).filter((role) => role !== undefined);
    this.outcome.replaceChildren(
      this.page.badge(computed), el("p", { text: model.outcomes[computed].about }),
      el("p", {}, el("b", { text: this.page.t("slim.looks") }), ` ${seen.join("; ")}.`),
      ...tips.map((role) => el("p", {}, el("b", { text: this.page.t("slim.try", { role: role.label }) }), ` ${role.instead}`)), ...signs);
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
    const { images, roles, about, from, to, ...rest } = this._filled();
    const span = about === "whole" ? [] : [moment(from), moment(to)];
    const lacking = this.quadrant.outcome === null ? "slim.choose"
      : span.includes(null) || (span[0] ?? 0) > (span[1] ?? 0) ? "slim.why.bad_span"
      : rest.overruled && !rest.reason.trim() ? "slim.why.no_reason" : "";
    if (lacking) {
      this.wrong.textContent = this.page.t(lacking);
      return null;
    }
    return { ...rest, self_images: images, approach: roles, span, reason: rest.overruled ? rest.reason : "" };
  }

  /** @param {Event} event */
  async _submit(event) {
    event.preventDefault();
    const fields = this._fields();
    if (!fields || this.save.disabled) return;
    const { page, editing } = this;
    const id = editing?.id ?? crypto.randomUUID();
    /** @type {[Step, Step]} */
    const [step, back] = editing ? [{ what: "reading", do: "update", id, fields }, { what: "reading", do: "update", id, fields: fieldsOf(editing) }]
      : [{ what: "reading", do: "add", id, fields }, { what: "reading", do: "delete", id }];
    this.save.disabled = true;
    await page.act(step, editing?.rev ?? null, back, page.t("slim.saved"), (stored) => (stored ? this.clear() : editing && this._rebase(id)));
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
