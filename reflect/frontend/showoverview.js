// @ts-check
/** All clips at once, to go to one of them. */
import { shown } from "./casefilms.js";
import { clock, el } from "./dom.js";

export class Overview {
  /** @param {import("./show.js").ShowPage} page */
  constructor(page) {
    this.page = page;
    this.key = "";
    this.list = el("ol", { class: "tiles" });
    this.root = el("section", { class: "overview", hidden: true, "aria-label": page.t("show.overview") }, el("h2", { text: page.t("show.overview") }), this.list);
    this.list.addEventListener("keydown", (event) => this._walk(event));
  }

  get open() {
    return !this.root.hidden;
  }

  toggle() {
    const { page } = this;
    if (!page.clips.length) return;
    const open = !this.open;
    if (open) page.clip.film?.pause();
    this.root.hidden = !open;
    if (!open) return page.root.focus();
    this.draw();
    /** @type {HTMLElement | undefined} */ ([...this.list.querySelectorAll("button")][page.scene === "clip" ? page.at : 0])?.focus();
  }

  draw() {
    if (!this.open) return;
    const { page } = this;
    const { t, clips } = page;
    const remarks = page.base.things.all("remark");
    const tiles = clips.map((clip) => {
      const { start, end } = shown(clip, page.clip.films.footage[clip.recording_id]?.durationMs ?? 0);
      return { title: clip.title || clip.code || "", colour: clip.colour || "#94a3b8", question: clip.question, time: clock(end - start), noted: remarks.some((one) => one.about === clip.id && one.text), state: clip.state };
    });
    const key = JSON.stringify([tiles, page.at, page.scene]);
    if (key === this.key) return;
    this.key = key;
    this.list.replaceChildren(...tiles.map((one, n) => {
      const go = () => {
        this.root.hidden = true;
        page.turn("clip", n);
      };
      const tile = el("button", { type: "button", class: "tile", "aria-current": page.scene === "clip" && n === page.at ? "true" : null, onclick: go },
        el("b", { text: String(n + 1) }), el("span", { class: "name", text: one.title }), el("span", { class: "when", text: one.time }), el("span", { class: "ask", text: one.question || t("show.noquestion") }),
        one.noted && el("span", { class: "noted", text: t("show.noted") }), one.state !== "here" && el("span", { class: "noted", text: t("show.nofilm") }));
      tile.style.setProperty("--tint", one.colour);
      return el("li", {}, tile);
    }));
  }

  /** @param {KeyboardEvent} event */
  _walk(event) {
    const tiles = [...this.list.querySelectorAll("button")];
    const at = tiles.indexOf(/** @type {HTMLButtonElement} */ (event.composedPath()[0]));
    const across = Math.max(1, tiles.filter((one) => one.getBoundingClientRect().top === tiles[0].getBoundingClientRect().top).length);
    const by = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: across, ArrowUp: -across }[event.key];
    if (at < 0 || by === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    tiles[Math.max(0, Math.min(at + by, tiles.length - 1))].focus();
  }
}
