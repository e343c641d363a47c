// @ts-check
import { ApiError } from "./api.js";
import { el } from "./dom.js";
import { fullName } from "./tagging.js";

/**
 * @typedef {{id: string, label: string, version: number, own: boolean, error: string}} Entry
 * @typedef {{chosen: string | null, default: string, books: Entry[], name: string, older: import("./types.js").Older | null}} Listed
 */

const AS_SETTINGS = "";

/** Which codebook this recording is tagged with, and what changed since its fragments were coded. */
export class BookChoice {
  /** @param {import("./types.js").Context} ctx */
  constructor(ctx) {
    this.ctx = ctx;
    const { t } = ctx;
    this.select = el("select", { class: "field small", "aria-label": t("player.book.use"), disabled: true });
    this.select.addEventListener("change", () => void this._send({ use: this.select.value || null }, () => ctx.reopen()));
    this.field = el("label", { class: "book-choice" }, el("span", { text: t("player.book.use") }), this.select);
    this.news = el("section", { class: "book-news", hidden: true, "aria-label": t("player.book.changed") });
    this.abort = new AbortController();
    /** What a person did here, in words. */
    this.done = "";
    this._older(ctx.doc.older);
  }

  destroy() {
    this.abort.abort();
  }

  /** Asks which codebooks there are, and how it stands with this recording. */
  load() {
    const { rid, lang } = this.ctx;
    this.ctx.api.get(`codebooks/${rid}?lang=${lang}`, { signal: this.abort.signal }).then((found) => this._show(found), (error) => this._failed(error));
  }

  /** @param {Listed} found */
  _show(found) {
    const { t } = this.ctx;
    /** @param {string} id */
    const label = (id) => found.books.find((book) => book.id === id)?.label ?? id;
    const books = found.books.map((book) => el("option", { value: book.id, disabled: Boolean(book.error), title: book.error || book.id,
      text: book.error ? `${book.label} (${t("player.book.broken")})` : book.label }));
    this.select.replaceChildren(el("option", { value: AS_SETTINGS, text: t("player.book.settings", { label: label(found.default) }) }), ...books);
    this.select.value = found.chosen ?? AS_SETTINGS;
    this.select.disabled = false;
    this._older(found.older);
  }

  /** @param {import("./types.js").Older | null} older */
  _older(older) {
    const { t, doc } = this.ctx;
    const { trouble } = doc.codebook;
    doc.older = older;
    this.news.hidden = !older && !trouble && !this.done;
    if (trouble) return this.news.replaceChildren(el("p", { class: "book-trouble", role: "alert", text: t("player.book.trouble", { text: trouble }) }));
    const done = this.done && el("p", { role: "status", text: this.done });
    if (!older) return this.news.replaceChildren(...(done ? [done] : []));
    const rows = older.codes.map((one) => el("tr", {}, el("td", { text: one.codebook }), el("td", { text: one.words, title: one.code }), el("td", { text: this._now(one), title: one.now ?? "" }), el("td", { class: "number", text: String(one.n) })));
    const head = ["with", "code", "now", "fragments"].map((name) => el("th", { text: t(`player.book.changed.${name}`), scope: "col" }));
    const renew = older.codes.some((one) => one.now !== null) && el("button", { class: "button small", type: "button", text: t("player.book.renew"),
      onclick: () => void this._send({ renew: true }, (done) => this._renewed(done.renewed)) });
    this.news.replaceChildren(el("h3", { text: t("player.book.changed") }), ...older.news.map((text) => el("p", { text })),
      el("div", { class: "book-table" }, el("table", {}, el("thead", {}, el("tr", {}, ...head)), el("tbody", {}, ...rows))),
      el("p", { class: "line" }, el("span", { class: "muted", text: t("player.book.kept") }), renew), ...(done ? [done] : []));
  }

  /** @param {import("./types.js").OlderCode} one */
  _now({ foreign, now, code }) {
    const { t } = this.ctx;
    if (foreign) return t("player.book.now.foreign");
    return now === null ? t("player.book.now.gone") : now === code ? t("player.book.now.same") : fullName(this.ctx, now);
  }

  /** The fragments themselves come with the news. @param {number} n */
  _renewed(n) {
    this.done = this.ctx.t(n === 1 ? "player.book.renewed.one" : "player.book.renewed.many", { n });
    this.load();
  }

  /** @param {Record<string, unknown>} body @param {(answer: any) => void} then */
  async _send(body, then) {
    try {
      then(await this.ctx.api.post(`codebooks/${this.ctx.rid}`, body));
    } catch (error) {
      this._failed(error);
      this.load();
    }
  }

  /** @param {unknown} error */
  _failed(error) {
    if (this.abort.signal.aborted) return;
    if (!(error instanceof ApiError)) throw error;
    this.ctx.say(this.ctx.t("player.book.failed"), "bad");
  }
}
