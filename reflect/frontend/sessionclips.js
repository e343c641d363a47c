// @ts-check
/** The clips of the session in their order: by dragging, by typing a number, by Alt and the arrows. */
import { el } from "./dom.js";

/**
 * @typedef {import("./records.js").Thing} Thing
 * @typedef {import("./sessioncard.js").SessionCard} SessionCard
 */

const CLOSE = 1e-6;

export class SessionClips {
  /** @param {import("./bench.js").Bench} page @param {(clips: SessionClips, id: string) => SessionCard} card makes the card of a clip */
  constructor(page, card) {
    this.page = page;
    this.card = card;
    const { t } = page;
    /** @type {Map<string, SessionCard>} */
    this.cards = new Map();
    /** @type {string[]} */
    this.order = [];
    this.list = el("ol", { class: "cards", "aria-label": t("session.clips") });
    this.empty = el("div", { class: "none" }, el("h3", { text: t("session.empty") }), el("p", { text: t("session.empty.how") }));
    this.marker = el("li", { class: "marker", "aria-hidden": "true" });
    this.live = el("p", { class: "unseen", "aria-live": "polite" });
    this.root = el("section", { class: "clips" }, el("h3", { text: t("session.clips") }), this.empty, this.list, this.live);
  }

  draw() {
    const clips = this.page.shownClips();
    const ids = clips.map((one) => one.id);
    for (const [id, card] of this.cards)
      if (!ids.includes(id)) {
        card.close();
        this.cards.delete(id);
      }
    for (const id of ids) if (!this.cards.has(id)) this.cards.set(id, this.card(this, id));
    if (ids.join() !== this.order.join()) this._place(ids);
    this.order = ids;
    clips.forEach((clip, n) => this.cards.get(clip.id)?.draw(clip, n, clips));
    this.empty.hidden = clips.length > 0;
    this.list.hidden = !clips.length;
  }

  /** Puts the cards in this order and leaves the focus where it is. @param {string[]} ids */
  _place(ids) {
    const active = /** @type {ShadowRoot} */ (this.list.getRootNode()).activeElement;
    const nodes = ids.map((id) => /** @type {SessionCard} */ (this.cards.get(id)).root);
    for (const node of [...this.list.children]) if (!nodes.includes(/** @type {HTMLLIElement} */ (node))) node.remove();
    nodes.forEach((node, n) => this.list.children[n] !== node && this.list.insertBefore(node, this.list.children[n] ?? null));
    if (active instanceof HTMLElement && this.list.contains(active)) active.focus({ preventScroll: true });
  }

  /** @param {string} id @param {number} to its new place, from 0 */
  move(id, to) {
    const clips = this.page.shownClips();
    const others = clips.filter((one) => one.id !== id);
    const at = Math.max(0, Math.min(to, others.length));
    if (clips[at]?.id === id) return;
    const [before, after] = [others[at - 1], others[at]];
    const place = !before ? (after?.place ?? 1) - 1 : !after ? before.place + 1 : (before.place + after.place) / 2;
    const { things } = this.page.base;
    if (before && after && Math.min(place - before.place, after.place - place) < CLOSE) {
      others.splice(at, 0, /** @type {Thing} */ (things.get(id)));
      things.act(others.map((one, n) => ({ what: "clip", do: "update", id: one.id, fields: { place: n + 1 } })));
    } else things.update(id, { place });
    this.live.textContent = this.page.t("session.moved", { i: at + 1, n: clips.length });
    this.cards.get(id)?.root.scrollIntoView({ block: "nearest" });
  }

  /** @param {string} id */
  take(id) {
    const { page } = this;
    const at = this.order.indexOf(id);
    page.base.things.remove(id);
    page.say(page.t("session.removed", { i: at + 1 }), page.t("session.undo"), () => page.undo());
    const next = this.cards.get(this.order[Math.min(at, this.order.length - 1)] ?? "");
    next?.root.focus();
  }

  /** The grip was taken: the clip goes where it is let go. @param {string} id @param {PointerEvent} event */
  drag(id, event) {
    const card = this.cards.get(id);
    if (!card || event.button !== 0) return;
    event.preventDefault();
    const grip = /** @type {HTMLElement} */ (event.currentTarget);
    grip.setPointerCapture(event.pointerId);
    card.root.classList.add("dragged");
    const others = this.order.filter((one) => one !== id).map((one) => /** @type {SessionCard} */ (this.cards.get(one)).root);
    let to = this.order.indexOf(id);
    const moved = (/** @type {PointerEvent} */ at) => {
      to = others.filter((one) => {
        const box = one.getBoundingClientRect();
        return at.clientY > box.top + box.height / 2;
      }).length;
      const before = others[to] ?? null;
      if (this.marker.nextElementSibling !== before || !this.marker.isConnected) this.list.insertBefore(this.marker, before);
      if (at.clientY < 60) scrollUp(this.list, -18);
      else if (at.clientY > innerHeight - 60) scrollUp(this.list, 18);
    };
    const done = (/** @type {PointerEvent} */ at) => {
      grip.removeEventListener("pointermove", moved);
      this.marker.remove();
      card.root.classList.remove("dragged");
      if (at.type === "pointerup") this.move(id, to);
    };
    grip.addEventListener("pointermove", moved);
    grip.addEventListener("pointerup", done, { once: true });
    grip.addEventListener("pointercancel", done, { once: true });
  }
}

/** Scrolls whatever scrolls around this element. @param {Element} near @param {number} by */
function scrollUp(near, by) {
  /** @type {Element | null} */
  let one = near;
  while (one) {
    if (one.scrollHeight > one.clientHeight + 4 && /auto|scroll/.test(getComputedStyle(one).overflowY)) return one.scrollBy(0, by);
    const root = one.getRootNode();
    one = one.parentElement ?? (root instanceof ShadowRoot ? root.host : null);
  }
}
