// @ts-check
// The film with the boxes over it, as they will be covered: chosen, moved and resized at this moment, and drawn by hand.
import { Api } from "./api.js";
import { clamp, clock, el, icon } from "./dom.js";
import { at } from "./faces.js";
import { Film } from "./film.js";

/**
 * @typedef {import("./faces.js").Box} Box
 * @typedef {import("./faces.js").Face} Face
 * @typedef {{x: number, y: number, box: Box, way: "move" | "size" | "draw", face: Face | null}} Drag
 */

const SPACE = "http://www.w3.org/2000/svg";
const STEP = 0.005;
const LEAST = 0.01;
/** A box that is drawn by hand lasts so long, until it is stretched. */
const DRAWN_MS = 2_000;
const MIDDLE = [0.42, 0.35, 0.16, 0.3];

export class Picture {
  /** @param {import("./faces.js").FacesPage} page */
  constructor(page) {
    this.page = page;
    /** @type {Film | null} */
    this.film = null;
    /** @type {Drag | null} */
    this.drag = null;
    this.asking = false;
    this.svg = document.createElementNS(SPACE, "svg");
    this.svg.setAttribute("viewBox", "0 0 1 1");
    this.svg.setAttribute("preserveAspectRatio", "none");
    this.svg.setAttribute("class", "boxes");
    this.screen = el("div", { class: "screen" });
    this.trouble = el("p", { class: "soft", hidden: true });
    this.button = el("button", { type: "button", class: "play", "aria-label": page.t("faces.play"), onclick: () => this.film?.toggle() }, icon("play"));
    this.time = el("span", { class: "now" });
    this.slider = el("input", { type: "range", min: 0, step: 40, value: 0, "aria-label": page.t("faces.time"),
      oninput: () => this.seek(Number(this.slider.value)) });
    this.lanes = el("div", { class: "lanes", "aria-hidden": "true" });
    const step = (/** @type {1 | -1} */ way, /** @type {string} */ name) => el("button", { type: "button", "aria-label": page.t(`faces.${name}`),
      onclick: () => this.film?.step(way) }, icon(name));
    this.add = el("button", { type: "button", class: "add", "aria-pressed": "false", text: page.t("faces.draw"), onclick: () => this.ask() });
    this.root = el("div", { class: "film" }, this.screen, this.trouble, this.slider, this.lanes,
      el("div", { class: "controls" }, this.button, step(-1, "frameBack"), step(1, "frameForward"), this.time, this.add));
    this.svg.addEventListener("pointerdown", (event) => this._down(event));
    this.svg.addEventListener("pointermove", (event) => this._moved(event));
    this.svg.addEventListener("pointerup", () => void this._up());
    this.svg.addEventListener("pointercancel", () => this._forget());
  }

  /** @param {import("./types.js").Doc} doc */
  open(doc) {
    const api = new Api();
    const reachable = (/** @type {string} */ url) => api.request(url, { method: "HEAD" }, {}).then((answer) => answer.status, () => 0);
    this.film = new Film(doc, { memory: { get: () => null, set: () => {} }, reachable });
    this._fit();
    this.screen.replaceChildren(this.film.stage, this.svg);
    this.slider.max = String(this.film.durationMs);
    this.film.on("time", () => this.draw());
    this.film.on("state", () => this._state());
    this._state();
  }

  /** Another film, at the same moment. @param {string} id */
  camera(id) {
    this.film?.switchTo(id);
    this._fit();
  }

  /** Boxes are parts of the picture, so the screen has its shape. */
  _fit() {
    const medium = this.page.films.find((one) => one.id === this.page.media);
    if (medium?.width) this.screen.style.aspectRatio = `${medium.width} / ${medium.height}`;
  }

  close() {
    this.film?.destroy();
  }

  now() {
    return this.film?.now() ?? 0;
  }

  /** @param {number} ms */
  seek(ms) {
    this.film?.seek(ms);
    this.draw();
  }

  /** @param {number} start @param {number} end */
  play(start, end) {
    this.film?.playSpan(start, end, () => {});
    this.button.focus();
  }

  _state() {
    const playing = !!this.film?.playing;
    this.button.replaceChildren(icon(playing ? "pause" : "play"));
    this.button.setAttribute("aria-label", this.page.t(playing ? "faces.pause" : "faces.play"));
    this.trouble.hidden = !this.film?.trouble;
    this.trouble.textContent = this.page.t("faces.no_film");
  }

  /** The boxes of this moment, and where on the way the faces are. */
  draw() {
    const { chosen } = this.page;
    const now = this.now();
    this.time.textContent = clock(now, 1);
    this.slider.value = String(now);
    if (this.drag) return;
    const here = this.page.here.filter((face) => face.start <= now && now < face.end && face.decision !== "rejected");
    this.svg.replaceChildren(...here.map((face) => this._shape(face, at(face, now), face.id === chosen)));
    this._lanes();
  }

  /** @param {Face} face @param {Box} box @param {boolean} chosen */
  _shape(face, [, x, y, w, h], chosen) {
    const group = document.createElementNS(SPACE, "g");
    group.dataset.id = face.id;
    group.setAttribute("class", `${face.visible && face.person ? "visible" : face.decision}${chosen ? " chosen" : ""}`);
    group.append(face.shape === "box" ? make("rect", { x, y, width: w, height: h }) : make("ellipse", { cx: x + w / 2, cy: y + h / 2, rx: w / 2, ry: h / 2 }));
    if (chosen) {
      group.append(make("rect", { x, y, width: w, height: h, class: "frame" }));
      group.append(make("rect", { x: x + w - 0.012, y: y + h - 0.02, width: 0.024, height: 0.04, class: "corner" }));
    }
    return group;
  }

  _lanes() {
    const { durationMs } = this.page.shown;
    const { here: faces, media } = this.page;
    const places = this.page.shown.places.filter((place) => place.media === media);
    const key = JSON.stringify([media, faces.map((face) => [face.id, face.start, face.end, face.decision, face.visible, face.person]), places.length, this.page.chosen]);
    if (this.lanes.dataset.key === key || !durationMs) return;
    this.lanes.dataset.key = key;
    /** @param {number} start @param {number} end @param {string} kind */
    const bar = (start, end, kind) => {
      const made = el("i", { class: kind });
      made.style.left = `${(start / durationMs) * 100}%`;
      made.style.width = `${Math.max(0.3, ((end - start) / durationMs) * 100)}%`;
      return made;
    };
    const lane = (/** @type {HTMLElement[]} */ bars) => el("div", { class: "lane" }, ...bars);
    this.lanes.replaceChildren(
      ...faces.map((face) => lane([bar(face.start, face.end, `${face.visible && face.person ? "visible" : face.decision}${face.id === this.page.chosen ? " chosen" : ""}`)])),
      lane(places.map((place) => bar(place.start, place.end, `place ${place.why}`))));
  }

  // ---- by hand ------------------------------------------------------------------------------

  /** The next thing drawn on the film is a new box; Enter puts one in the middle. */
  ask() {
    this.asking = !this.asking;
    this.add.setAttribute("aria-pressed", String(this.asking));
    this.svg.classList.toggle("asking", this.asking);
    this.page.say(this.asking ? this.page.t("faces.draw_how") : "");
    this.film?.pause();
    if (!this.asking) return;
    this.add.focus();
    this.screen.scrollIntoView({ block: "center" });
  }

  /** @param {PointerEvent} event @returns {[number, number]} */
  _place(event) {
    const { left, top, width, height } = this.svg.getBoundingClientRect();
    return [(event.clientX - left) / width, (event.clientY - top) / height];
  }

  /** @param {PointerEvent} event */
  _down(event) {
    const [x, y] = this._place(event);
    const target = /** @type {Element} */ (event.target);
    const id = target.closest("g")?.getAttribute("data-id");
    this.film?.pause();
    const now = Math.round(this.now());
    if (this.asking) {
      this.drag = { x, y, box: [now, x, y, LEAST, LEAST], way: "draw", face: null };
    } else if (id) {
      if (id !== this.page.chosen) this.page.choose(id);
      const face = this.page.face;
      if (!face) return;
      const [, left, top, w, h] = at(face, now);
      this.drag = { x, y, box: [now, left, top, w, h], way: target.classList.contains("corner") ? "size" : "move", face };
    }
    if (this.drag) this.svg.setPointerCapture(event.pointerId);
  }

  /** @param {PointerEvent} event */
  _moved(event) {
    const { drag } = this;
    if (!drag) return;
    const [x, y] = this._place(event);
    const [ms, left, top, w, h] = drag.box;
    const [across, down] = [x - drag.x, y - drag.y];
    /** @type {Box} */
    let box = [ms, left + across, top + down, w, h];
    if (drag.way === "size") box = [ms, left, top, Math.max(LEAST, w + across), Math.max(LEAST, h + down)];
    if (drag.way === "draw") box = [ms, Math.min(x, drag.x), Math.min(y, drag.y), Math.max(LEAST, Math.abs(across)), Math.max(LEAST, Math.abs(down))];
    this.svg.dataset.box = JSON.stringify(box);
    const face = drag.face ?? { id: "", visible: false, decision: "confirmed", shape: "ellipse", person: "" };
    this.svg.replaceChildren(this._shape(/** @type {Face} */ (face), box, true));
  }

  async _up() {
    const { drag } = this;
    const drawn = this.svg.dataset.box;
    this._forget();
    if (!drag || !drawn) return;
    /** @type {Box} */
    const box = JSON.parse(drawn);
    if (drag.face) await this._put(drag.face, box);
    else await this._make(box);
  }

  _forget() {
    this.drag = null;
    delete this.svg.dataset.box;
    this.draw();
  }

  /** @param {Face} face @param {Box} box */
  async _put(face, box) {
    await this.page.change(face.id, () => ({ box }), this.page.t("faces.did.move"));
  }

  /** @param {Box} box */
  async _make(box) {
    if (this.asking) this.ask();
    const id = crypto.randomUUID();
    const fields = { do: "add", id, span: [box[0], box[0] + DRAWN_MS], boxes: [box], media: this.page.media || null };
    if (await this.page.send(fields, { do: "delete", id }, this.page.t("faces.did.draw"))) {
      this.page.choose(id);
      this.page.rows.get(id)?.focus();
    }
  }

  /** Keys that are about the film: true when this was one. @param {KeyboardEvent} event @param {HTMLElement} target */
  key(event, target) {
    const now = Math.round(this.now());
    if (event.key === " " && !target.matches("button")) this.film?.toggle();
    else if (event.key === ",") this.film?.step(-1);
    else if (event.key === ".") this.film?.step(1);
    else if (event.key === "Enter" && this.asking) void this._make(/** @type {Box} */ ([now, ...MIDDLE]));
    else if (event.key === "Escape" && this.asking) this.ask();
    else if (event.shiftKey && /^Arrow/.test(event.key)) this._nudge(event.key, now);
    else if (event.key === "+" || event.key === "-") this._nudge(event.key, now);
    else return false;
    return true;
  }

  /** @param {string} key @param {number} now */
  _nudge(key, now) {
    const { face } = this.page;
    if (!face) return;
    this.film?.pause();
    /** @type {Record<string, number[]>} */
    const ways = {
      ArrowLeft: [-STEP, 0, 0, 0], ArrowRight: [STEP, 0, 0, 0], ArrowUp: [0, -STEP, 0, 0], ArrowDown: [0, STEP, 0, 0],
      "+": [-STEP, -STEP, 2 * STEP, 2 * STEP], "-": [STEP, STEP, -2 * STEP, -2 * STEP],
    };
    const by = ways[key];
    void this.page.change(face.id, (last) => {
      const [, x, y, w, h] = at(last, now);
      return { box: [now, x + by[0], y + by[1], clamp(w + by[2], LEAST, 2), clamp(h + by[3], LEAST, 2)] };
    }, this.page.t("faces.did.move"));
  }
}

/** @param {string} name @param {Record<string, string | number>} props */
function make(name, props) {
  const made = document.createElementNS(SPACE, name);
  for (const [key, value] of Object.entries(props)) made.setAttribute(key, String(value));
  return made;
}
