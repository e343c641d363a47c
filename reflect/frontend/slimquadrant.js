// @ts-check
// The model's quadrant: in each corner a self-image of the client and the role that fits it, both to choose.
import { el } from "./dom.js";
import { Lines } from "./slimlines.js";

/**
 * @typedef {import("./slim.js").Model} Model
 * @typedef {import("./slim.js").SlimPage} SlimPage
 */

const MOST = 2;

export class Quadrant {
  /** @param {SlimPage} page @param {() => void} changed */
  constructor(page, changed) {
    this.page = page;
    this.changed = changed;
    /** Chosen codes, the last one last. @type {string[]} */
    this.images = [];
    /** @type {string[]} */
    this.roles = [];
    /** @type {Map<string, HTMLButtonElement>} */
    this.buttons = new Map();
    this.field = el("div", { class: "field", role: "group" });
    this.lines = new Lines(this.field);
    this.root = el("div", { class: "quadrant" });
  }

  /** @param {Model} model */
  show(model) {
    if (this.buttons.size) return;
    this.model = model;
    const [across, up] = model.axes;
    // In the order of reading, so that Tab goes where the eye goes.
    const rows = [...model.images].sort((a, b) => a.at[1].localeCompare(b.at[1]) || b.at[0].localeCompare(a.at[0]));
    this.field.replaceChildren(this.lines.svg, ...rows.map((image) => this._corner(model, image)));
    this.field.setAttribute("aria-label", model.question);
    this.root.replaceChildren(
      el("div", { class: "axis up" }, el("span", { text: up.high }), el("b", { text: up.label }), el("span", { text: up.low })),
      this.field,
      el("div", { class: "axis across" }, el("span", { text: across.low }), el("b", { text: across.label }), el("span", { text: across.high })),
    );
  }

  /** @param {Model} model @param {import("./slim.js").Image} image */
  _corner(model, image) {
    const { t } = this.page;
    const role = model.roles.find((one) => one.code === image.fits);
    const choose = this._button(image.code, "image", "images", t.call(this.page, "slim.client"), image.label, `“${image.says}”`);
    const corner = el("div", { class: "corner", dataset: { at: image.at.join("-") } }, choose);
    if (role) corner.append(this._button(role.code, "role", "roles", t.call(this.page, "slim.professional"), role.label, role.does));
    return corner;
  }

  /** @param {string} code @param {string} name @param {"images" | "roles"} list @param {string} who @param {string} label @param {string} about */
  _button(code, name, list, who, label, about) {
    const button = el("button", { type: "button", class: name, "aria-pressed": "false", dataset: { code }, onclick: () => this._toggle(list, code) },
      el("small", { class: "who", text: who }), el("b", { text: label }), el("small", { text: about }));
    this.buttons.set(code, button);
    return button;
  }

  /** @param {"images" | "roles"} list @param {string} code */
  _toggle(list, code) {
    const now = this[list];
    this[list] = now.includes(code) ? now.filter((one) => one !== code) : [...now, code].slice(-MOST);
    this.mark();
    this.changed();
  }

  /** @param {string[]} images @param {string[]} roles */
  choose(images, roles) {
    this.images = images.filter((code) => this.buttons.has(code));
    this.roles = roles.filter((code) => this.buttons.has(code));
    this.mark();
  }

  /** The outcome of what is chosen, as the model's rule has it; null while something is lacking. */
  get outcome() {
    const { model } = this;
    if (!model) return null;
    const images = model.images.filter((one) => this.images.includes(one.code)).map((one) => one.code);
    const roles = model.roles.filter((one) => this.roles.includes(one.code)).map((one) => one.code);
    return model.rule[`${images.join("+")}|${roles.join("+")}`] ?? null;
  }

  /** Show what is chosen, and draw a line from each role to the self-image that it fits, or to those that it misses. */
  mark() {
    for (const [code, button] of this.buttons) {
      button.setAttribute("aria-pressed", String(this.images.includes(code) || this.roles.includes(code)));
    }
    /** @type {import("./slimlines.js").Line[]} */
    const lines = [];
    for (const role of this.roles) {
      const met = this.images.filter((code) => this.model?.images.some((one) => one.code === code && one.fits === role));
      for (const image of met.length ? met : this.images) {
        const [from, to] = [this.buttons.get(role), this.buttons.get(image)];
        if (from && to) lines.push({ from, to, name: met.length ? "fits" : "misses" });
      }
    }
    this.lines.show(lines);
  }

  close() {
    this.lines.close();
  }
}
