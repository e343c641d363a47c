// @ts-check
import { themeOf } from "./codes.js";
import { clock } from "./dom.js";
import { nameOf } from "./tagging.js";
import { after, endOf } from "./turns.js";

/**
 * @typedef {import("./types.js").Context} Context
 * @typedef {import("./types.js").Fragment} Fragment
 * @typedef {{from: number, to: number}} View
 * @typedef {{kind: "ruler" | "wave" | "speaker" | "theme" | "observation" | "suggestion", key: string, label: string, colour: string,
 *   top: number, height: number}} Lane
 * @typedef {{text: string, muted: string, line: string, back: string, accent: string, wave: string, font: string}} Ink
 */

const SIZES = {
  small: { ruler: 17, wave: 34, speaker: 9, theme: 13 },
  large: { ruler: 19, wave: 56, speaker: 13, theme: 18 },
};
const MOST_SPEAKERS = 6;
const LEAST_NAMED_PX = 26;
const TICKS_MS = [100, 200, 500, 1e3, 2e3, 5e3, 1e4, 15e3, 3e4, 6e4, 12e4, 3e5, 6e5, 12e5, 18e5, 36e5];

/**
 * The lanes from top to bottom, and how high they are together.
 * @param {Context} ctx @param {boolean} large @param {boolean} suggestions whether they have a lane @returns {{lanes: Lane[], height: number}}
 */
export function lanesOf(ctx, large, suggestions) {
  const size = large ? SIZES.large : SIZES.small;
  const { t, doc, transcript } = ctx;
  /** @type {Omit<Lane, "top">[]} */
  const wanted = [
    { kind: "ruler", key: "ruler", label: "", colour: "", height: size.ruler },
    { kind: "wave", key: "wave", label: t("player.lane.sound"), colour: "", height: size.wave },
  ];
  for (const speaker of transcript.speakers().slice(0, MOST_SPEAKERS))
    wanted.push({ kind: "speaker", key: speaker.label, label: speaker.shown, colour: speaker.colour, height: size.speaker + 3 });
  for (const theme of doc.codebook.themes)
    wanted.push({ kind: "theme", key: theme.code, label: theme.label, colour: theme.colour, height: size.theme });
  wanted.push({ kind: "observation", key: "", label: t("player.lane.observations"), colour: "", height: size.theme });
  if (suggestions) wanted.push({ kind: "suggestion", key: "suggestion", label: t("player.lane.suggestions"), colour: "", height: size.theme + 8 });
  let top = 0;
  const lanes = wanted.map((lane) => {
    const placed = { ...lane, top };
    top += lane.height;
    return placed;
  });
  return { lanes, height: top };
}

/** The lane of a fragment. @param {Context} ctx @param {Lane[]} lanes @param {Fragment} one */
export function laneOf(ctx, lanes, one) {
  const theme = themeOf(ctx.doc.codebook.themes, one.code);
  return lanes.find((lane) => (theme ? lane.kind === "theme" && lane.key === theme.code : lane.kind === "observation"));
}

/** Draws what does not move: background, ruler, sound and speakers. */
export class Ground {
  /** @param {Context} ctx @param {import("./waveform.js").Waveform} waveform */
  constructor(ctx, waveform) {
    this.ctx = ctx;
    this.waveform = waveform;
  }

  /** @param {CanvasRenderingContext2D} pen @param {View} view @param {number} width @param {Lane[]} lanes @param {Ink} ink */
  draw(pen, view, width, lanes, ink) {
    const height = lanes.reduce((sum, lane) => sum + lane.height, 0);
    pen.clearRect(0, 0, width, height);
    lanes.forEach((lane, i) => {
      if (lane.kind === "ruler") return;
      if (lane.kind === "theme" && i % 2) {
        pen.fillStyle = ink.back;
        pen.fillRect(0, lane.top, width, lane.height);
      }
      if (lane.kind === "wave") {
        pen.fillStyle = ink.wave;
        const ratio = pen.getTransform().a;
        pen.save();
        pen.scale(1 / ratio, 1);
        this.waveform.draw(pen, view, { left: 0, top: lane.top + 2, width: Math.round(width * ratio), height: lane.height - 4 });
        pen.restore();
      }
      if (lane.kind === "speaker") this._speaker(pen, view, width, lane);
    });
    this._ruler(pen, view, width, height, lanes[0].height, ink);
    pen.fillStyle = ink.line;
    for (const lane of lanes) if (lane.kind === "wave" || (lane.kind === "theme" && lane.key === this.ctx.doc.codebook.themes[0]?.code)) pen.fillRect(0, lane.top, width, 1);
  }

  /** @param {CanvasRenderingContext2D} pen @param {View} view @param {number} width @param {Lane} lane */
  _speaker(pen, view, width, lane) {
    const { transcript } = this.ctx;
    const turns = transcript.turns();
    const scale = width / (view.to - view.from);
    pen.fillStyle = lane.colour;
    const first = Math.max(0, after(transcript.turnStarts, view.from) - 12); // long turns that began before
    for (let i = first; i < turns.length; i += 1) {
      const start = transcript.turnStarts[i];
      if (start > view.to) break;
      if (turns[i].s === lane.key) pen.fillRect((start - view.from) * scale, lane.top + 2, Math.max(1, (endOf(turns[i]) - start) * scale - 0.5), lane.height - 3);
    }
  }

  /** @param {CanvasRenderingContext2D} pen @param {View} view @param {number} width @param {number} height @param {number} top @param {Ink} ink */
  _ruler(pen, view, width, height, top, ink) {
    const scale = width / (view.to - view.from);
    const step = TICKS_MS.find((ms) => ms * scale >= 70) ?? 72e5;
    pen.font = `10.5px ${ink.font}`;
    pen.textBaseline = "middle";
    for (let ms = Math.ceil(view.from / step) * step; ms <= view.to; ms += step) {
      const x = Math.round((ms - view.from) * scale);
      pen.fillStyle = ink.line;
      pen.fillRect(x, top - 5, 1, height - top + 5);
      pen.fillStyle = ink.muted;
      pen.fillText(clock(ms, step < 1000 ? 1 : 0), x + 3, top / 2);
    }
  }
}

/** Draws fragments, and finds them under the pointer. */
export class Boxes {
  /** @param {Context} ctx */
  constructor(ctx) {
    this.ctx = ctx;
    /** A fragment that is being dragged, as it looks now. @type {Fragment | null} */
    this.dragged = null;
    /** @type {(one: Fragment) => boolean} */
    this.shown = () => true;
  }

  /** @returns {Fragment[]} */
  all() {
    const { dragged } = this;
    const list = this.ctx.fragments.all();
    return dragged ? list.map((one) => (one.id === dragged.id ? dragged : one)) : list;
  }

  /** @param {CanvasRenderingContext2D} pen @param {View} view @param {number} width @param {Lane[]} lanes @param {Ink} ink */
  draw(pen, view, width, lanes, ink) {
    const last = lanes[lanes.length - 1];
    pen.clearRect(0, 0, width, last.top + last.height);
    pen.font = `10.5px ${ink.font}`;
    pen.textBaseline = "middle";
    const chosen = [];
    for (const one of this.all()) {
      if (one.end < view.from || one.start > view.to) continue;
      const lane = laneOf(this.ctx, lanes, one);
      if (!lane) continue;
      const box = this.boxOf(one, view, width, lane);
      if (this.ctx.fragments.isSelected(one.id)) chosen.push({ one, lane, box });
      else this._box(pen, one, lane, box, ink, false);
    }
    for (const { one, lane, box } of chosen) this._box(pen, one, lane, box, ink, true);
  }

  /**
   * @param {CanvasRenderingContext2D} pen @param {Fragment} one @param {Lane} lane @param {{x: number, y: number, w: number, h: number}} box
   * @param {Ink} ink @param {boolean} chosen
   */
  _box(pen, one, lane, { x, y, w, h }, ink, chosen) {
    const state = this.ctx.fragments.state(one.id);
    const colour = lane.colour || ink.muted;
    pen.globalAlpha = this.shown(one) ? (chosen ? 1 : 0.82) : 0.2;
    pen.fillStyle = colour;
    pen.beginPath();
    if (w < 8) pen.rect(x, y, Math.max(2, w - 0.5), h);
    else pen.roundRect(x, y, w - 0.5, h, 2.5);
    pen.fill();
    pen.globalAlpha = 1;
    if (state !== "stored" || chosen) {
      pen.strokeStyle = ink.text;
      pen.lineWidth = chosen ? 2 : 1;
      pen.setLineDash(state === "stored" ? [] : [3, 2]);
      pen.stroke();
      pen.setLineDash([]);
      pen.lineWidth = 1;
    }
    const text = this.said(one, w);
    if (text) this._name(pen, text, x, y, w, h, "#fff");
  }

  /** Where a fragment lies. @param {Fragment} one @param {View} view @param {number} width @param {Lane} lane */
  boxOf(one, view, width, lane) {
    const scale = width / (view.to - view.from);
    return { x: (one.start - view.from) * scale, y: lane.top + 1, w: Math.max(2, (one.end - one.start) * scale), h: lane.height - 2 };
  }

  /** What is written in a fragment that is `w` pixels wide. @param {Fragment} one @param {number} w */
  said(one, w) {
    if (w <= LEAST_NAMED_PX || !this.shown(one)) return "";
    const mark = one.perspective === "researcher" ? "" : `${this.ctx.t(`player.perspective.${one.perspective}`)[0].toUpperCase()} · `;
    return mark + (one.code.includes(".") ? nameOf(this.ctx, one.code) : one.note);
  }

  /** @param {CanvasRenderingContext2D} pen @param {string} text @param {number} x @param {number} y @param {number} w @param {number} h @param {string} colour */
  _name(pen, text, x, y, w, h, colour) {
    pen.save();
    pen.beginPath();
    pen.rect(x, y, w - 3, h);
    pen.clip();
    pen.fillStyle = colour;
    pen.fillText(text, x + 4, y + h / 2 + 0.5);
    pen.restore();
  }

  /**
   * What is under the pointer: the fragment and which part of it.
   * @param {View} view @param {number} width @param {Lane[]} lanes @param {number} x @param {number} y
   * @returns {{one: Fragment, part: "start" | "end" | "body"} | null}
   */
  at(view, width, lanes, x, y) {
    const scale = width / (view.to - view.from);
    const lane = lanes.find((candidate) => y >= candidate.top && y < candidate.top + candidate.height);
    if (!lane) return null;
    const { fragments } = this.ctx;
    const near = this.all().filter((one) => {
      if (laneOf(this.ctx, lanes, one) !== lane) return false;
      const left = (one.start - view.from) * scale;
      return x >= left - 4 && x <= Math.max(left + 3, (one.end - view.from) * scale) + 4;
    });
    // The selected one first, then the shortest: it lies on top of the longer ones.
    near.sort((a, b) => Number(fragments.isSelected(b.id)) - Number(fragments.isSelected(a.id)) || a.end - a.start - (b.end - b.start));
    const one = near[0];
    if (!one) return null;
    const left = (one.start - view.from) * scale;
    const right = (one.end - view.from) * scale;
    const reach = Math.min(5, Math.max(2, (right - left) / 4));
    if (x >= right - reach) return { one, part: "end" };
    if (x <= left + reach) return { one, part: "start" };
    return { one, part: "body" };
  }
}

/** @param {HTMLCanvasElement} canvas @param {number} width @param {number} height @param {number} ratio */
export function sized(canvas, width, height, ratio) {
  canvas.width = Math.max(1, Math.round(width * ratio));
  canvas.height = Math.max(1, Math.round(height * ratio));
  Object.assign(canvas.style, { width: `${width}px`, height: `${height}px` });
  penOf(canvas).setTransform(ratio, 0, 0, ratio, 0, 0);
}

/** @param {HTMLCanvasElement} canvas */
export const penOf = (canvas) => /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
