// @ts-check
import { themeOf } from "./codes.js";
import { keyButton } from "./controls.js";
import { el, icon } from "./dom.js";
import { BookChoice } from "./bookchoice.js";

/** @typedef {import("./types.js").Theme} Theme */

/** The codebook to read in: for each theme why it matters, what to look for, what to ask and what to try. */
export class Book {
  /** @param {import("./types.js").Context} ctx */
  constructor(ctx) {
    this.ctx = ctx;
    const { t, doc } = ctx;
    ctx.style("book.css");
    /** The theme that is read now. */
    this.code = "";
    this.names = el("nav", { class: "book-names", "aria-label": t("player.themes") });
    this.page = el("article", { class: "book-page", tabindex: -1 });
    this.choice = new BookChoice(ctx);
    const close = el("button", { class: "button small", type: "button", "aria-label": t("player.close"), title: `${t("player.close")} (Esc)`, onclick: () => this.dialog.close() }, icon("close"));
    this.dialog = el("dialog", { class: "book", "aria-label": doc.codebook.label },
      el("header", {}, el("h2", { text: doc.codebook.label }), el("span", { class: "muted", text: t("player.book.version", { n: doc.codebook.version }) }),
        el("span", { class: "space" }), this.choice.field, close),
      this.choice.news,
      el("div", { class: "book-body" }, this.names, this.page),
      el("footer", { class: "muted", text: doc.codebook.source && t("player.book.source", { text: doc.codebook.source }) }));
    this.dialog.addEventListener("close", () => ctx.keys.pop("book"));
    this.dialog.addEventListener("click", (event) => event.target === this.dialog && this.dialog.close());
    ctx.root.append(this.dialog);
    ctx.keys.bind("book", [
      { keys: ["Escape", "g"], does: "player.close", run: () => this.dialog.close() },
      { keys: "ArrowDown", does: "player.book.next", run: () => this._walk(1) },
      { keys: "ArrowUp", does: "player.book.previous", run: () => this._walk(-1) },
      ...doc.codebook.themes.filter((theme) => theme.key).map((theme) => ({ keys: theme.key, does: theme.label, run: () => this._read(theme.code) })),
    ]);
    this._tell();
  }

  destroy() {
    this.choice.destroy();
    this.dialog.remove();
  }

  /** Opens at the theme of the code, else of the chosen fragment, else where it was. @param {string} [code] */
  toggle(code) {
    if (this.dialog.open) return this.dialog.close();
    const { themes } = this.ctx.doc.codebook;
    const wanted = code ?? this.ctx.fragments.selected()[0]?.code ?? "";
    this._read((themeOf(themes, wanted) ?? themeOf(themes, this.code) ?? themes[0])?.code ?? "");
    this.choice.load();
    this.ctx.keys.push("book", { only: true });
    this.dialog.showModal();
    this.page.focus({ preventScroll: true });
  }

  /** What a person must know when the recording opens; what stayed the same since is not said again in this window. */
  _tell() {
    const { t, doc, say, storage } = this.ctx;
    const open = { label: t("player.book.see"), run: () => this.toggle() };
    const told = storage("older");
    const now = doc.older && `${doc.codebook.name} ${doc.older.fragments}`;
    const known = told.get() === now;
    told.set(now);
    if (doc.codebook.trouble) say(t("player.book.trouble", { text: doc.codebook.trouble }), "bad", { label: t("player.book.another"), run: () => this.toggle() });
    else if (doc.older && !known) say(t(doc.older.fragments === 1 ? "player.book.notice.one" : "player.book.notice.many", { n: doc.older.fragments }), "info", open);
  }

  /** @param {-1 | 1} way */
  _walk(way) {
    const { themes } = this.ctx.doc.codebook;
    const next = themes[themes.findIndex((theme) => theme.code === this.code) + way];
    if (next) this._read(next.code);
  }

  /** @param {string} code */
  _read(code) {
    this.code = code;
    const { themes, groups } = this.ctx.doc.codebook;
    const theme = themes.find((one) => one.code === code);
    const loose = themes.filter((one) => !groups.some((group) => group.code === one.group));
    const parts = [...groups.map((group) => ({ label: group.label, among: themes.filter((one) => one.group === group.code) })), { label: "", among: loose }];
    this.names.replaceChildren(...parts.filter(({ among }) => among.length).flatMap(({ label, among }) => [
      label && el("h3", { text: label }), ...among.map((one) => this._name(one))]).filter((one) => one !== ""));
    this.page.replaceChildren(...(theme ? this._page(theme) : []));
    this.page.style.setProperty("--of", theme?.colour ?? "var(--muted)");
    this.page.scrollTop = 0;
  }

  /** @param {Theme} theme */
  _name(theme) {
    const button = keyButton({ text: theme.label, title: theme.question, key: theme.key, kind: "theme-button", run: () => this._read(theme.code) });
    button.style.setProperty("--of", theme.colour);
    if (theme.code === this.code) button.setAttribute("aria-current", "true");
    return button;
  }

  /** @param {Theme} theme */
  _page(theme) {
    const { t } = this.ctx;
    /** @param {string} title @param {...(Node | string | false)} inside */
    const section = (title, ...inside) => el("section", {}, el("h4", { text: title }), ...inside);
    return [
      el("h3", { text: theme.label }),
      el("p", { class: "book-question", text: theme.question }),
      theme.why && section(t("player.book.why"), el("p", { text: theme.why })),
      theme.codes.length > 0 && section(t("player.book.codes"), el("dl", {}, ...theme.codes.flatMap((code) => [
        el("dt", {}, el("kbd", { text: code.key.toUpperCase() }), el("span", { text: code.label })), el("dd", { text: code.question })]))),
      theme.reflection.length > 0 && section(t("player.book.reflection"), el("ul", { class: "book-ask" }, ...theme.reflection.map((text) => this._ask(text)))),
      theme.tips.length > 0 && section(t("player.book.tips"), el("ul", {}, ...theme.tips.map((text) => el("li", { text })))),
    ].filter((one) => one instanceof Node);
  }

  /** A question that can be put with the chosen fragment. @param {string} text */
  _ask(text) {
    const { t } = this.ctx;
    const one = this.ctx.fragments.selected()[0];
    const there = Boolean(one?.questions.includes(text));
    const title = !one ? t("player.book.noask") : there ? t("player.book.asked") : t("player.book.ask");
    const put = el("button", { class: "button tiny", type: "button", title, "aria-label": title, disabled: !one || there, onclick: () => this._put(text) }, icon(there ? "check" : "plus"));
    return el("li", {}, el("span", { text }), put);
  }

  /** @param {string} text */
  _put(text) {
    const one = this.ctx.fragments.selected()[0];
    if (!one || one.questions.includes(text)) return;
    this.ctx.fragments.update(one.id, { questions: [...one.questions, text] });
    this._read(this.code);
  }
}
