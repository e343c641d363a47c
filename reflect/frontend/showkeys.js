// @ts-check
/** Which key does what in session mode, and the list of them. Letters work while nobody types; PageDown of a remote control always. */
import { el, icon } from "./dom.js";

const NAMES = /** @type {Record<string, string>} */ ({ ArrowLeft: "←", ArrowRight: "→", Escape: "Esc" });
const SCOPE = "show";

/** @param {import("./show.js").ShowPage} page */
export function bindShowKeys(page) {
  const { keys, clip, side, overview, help, base } = page;
  const film = "show.keys.film", session = "show.keys.session", people = "show.keys.people";
  const inClip = (/** @type {() => void} */ run) => () => (page.scene === "clip" && !page.overview.open ? (run(), true) : false);
  keys.scope(SCOPE);
  keys.bind(SCOPE, [
    { keys: "Space", does: "show.do.play", group: film, repeat: false, run: () => (page.scene === "start" ? page.step(1) : page.scene === "clip" ? clip.toggle() : false) },
    { keys: "r", does: "show.do.replay", group: film, run: inClip(() => clip.replay()) },
    { keys: "s", does: "show.do.slow", group: film, repeat: false, run: inClip(() => clip.slow()) },
    { keys: "ArrowLeft", does: "show.do.back", group: film, run: inClip(() => clip.by(-1_000)) },
    { keys: "ArrowRight", does: "show.do.on", group: film, run: inClip(() => clip.by(1_000)) },
    { keys: "l", does: "show.do.loop", group: film, repeat: false, run: inClip(() => clip.loop()) },
    { keys: "u", does: "show.do.subtitles", group: film, repeat: false, run: inClip(() => clip.toggleSubtitles()) },
    { keys: "c", does: "show.do.camera", group: film, repeat: false, run: inClip(() => clip.camera()) },
    { keys: "m", does: "show.do.mute", group: film, repeat: false, run: inClip(() => clip.mute()) },
    { keys: "n", does: "show.do.next", group: session, repeat: false, run: () => page.step(1) },
    { keys: "PageDown", does: "show.do.next", group: session, repeat: false, inText: true, run: () => page.step(1) },
    { keys: "b", does: "show.do.previous", group: session, repeat: false, run: () => page.step(-1) },
    { keys: "PageUp", does: "show.do.previous", group: session, repeat: false, inText: true, run: () => page.step(-1) },
    { keys: "w", does: "show.do.words", group: people, repeat: false, run: inClip(() => clip.reveal("words")) },
    { keys: "t", does: "show.do.tip", group: people, repeat: false, run: inClip(() => clip.reveal("tip")) },
    { keys: "e", does: "show.do.notes", group: people, repeat: false, run: inClip(() => side.write()) },
    { keys: "a", does: "show.do.points", group: people, repeat: false, run: () => side.point() },
    { keys: "o", does: "show.do.overview", group: session, repeat: false, run: () => overview.toggle() },
    { keys: "Home", does: "show.do.start", group: session, run: () => page.turn("start") },
    { keys: "End", does: "show.do.end", group: session, run: () => page.turn("end") },
    { keys: "f", does: "show.do.full", group: session, repeat: false, run: () => page.full() },
    { keys: "x", does: "show.do.quit", group: session, repeat: false, run: () => page.quit() },
    { keys: ["Ctrl+z"], does: "session.undo", group: people, run: () => void page.say(page.t(base.things.undo() ? "session.undone" : "session.undo.none")) },
    { keys: ["Ctrl+y", "Ctrl+Shift+z"], does: "session.redo", group: people, run: () => void page.say(page.t(base.things.redo() ? "session.redone" : "session.redo.none")) },
    { keys: "Enter", does: "show.do.begin", group: session, hidden: true, repeat: false, run: () => (page.scene === "start" ? page.step(1) : false) },
    { keys: "v", does: "show.do.resume", group: session, repeat: false, run: () => (page.scene === "start" && page.left ? (page.resume(), true) : false) },
    { keys: "?", does: "show.do.help", group: session, run: () => help.toggle() },
    { keys: "Escape", does: "show.do.escape", group: people, inText: true, run: () => side.escape() },
  ]);
}

export class ShowHelp {
  /** @param {import("./show.js").ShowPage} page */
  constructor(page) {
    this.page = page;
    this.dialog = el("dialog", { class: "help", "aria-label": page.t("show.help") });
    this.dialog.addEventListener("close", () => {
      page.keys.pop("help");
      page.root.focus();
    });
    this.dialog.addEventListener("click", (event) => event.target === this.dialog && this.dialog.close());
    page.keys.bind("help", [{ keys: ["?", "Escape"], does: "show.do.help", run: () => this.dialog.close() }]);
  }

  toggle() {
    if (this.dialog.open) return this.dialog.close();
    const { page } = this;
    /** @type {Map<string, Map<string, string[]>>} */
    const groups = new Map();
    for (const one of page.keys.scopes.get(SCOPE) ?? []) {
      if (one.hidden) continue;
      const group = groups.get(one.group ?? "") ?? new Map();
      groups.set(one.group ?? "", group);
      group.set(one.does, [...(group.get(one.does) ?? []), ...(typeof one.keys === "string" ? [one.keys] : one.keys).map((key) => this.name(key))]);
    }
    const close = el("button", { class: "tool", type: "button", "aria-label": page.t("show.close"), onclick: () => this.dialog.close() }, icon("close"));
    this.dialog.replaceChildren(el("header", {}, el("h2", { text: page.t("show.help") }), close),
      el("div", { class: "groups" }, ...[...groups].map(([name, lines]) => el("section", {}, el("h3", { text: page.t(name) }),
        el("dl", {}, ...[...lines].flatMap(([does, keys]) => [el("dt", {}, ...keys.map((key) => el("kbd", { text: key }))), el("dd", { text: page.t(does) })]))))));
    page.keys.push("help", { only: true });
    this.dialog.showModal();
  }

  /** @param {string} key */
  name(key) {
    return key.split("+").map((part) => (part === "Space" ? this.page.t("player.space") : (NAMES[part] ?? (part.length === 1 ? part.toUpperCase() : part)))).join(" ");
  }
}
