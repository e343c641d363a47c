// @ts-check
import { clock, el } from "./dom.js";
import { nameOf } from "./tagging.js";

/** Where two windows changed the same fragment: both are shown, the person chooses. */
export class Conflicts {
  /** @param {import("./types.js").Context} ctx @param {HTMLElement} place */
  constructor(ctx, place) {
    this.ctx = ctx;
    this.place = place;
    this.key = "";
    const again = () => this.draw();
    this.stops = [ctx.fragments.on("change", again), ctx.fragments.on("state", again), ctx.fragments.on("refused", (_id, why) => this._refused(why))];
    this.draw();
  }

  destroy() {
    for (const stop of this.stops) stop();
  }

  draw() {
    const { fragments } = this.ctx;
    const ids = fragments.conflicts();
    const key = JSON.stringify(ids.map((id) => [id, fragments.conflict(id)?.now?.rev]));
    if (key !== this.key) this.place.replaceChildren(...ids.map((id) => this._card(id)));
    this.key = key;
    // What the server will never take, for example a fragment without length, is told once and let go.
    for (const { op, ack } of fragments.outbox.held) if (ack.status === "refused") fragments.outbox.settle(op.op);
  }

  /** @param {string} id */
  _card(id) {
    const { fragments, t } = this.ctx;
    const found = fragments.conflict(id);
    const now = found?.now ?? null;
    const there = !now || now.deleted ? t("player.conflict.deleted") : this._said(now);
    const mine = found?.remove ? t("player.conflict.deleted") : this._said({ ...(now ?? {}), ...found?.fields });
    /** @param {"mine" | "theirs"} choice */
    const choose = (choice) => () => {
      fragments.resolve(id, choice);
      this.draw();
    };
    return el("div", { class: "conflict", role: "alert" },
      el("p", { class: "conflict-head", text: t("player.conflict") }),
      el("p", {}, el("b", { text: t("player.conflict.mine") }), ` ${mine}`),
      el("p", {}, el("b", { text: t("player.conflict.theirs") }), ` ${there}`),
      el("div", { class: "conflict-buttons" },
        el("button", { class: "button small primary", type: "button", text: t("player.conflict.keep"), onclick: choose("mine") }),
        el("button", { class: "button small", type: "button", text: t("player.conflict.take"), onclick: choose("theirs") })));
  }

  /** @param {Partial<import("./types.js").Fragment>} one */
  _said(one) {
    const time = one.start !== undefined && one.end !== undefined ? `${clock(one.start, 1)} – ${clock(one.end, 1)}` : "";
    const view = one.perspective ? this.ctx.t(`player.perspective.${one.perspective}`) : "";
    return [nameOf(this.ctx, one.code ?? ""), time, view, one.note, ...(one.questions ?? [])].filter(Boolean).join(" · ");
  }

  /** @param {string} why */
  _refused(why) {
    this.ctx.say(this.ctx.t("player.refused", { why }), "bad");
  }
}
