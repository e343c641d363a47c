// @ts-check
/**
 * Taking a clip set along as a file: which formats there are, what each is for, and, once the file is made, what it does not hold.
 * What a format never holds is told by a text; what this set lost in it comes with the file, in a header.
 */
import { el } from "./dom.js";
import { Recipient } from "./recipient.js";
import { button } from "./editordom.js";

/** What a file is for, and the formats that do it; the first of each is the one to take. */
export const FOR = /** @type {const} */ ([
  ["play", ["xspf", "m3u"]],
  ["edit", ["fcpxml", "otio", "edl"]],
  ["data", ["csv", "json"]],
]);
export const WHOLE = new Set(["json"]);
const LONG_MS = 60_000;

/** @typedef {[string, Record<string, string|number>]} Loss */

export class ClipTake {
  /** @param {import("./clips.js").Clips} clips */
  constructor(clips) {
    this.clips = clips;
    const { t } = clips.ctx;
    this.button = button({ icon: "download", text: t("clips.export"), class: "rf-e-framed", run: () => this.open(this.node.hidden === true), props: { "data-part": "export", "aria-expanded": "false" } });
    this.report = el("div", { class: "rf-c-lost", role: "status", hidden: true, dataset: { part: "export-report" } });
    this.whom = new Recipient(t("clips.export.to"), t("clips.export.to.like"));
    this.node = el("div", { class: "rf-c-take", role: "group", "aria-label": t("clips.export"), hidden: true, dataset: { part: "export-menu" } },
      this.whom.root,
      ...FOR.map(([what, formats]) => el("div", { class: "rf-c-take-for" }, el("h4", { text: t(`clips.export.for.${what}`) }), ...formats.map((format) => this.choice(format)))),
      this.report);
  }

  /** @param {string} format */
  choice(format) {
    const { t } = this.clips.ctx;
    const why = `clips-export-${format}`;
    return el("div", { class: "rf-c-take-one" },
      button({ text: t(`clips.export.${format}`), class: "rf-e-framed", run: () => void this.take(format), props: { "data-part": `export-${format}`, "aria-describedby": why } }),
      el("span", { class: "rf-e-note", id: why, text: t(`clips.export.${format}.why`) }));
  }

  /** @param {boolean} on */
  open(on) {
    this.node.hidden = !on;
    this.report.hidden = true;
    this.button.setAttribute("aria-expanded", String(on));
  }

  /** Closes the menu; false when it was not open. */
  shut() {
    if (this.node.hidden) return false;
    this.open(false);
    this.button.focus();
    return true;
  }

  /** Makes the file and lets the browser keep it. @param {string} format */
  async take(format) {
    const { api, rid, t, say } = this.clips.ctx;
    const { list, lists } = this.clips;
    if (!list) return;
    try {
      if (!(await lists.flush())) throw new Error("not stored");
      const answer = await api.request(`cliplists/${rid}/${list.id}/export?format=${format}${this.whom.query}`, {}, { timeoutMs: LONG_MS });
      const name = /filename="?([^";]+)/.exec(answer.headers.get("content-disposition") ?? "")?.[1] ?? `clips-${list.id.slice(0, 8)}.${format}`;
      keep(this.node, await answer.blob(), name);
      this.tell(format, name, JSON.parse(answer.headers.get("x-reflect-lost") ?? "[]"));
      say(t("clips.export.done"), "good");
    } catch (error) {
      const why = error instanceof Error && "why" in error ? String(error.why) : "";
      say(t(["film_gone", "cannot_play"].includes(why) ? `clips.export.${why}` : "clips.export.failed"), "bad");
    }
  }

  /** What the file does not hold. @param {string} format @param {string} name @param {Loss[]} losses */
  tell(format, name, losses) {
    const { t } = this.clips.ctx;
    const always = WHOLE.has(format) ? [] : [t(`clips.export.${format}.never`)];
    this.report.replaceChildren(el("strong", { text: t("clips.export.made", { name }) }));
    if (losses.length) this.report.append(el("p", { text: t("clips.export.lost") }), el("ul", {}, ...losses.map(([key, values]) => el("li", { text: t(`clips.lost.${key}`, values), dataset: { loss: key } }))));
    this.report.append(el("p", { class: "rf-e-note", text: [...(losses.length ? [] : [t("clips.export.whole")]), ...always].join(" ") }));
    this.report.hidden = false;
    this.report.scrollIntoView({ block: "nearest" });
  }
}

/** @param {HTMLElement} near @param {Blob} blob @param {string} name */
export function keep(near, blob, name) {
  const address = URL.createObjectURL(blob);
  const link = el("a", { href: address, download: name, hidden: true });
  near.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
