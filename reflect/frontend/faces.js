// @ts-check
// The page Gezichten: every face that was found through time on each film, with a decision of a person about each and who it is; boxes are
// drawn, moved and stretched.
import { Api, ApiError } from "./api.js";
import { clock, el } from "./dom.js";
import { Picture } from "./facesfilm.js";
import { FIRST_PERSON, People } from "./facespeople.js";
import { Row } from "./facesrow.js";
import { Thumbs } from "./facesthumbs.js";

/**
 * A box at a moment: ms, left, top, width and height as parts of the picture.
 * @typedef {[ms: number, x: number, y: number, w: number, h: number]} Box
 * @typedef {{id: string, media: string, start: number, end: number, boxes: Box[], decision: "proposed" | "confirmed" | "rejected",
 *   visible: boolean, person: string, shape: "ellipse" | "box", maker: string, rev: number, deleted: boolean}} Face
 * @typedef {{why: "unsure" | "begins" | "ends" | "nobody", start: number, end: number, id: string, media: string}} Place
 * @typedef {{why: string, start: number, end: number, media: string}} Left What of a person can still be seen.
 * @typedef {{id: string, name: string, role: string, face: boolean, left: Left[], voice: string}} Who
 * @typedef {{id: string, media: string, person: string, start: number, end: number, rev: number}} Away
 * @typedef {{label: string, role: string, person: string, said: boolean}} Voice
 * @typedef {{durationMs: number, faces: Face[], places: Place[], undecided: number, people: Who[], away: Away[], voices: Voice[]}} Shown
 * @typedef {{rid: string, lang: string, count: number, texts: Record<string, string>}} Data
 * @typedef {{data: Data, parentElement: ShadowRoot | HTMLElement, setTriggerValue(name: string, value: any): void}} Component
 * @typedef {Record<string, any>} Fields What an operation changes, by the names of the route.
 */

/** So many operations go in one request. */
const AT_ONCE = 100;

/** Kept on the page and not in this module: after an update two versions of the module may be there. @type {WeakMap<object, FacesPage>} */
const pages = (/** @type {any} */ (globalThis)[Symbol.for("reflect.faces")] ??= new WeakMap());

/** @param {Component} component */
export default function mount(component) {
  let page = pages.get(component.parentElement);
  if (!page || page.closed || page.data.rid !== component.data.rid || page.data.lang !== component.data.lang) {
    page?.close();
    page = new FacesPage(component);
    pages.set(component.parentElement, page);
  } else if (page.data.count !== component.data.count) {
    page.data = component.data;
    void page.load();
  }
  page.trigger = component.setTriggerValue;
  const mine = page;
  return () => void setTimeout(() => mine.root.isConnected || mine.close(), 0);
}

/** Where a face is at a moment, as it will be covered there. @param {Face} face @param {number} ms @returns {Box} */
export function at(face, ms) {
  const n = face.boxes.findIndex((box) => box[0] > ms);
  if (n <= 0) return face.boxes[n === 0 ? 0 : face.boxes.length - 1];
  const [one, two] = [face.boxes[n - 1], face.boxes[n]];
  const part = (ms - one[0]) / Math.max(1, two[0] - one[0]);
  return /** @type {Box} */ (one.map((value, i) => (i ? value + (two[i] - value) * part : ms)));
}

export class FacesPage {
  /** @param {Component} component */
  constructor({ parentElement, data, setTriggerValue }) {
    this.data = data;
    this.trigger = setTriggerValue;
    this.closed = false;
    this.api = new Api();
    /** @type {Shown} */
    this.shown = { durationMs: 0, faces: [], places: [], undecided: 0, people: [], away: [], voices: [] };
    /** The films with a picture. @type {import("./types.js").Medium[]} */
    this.films = [];
    /** The film that is looked at. */
    this.media = "";
    /** The face that keys and the film are about. */
    this.chosen = "";
    /** What takes each change back, the last one last. @type {Fields[][]} */
    this.undos = [];
    /** The change that is being stored. @type {Promise<Face | null>} */
    this.turn = Promise.resolve(null);
    /** @type {Map<string, Row>} */
    this.rows = new Map();
    this.said = el("p", { class: "said", role: "status" });
    this.sum = el("p", { class: "sum" });
    this.places = el("ol", { class: "places" });
    this.look = el("section", { class: "look", "aria-label": this.t("faces.look") }, el("h2", { text: this.t("faces.look") }), this.places);
    this.list = el("div", { class: "rows" });
    this.cameras = el("select", { class: "cameras", hidden: true, "aria-label": this.t("faces.camera"),
      onchange: () => this.lookAt(this.cameras.value) });
    this.picture = new Picture(this);
    this.people = new People(this);
    /** Small pictures, out of each film. @type {Map<string, Thumbs>} */
    this.thumbs = new Map();
    this.root = /** @type {HTMLElement} */ (parentElement.querySelector(".faces"));
    this.root.lang = data.lang;
    this.root.replaceChildren(el("div", { class: "halves" }, this.picture.root, el("div", {}, this.cameras, this.sum, this.said, this.look)),
      this.people.root,
      el("section", { "aria-label": this.t("faces.list") }, el("h2", { text: this.t("faces.list") }),
        el("p", { class: "soft", text: this.t("faces.keys") }), this.list));
    this.keys = (/** @type {KeyboardEvent} */ event) => this._key(event);
    this.root.addEventListener("keydown", this.keys);
    void this._open();
  }

  close() {
    this.closed = true;
    this.root.removeEventListener("keydown", this.keys);
    this.picture.close();
    for (const thumbs of this.thumbs.values()) thumbs.close();
  }

  /** @param {string} key @param {Record<string, string | number>} [vars] */
  t(key, vars = {}) {
    return (this.data.texts[key] ?? key).replace(/\{(\w+)\}/g, (whole, name) => (name in vars ? String(vars[name]) : whole));
  }

  async _open() {
    try {
      const doc = await this.api.get(`doc/${this.data.rid}?lang=${this.data.lang}`);
      if (this.closed) return;
      this.films = doc.media.filter((/** @type {import("./types.js").Medium} */ one) => one.hasPicture);
      this.media = this.films[0]?.id ?? "";
      for (const film of this.films) this.thumbs.set(film.id, new Thumbs(film));
      this.picture.open(doc);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.say(this.t("faces.not_loaded"));
    }
    await this.load();
    this.root.setAttribute("data-ready", "1");
  }

  /** Get all of it and draw it. */
  async load() {
    try {
      this._draw(await this.api.get(`faces/${this.data.rid}?lang=${this.data.lang}`));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.say(this.t("faces.not_loaded"), this.t("faces.again"), () => void this.load());
    }
  }

  /** @param {Shown} shown */
  _draw(shown) {
    this.shown = shown;
    const faces = this.here;
    if (!faces.some((face) => face.id === this.chosen)) this.chosen = faces[0]?.id ?? "";
    const there = new Set(faces.map((face) => face.id));
    const focus = /** @type {ShadowRoot | Document} */ (this.root.getRootNode()).activeElement;
    let lost = false;
    for (const [id, row] of this.rows) {
      if (there.has(id)) continue;
      lost ||= row.root.contains(focus);
      row.root.remove();
      this.rows.delete(id);
    }
    faces.forEach((face, n) => {
      const row = this.rows.get(face.id) ?? new Row(this);
      this.rows.set(face.id, row);
      row.show(face, n + 1);
      if (this.list.children[n] !== row.root) this.list.insertBefore(row.root, this.list.children[n] ?? null);
    });
    // Where a row went, keys go on with another.
    if (lost) (this.rows.get(this.chosen)?.root ?? this.picture.add).focus();
    this._sum();
    this._cameras();
    const places = shown.places.filter((place) => place.media === this.media);
    this.places.replaceChildren(...places.map((place) => this._place(place)));
    this.look.hidden = !places.length;
    this.people.draw();
    this.picture.draw();
  }

  /** The faces on the film that is looked at. */
  get here() {
    return this.shown.faces.filter((face) => this.on(face) === this.media);
  }

  /** The film that a face is on; one without is the recording's own. @param {Face} face */
  on(face) {
    return face.media || (this.films[0]?.id ?? "");
  }

  /** Every film by name, with how many faces on it are to be decided. */
  _cameras() {
    this.cameras.hidden = this.films.length < 2;
    this.cameras.replaceChildren(...this.films.map((film) => {
      const open = this.shown.faces.filter((face) => this.on(face) === film.id && face.decision === "proposed").length;
      return el("option", { value: film.id, selected: film.id === this.media,
        text: open ? this.t("faces.camera_open", { name: film.label, n: open }) : film.label });
    }));
  }

  /** Look at another film. @param {string} media */
  lookAt(media) {
    if (media === this.media || !this.films.some((film) => film.id === media)) return;
    this.media = media;
    this.picture.camera(media);
    this._draw(this.shown);
  }

  /**
   * A choice of who somebody is. @param {string} person @param {string} label @param {(person: string) => void} act @param {string} key
   */
  whoIs(person, label, act, key) {
    const select = el("select", { "aria-label": label, "data-key": key, onchange: () => act(select.value) },
      el("option", { value: "", text: this.t("faces.nobody_said"), selected: !person }),
      ...this.shown.people.map((one) => el("option", { value: one.id, text: one.name, selected: one.id === person })));
    return select;
  }

  /** @param {string} label @param {string} person */
  async sayVoice(label, person) {
    try {
      await this.api.post(`faces/${this.data.rid}/voices`, { ops: [{ label, person }] });
      this.say(this.t("faces.did.voice"));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.say(this.t("faces.not_saved"), this.t("faces.again"), () => void this.sayVoice(label, person));
    }
    await this.load();
  }

  /** Somebody is out of the picture there. @param {Who} one @param {Left} left */
  async away(one, left) {
    const id = crypto.randomUUID();
    const fields = { do: "add", id, span: [left.start, left.end], away: one.id, media: left.media };
    await this.send(fields, { do: "delete", id }, this.t("faces.did.away", { name: one.name }));
  }

  _sum() {
    const { faces, undecided } = this.shown;
    const key = !faces.length ? "faces.none" : undecided ? "faces.undecided" : "faces.decided";
    this.sum.textContent = this.t(key, { n: undecided, all: faces.length });
    this.sum.classList.toggle("ready", faces.length > 0 && !undecided);
  }

  /** @param {Place} place */
  _place(place) {
    const go = () => {
      if (place.id) this.choose(place.id);
      this.picture.play(place.start, place.end);
    };
    const number = this.here.findIndex((face) => face.id === place.id) + 1;
    return el("li", {}, el("button", { type: "button", class: "link", onclick: go,
      text: `${clock(place.start, 1)} – ${clock(place.end, 1)}` }), " ", this.t(`faces.why.${place.why}`, { n: number }));
  }

  /** @param {string} id */
  choose(id) {
    this.chosen = id;
    for (const [other, row] of this.rows) row.mark(other === id);
    this.picture.draw();
  }

  /** @returns {Face | undefined} */
  get face() {
    return this.shown.faces.find((face) => face.id === this.chosen);
  }

  /** @param {string} text @param {string} [label] @param {() => void} [act] */
  say(text, label, act) {
    this.said.replaceChildren(text);
    if (label && act) this.said.append(" ", el("button", { type: "button", class: "link", text: label, onclick: act }));
  }

  /**
   * Change a face; what it was can be brought back. @param {string} id @param {(face: Face) => Fields} fields @param {string} done what to say
   */
  change(id, fields, done) {
    return this._next(async () => {
      const face = this.shown.faces.find((one) => one.id === id);
      if (!face) return null;
      const [wish, undo] = both(face, fields(face));
      return this._send([wish], [undo], done);
    });
  }

  /** The same for many at once, and taken back at once. @param {Face[]} faces @param {(face: Face) => Fields} fields @param {string} done */
  changeAll(faces, fields, done) {
    const ids = new Set(faces.map((face) => face.id));
    return this._next(async () => {
      const pairs = this.shown.faces.filter((face) => ids.has(face.id)).map((face) => both(face, fields(face)));
      if (!pairs.length) return null;
      return this._send(pairs.map(([wish]) => wish), pairs.map(([, undo]) => undo), done);
    });
  }

  /** @param {Fields} fields @param {Fields | null} undo @param {string} done @returns {Promise<Face | null>} */
  send(fields, undo, done) {
    return this._next(() => this._send([fields], undo && [undo], done));
  }

  /** One change after the other: each is based on what came of the one before. @param {() => Promise<Face | null>} work */
  _next(work) {
    this.turn = this.turn.then(work);
    return this.turn;
  }

  /** @param {Fields[]} wishes @param {Fields[] | null} undo @param {string} done @returns {Promise<Face | null>} */
  async _send(wishes, undo, done) {
    const ops = wishes.map((fields) => ({ op: crypto.randomUUID(), ...fields }));
    /** @type {{status: string, why: string, face: Face | null}[]} */
    const acks = [];
    try {
      for (let n = 0; n < ops.length; n += AT_ONCE) {
        acks.push(...(await this.api.post(`faces/${this.data.rid}`, { ops: ops.slice(n, n + AT_ONCE) })).acks);
      }
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.say(this.t("faces.not_saved"), this.t("faces.again"), () => void this._next(() => this._send(wishes, undo, done)));
      return null;
    }
    const refused = acks.find((ack) => ack.status !== "stored");
    const back = undo?.filter((_, n) => acks[n].status === "stored");
    if (back?.length) this.undos.push(back);
    if (refused) this.say(this.t(`faces.refused.${refused.why}`));
    else this.say(done, undo ? this.t("faces.undo") : "", () => void this.undo());
    await this.load();
    return refused ? null : acks[0].face;
  }

  async undo() {
    const last = this.undos.pop();
    if (last) await this._next(() => this._send(last, null, this.t("faces.undone")));
  }

  /** @param {KeyboardEvent} event */
  _key(event) {
    const target = /** @type {HTMLElement} */ (event.composedPath()[0]);
    if (target.matches("input, textarea, select")) return;
    const row = this.rows.get(this.chosen);
    /** @type {Record<string, (() => void) | undefined>} */
    const acts = {
      ArrowDown: () => this._move(1), ArrowUp: () => this._move(-1),
      1: row && (() => row.decide("cover")), 2: row && (() => row.decide("visible")), 3: row && (() => row.decide("reject")),
      "[": row && (() => row.stretch("start")), "]": row && (() => row.stretch("end")),
      Delete: row && (() => row.remove()), n: () => this.picture.ask(),
    };
    const who = row && this.shown.people[Number(event.key) - FIRST_PERSON];
    if (who) acts[event.key] = () => row.isOf(who.id);
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z") acts[event.key] = () => void this.undo();
    else if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (this.picture.key(event, target)) return event.preventDefault();
    const act = acts[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  }

  /** @param {number} way */
  _move(way) {
    const faces = this.here;
    const next = faces[faces.findIndex((face) => face.id === this.chosen) + way];
    if (!next) return;
    this.choose(next.id);
    this.rows.get(next.id)?.focus();
    this.picture.seek(next.start);
  }
}

/** A change of a face, and what takes it back. @param {Face} face @param {Fields} wanted @returns {[Fields, Fields]} */
function both(face, wanted) {
  /** @type {Fields} */
  const before = {};
  for (const name of Object.keys(wanted)) before[name === "box" ? "boxes" : name] = was(face, name);
  return [{ do: "update", id: face.id, base: face.rev, ...wanted }, { do: "update", id: face.id, ...before }];
}

/** @param {Face} face @param {string} name */
function was(face, name) {
  if (name === "span") return [face.start, face.end];
  if (name === "box" || name === "boxes") return face.boxes;
  if (name === "person") return face.person;
  return name === "visible" ? face.visible : face.decision;
}
