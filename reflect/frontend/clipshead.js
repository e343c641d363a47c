// @ts-check
/** The head of the clips panel: which set, its title, adding, playing, handles for all, files to take along. */
import { clock, el } from "./dom.js";
import { handleField } from "./clipsrow.js";
import { ClipTake } from "./clipstake.js";
import { button, reason } from "./editordom.js";

const SURE_MS = 4000;

export class ClipHead {
  /** @param {import("./clips.js").Clips} clips */
  constructor(clips) {
    this.clips = clips;
    const { ctx } = clips;
    const { t } = ctx;
    this.select = el("select", { class: "rf-e-input rf-c-select", "aria-label": t("clips.lists"), dataset: { part: "clip-lists" }, onchange: () => clips.open(this.select.value) });
    this.title = el("input", { type: "text", class: "rf-e-input rf-c-title", maxlength: "200", "aria-label": t("clips.name"), dataset: { part: "clip-title" }, onchange: () => { clips.rename(this.title.value); this.draw(); } });
    this.title.addEventListener("keydown", (event) => { if (event.key === "Enter" || event.key === "Escape") { if (event.key === "Escape") this.draw(); clips.focus(); event.stopPropagation(); } });
    this.state = el("span", { class: "rf-c-state", "aria-live": "polite", dataset: { part: "clip-state" } });
    this.binButton = button({ icon: "bin", label: t("clips.delete"), run: () => this.bin(), props: { "data-part": "delete-list" } });
    this.addButton = button({ icon: "plus", text: t("clips.add"), title: `${t("clips.add")} (A)`, class: "rf-e-framed", run: () => clips.pick(!clips.picking), props: { "data-part": "add-clips", "aria-expanded": "false" } });
    this.playButton = button({ icon: "play", text: t("clips.play"), title: `${t("clips.play")} (Shift+P)`, class: "rf-e-primary", run: () => clips.play(null, false), props: { "data-part": "play-all" } });
    this.count = el("span", { class: "rf-e-note" });
    const common = (/** @type {"before"|"after"} */ side) => clips.list?.clips[0]?.[side] ?? 1000;
    this.before = handleField(ctx, { label: `${t("clips.handles")}: ${t("clips.before")}`, get: () => common("before"), part: "all-before", run: (ms) => clips.handles("before", ms) });
    this.after = handleField(ctx, { label: `${t("clips.handles")}: ${t("clips.after")}`, get: () => common("after"), part: "all-after", run: (ms) => clips.handles("after", ms) });
    const label = (/** @type {string} */ key, /** @type {HTMLElement} */ field) => el("label", {}, el("span", { text: t(key) }), field);
    this.take = new ClipTake(clips);
    this.tools = el("div", { class: "rf-c-tools" },
      el("div", { class: "rf-e-line" }, this.playButton, this.addButton),
      el("div", { class: "rf-e-line" }, this.count, el("span", { class: "rf-e-grow" }), this.take.button),
      this.take.node,
      el("div", { class: "rf-e-line rf-c-all" }, el("span", { class: "rf-e-note rf-e-grow", text: t("clips.handles") }), label("clips.before", this.before), label("clips.after", this.after)));
    for (const field of [this.before, this.after]) field.placeholder = "–";
    this.named = el("div", { class: "rf-e-line" }, this.title, this.state, this.binButton);
    this.chooser = el("div", { class: "rf-e-line" }, this.select, button({ icon: "plus", text: t("clips.new"), run: () => { clips.make(); this.title.focus(); this.title.select(); }, props: { "data-part": "new-list" } }));
    this.node = el("div", { class: "rf-c-head" }, this.chooser, this.named, this.tools);
  }

  draw() {
    const { lists, list } = this.clips;
    this.chooser.hidden = !lists.all.length;
    this.select.hidden = lists.all.length < 2;
    this.select.replaceChildren(...lists.all.map((one) => el("option", { value: one.id, text: one.title })));
    if (list) this.select.value = list.id;
    this.named.hidden = !list;
    this.tools.hidden = !list?.clips.length;
    const root = /** @type {Document|ShadowRoot} */ (this.node.getRootNode());
    if (root.activeElement !== this.title || this.title.value.trim() === "") this.title.value = list?.title ?? "";
    this.before.value = (list?.clips.length && list.clips.every((one) => one.before === list.clips[0].before)) ? this.seconds(list.clips[0].before) : "";
    this.after.value = (list?.clips.length && list.clips.every((one) => one.after === list.clips[0].after)) ? this.seconds(list.clips[0].after) : "";
    this.tell();
  }

  /** @param {number} ms */
  seconds(ms) { return (ms / 1000).toLocaleString(this.clips.ctx.lang, { maximumFractionDigits: 1, useGrouping: false }); }

  /** How many, how long, stored or not. */
  tell() {
    const { clips } = this;
    const { t } = clips.ctx;
    const n = clips.list?.clips.length ?? 0;
    this.count.textContent = n === 1 ? t("clips.countOne", { time: clock(clips.total()) }) : t("clips.count", { n, time: clock(clips.total()) });
    const { state, why } = clips.lists;
    this.state.dataset.state = state;
    const words = state === "refused" ? reason(clips.ctx, why, "clips.refused") : t(`clips.${state}`);
    if (this.state.textContent !== words) this.state.textContent = words;
    this.addButton.setAttribute("aria-expanded", String(clips.picking));
  }

  /** Throwing away asks once more. */
  bin() {
    const { t } = this.clips.ctx;
    if (this.binButton.dataset.sure) { delete this.binButton.dataset.sure; this.binButton.lastElementChild?.remove(); void this.clips.remove(); return; }
    this.binButton.dataset.sure = "1";
    this.binButton.append(el("span", { text: t("clips.delete.sure") }));
    setTimeout(() => { if (this.binButton.dataset.sure) { delete this.binButton.dataset.sure; this.binButton.lastElementChild?.remove(); } }, SURE_MS);
  }
}
