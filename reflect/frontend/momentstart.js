// @ts-check
/** Where a trainee begins: what it is about, how it works, and a made-up name. */
import { clock, el } from "./dom.js";
import { playable } from "./momentclip.js";

const MAX_NAME = 60;

export class MomentStart {
  /** @param {import("./moment.js").MomentPage} page */
  constructor(page) {
    this.page = page;
    const { t } = page;
    this.title = el("h1", {});
    this.about = el("p", { class: "about" });
    this.goal = el("p", { class: "goal" });
    this.how = el("ol", { class: "how" });
    this.wrong = el("p", { class: "wrong-note", role: "alert", hidden: true });
    this.name = el("input", { type: "text", maxlength: MAX_NAME, autocomplete: "off", spellcheck: "false", placeholder: t("moment.name.place"), dataset: { part: "name" } });
    this.form = el("form", { class: "name-form" }, el("label", {}, el("span", { text: t("moment.name") }), this.name),
      el("p", { class: "soft", text: t("moment.name.about") }), el("button", { type: "submit", class: "big main-act", dataset: { part: "begin" } }, el("span", { text: t("moment.begin") }), el("kbd", { text: "Enter" })));
    this.go = el("button", { type: "button", class: "big", hidden: true, dataset: { part: "resume" }, onclick: () => page.resume() });
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this._named();
    });
    this.root = el("section", { class: "start" }, this.title, this.about, this.goal, this.how, this.wrong, this.go, this.form);
  }

  /** @param {import("./moment.js").Shown} shown @returns {boolean} whether there is something to watch */
  draw({ set, open, clips }) {
    const { t } = this.page;
    const here = clips.filter(playable);
    const total = clock(here.reduce((sum, one) => sum + one.ms, 0));
    this.title.textContent = set.title;
    this.about.textContent = here.length === 1 ? t("moment.total.one", { time: total }) : t("moment.total", { n: here.length, time: total });
    this.goal.textContent = set.goal;
    const how = [set.ask_theme ? "moment.how.theme" : "moment.how.press", "moment.how.back", "moment.how.trainer"];
    this.how.replaceChildren(...how.map((key) => el("li", { text: t(key) })));
    const ready = open && here.length > 0;
    this.form.hidden = this.about.hidden = this.how.hidden = !ready;
    const who = this.page.who;
    this.go.hidden = !ready || !who;
    this.go.replaceChildren(el("span", { text: t("moment.resume", { name: who?.name ?? "", n: (who?.at ?? 0) + 1 }) }));
    this._tell(ready ? "" : t(!open ? "moment.closed" : clips.some((one) => !one.gap) ? "moment.not_made" : "moment.empty"));
    return ready;
  }

  reach() {
    this.name.focus();
  }

  /** There is nothing to begin with. @param {string} text */
  trouble(text) {
    this.form.hidden = true;
    this._tell(text);
  }

  /** This name may not be kept. @param {string} name @param {string} text */
  refuse(name, text) {
    this.name.value = name;
    this._tell(text);
    this.name.focus();
  }

  /** @param {string} text */
  _tell(text) {
    this.wrong.hidden = !text;
    this.wrong.textContent = text;
  }

  _named() {
    const name = this.name.value.split(/\s+/).join(" ").trim();
    if (!name) return this.refuse("", this.page.t("moment.name.none"));
    this._tell("");
    this.name.value = "";
    this.page.watch(name);
  }
}
