// @ts-check
// Readings side by side: for each moment who read what, in the quadrant and in words, and where the readers differ.
import { clock, el } from "./dom.js";
import { Recipient } from "./recipient.js";
import { READERS } from "./slim.js";

/**
 * @typedef {import("./slim.js").Model} Model
 * @typedef {import("./slim.js").Moment} Moment
 * @typedef {import("./slim.js").Reading} Reading
 * @typedef {import("./slim.js").SlimPage} SlimPage
 */

const SPACE = "http://www.w3.org/2000/svg";
const SIDE = 176;
const MARGIN = 16;

export class Moments {
  /** @param {SlimPage} page */
  constructor(page) {
    this.page = page;
    this.list = el("div");
    const whom = new Recipient(page.t("slim.to"), page.t("slim.to.like"));
    const file = (/** @type {string} */ format, /** @type {string} */ name) =>
      whom.link(`/reflect/slim/${page.data.rid}/export?format=${format}`, { text: name });
    this.take = el("p", { class: "soft take" }, `${page.t("slim.take_along")} `, file("csv", "CSV"), " · ", file("json", "JSON"), whom.root);
    this.root = el("section", { class: "moments", "aria-label": page.t("slim.readings") }, el("h2", { text: page.t("slim.readings") }), this.list, this.take);
  }

  /** @param {import("./slim.js").Shown} shown */
  show(shown) {
    const { t } = this.page;
    this.take.hidden = !shown.moments.length;
    this.list.replaceChildren(...shown.moments.map((moment) => this._moment(moment, shown.model)));
    if (!shown.moments.length) this.list.append(el("p", { class: "soft", text: t.call(this.page, "slim.empty") }));
  }

  /** @param {Moment} moment @param {Model} model */
  _moment(moment, model) {
    const { page } = this;
    const several = moment.readings.length > 1;
    const aspects = moment.differs.map((aspect) => page.t(`slim.aspect.${aspect}`).toLowerCase());
    const differ = new Intl.ListFormat(page.data.lang).format(aspects);
    const readings = [...moment.readings].sort((a, b) => READERS.indexOf(a.reader) - READERS.indexOf(b.reader));
    const said = differ ? page.t("slim.differ", { what: differ }) : page.t("slim.same");
    return el("section", { class: "moment" },
      el("h3", {}, this._when(moment.readings[0])),
      several && el("p", { class: differ ? "differ" : "soft", text: said }),
      el("div", { class: "side" }, picture(model, readings, page),
        el("div", { class: "cards" }, ...readings.map((reading) => this._card(reading, moment.differs)))));
  }

  /** @param {Reading} reading */
  _when(reading) {
    if (reading.start === null || reading.end === null) return this.page.t("slim.whole");
    return this.page.link(`${clock(reading.start)} – ${clock(reading.end)}`, reading.start);
  }

  /** @param {Reading} reading @param {string[]} differs */
  _card(reading, differs) {
    const { page } = this;
    /** @param {string} aspect @param {...(Node | string)} value */
    const line = (aspect, ...value) =>
      el("div", { class: differs.includes(aspect) ? "line differs" : "line" }, el("dt", { text: page.t(`slim.aspect.${aspect}`) }), el("dd", {}, ...value));
    return el("article", { class: `card ${reading.reader}`, dataset: { id: reading.id } },
      el("h4", {}, el("i"), page.t(`slim.reader.${reading.reader}`), el("small", { text: reading.coder })),
      el("dl", {}, line("self_images", page.names(reading.images)), line("approach", page.names(reading.roles)),
        line("outcome", page.badge(reading.outcome), ...this._why(reading))),
      reading.note && el("p", { class: "note", text: reading.note }),
      this._evidence(reading),
      el("div", { class: "acts" },
        el("button", { type: "button", class: "link", text: page.t("slim.change"), onclick: () => page.form.edit(reading) }),
        el("button", { type: "button", class: "link", text: page.t("slim.delete"), onclick: () => this._delete(reading) })));
  }

  /** @param {Reading} reading */
  _why(reading) {
    if (!reading.overruled) return [];
    const computed = reading.computed ? this.page.now.model.outcomes[reading.computed].label : this.page.t("slim.unknown_outcome");
    return [el("small", { text: this.page.t("slim.overruled", { computed, reason: reading.reason }) })];
  }

  /** @param {Reading} reading */
  _evidence(reading) {
    if (!reading.evidence.length) return null;
    const tags = this.page.now.fragments.filter((tag) => reading.evidence.includes(tag.id));
    const gone = reading.evidence.length - tags.length;
    return el("ul", { class: "evidence" },
      ...tags.map((tag) => el("li", {}, this.page.link(`${clock(tag.start)} ${tag.title || this.page.t("slim.observation")}`, tag.start))),
      gone > 0 && el("li", { class: "soft", text: this.page.t("slim.evidence_gone", { n: gone }) }));
  }

  /** @param {Reading} reading */
  _delete(reading) {
    if (this.page.form.editing?.id === reading.id) this.page.form.clear();
    const { id } = reading;
    void this.page.act({ what: "reading", do: "delete", id }, reading.rev, { what: "reading", do: "restore", id }, this.page.t("slim.deleted"));
  }
}

/**
 * The quadrant with all readings in it: a square at the corner of each role, a dot at that of each self-image, and a line between them.
 * @param {Model} model @param {Reading[]} readings @param {SlimPage} page
 */
function picture(model, readings, page) {
  const told = readings.map((reading) => `${page.names(reading.roles)} → ${page.names(reading.images)}`).join("; ");
  const svg = made("svg", { viewBox: `0 0 ${SIDE} ${SIDE}`, role: "img", "aria-label": told });
  for (const reading of readings) {
    const group = made("g", { class: `mark ${reading.reader}` });
    // Each reader keeps to a row of their own in a corner, so that nobody covers another.
    const row = READERS.indexOf(reading.reader) - 0.4;
    const roles = reading.roles.map((code) => corner(model.images.find((one) => one.fits === code), row, -1));
    const images = reading.images.map((code) => corner(model.images.find((one) => one.code === code), row, 1));
    for (const [x1, y1] of roles) for (const [x2, y2] of images) group.append(made("line", { x1, y1, x2, y2 }));
    for (const [x, y] of roles) group.append(made("rect", { x: x - 5, y: y - 5, width: 10, height: 10, rx: 2 }));
    for (const [cx, cy] of images) group.append(made("circle", { cx, cy, r: 5.5 }));
    svg.append(group);
  }
  const names = model.images.map((image) => el("span", { class: "corner", dataset: { at: image.at.join("-") }, text: image.label }));
  return el("figure", {}, el("div", { class: "picture" }, ...names, svg), el("figcaption", { text: page.t("slim.picture") }));
}

/** The middle of a self-image's corner, a little aside. @param {import("./slim.js").Image | undefined} image @param {number} row @param {number} side */
function corner(image, row, side) {
  const [across, up] = image?.at ?? [];
  const at = (/** @type {boolean} */ high) => (high ? 0.75 : 0.25) * SIDE;
  return [at(across === "high") + side * MARGIN * 1.2, SIDE - at(up === "high") + row * MARGIN];
}

/** @param {string} tag @param {Record<string, string | number>} props */
function made(tag, props) {
  const element = document.createElementNS(SPACE, tag);
  for (const [name, value] of Object.entries(props)) element.setAttribute(name, String(value));
  return element;
}
