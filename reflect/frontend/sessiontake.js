// @ts-check
/** Taking a session along: its clips as a file for a player, an editor or a table, and its report and worksheet. */
import { ApiError } from "./api.js";
import { FOR, WHOLE, keep } from "./clipstake.js";
import { el } from "./dom.js";
import { Recipient } from "./recipient.js";

const LONG_MS = 60_000;
const KINDS = /** @type {const} */ (["verslag", "werkblad"]);
const PAPERS = /** @type {const} */ (["docx", "pdf"]);

export class SessionTake {
  /** @param {import("./session.js").SessionPage} page */
  constructor(page) {
    this.page = page;
    const { t } = page;
    this.lost = el("div", { class: "lost", role: "status", hidden: true });
    this.whom = new Recipient(t("clips.export.to"), t("clips.export.to.like"));
    this.papers = el("div", { class: "papers" });
    this.pack = el("p", { dataset: { part: "pack" } });
    this.menu = el("div", { class: "menu", dataset: { part: "take-menu" } },
      this.whom.root,
      el("h4", { text: t("session.papers") }), this.papers,
      el("h4", { text: t("session.pack") }), this.pack,
      ...FOR.flatMap(([what, formats]) => [el("h4", { text: t(`clips.export.for.${what}`) }), ...formats.map((format) => this._choice(format))]), this.lost);
    this.root = el("details", { class: "outs" }, el("summary", { class: "button", text: t("session.export"), dataset: { part: "take" } }), this.menu);
    this.root.addEventListener("focusout", (event) => event.relatedTarget instanceof Node && !this.root.contains(event.relatedTarget) && this.shut(false));
    this.root.addEventListener("keydown", (event) => event.key === "Escape" && this.root.open && (this.shut(true), event.stopPropagation()));
  }

  /** @param {boolean} focus */
  shut(focus) {
    this.root.open = false;
    this.lost.hidden = true;
    if (focus) /** @type {HTMLElement} */ (this.root.firstElementChild).focus();
  }

  /** The session that is open now. */
  draw() {
    const { base, data, sid, t } = this.page;
    if (this.menu.dataset.sid === sid) return;
    this.menu.dataset.sid = sid;
    const address = (/** @type {string} */ kind, /** @type {string} */ format) => base.api.address(`session/${data.cid}/${sid}/report?kind=${kind}&format=${format}&lang=${data.lang}`);
    this.pack.replaceChildren(t("session.pack.about"), " ", el("code", { text: `reflect pack ${sid.slice(0, 8)} -o sessie.zip --encrypt` }));
    this.papers.replaceChildren(...KINDS.flatMap((kind) => PAPERS.map((format) => this.whom.link(address(kind, format), { dataset: { paper: `${kind}-${format}` }, text: t(`case.${kind}.${format}`) }))));
  }

  /** @param {string} format */
  _choice(format) {
    const { t } = this.page;
    return el("button", { type: "button", class: "out", dataset: { format }, onclick: () => void this.take(format) }, el("b", { text: t(`clips.export.${format}`) }), el("small", { text: t(`clips.export.${format}.why`) }));
  }

  /** Makes the file, lets the browser keep it, and says what it does not hold. @param {string} format */
  async take(format) {
    const { page } = this;
    const { base, data, sid, t } = page;
    base.things.flush();
    try {
      const answer = await base.api.request(`session/${data.cid}/${sid}/export?format=${format}${this.whom.query}`, {}, { timeoutMs: LONG_MS });
      const name = /filename="?([^";]+)/.exec(answer.headers.get("content-disposition") ?? "")?.[1] ?? `clips-${sid.slice(0, 8)}.${format}`;
      keep(this.root, await answer.blob(), name);
      /** @type {[string, Record<string, string | number>][]} */
      const losses = JSON.parse(answer.headers.get("x-reflect-lost") ?? "[]");
      const always = WHOLE.has(format) ? "" : t(`clips.export.${format}.never`);
      this.lost.replaceChildren(el("b", { text: t("clips.export.made", { name }) }),
        losses.length ? el("ul", {}, ...losses.map(([key, values]) => el("li", { text: t(`clips.lost.${key}`, values) }))) : el("p", { text: t("clips.export.whole") }), always && el("p", { text: always }) || "");
      this.lost.hidden = false;
      this.lost.scrollIntoView({ block: "nearest" });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      page.say(t(["film_gone", "cannot_play"].includes(error.why) ? `clips.export.${error.why}` : "clips.export.failed"));
    }
  }
}
