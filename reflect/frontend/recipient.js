// @ts-check
/** Who gets what is taken along: a field whose text goes with the request, so that it is written down with what left. It may stay empty. */
import { el } from "./dom.js";

const MOST = 200;

export class Recipient {
  /** @param {string} label @param {string} like an example */
  constructor(label, like) {
    this.input = el("input", { type: "text", maxLength: MOST, placeholder: like, autocomplete: "off", dataset: { part: "recipient" } });
    // Pages have keys of their own, which are letters here.
    this.input.addEventListener("keydown", (event) => event.key !== "Escape" && event.stopPropagation());
    this.root = el("label", { class: "rf-to" }, el("span", { text: label }), this.input);
  }

  /** What the address of a request gets: nothing, or the name behind an &. */
  get query() {
    const named = this.input.value.trim();
    return named ? `&recipient=${encodeURIComponent(named)}` : "";
  }

  /** A link to a file, whose address names who gets it from the moment that it is followed. @param {string} href @param {Record<string, unknown>} props */
  link(href, props) {
    const link = el("a", { ...props, href, download: "" });
    link.addEventListener("click", () => { link.href = href + this.query; });
    return link;
  }
}
