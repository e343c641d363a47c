// @ts-check
import { el } from "./dom.js";

/**
 * A field of text that keeps itself: what is typed waits in this browser at once, is sent a moment later, and what somebody else wrote
 * meanwhile is put beside it.
 */
export class Writing {
  /**
   * @param {import("./cycle.js").Host} host
   * @param {{what: string, field: string, label: string, rows?: number, limit: number, placeholder?: string, hidden?: boolean}} how
   */
  constructor(host, how) {
    this.host = host;
    this.how = how;
    this.id = "";
    this.shown = "";
    /** @type {Record<string, any>} */
    this.first = {};
    this.area = el("textarea", { rows: how.rows ?? 3, maxlength: how.limit, "aria-label": how.label, placeholder: how.placeholder ?? "", dataset: { field: how.field } });
    this.trouble = el("div", { class: "trouble", role: "alert" });
    this.root = el("div", { class: "writing" }, el("label", {}, el("span", { class: how.hidden ? "unseen" : "label", text: how.label }), this.area), this.trouble);
    this.area.addEventListener("input", () => this._typed());
    this.area.addEventListener("blur", () => host.things.flush());
    this.stop = host.things.on("change", (ids) => (!ids || ids.includes(this.id)) && this.draw());
  }

  /** The thing whose field this is; what is not there yet is made with `first` besides. @param {string} id @param {Record<string, any>} [first] */
  show(id, first = {}) {
    this.id = id;
    this.first = first;
    this.area.value = this._kept();
    this.draw();
  }

  draw() {
    const { things } = this.host;
    // It follows undoing and other windows; space at the end of what is being typed is not kept, and no difference.
    const kept = this._kept();
    if (this.area.value.trim() !== kept.trim()) this.area.value = kept;
    const unkept = things.unkept(this.id, this.how.field);
    const conflict = things.clash(this.id);
    this.area.setAttribute("aria-invalid", String(Boolean(unkept)));
    const shown = JSON.stringify([unkept, conflict && [conflict.fields, conflict.now?.revision]]);
    if (shown === this.shown) return;
    this.shown = shown;
    if (unkept) this.trouble.replaceChildren(this.host.t("cycle.unkept"), " ", this.host.t(`cycle.why.${unkept.why}`));
    else if (conflict && this.how.field in conflict.fields) this.trouble.replaceChildren(this._both(conflict));
    else this.trouble.replaceChildren();
  }

  close() {
    this.stop();
  }

  _typed() {
    this.host.things.write(this.how.what, this.id, this.how.field, this.area.value, this.first);
  }

  _kept() {
    const { things } = this.host;
    const { field } = this.how;
    const mine = things.clash(this.id)?.fields[field];
    return String(things.unkept(this.id, field)?.text ?? mine ?? things.get(this.id)?.[field] ?? "");
  }

  /** Two windows wrote something else: both texts, and a choice. @param {import("./records.js").Clash} clash */
  _both({ now, fields }) {
    const { t, things } = this.host;
    const { field } = this.how;
    const theirs = String(now?.[field] ?? "");
    const mine = String(fields[field] ?? "");
    /** @param {string} key @param {"mine" | "theirs" | "both"} choice */
    const choose = (key, choice) => el("button", { type: "button", class: "button", text: t(key), onclick: () => this._choose(choice) });
    return el("div", { class: "conflict" }, el("b", { text: t("cycle.conflict") }),
      el("dl", {}, el("dt", { text: t("cycle.conflict.mine") }), el("dd", { text: mine || "–" }),
        el("dt", { text: t("cycle.conflict.theirs") }), el("dd", { text: now?.deleted ? t("cycle.conflict.deleted") : theirs || "–" })),
      el("p", { class: "acts" }, choose("cycle.conflict.keep", "mine"), theirs && mine && choose("cycle.conflict.both", "both"), choose("cycle.conflict.take", "theirs")));
  }

  /** @param {"mine" | "theirs" | "both"} choice */
  _choose(choice) {
    this.host.things.resolve(this.id, choice);
    this.area.value = this._kept();
    this.area.focus();
  }
}
