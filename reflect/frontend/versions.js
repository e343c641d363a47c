// @ts-check
/** Versions of the transcript: who made them and when, what differs between two, and going back to one. */
import { clock, el } from "./dom.js";
import { button, reason, sign } from "./editordom.js";
import { compared, differing } from "./editorconflict.js";

/** @typedef {import("./types.js").Context} Context */
/** @typedef {{number:number, kind:string, who:string, at:string, edits:number, parent:number|null, current:boolean, newer?:boolean, restored?:number|null, changedAt?:string, summary:string}} Version */
/** @typedef {{start:number, end:number, a:string, b:string, aSpeaker?:string, bSpeaker?:string}} Change */

const FIRST = 200;
const RECOGNISED = /^(corrected|edited|restored)/;

export class Versions {
  /** @param {Context} ctx @param {() => void} close */
  constructor(ctx, close) {
    this.ctx = ctx;
    /** @type {Version[]} */ this.all = [];
    this.a = 0;
    this.b = 0;
    this.asked = 0;
    const { t } = ctx;
    this.list = el("div", { class: "rf-e-versions" });
    this.changes = el("div", { class: "rf-e-changes", "aria-live": "polite", dataset: { part: "changes" } });
    this.compareButton = button({ text: t("editor.versions.compare"), class: "rf-e-primary", run: () => void this.compare(), props: { "data-part": "compare" } });
    this.node = el("section", { class: "rf-e-panel", hidden: true, dataset: { part: "versions" }, "aria-label": t("editor.versions") },
      el("div", { class: "rf-e-line" }, el("strong", { class: "rf-e-grow", text: t("editor.versions") }), this.compareButton,
        button({ icon: "close", label: t("editor.close"), title: `${t("editor.close")} (Esc)`, run: close })),
      this.list, this.changes);
    this.node.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      event.stopPropagation();
      close();
    });
  }

  open() {
    this.node.tabIndex = -1;
    void this.refresh(true);
  }

  /** @param {boolean} [focus] */
  async refresh(focus = false) {
    if (this.node.hidden) return;
    const asked = (this.asked += 1);
    const { t, api, rid } = this.ctx;
    try {
      const answer = await api.get(`versions/${rid}`);
      if (asked !== this.asked) return;
      this.all = [...answer.versions].sort((one, other) => other.number - one.number);
      this.draw(focus);
    } catch {
      if (asked !== this.asked) return;
      this.list.replaceChildren(el("p", { class: "rf-e-note", text: t("editor.versions.failed") }), button({ text: t("editor.again"), run: () => void this.refresh(true) }));
    }
  }

  /** @param {boolean} focus */
  draw(focus) {
    const { t } = this.ctx;
    const current = this.all.find((one) => one.current);
    if (!this.all.some((one) => one.number === this.b)) this.b = current?.number ?? this.all[0]?.number ?? 0;
    if (!this.all.some((one) => one.number === this.a) || this.a === this.b) this.a = current?.parent ?? this.all.find((one) => one.number < this.b)?.number ?? this.all.find((one) => one.number !== this.b)?.number ?? 0;
    const newer = this.all.find((one) => one.newer ?? (current !== undefined && one.number > current.number && !RECOGNISED.test(one.kind)));
    this.list.replaceChildren(...(newer ? [this.newer(newer)] : []), this.table());
    this.compareButton.disabled = this.all.length < 2;
    if (!this.all.length) this.list.replaceChildren(el("p", { class: "rf-e-note", text: t("editor.versions.none") }));
    else if (this.all.length < 2 && !current?.edits) this.list.append(el("p", { class: "rf-e-note", text: t("editor.versions.one") }));
    if (focus) (this.list.querySelector("input") ?? this.node).focus();
  }

  /** @param {Version} version */
  newer(version) {
    const { t } = this.ctx;
    return el("div", { class: "rf-e-newer" }, sign("history"), el("span", { class: "rf-e-grow", text: t("editor.versions.newer", { n: version.number }) }),
      button({ text: t("editor.versions.look"), run: () => { this.a = this.all.find((one) => one.current)?.number ?? 0; this.b = version.number; this.draw(false); void this.compare(); } }),
      this.restoring(version, t("editor.versions.use")));
  }

  table() {
    const { t } = this.ctx;
    const head = ["editor.versions.left", "editor.versions.right", "editor.versions.what", "editor.versions.who", "editor.versions.edits"];
    return el("table", { class: "rf-e-table" },
      el("thead", {}, el("tr", {}, ...head.map((key) => el("th", { scope: "col", text: t(key) })), el("th", {}))),
      el("tbody", {}, ...this.all.map((one) => this.line(one))));
  }

  /** @param {Version} one */
  line(one) {
    const { t } = this.ctx;
    /** @param {"a"|"b"} side */
    const radio = (side) => {
      const input = el("input", {
        type: "radio", name: `rf-version-${side}`, "aria-label": t(side === "a" ? "editor.versions.pickLeft" : "editor.versions.pickRight", { n: one.number }),
        onchange: () => { this[side] = one.number; this.changes.replaceChildren(); },
      });
      input.checked = this[side] === one.number;
      return el("td", {}, input);
    };
    const kind = t(`editor.kind.${one.kind}`);
    const name = el("td", {}, el("strong", { text: t("editor.versions.number", { n: one.number }) }), one.current ? el("span", { class: "rf-e-badge", text: t("editor.versions.current") }) : null,
      el("div", { class: "rf-e-note", text: [one.restored ? t("editor.versions.from", { n: one.restored }) : kind.startsWith("editor.kind.") ? one.kind : kind, one.summary].filter(Boolean).join(" · ") }));
    return el("tr", { dataset: { version: String(one.number) } }, radio("a"), radio("b"), name,
      el("td", {}, el("span", { text: one.who || t("editor.versions.program") }), el("div", { class: "rf-e-note", text: this.date(one.changedAt ?? one.at) })),
      el("td", { class: "rf-e-figure", text: String(one.edits) }),
      el("td", {}, one.current ? null : this.restoring(one, t("editor.versions.restore"))));
  }

  /** @param {string} at */
  date(at) {
    const date = new Date(at);
    if (Number.isNaN(date.getTime())) return at;
    return date.toLocaleString(this.ctx.lang, { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
  }

  /** A button that asks once more before it acts. @param {Version} version @param {string} text */
  restoring(version, text) {
    const { t } = this.ctx;
    let sure = false;
    const node = button({ text, props: { "data-part": `restore-${version.number}` }, run: () => {
      if (sure) { void this.restore(version.number, node); return; }
      sure = true;
      node.replaceChildren(el("span", { text: t("editor.versions.sure") }));
      node.classList.add("rf-e-primary");
      setTimeout(() => { sure = false; node.classList.remove("rf-e-primary"); node.replaceChildren(el("span", { text })); }, 4000);
    } });
    return node;
  }

  /** @param {number} version @param {HTMLButtonElement} from */
  async restore(version, from) {
    const { t, api, rid, say, transcript } = this.ctx;
    from.disabled = true;
    try {
      const ack = await api.post(`restore/${rid}`, { version, op: crypto.randomUUID() });
      if (ack.status && ack.status !== "stored") { say(reason(this.ctx, ack.why, "editor.refused"), "warn"); return; }
      await transcript.reload();
      this.a = 0;
      this.b = 0;
      say(t("editor.versions.restored", { n: version }), "good");
    } catch {
      say(t("editor.versions.failed"), "bad");
    } finally {
      from.disabled = false;
      void this.refresh();
    }
  }

  async compare() {
    const { t, api, rid } = this.ctx;
    if (this.a === this.b) { this.changes.replaceChildren(el("p", { class: "rf-e-note", text: t("editor.versions.same") })); return; }
    const asked = (this.asked += 1);
    this.changes.replaceChildren(el("p", { class: "rf-e-note", text: t("editor.wait") }));
    try {
      const answer = await api.get(`compare/${rid}?a=${this.a}&b=${this.b}`);
      if (asked === this.asked) this.show(answer.changes);
    } catch {
      if (asked === this.asked) this.changes.replaceChildren(el("p", { class: "rf-e-note", text: t("editor.versions.failed") }));
    }
  }

  /** @param {Change[]} changes */
  show(changes) {
    const { t } = this.ctx;
    const head = el("p", { class: "rf-e-changes-head", text: t(changes.length === 1 ? "editor.versions.change" : "editor.versions.changes", { n: changes.length, a: this.a, b: this.b }) });
    const lines = changes.slice(0, FIRST).map((change) => this.change(change));
    this.changes.replaceChildren(head, ...lines);
    head.scrollIntoView({ block: "start" });
    this.changes.querySelector("button")?.focus({ preventScroll: true });
    if (changes.length > FIRST) {
      const more = button({ text: t("editor.versions.more", { n: changes.length - FIRST }), run: () => { more.remove(); this.changes.append(...changes.slice(FIRST).map((change) => this.change(change))); } });
      this.changes.append(more);
    }
  }

  /** @param {Change} change */
  change(change) {
    const { t, film, transcript } = this.ctx;
    const a = change.a.split(" ").filter(Boolean), b = change.b.split(" ").filter(Boolean);
    const [ofA, ofB] = differing(a, b);
    const who = (/** @type {string|undefined} */ label) => (label ? transcript.speaker(label)?.shown ?? label : "");
    /** @param {string[]} words @param {boolean[]} marked @param {string|undefined} speaker */
    const side = (words, marked, speaker) => {
      const node = el("span", { class: "rf-e-change-side" });
      if (change.aSpeaker !== change.bSpeaker && speaker) node.append(el("em", { text: `${who(speaker)} ` }));
      node.append(words.length ? compared(words, marked) : el("span", { class: "rf-e-note", text: t("editor.versions.nothing") }));
      return node;
    };
    return el("button", {
      type: "button", class: "rf-e-change", title: t("editor.versions.hear"),
      onclick: () => film.playSpan(Math.max(0, change.start - 1000), change.end + 700),
    }, el("span", { class: "rf-e-time", text: clock(change.start) }), side(a, ofA, change.aSpeaker), side(b, ofB, change.bSpeaker));
  }
}
