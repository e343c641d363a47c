// @ts-check
// Small pictures of faces, drawn out of the film in this window one after another. No picture of a face is made or kept anywhere else.

const PATIENCE_MS = 8_000;

export class Thumbs {
  /** @param {import("./types.js").Medium} medium a film; moments come in on the clock of the recording's film */
  constructor(medium) {
    this.medium = medium;
    this.video = document.createElement("video");
    this.video.muted = true;
    this.video.preload = "auto";
    /** @type {{canvas: HTMLCanvasElement, ms: number, box: import("./faces.js").Box}[]} */
    this.waiting = [];
    this.busy = false;
    this.closed = false;
    this.seen = new IntersectionObserver((entries) => this._seen(entries), { rootMargin: "200px" });
    /** @type {Map<Element, {ms: number, box: import("./faces.js").Box}>} */
    this.wanted = new Map();
    if (medium.playable || medium.copy === "ready") this.address = medium.playable ? medium.url : `${medium.url}?copy=1`;
  }

  /** Draw the face when its place comes in sight. @param {HTMLCanvasElement} canvas @param {number} ms @param {import("./faces.js").Box} box */
  ask(canvas, ms, box) {
    this.wanted.set(canvas, { ms, box });
    this.seen.observe(canvas);
  }

  close() {
    this.closed = true;
    this.seen.disconnect();
    this.video.removeAttribute("src");
    this.video.load();
  }

  /** @param {IntersectionObserverEntry[]} entries */
  _seen(entries) {
    for (const { target, isIntersecting } of entries) {
      const wish = this.wanted.get(target);
      if (!isIntersecting || !wish) continue;
      this.seen.unobserve(target);
      this.wanted.delete(target);
      this.waiting.push({ canvas: /** @type {HTMLCanvasElement} */ (target), ...wish });
    }
    void this._work();
  }

  async _work() {
    if (this.busy || !this.address) return;
    if (!this.video.src) this.video.src = this.address;
    this.busy = true;
    while (!this.closed) {
      const next = this.waiting.shift();
      if (!next) break;
      if (next.canvas.isConnected && await this._at(next.ms)) this._paint(next.canvas, next.box);
    }
    this.busy = false;
  }

  /** @param {number} ms @returns {Promise<boolean>} */
  _at(ms) {
    return new Promise((resolve) => {
      const done = (/** @type {boolean} */ good) => {
        clearTimeout(timer);
        this.video.removeEventListener("seeked", seeked);
        this.video.removeEventListener("error", failed);
        resolve(good);
      };
      const seeked = () => done(true);
      const failed = () => done(false);
      const timer = setTimeout(failed, PATIENCE_MS);
      this.video.addEventListener("seeked", seeked);
      this.video.addEventListener("error", failed);
      this.video.currentTime = Math.max(0, (ms - this.medium.offsetMs) / (1 + this.medium.driftPpm / 1e6) / 1000);
    });
  }

  /** The face with a little around it. @param {HTMLCanvasElement} canvas @param {import("./faces.js").Box} box */
  _paint(canvas, [, x, y, w, h]) {
    const { videoWidth, videoHeight } = this.video;
    const side = Math.max(w * videoWidth, h * videoHeight) * 1.3;
    const [left, top] = [(x + w / 2) * videoWidth - side / 2, (y + h / 2) * videoHeight - side / 2];
    canvas.getContext("2d")?.drawImage(this.video, left, top, side, side, 0, 0, canvas.width, canvas.height);
    canvas.dataset.drawn = "1";
  }
}
