// @ts-check
// Which key does what. Every one of these has a button or a gesture of the mouse as well.

/**
 * @param {import("./types.js").Context} ctx
 * @param {{tagging: import("./tagging.js").Tagging, suggestions: import("./suggestions.js").Suggestions,
 *   timeline: import("./timeline.js").Timeline, list: import("./fragments.js").FragmentList,
 *   proposals: import("./suggestionlist.js").SuggestionList, help: import("./help.js").Help, book: import("./book.js").Book}} parts
 */
export function bindKeys(ctx, { tagging, suggestions, timeline, list, proposals, help, book }) {
  filmKeys(ctx);
  viewKeys(ctx, timeline, help);
  ctx.keys.bind("player", [{ keys: "g", does: "player.do.book", group: "player.keys.view", run: () => book.toggle() }]);
  tagKeys(ctx, tagging);
  themeKeys(ctx, tagging);
  suggestionKeys(ctx, suggestions, proposals);
  for (const mode of /** @type {const} */ (["tag", "clips"])) listKeys(ctx, mode, tagging, list);
}

/** @param {import("./types.js").Context} ctx */
function filmKeys({ keys, film }) {
  /** @param {number} ms */
  const by = (ms) => () => film.seek(film.now() + ms);
  const group = "player.keys.film";
  keys.bind("player", [
    { keys: "Space", does: "player.do.play", group, run: () => film.toggle(), repeat: false },
    { keys: "Ctrl+Space", does: "player.do.play.typing", group, run: () => film.toggle(), repeat: false, inText: true },
    { keys: "ArrowLeft", does: "player.do.back1", group, run: by(-1_000) },
    { keys: "ArrowRight", does: "player.do.on1", group, run: by(1_000) },
    { keys: "Shift+ArrowLeft", does: "player.do.back5", group, run: by(-5_000) },
    { keys: "Shift+ArrowRight", does: "player.do.on5", group, run: by(5_000) },
    { keys: ",", does: "player.do.frameback", group, run: () => film.step(-1) },
    { keys: ".", does: "player.do.frameon", group, run: () => film.step(1) },
    { keys: "-", does: "player.do.slower", group, run: () => film.changeRate(-1) },
    { keys: "=", does: "player.do.faster", group, run: () => film.changeRate(1) },
    { keys: ["0", "Digit0"], does: "player.do.rate1", group, run: () => film.setRate(1) },
    { keys: "c", does: "player.do.camera", group, run: () => nextCamera(film) },
    { keys: "m", does: "player.do.mute", group, run: () => film.setVolume(film.volume, !film.muted) },
  ]);
}

/** @param {import("./film.js").Film} film */
function nextCamera(film) {
  if (film.media.length < 2) return;
  const at = film.media.findIndex((one) => one === film.medium);
  film.switchTo(film.media[(at + 1) % film.media.length].id);
}

/** @param {import("./types.js").Context} ctx @param {import("./timeline.js").Timeline} timeline @param {import("./help.js").Help} help */
function viewKeys({ keys, film, setMode }, timeline, help) {
  const group = "player.keys.view";
  keys.bind("player", [
    { keys: "z", does: "player.do.zoomin", group, run: () => timeline.zoom(0.5) },
    { keys: "x", does: "player.do.zoomout", group, run: () => timeline.zoom(2) },
    { keys: "Shift+z", does: "player.do.zoomall", group, run: () => timeline.showAll() },
    { keys: "Shift+ArrowUp", does: "player.do.panback", group, run: () => timeline.pan(-0.5) },
    { keys: "Shift+ArrowDown", does: "player.do.panon", group, run: () => timeline.pan(0.5) },
    { keys: "Home", does: "player.do.start", group: "player.keys.film", run: () => film.seek(0) },
    { keys: "End", does: "player.do.end", group: "player.keys.film", run: () => film.seek(film.durationMs) },
    { keys: "F6", does: "player.do.mode.tag", group, run: () => setMode("tag"), inText: true },
    { keys: "F7", does: "player.do.mode.edit", group, run: () => setMode("edit"), inText: true },
    { keys: "F8", does: "player.do.mode.clips", group, run: () => setMode("clips"), inText: true },
    { keys: "?", does: "player.do.help", group, run: () => help.toggle() },
  ]);
}

/** @param {import("./types.js").Context} ctx @param {import("./tagging.js").Tagging} tagging */
function tagKeys({ keys }, tagging) {
  const group = "player.keys.tag";
  keys.bind("tag", [
    { keys: "i", does: "player.do.in", group, run: () => tagging.markIn() },
    { keys: "o", does: "player.do.out", group, run: () => tagging.markOut() },
    { keys: "t", does: "player.do.turn", group, run: () => tagging.arm(), repeat: false },
    { keys: "b", does: "player.do.observation", group, run: (event) => tagging.observation(event), repeat: false },
    { keys: "n", does: "player.do.note", group, run: () => tagging.note() },
    { keys: "q", does: "player.do.question", group, run: () => tagging.question() },
    { keys: "p", does: "player.do.perspective", group, run: () => tagging.nextPerspective() },
    { keys: "Shift+p", does: "player.do.perspective.new", group, run: () => tagging.nextDefault() },
    { keys: "[", does: "player.do.start.here", group, run: () => tagging.moveEdge("start") },
    { keys: "]", does: "player.do.end.here", group, run: () => tagging.moveEdge("end") },
    { keys: "s", does: "player.do.snap", group, run: () => tagging.toggleSnap() },
    { keys: "Ctrl+z", does: "player.undo", group, run: () => tagging.undo() },
    { keys: ["Ctrl+y", "Ctrl+Shift+z"], does: "player.redo", group, run: () => tagging.redo() },
    { keys: "Escape", does: "player.do.escape", group, run: () => tagging.calm() },
  ]);
}

/** @param {import("./types.js").Context} ctx @param {import("./tagging.js").Tagging} tagging */
function themeKeys({ keys, t }, tagging) {
  const group = "player.keys.themes";
  for (const theme of tagging.themes.filter((one) => one.key)) {
    const digit = /^\d$/.test(theme.key);
    keys.bind("tag", [
      { keys: digit ? [theme.key, `Digit${theme.key}`] : theme.key, does: theme.label, group, repeat: false,
        run: (event) => tagging.theme(theme, event) },
      { keys: digit ? `Shift+Digit${theme.key}` : `Shift+${theme.key}`, does: t("player.do.turn.theme", { theme: theme.label }), group,
        repeat: false, hidden: true, run: (event) => tagging.turn(theme, event) },
    ]);
  }
  const letters = [...new Set(tagging.themes.flatMap((theme) => theme.codes.map((code) => code.key)))];
  keys.bind("refine", letters.map((letter) => ({
    keys: letter,
    does: "player.do.refine",
    hidden: true,
    run: () => {
      const code = tagging.refining?.theme.codes.find((one) => one.key === letter);
      if (!code) return false;
      tagging.refine(code.code);
      return true;
    },
  })));
}

/**
 * @param {import("./types.js").Context} ctx @param {import("./suggestions.js").Suggestions} suggestions
 * @param {import("./suggestionlist.js").SuggestionList} proposals
 */
function suggestionKeys({ keys }, suggestions, proposals) {
  const group = "player.keys.suggestions";
  /** The arrows go through this list while the keyboard is in it. @param {-1 | 1} way */
  const within = (way) => (/** @type {KeyboardEvent} */ event) => proposals.holds(event) && (suggestions.walk(way), true);
  keys.bind("tag", [
    { keys: "j", does: "player.suggest.do.next", group, run: () => suggestions.walk(1) },
    { keys: "k", does: "player.suggest.do.previous", group, run: () => suggestions.walk(-1) },
    { keys: "h", does: "player.suggest.do.hear", group, run: () => suggestions.hear() },
    { keys: "a", does: "player.suggest.do.take", group, repeat: false, run: (event) => suggestions.take(event) },
    { keys: "w", does: "player.suggest.do.aside", group, repeat: false, run: () => suggestions.aside() },
    { keys: "u", does: "player.suggest.do.switch", group, repeat: false, run: () => suggestions.toggle() },
    { keys: "ArrowUp", does: "player.suggest.do.previous", hidden: true, run: within(-1) },
    { keys: "ArrowDown", does: "player.suggest.do.next", hidden: true, run: within(1) },
  ]);
}

/**
 * @param {import("./types.js").Context} ctx @param {"tag" | "clips"} mode
 * @param {import("./tagging.js").Tagging} tagging @param {import("./fragments.js").FragmentList} list
 */
function listKeys({ keys }, mode, tagging, list) {
  const group = "player.keys.list";
  keys.bind(mode, [
    { keys: "ArrowUp", does: "player.do.previous", group, run: () => tagging.walk(-1, list.shown) },
    { keys: "ArrowDown", does: "player.do.next", group, run: () => tagging.walk(1, list.shown) },
    { keys: "Enter", does: "player.do.jump", group, run: () => tagging.jump() },
    { keys: "l", does: "player.do.loop", group, run: () => tagging.loop() },
    { keys: "/", does: "player.do.search", group, run: () => list.search() },
  ]);
  if (mode === "tag") keys.bind(mode, [{ keys: "Delete", does: "player.do.delete", group, run: () => tagging.remove() }]);
}
