// @ts-check
import { Api, ApiError } from "./api.js";
import { clamp, el } from "./dom.js";
import { Emitter } from "./emitter.js";
import { Film } from "./film.js";
import { Keys } from "./keys.js";
import { Marks } from "./marks.js";
import { Outbox, windowId } from "./outbox.js";
import { Tags } from "./tags.js";
import { Turns } from "./turns.js";
import { News } from "./news.js";
import { Saved } from "./saved.js";
import { figures } from "./figures.js";
import { Layout } from "./layout.js";
import { mountParts } from "./parts.js";

/**
 * @typedef {import("./types.js").Component} Component
 * @typedef {import("./types.js").Context} Context
 * @typedef {import("./types.js").Mode} Mode
 * @typedef {import("./types.js").PlayerData} PlayerData
 * @typedef {import("./types.js").Panel} Panel
 */

/** Modes whose panel is a module of its own, loaded when it is first wanted. */
const PANELS = /** @type {Record<string, string>} */ ({ edit: "./editor.js", clips: "./clips.js" });
const PANELS_AFTER_MS = 1_200;
const RETRY_MS = [500, 1_000, 2_000, 4_000];

/**
 * One player lives as long as its parent element shows it, whatever Streamlit runs again. Kept on the page and not in
 * this module: after an update two versions of the module may be there.
 * @type {WeakMap<object, Player>}
 */
const players = (/** @type {any} */ (globalThis)[Symbol.for("reflect.players")] ??= new WeakMap());

/** @param {string} rid @param {string} name @returns {import("./types.js").Slot} */
function slot(rid, name) {
  const key = `reflect.${rid}.${name}`;
  return {
    get: () => {
      try {
        return JSON.parse(sessionStorage.getItem(key) ?? "null");
      } catch {
        return null; // written by another version
      }
    },
    set: (value) => sessionStorage.setItem(key, JSON.stringify(value)),
  };
}

export class Player {
  /** @param {Component} component */
  constructor({ parentElement, data, setTriggerValue }) {
    this.parent = parentElement;
    this.data = data;
    this.trigger = setTriggerValue;
    this.asked = data.asked;
    this.closed = false;
    this.events = new Emitter();
    this.api = new Api();
    this.layout = new Layout(parentElement, data.lang, (key, vars) => this.t(key, vars));
    this.root = this.layout.root;
    /** @type {Map<string, Panel | null>} */
    this.panels = new Map();
    /** @type {Outbox<any>[]} */
    this.outboxes = [];
    /** @type {Context | null} */
    this.ctx = null;
    /** @type {{destroy: () => void}[]} */
    this.parts = [];
    figures.mounts += 1;
    void this._open(0);
  }

  /** @param {string} key @param {Record<string, string | number>} [vars] */
  t(key, vars = {}) {
    const text = this.data.texts[key] ?? key;
    return text.replace(/\{(\w+)\}/g, (whole, name) => (name in vars ? String(vars[name]) : whole));
  }

  /** Streamlit ran the page again: nothing moves but what was asked for. @param {Component} component */
  update({ data, setTriggerValue }) {
    figures.updates += 1;
    const before = this.data;
    this.data = data;
    this.trigger = setTriggerValue;
    const ctx = this.ctx;
    if (!ctx) return;
    this.layout.fit();
    this.events.emit("theme", null);
    if (data.mode !== before.mode) ctx.setMode(data.mode);
    if (data.asked !== this.asked || (data.startMs !== null && data.startMs !== before.startMs)) this._goTo(data);
    this.asked = data.asked;
  }

  /** Whether this player shows what is wanted, or another has to be made. @param {PlayerData} data */
  fits(data) {
    return data.rid === this.data.rid && data.lang === this.data.lang;
  }

  destroy() {
    if (this.closed) return;
    this.closed = true;
    this.news?.close();
    this.saved?.close();
    for (const panel of this.panels.values()) panel?.destroy();
    for (const part of this.parts) part.destroy();
    this.ctx?.fragments.flush();
    for (const outbox of this.outboxes) outbox.close();
    this.ctx?.keys.close();
    this.ctx?.film.destroy();
    this.layout.destroy();
    figures.unmounts += 1;
  }

  /** What waits to be stored is kept, and the film stays where it was. */
  _reopen() {
    this.destroy();
    players.set(this.parent, new Player({ parentElement: this.parent, data: { ...this.data, startMs: null }, setTriggerValue: this.trigger }));
  }

  /** Fetches the recording; tries again by itself while the program does not answer. @param {number} attempt */
  async _open(attempt) {
    const { rid, lang } = this.data;
    try {
      this.layout.wait();
      const doc = await this._document(`doc/${rid}?lang=${lang}`);
      if (!this.closed) this._build(doc);
    } catch (error) {
      if (this.closed) return;
      if (!(error instanceof ApiError)) throw error;
      this.layout.trouble(error.passing ? "player.open.offline" : "player.open.missing", () => void this._open(0));
      if (error.passing && attempt < RETRY_MS.length) setTimeout(() => !this.closed && void this._open(attempt + 1), RETRY_MS[attempt]);
    }
  }

  /** The bootstrap asked for it while the modules came. @param {string} path @returns {Promise<import("./types.js").Doc>} */
  async _document(path) {
    const place = /** @type {any} */ (globalThis);
    const name = Symbol.for("reflect.early");
    const early = place[name];
    delete place[name];
    const answer = early?.address === this.api.address(path) ? await early.answer : null;
    return answer?.ok ? answer.json() : this.api.get(path);
  }

  /** @param {import("./types.js").Doc} doc */
  _build(doc) {
    const { rid, lang } = this.data;
    const keys = new Keys(() => (this.root.isConnected && this.root.getClientRects().length ? this.root : null));
    /** @type {Outbox<import("./types.js").TagOp>} */
    const outbox = this._outbox("tags", `tags/${rid}`);
    const fragments = new Tags(outbox, { coder: doc.coder, codebook: doc.codebook.name, history: slot(rid, "history") });
    const transcript = new Turns(this.api, rid, lang);
    const film = new Film(doc, { memory: slot(rid, "film"), reachable: (url) => this._reachable(url) });
    const player = this;
    /** @type {Context} */
    const ctx = {
      rid,
      lang,
      doc,
      t: (key, vars) => this.t(key, vars),
      api: this.api,
      film,
      transcript,
      fragments,
      marks: new Marks(),
      keys,
      get mode() {
        return player.layout.mode;
      },
      setMode: (mode) => void this._setMode(mode),
      on: (name, fn) => this.events.on(name, fn),
      say: (text, kind, action) => this.layout.say(text, kind, action),
      outbox: (name, url, options) => this._outbox(name, url, options),
      panel: (name) => this.layout.panel(name),
      storage: (name) => slot(rid, name),
      style: (file) => this.layout.style(file),
      root: this.root,
      reopen: () => this._reopen(),
      go: (name, value) => this.trigger?.("go", { to: name, value, at: Date.now() }),
    };
    this.ctx = ctx;
    transcript.set(doc.transcript);
    fragments.load(doc.fragments);
    this.saved = new Saved(ctx, this.outboxes);
    this.parts = mountParts(ctx, this.layout, this.saved);
    this.news = new News(ctx, (name, value) => this.events.emit(name, value));
    const asked = this.data.startMs !== null && slot(rid, "asked").get() !== this.data.asked;
    if (asked) this._goTo(this.data);
    this.layout.open();
    // The other modes are at hand when they are wanted: a key pressed right after F7 is for the editor.
    setTimeout(() => this.closed || Object.values(PANELS).forEach((file) => {
      void import(file).catch(() => undefined);
      this.layout.style(file.slice(2).replace(".js", ".css"));
    }), PANELS_AFTER_MS);
    void this.layout.styled.then(() => {
      if (this.closed) return;
      void this._setMode(this._firstMode());
      figures.opened(this.root);
    });
  }

  /** @param {PlayerData} data */
  _goTo(data) {
    const film = this.ctx?.film;
    if (!film || data.startMs === null) return;
    slot(data.rid, "asked").set(data.asked);
    film.seek(clamp(data.startMs, 0, film.durationMs));
  }

  /** The page's mode; after a reload the one that was on. @returns {Mode} */
  _firstMode() {
    const entry = performance.getEntriesByType("navigation")[0];
    const reloaded = figures.mounts === 1 && entry instanceof PerformanceNavigationTiming && entry.type === "reload";
    const kept = slot(this.data.rid, "mode").get();
    return (reloaded && kept?.given === this.data.mode ? kept.mode : this.data.mode) ?? "tag";
  }

  /** @param {Mode} mode */
  async _setMode(mode) {
    const ctx = /** @type {Context} */ (this.ctx);
    const before = this.layout.mode;
    if (before !== mode) this.panels.get(before)?.hide();
    this.layout.setMode(mode);
    slot(ctx.rid, "mode").set({ mode, given: this.data.mode });
    ctx.keys.scope(mode);
    if (PANELS[mode] && !this.panels.has(mode)) {
      this.panels.set(mode, null);
      try {
        /** @type {import("./types.js").PanelModule} */
        const module = await import(PANELS[mode]);
        if (!this.closed) this.panels.set(mode, module.mount(ctx, this.layout.panel(mode)));
      } catch (error) {
        this.panels.delete(mode);
        this.layout.say(this.t("player.panel.failed"), "bad");
        reportError(error);
      }
    }
    if (this.layout.mode === mode) this.panels.get(mode)?.show();
    this.events.emit("mode", mode);
  }

  /** @param {string} name @param {string} url @param {import("./outbox.js").OutboxOptions} [options] @returns {Outbox<any>} */
  _outbox(name, url, options) {
    const made = new Outbox(name, url, { api: this.api, rid: this.data.rid, window: windowId(), options });
    this.outboxes.push(made);
    this.saved?.watch(made);
    return made;
  }

  /** The status of a film's address; 0: nobody answers. @param {string} url */
  async _reachable(url) {
    try {
      return (await fetch(url, { headers: { range: "bytes=0-0" }, credentials: "same-origin" })).status;
    } catch {
      return 0;
    }
  }
}

/**
 * Streamlit's entry: called for each change of data, with the same parent as long as it is on the page.
 * @param {Component} component
 */
export default function mount(component) {
  const parent = component.parentElement;
  let player = players.get(parent);
  if (player && !player.closed && player.fits(component.data)) player.update(component);
  else {
    player?.destroy();
    player = new Player(component);
    players.set(parent, player);
  }
  const mine = player;
  // Clean-ups of an earlier run arrive too: the player goes when its element is really gone.
  return () => void setTimeout(() => mine.root.isConnected || mine.destroy(), 0);
}
