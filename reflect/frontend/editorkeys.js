// @ts-check
/** The keys of mode "edit" while nobody types. Those of the field are in editorfield.js. */

/** @typedef {import("./types.js").Binding} Binding */

const PAGE = 8;

/** @param {import("./editor.js").Editor} editor @returns {Binding[]} */
export function editorKeys(editor) {
  const group = "editor.keys.group";
  /** @param {string|string[]} keys @param {string} does @param {(event:KeyboardEvent) => void|boolean} run @param {Partial<Binding>} [more] */
  const key = (keys, does, run, more) => ({ keys, does, run, group, repeat: false, ...more });
  /** @param {(row:import("./editorlist.js").Row) => void} run */
  const chosen = (run) => () => { const row = editor.list.chosen; if (row) run(row); else return false; return undefined; };
  return [
    key("ArrowDown", "editor.keys.down", () => editor.move(1), { repeat: true }),
    key("ArrowUp", "editor.keys.up", () => editor.move(-1), { repeat: true }),
    key("PageDown", "editor.keys.pageDown", () => editor.move(PAGE), { repeat: true, hidden: true }),
    key("PageUp", "editor.keys.pageUp", () => editor.move(-PAGE), { repeat: true, hidden: true }),
    key("Home", "editor.keys.first", () => editor.move(-Infinity), { hidden: true }),
    key("End", "editor.keys.last", () => editor.move(Infinity), { hidden: true }),
    key("g", "editor.keys.here", () => editor.toPlayhead()),
    key(["Enter", "F2"], "editor.keys.edit", chosen((row) => editor.edit(row))),
    key("d", "editor.keys.nextDoubt", () => editor.goDoubt(1), { repeat: true }),
    key("Shift+d", "editor.keys.previousDoubt", () => editor.goDoubt(-1), { repeat: true }),
    key("c", "editor.keys.confirm", () => editor.confirm()),
    key("Shift+c", "editor.keys.confirmTurn", chosen((row) => { editor.confirmTurn(row); editor.move(1); })),
    key("p", "editor.keys.playTurn", () => editor.playTurn()),
    key("l", "editor.keys.loopTurn", () => editor.loopTurn()),
    key("s", "editor.keys.speaker", () => void editor.askSpeaker()),
    key("m", "editor.keys.merge", chosen((row) => { editor.merge(row, false); })),
    key("Shift+m", "editor.keys.mergeSame", chosen((row) => { editor.merge(row, true); })),
    key("Delete", "editor.keys.remove", chosen((row) => editor.remove(row))),
    key(["Ctrl+f", "Ctrl+h"], "editor.keys.find", () => editor.openPane("replace"), { inText: true }),
    key("r", "editor.keys.speakers", () => editor.openPane(editor.pane === "speakers" ? null : "speakers")),
    key("v", "editor.keys.versions", () => editor.openPane(editor.pane === "versions" ? null : "versions")),
    key("Ctrl+z", "editor.keys.undo", () => editor.undo("undo"), { repeat: true }),
    key(["Ctrl+y", "Ctrl+Shift+z"], "editor.keys.redo", () => editor.undo("redo"), { repeat: true }),
    key("Escape", "editor.keys.close", () => (editor.pane ? editor.openPane(null) : false)),
  ];
}

/**
 * Keys that are pressed before the rows are there wait for them, instead of being lost.
 * @param {Binding[]} bindings
 * @returns {{bindings:Binding[], begin:() => void}}
 */
export function patient(bindings) {
  let begun = false;
  /** @type {(() => void|boolean)[]} */
  const waiting = [];
  const soon = (/** @type {() => void|boolean} */ run) => {
    if (begun) return run();
    waiting.push(run);
    return undefined;
  };
  const begin = () => {
    begun = true;
    waiting.splice(0).forEach((run) => run());
  };
  return { bindings: bindings.map((binding) => ({ ...binding, run: (event) => soon(() => binding.run(event)) })), begin };
}
