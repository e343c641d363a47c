// @ts-check
import { Emitter } from "./emitter.js";

const STEP = 8;

/** How loud it is over time: one byte per 1/perSecond s, with coarser layers so that hours draw as fast as seconds. Event: "loaded". */
export class Waveform extends Emitter {
  constructor() {
    super();
    /** @type {Uint8Array[]} */
    this.layers = [];
    this.perMs = 0.02;
  }

  get loaded() {
    return this.layers.length > 0;
  }

  /** @param {import("./types.js").Context} ctx */
  async load(ctx) {
    const { peaks } = ctx.doc;
    if (!peaks || this.loaded) return;
    this.set(new Uint8Array(await ctx.api.bytes(peaks.url)), peaks.perSecond);
  }

  /** @param {Uint8Array} peaks @param {number} perSecond */
  set(peaks, perSecond) {
    this.perMs = perSecond / 1000;
    this.layers = peaks.length ? [peaks] : [];
    for (let layer = peaks; layer.length > 4_000; ) {
      const next = new Uint8Array(Math.ceil(layer.length / STEP));
      for (let i = 0; i < layer.length; i += 1) if (layer[i] > next[(i / STEP) | 0]) next[(i / STEP) | 0] = layer[i];
      this.layers.push(next);
      layer = next;
    }
    this.emit("loaded");
  }

  /** The loudest between two positions (in peaks). @param {number} from @param {number} to */
  loudest(from, to) {
    let level = 0;
    let scale = 1;
    while (level + 1 < this.layers.length && (to - from) / scale > STEP * 2) {
      level += 1;
      scale *= STEP;
    }
    const layer = this.layers[level];
    const end = Math.min(layer.length, Math.max(Math.floor(from / scale) + 1, Math.ceil(to / scale)));
    let most = 0;
    for (let i = Math.max(0, Math.floor(from / scale)); i < end; i += 1) if (layer[i] > most) most = layer[i];
    return most;
  }

  /**
   * @param {CanvasRenderingContext2D} pen with its fillStyle set
   * @param {{from: number, to: number}} view in ms @param {{left: number, top: number, width: number, height: number}} box in pixels
   */
  draw(pen, view, box) {
    if (!this.loaded) return;
    const each = ((view.to - view.from) * this.perMs) / box.width;
    const first = view.from * this.perMs;
    const middle = box.top + box.height / 2;
    pen.beginPath();
    for (let x = 0; x < box.width; x += 1) {
      const from = first + x * each;
      if (from >= this.layers[0].length) break;
      const high = Math.max(1, (this.loudest(from, from + each) / 255) * box.height);
      pen.rect(box.left + x, middle - high / 2, 1, high);
    }
    pen.fill();
  }
}
