// @ts-check
import { ApiError } from "./api.js";

const EVERY_MS = 2_000;
const SLOW_MS = 5_000;

/**
 * Hears what other windows and the worker did: asks every two seconds while the page is in sight, and at once when
 * another window of this browser says that it stored something.
 */
export class News {
  /**
   * @param {import("./types.js").Context} ctx
   * @param {(name: string, value: any) => void} tell  "behind" (the transcript has a newer stamp), "doc" (state or media changed),
   *   "suggestions" (of which state the server's are)
   */
  constructor(ctx, tell) {
    this.ctx = ctx;
    this.tell = tell;
    this.since = ctx.doc.events;
    this.book = ctx.doc.codebook.name;
    this.failures = 0;
    this.timer = 0;
    this.busy = false;
    this.abort = new AbortController();
    this.channel = new BroadcastChannel(`reflect.${ctx.rid}`);
    this.channel.onmessage = () => void this.ask();
    ctx.fragments.on("stored", () => this.channel.postMessage("stored"));
    document.addEventListener("visibilitychange", () => void this.ask(), { signal: this.abort.signal });
    this._later();
  }

  close() {
    clearTimeout(this.timer);
    this.abort.abort();
    this.channel.close();
  }

  async ask() {
    if (this.busy || this.abort.signal.aborted || document.hidden) return;
    this.busy = true;
    clearTimeout(this.timer);
    try {
      const news = await this.ctx.api.get(`news/${this.ctx.rid}?since=${this.since}`, { signal: this.abort.signal, timeoutMs: 8_000 });
      this.failures = 0;
      await this._take(news);
    } catch (error) {
      if (this.abort.signal.aborted) return;
      if (!(error instanceof ApiError)) throw error;
      this.failures += 1;
    } finally {
      this.busy = false;
      this.tell("reach", this.failures);
      this._later();
    }
  }

  _later() {
    clearTimeout(this.timer);
    if (this.abort.signal.aborted) return;
    this.timer = setTimeout(() => void this.ask(), this.failures > 2 ? SLOW_MS : EVERY_MS);
  }

  /** @param {import("./types.js").News} news */
  async _take(news) {
    const { ctx } = this;
    // Somebody else sits here now, or codes blind from now on: what is on the screen is not theirs to see.
    if (news.blind !== ctx.doc.blind || news.coder !== ctx.doc.coder) return ctx.reopen();
    this._otherBook(news.codebook);
    this.since = news.events;
    ctx.fragments.news(news.fragments);
    await this._state(news);
    if (news.suggestions) this.tell("suggestions", news.suggestions);
    const behind = Boolean(news.stamp) && Boolean(ctx.transcript.whole) && news.stamp !== ctx.transcript.stamp;
    if (!behind) return;
    if (ctx.transcript.holds) this.tell("behind", news.stamp);
    else await ctx.transcript.reload();
  }

  /** In another window the recording got another codebook. Here goes on what a person is doing, until he wants it too. @param {string} name */
  _otherBook(name) {
    const { ctx } = this;
    if (name === this.book) return;
    this.book = name;
    if (name !== ctx.doc.codebook.name) ctx.say(ctx.t("player.book.other"), "warn", { label: ctx.t("player.book.take"), run: () => ctx.reopen() });
  }

  /** Has the work on the recording or on a viewing copy come further? @param {import("./types.js").News} news */
  async _state(news) {
    const { doc } = this.ctx;
    const state = { was: doc.recording.state, is: news.state };
    let media = (news.media ?? []).length !== doc.media.length; // a film was erased, or another camera came in
    for (const { id, copy, copyProgress } of news.media ?? []) {
      const one = doc.media.find((medium) => medium.id === id);
      if (!one) continue;
      media ||= one.copy !== copy;
      if (one.copy !== copy || one.copyProgress !== copyProgress) {
        Object.assign(one, { copy, copyProgress });
        this.tell("doc", doc);
      }
    }
    if (doc.recording.progress !== news.progress || state.was !== state.is) {
      Object.assign(doc.recording, { state: news.state, progress: news.progress });
      this.tell("doc", doc);
    }
    if (state.was !== state.is || media) await this._again();
  }

  async _again() {
    const { ctx } = this;
    const fresh = await ctx.api.get(`doc/${ctx.rid}?lang=${ctx.lang}`, { signal: this.abort.signal });
    Object.assign(ctx.doc, { recording: fresh.recording, media: fresh.media, peaks: fresh.peaks });
    if (fresh.transcript && fresh.transcript.stamp !== ctx.transcript.stamp && !ctx.transcript.holds) ctx.transcript.set(fresh.transcript);
    ctx.film.known = fresh.recording.durationMs;
    ctx.film.erased = Boolean(fresh.recording.filmErased);
    ctx.film.setMedia(fresh.media);
    this.tell("doc", ctx.doc);
  }
}
