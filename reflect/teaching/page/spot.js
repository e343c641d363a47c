// @ts-check
// "Spot the moment": a trainee presses when the theme is seen. Presses stay in this page until they are saved as a file for the trainer.

class Spotting {
  /** @param {string} trainee a made-up name */
  constructor(trainee) {
    this.id = crypto.randomUUID();
    this.trainee = trainee;
    this.startedAt = new Date().toISOString();
    /** @type {{id: string, clip: string, at_ms: number, theme: string}[]} */
    this.presses = [];
  }

  /** @param {SetClip} clip @param {number} seconds in the clip @param {string} [theme] */
  press(clip, seconds, theme = "") {
    this.presses.push({ id: crypto.randomUUID(), clip: clip.id, at_ms: clip.start + Math.min(clip.ms, Math.max(0, Math.round(seconds * 1000))), theme });
  }

  /** @param {SetClip} clip The last press in this clip was a mistake. */
  takeBack(clip) {
    const at = this.presses.findLastIndex((one) => one.clip === clip.id);
    if (at >= 0) this.presses.splice(at, 1);
  }

  /** @param {SetClip} clip */
  of(clip) {
    return this.presses.filter((one) => one.clip === clip.id).length;
  }

  /** The file that the trainer brings in: `reflect teach presses --from FILE`. */
  save() {
    const made = { schema: "reflect/presses", version: 1, set: SET.id, id: this.id, trainee: this.trainee, started_at: this.startedAt, presses: this.presses };
    const url = URL.createObjectURL(new Blob([JSON.stringify(made, null, 1)], { type: "application/json" }));
    make("a", { href: url, download: `${say("spot.file")}-${this.id.slice(0, 8)}.json` }).click();
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
  }
}
