// @ts-check
/** The keys of mode "clips". Those while clips are played are in clipsplay.js. */

/** @typedef {import("./types.js").Binding} Binding */

/**
 * `anywhere` in the mode; `inside` while the focus is in the panel, where they go before the keys of the list of fragments.
 * @param {import("./clips.js").Clips} clips @returns {{anywhere:Binding[], inside:Binding[]}}
 */
export function clipKeys(clips) {
  const group = "clips.keys.group";
  /** @param {string|string[]} keys @param {string} does @param {(event:KeyboardEvent) => void|boolean} run @param {Partial<Binding>} [more] */
  const key = (keys, does, run, more) => ({ keys, does, run, group, repeat: false, ...more });
  /** @param {(clip:import("./clipssync.js").Clip) => void} run */
  const chosen = (run) => () => { const clip = clips.chosen; if (clip) run(clip); else return false; return undefined; };
  /** Typing in a clip: Escape and Enter go back to the clip; Escape also closes the choice of files. @param {KeyboardEvent} event */
  const leave = (event) => {
    if (event.key === "Escape" && clips.head.take.shut()) return undefined;
    const target = event.composedPath()[0];
    if (!(target instanceof HTMLElement) || !target.closest(".rf-c-row") || !/^(TEXTAREA|INPUT)$/.test(target.tagName)) return false;
    clips.focus();
    return undefined;
  };
  const inside = [
    key("ArrowDown", "clips.keys.next", () => clips.choose(clips.at + 1), { repeat: true }),
    key("ArrowUp", "clips.keys.previous", () => clips.choose(clips.at - 1), { repeat: true }),
    key("Alt+ArrowUp", "clips.keys.up", chosen((clip) => clips.move(clip, -1)), { inText: true, repeat: true }),
    key("Alt+ArrowDown", "clips.keys.down", chosen((clip) => clips.move(clip, 1)), { inText: true, repeat: true }),
    key("p", "clips.keys.playOne", chosen((clip) => clips.play(clip, true))),
    key(["q", "F2"], "clips.keys.question", () => clips.rows[clips.at]?.question.focus()),
    key("Delete", "clips.keys.remove", chosen((clip) => clips.take(clip))),
    key(["Escape", "Enter"], "clips.keys.leave", leave, { inText: true }),
  ];
  const anywhere = [
    key("a", "clips.keys.add", () => clips.pick(true)),
    key("Shift+p", "clips.keys.playAll", chosen((clip) => clips.play(clip, false))),
  ];
  return { anywhere, inside };
}
