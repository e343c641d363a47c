// @ts-check
// The page: where it begins, its clips, where it ends; the keys, which are those of session mode; and what is printed.

const SAID_MS = 6_000;

class Page {
  constructor() {
    /** @type {"start" | "clip" | "end"} */
    this.scene = "start";
    this.at = 0;
    this.sideOpen = false;
    this.closingShown = false;
    this.saying = 0;
    this.closing = el("section", { class: "closing", hidden: !PACK.closing.length });
    this.noteHead = el("h2");
    this.root = /** @type {HTMLElement} */ (document.getElementById("show"));
    this.paper = /** @type {HTMLElement} */ (document.getElementById("paper"));
    this.said = el("p", { class: "told", role: "status" });
    this.notes = new Notes((text) => this.say(text));
    this.clip = new ClipView(this);
    this.mine = this.notes.field("points", t("points.mine"), 5);
    this.note = this.notes.field("", t("notes"), 6);
    this.sidePoints = this.notes.field("points", t("points.mine"), 4);
    this.place = el("p", { class: "place" });
    this.start = this._start();
    this.end = this._end();
    this.side = this._side();
    this.tiles = el("ol", { class: "tiles" });
    this.overview = el("section", { class: "overview", hidden: true, "aria-label": t("overview") }, el("h2", { text: t("overview") }), this.tiles);
    this.tiles.addEventListener("keydown", (event) => this._walk(event));
    this.help = this._help();
    this._tools();
    const top = el("header", { class: "top" }, el("p", { class: "heading", text: PACK.title, dir: "auto" }), this.place);
    this.root.replaceChildren(top, el("div", { class: "room" }, el("main", { class: "main" }, this.start, this.clip.root, this.end), this.side), this.overview, this.said, this.help);
    document.addEventListener("keydown", (event) => this._key(event));
    window.addEventListener("beforeprint", () => this._paper());
    this.turn("start");
    this.root.setAttribute("data-ready", "1");
  }

  // ---- its parts ------------------------------------------------------------------------------

  /** @param {string} part @param {string} text @param {string} key @param {() => void} run @param {string} [kind] */
  _big(part, text, key, run, kind = "") {
    return el("button", { type: "button", class: `big ${kind}`, "data-do": part, onclick: run }, el("span", { text }), key && el("kbd", { text: key, "aria-hidden": "true" }));
  }

  _start() {
    const n = PACK.clips.length;
    const total = clock(PACK.clips.reduce((sum, one) => sum + one.ms, 0));
    const about = [day(PACK.day), n === 1 ? t("fragments.one") : t("fragments", { n }), total].filter(Boolean).join("  ·  ");
    return el("section", { class: "start" }, el("h1", { text: PACK.title, dir: "auto" }), el("p", { class: "about", text: about }),
      el("ul", { class: "asked" }, ...LEADING.map((one) => el("li", { text: t(`leading.${one}`) }))),
      el("div", { class: "acts" }, this._big("begin", t("begin"), t("space"), () => this.step(1), "main-act")),
      el("p", { class: "hint", text: t("hint") }), el("p", { class: "private", text: t("private") }));
  }

  _end() {
    const leading = LEADING.map((one) => el("label", {}, el("span", { text: t(`leading.${one}`) }), this.notes.field(one, t(`leading.${one}`), 3)));
    const points = PACK.points.length > 0 && el("ul", { class: "points" }, ...PACK.points.map((one) => el("li", { text: one, dir: "auto" })));
    const earlier = PACK.earlier.length > 0 && el("details", {}, el("summary", { text: t("points.earlier", { n: PACK.earlier.length }) }), el("ul", { class: "points" }, ...PACK.earlier.map((one) => el("li", { text: one, dir: "auto" }))));
    return el("section", { class: "end", hidden: true }, el("h1", { text: t("end") }),
      el("div", { class: "sheets" }, el("section", {}, el("h2", { text: t("leading") }), ...leading),
        el("section", {}, el("h2", { text: t("points") }), points, el("label", {}, el("span", { text: t("points.mine") }), this.mine), earlier, this.closing)),
      this.notes.where(),
      el("div", { class: "acts" }, this._big("save", t("notes.save"), "Ctrl S", () => this.notes.save(), "main-act"), this._big("print", t("print"), "Ctrl P", () => window.print()),
        this._big("last", t("last"), "B", () => this.step(-1)), this.notes.clearing()));
  }

  _side() {
    const shut = el("button", { type: "button", class: "tool shut", "aria-label": t("close"), title: `${t("close")} (Esc)`, onclick: () => this._open(false) }, sign("close"));
    return el("aside", { class: "side", hidden: true, "aria-label": t("notes") }, shut, this.noteHead, this.note, el("h2", { text: t("points") }), this.sidePoints, this.notes.where(),
      el("button", { type: "button", class: "big", onclick: () => this.notes.save() }, t("notes.save")));
  }

  _help() {
    const close = el("button", { class: "tool", type: "button", "aria-label": t("close"), onclick: () => dialog.close() }, sign("close"));
    const groups = ["film", "session", "people"].map((group) => el("section", {}, el("h3", { text: t(`keys.${group}`) }),
      el("dl", {}, ...KEYS.filter((one) => one.group === group).flatMap((one) => [el("dt", {}, ...one.show.map((key) => el("kbd", { text: key === "Space" ? t("space") : key }))), el("dd", { text: t(`do.${one.does}`) })]))));
    const dialog = el("dialog", { "aria-label": t("keys"), onclose: () => this.root.focus(), onclick: (/** @type {Event} */ event) => event.target === dialog && dialog.close() },
      el("header", {}, el("h2", { text: t("keys") }), close), el("div", { class: "groups" }, ...groups));
    return dialog;
  }

  _tools() {
    const shown = ["previous", "play", "next", "replay", "back", "slow", "loop", "subtitles", "mute", "words", "tip", "notes", "points", "overview", "full", "help"];
    this.clip.tools.replaceChildren(...shown.filter((does) => does !== "tip" || PACK.tips).map((does) => {
      const key = /** @type {Key} */ (KEYS.find((one) => one.does === does));
      const run = () => {
        key.run(this);
        if (does !== "notes" && does !== "points" && does !== "help") this.root.focus();
      };
      return el("button", { type: "button", class: "tool", title: `${t(`do.${does}`)} (${key.show[0] === "Space" ? t("space") : key.show[0]})`, "aria-label": t(`do.${does}`), "data-do": does, onclick: run },
        sign(does), el("kbd", { text: key.show[0] === "Space" ? "␣" : key.show[0], "aria-hidden": "true" }));
    }));
  }

  // ---- going through it -----------------------------------------------------------------------

  /** @param {"start" | "clip" | "end"} scene @param {number} [at] */
  turn(scene, at = this.at) {
    this.scene = scene;
    this.at = Math.max(0, Math.min(at, PACK.clips.length - 1));
    this.root.dataset.scene = scene;
    this.start.hidden = scene !== "start";
    this.clip.root.hidden = scene !== "clip";
    this.end.hidden = scene !== "end";
    const clip = PACK.clips[this.at];
    this.place.textContent = scene === "clip" ? t("place", { i: this.at + 1, n: PACK.clips.length }) : "";
    if (scene === "clip") {
      this.noteHead.textContent = t("notes.of", { n: clip.number });
      this.notes.bind(this.note, clip.id);
      this.clip.open(clip);
    } else this.clip.leave();
    this.closingShown = false;
    this._closing();
    this._put(scene === "clip" && this.sideOpen);
    this.root.focus();
  }

  /** @param {1 | -1} way */
  step(way) {
    const n = PACK.clips.length;
    if (this.scene === "start") return way > 0 ? this.turn("clip", 0) : undefined;
    if (this.scene === "end") return way < 0 ? this.turn("clip", n - 1) : undefined;
    const next = this.at + way;
    if (next < 0) this.turn("start");
    else if (next >= n) this.turn("end");
    else this.turn("clip", next);
  }

  begin() {
    if (this.scene === "start") this.step(1);
    else if (this.scene === "clip") this.clip.toggle();
  }

  words() {
    if (this.scene === "clip") return this.clip.reveal("words");
    if (this.scene !== "end" || !PACK.closing.length) return;
    this.closingShown = !this.closingShown;
    this._closing();
  }

  _closing() {
    const heard = PACK.closing.map((one) => el("figure", {}, el("figcaption", { text: `${t(`closing.${one.about}`)} ${one.answer ? t(`answer.${one.answer}`) : ""}` }), one.text && el("blockquote", { text: one.text, dir: "auto" })));
    this.closing.replaceChildren(el("h2", { text: t("closing") }), ...(this.closingShown ? heard : [this._big("closing", t("closing.show"), "W", () => this.words())]));
  }

  write() {
    if (this.scene !== "clip") return;
    this._open(true);
    this.note.focus();
  }

  point() {
    if (this.scene === "end") return this.mine.focus();
    if (this.scene !== "clip") return;
    this._open(true);
    this.sidePoints.focus();
  }

  /** @param {boolean} open */
  _open(open) {
    this.sideOpen = open;
    this._put(open);
    if (!open) this.root.focus();
  }

  /** @param {boolean} open */
  _put(open) {
    this.side.hidden = !open;
    this.root.toggleAttribute("data-side", open);
    this.clip.signsNow();
  }

  look() {
    const open = this.overview.hidden;
    this.overview.hidden = !open;
    if (!open) return this.root.focus();
    this.clip.video.pause();
    this.tiles.replaceChildren(...PACK.clips.map((clip, n) => {
      const go = () => {
        this.overview.hidden = true;
        this.turn("clip", n);
      };
      const here = this.scene === "clip" && n === this.at;
      const tile = el("button", { type: "button", class: "tile", "aria-current": here ? "true" : null, onclick: go },
        el("b", { text: String(clip.number) }), el("span", { class: "name", text: called(clip) }), el("span", { class: "when", text: clip.film ? clock(clip.ms) : "" }),
        el("span", { class: "ask", text: clip.question || t("no_question"), dir: "auto" }), this.notes.of(clip.id) && el("span", { class: "noted", text: t("noted") }), clip.gap && el("span", { class: "noted", text: t("nofilm") }));
      tile.style.setProperty("--tint", clip.colour || "#94a3b8");
      return el("li", {}, tile);
    }));
    /** @type {HTMLElement | undefined} */ ([...this.tiles.querySelectorAll("button")][this.scene === "clip" ? this.at : 0])?.focus();
  }

  /** @param {KeyboardEvent} event */
  _walk(event) {
    const tiles = [...this.tiles.querySelectorAll("button")];
    const at = tiles.indexOf(/** @type {HTMLButtonElement} */ (event.target));
    const across = Math.max(1, tiles.filter((one) => one.getBoundingClientRect().top === tiles[0].getBoundingClientRect().top).length);
    const by = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: across, ArrowUp: -across }[event.key];
    if (at < 0 || by === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    tiles[Math.max(0, Math.min(at + by, tiles.length - 1))].focus();
  }

  full() {
    if (document.fullscreenElement) void document.exitFullscreen();
    else if (document.documentElement.requestFullscreen) void document.documentElement.requestFullscreen().catch(() => this.say(t("nofull")));
    else this.say(t("nofull"));
  }

  /** First out of the field, then what lies over the film away. */
  escape() {
    if (!this.overview.hidden) return this.look();
    if (document.activeElement instanceof HTMLTextAreaElement) return this.root.focus();
    if (!this.side.hidden) this._open(false);
  }

  /** @param {string} text */
  say(text) {
    this.said.textContent = text;
    clearTimeout(this.saying);
    this.saying = setTimeout(() => (this.said.textContent = ""), SAID_MS);
  }

  /** @param {KeyboardEvent} event */
  _key(event) {
    const { target, key } = event;
    const typing = target instanceof HTMLTextAreaElement;
    if (event.isComposing || event.altKey || event.metaKey) return;
    if (event.ctrlKey && key.toLowerCase() !== "s") return;
    if (this.help.open) {
      if (key === "?") this.help.close();
      return;
    }
    const pressed = event.ctrlKey ? "Ctrl+s" : key.length === 1 ? key.toLowerCase() : key;
    const found = KEYS.find((one) => one.keys.includes(pressed) && (!typing || one.inText));
    const ownKey = target instanceof HTMLButtonElement || (target instanceof HTMLElement && target.tagName === "SUMMARY");
    if (!found || (ownKey && (key === " " || key === "Enter")) || (event.repeat && !found.repeats)) return;
    if (!this.overview.hidden && !["overview", "escape", "help"].includes(found.does)) return;
    event.preventDefault();
    found.run(this);
  }

  // ---- on paper -------------------------------------------------------------------------------

  /** The questions with pictures and what the reader wrote. Of the client's words and tips what is open on the screen now. */
  _paper() {
    const note = (/** @type {string} */ key) => el("p", { class: "note", text: this.notes.of(key) });
    const open = (/** @type {Clip} */ clip) => (this.scene === "clip" && clip === this.clip.clip ? [this.clip.words && clip.said, this.clip.tip && clip.tip && [clip.tip]] : []);
    const clips = PACK.clips.map((clip) => el("section", {}, el("h2", { text: `${clip.number} · ${called(clip)}` }), clip.still && el("img", { src: clip.still, alt: "" }), clip.gap && el("p", { text: clip.gap }),
      el("p", { class: "ask", text: clip.question, dir: "auto" }), ...open(clip).filter(Boolean).flatMap((texts) => (texts || []).map((text) => el("blockquote", { text, dir: "auto" }))), note(clip.id)));
    const list = PACK.points.length > 0 && el("ul", {}, ...PACK.points.map((one) => el("li", { text: one, dir: "auto" })));
    this.paper.replaceChildren(el("h1", { text: PACK.title, dir: "auto" }), el("p", { text: day(PACK.day) }), ...clips,
      ...LEADING.map((one) => el("section", {}, el("h2", { text: t(`leading.${one}`) }), note(one))), el("section", {}, el("h2", { text: t("points") }), list, note("points")));
  }
}

/**
 * Letters work while nobody types; PageDown of a remote control always.
 * @typedef {{does: string, group: string, show: string[], keys: string[], run: (page: Page) => void, repeats: boolean, inText: boolean}} Key
 */

/** @param {string} does @param {string} group @param {string[]} show @param {string[]} keys @param {(page: Page) => void} run @returns {Key} */
const key = (does, group, show, keys, run, { repeats = false, inText = false } = {}) => ({ does, group, show, keys, run, repeats, inText });
const inClip = (/** @type {(clip: ClipView) => void} */ run) => (/** @type {Page} */ page) => {
  if (page.scene === "clip") run(page.clip);
};

/** @type {Key[]} */
const KEYS = [
  key("play", "film", ["Space"], [" "], (page) => page.begin()),
  key("replay", "film", ["R"], ["r"], inClip((clip) => clip.replay())),
  key("slow", "film", ["S"], ["s"], inClip((clip) => clip.slow())),
  key("back", "film", ["←"], ["ArrowLeft"], inClip((clip) => clip.by(-1)), { repeats: true }),
  key("on", "film", ["→"], ["ArrowRight"], inClip((clip) => clip.by(1)), { repeats: true }),
  key("loop", "film", ["L"], ["l"], inClip((clip) => clip.loop())),
  key("subtitles", "film", ["U"], ["u"], inClip((clip) => clip.toggleSubtitles())),
  key("mute", "film", ["M"], ["m"], inClip((clip) => clip.mute())),
  key("next", "session", ["N", "PageDown"], ["n"], (page) => page.step(1)),
  key("next", "", [], ["PageDown"], (page) => page.step(1), { inText: true }),
  key("previous", "session", ["B", "PageUp"], ["b"], (page) => page.step(-1)),
  key("previous", "", [], ["PageUp"], (page) => page.step(-1), { inText: true }),
  key("start", "session", ["Home"], ["Home"], (page) => page.turn("start")),
  key("end", "session", ["End"], ["End"], (page) => page.turn("end")),
  key("overview", "session", ["O"], ["o"], (page) => page.look()),
  key("full", "session", ["F"], ["f"], (page) => page.full()),
  key("help", "session", ["?"], ["?"], (page) => page.help.showModal()),
  key("words", "people", ["W"], ["w"], (page) => page.words()),
  ...(PACK.tips ? [key("tip", "people", ["T"], ["t"], inClip((clip) => clip.reveal("tip")))] : []),
  key("notes", "people", ["E"], ["e"], (page) => page.write()),
  key("points", "people", ["A"], ["a"], (page) => page.point()),
  key("save", "people", ["Ctrl S"], ["Ctrl+s"], (page) => page.notes.save(), { inText: true }),
  key("escape", "people", ["Esc"], ["Escape"], (page) => page.escape(), { inText: true }),
  key("begin", "", [], ["Enter"], (page) => (page.scene === "start" ? page.step(1) : undefined)),
];

new Page();
