// @ts-check
import { ApiError } from "./api.js";
import { whenIdle } from "./dom.js";

const WITHIN_MS = 1_500;

/** Asks whether the klantmanager took attention points along to this talk; only then there is something to draw. */
export class Earlier {
  /** @param {import("./types.js").Context} ctx @param {HTMLElement} place */
  constructor(ctx, place) {
    this.ctx = ctx;
    this.place = place;
    /** @type {import("./followup.js").FollowUps | null} */
    this.panel = null;
    this.abort = new AbortController();
    this.asking = false;
    document.addEventListener("visibilitychange", () => document.hidden || void this.look(), { signal: this.abort.signal });
    this.cancel = whenIdle(() => void this.look(), WITHIN_MS);
  }

  destroy() {
    this.cancel();
    this.abort.abort();
    this.panel?.destroy();
  }

  async look() {
    if (this.asking || this.panel?.busy || this.abort.signal.aborted) return;
    this.asking = true;
    try {
      const answers = this.panel?.things.answers;
      const found = await this.ctx.api.get(`earlier/${this.ctx.rid}`, { signal: this.abort.signal });
      if (!found.points.length && !this.panel) return;
      const { FollowUps } = await import("./followup.js");
      if (this.abort.signal.aborted) return;
      this.panel ??= new FollowUps(this.ctx, this.place, found.case.id);
      if (!this.panel.busy && (answers ?? 0) === this.panel.things.answers) this.panel.show(found);
      else setTimeout(() => void this.look(), WITHIN_MS);
    } catch (error) {
      if (!this.abort.signal.aborted && !(error instanceof ApiError)) throw error;
    } finally {
      this.asking = false;
    }
  }
}
