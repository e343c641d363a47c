// @ts-check
// "Spot the moment": a trainee presses when the theme is seen. Presses are kept in this browser until they are saved as a file and cleared.

const KEPT = `reflect.teaching.${SET.id}`;

/** An id of our own: a page from a disk is not everywhere allowed to ask the browser for one. */
function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

class Spotting {
  /** @param {string} trainee a made-up name */
  constructor(trainee) {
    this.id = newId();
    this.trainee = trainee;
    this.startedAt = new Date().toISOString();
    /** @type {{id: string, clip: string, at_ms: number, theme: string}[]} */
    this.presses = [];
    /** Whether this browser keeps them when the page is closed. */
    this.kept = true;
  }

  /** What this browser kept of an earlier time; null when there is nothing. @returns {Spotting | null} */
  static found() {
    try {
      const kept = JSON.parse(localStorage.getItem(KEPT) ?? "null");
      return kept === null ? null : Object.assign(new Spotting(""), kept);
    } catch {
      return null;
    }
  }

  keep() {
    try {
      localStorage.setItem(KEPT, JSON.stringify(this));
    } catch {
      this.kept = false;
    }
  }

  clear() {
    try {
      localStorage.removeItem(KEPT);
    } catch {
      this.kept = false;
    }
  }

  /** @param {SetClip} clip @param {number} seconds in the clip @param {string} [theme] */
  press(clip, seconds, theme = "") {
    this.presses.push({ id: newId(), clip: clip.id, at_ms: clip.start + Math.min(clip.ms, Math.max(0, Math.round(seconds * 1000))), theme });
    this.keep();
  }

  /** @param {SetClip} clip The last press in this clip was a mistake. */
  takeBack(clip) {
    const at = this.presses.findLastIndex((one) => one.clip === clip.id);
    if (at >= 0) this.presses.splice(at, 1);
    this.keep();
  }

  /** @param {SetClip} clip */
  of(clip) {
    return this.presses.filter((one) => one.clip === clip.id).length;
  }

  /** The file that the trainer brings in: `reflect teach presses --from FILE`. */
  save() {
    const made = { schema: "reflect/presses", version: 1, set: SET.id, id: this.id, trainee: this.trainee, started_at: this.startedAt, presses: this.presses };
    const url = URL.createObjectURL(new Blob([JSON.stringify(made, null, 1)], { type: "application/json" }));
    el("a", { href: url, download: `${say("spot.file")}-${this.id.slice(0, 8)}.json` }).click();
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
  }
}
