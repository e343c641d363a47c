// @ts-check
import { bindKeys } from "./bindings.js";
import { Book } from "./book.js";
import { Conflicts } from "./conflicts.js";
import { Controls } from "./controls.js";
import { Detail } from "./detail.js";
import { Earlier } from "./earlier.js";
import { figures } from "./figures.js";
import { FragmentList } from "./fragments.js";
import { Head } from "./head.js";
import { Help } from "./help.js";
import { Quiet } from "./quiet.js";
import { ListTabs } from "./listtabs.js";
import { Stage } from "./stage.js";
import { SuggestionList } from "./suggestionlist.js";
import { Suggestions } from "./suggestions.js";
import { TagBar } from "./tagbar.js";
import { Tagging } from "./tagging.js";
import { Timeline } from "./timeline.js";
import { TranscriptView } from "./transcript.js";
import { Voice } from "./voice.js";
import { Waveform } from "./waveform.js";

/**
 * Puts the parts of the screen in their places and lets them follow the film.
 * @param {import("./types.js").Context} ctx @param {import("./layout.js").Layout} layout @param {import("./saved.js").Saved} saved
 * @returns {{destroy: () => void}[]}
 */
export function mountParts(ctx, layout, saved) {
  const { slots } = layout;
  const waveform = new Waveform();
  const tagging = new Tagging(ctx);
  const suggestions = new Suggestions(ctx, tagging);
  const help = new Help(ctx);
  const book = new Book(ctx);
  const head = new Head(ctx, slots.head, saved, help, book);
  slots.film.append(ctx.film.stage);
  const stage = new Stage(ctx, waveform);
  const voice = new Voice(ctx.film);
  const controls = new Controls(ctx, slots.film);
  const transcript = new TranscriptView(ctx, slots.transcript);
  const tabs = new ListTabs(ctx, slots.list);
  const list = new FragmentList(ctx, tabs);
  const proposals = new SuggestionList(ctx, tabs, suggestions);
  const conflicts = new Conflicts(ctx, list.ui.conflicts);
  const detail = new Detail(ctx, slots.list, tagging, book);
  const earlier = new Earlier(ctx, slots.list);
  const bar = new TagBar(ctx, slots.tagbar, tagging);
  const timeline = new Timeline(ctx, slots.timeline, waveform, tagging, suggestions);
  ctx.fragments.on("filter", (shown) => {
    timeline.boxes.shown = shown;
    timeline.repaint("boxes");
  });
  bindKeys(ctx, { tagging, suggestions, timeline, list, proposals, help, book });
  const loud = () => void waveform.load(ctx).catch(() => setTimeout(loud, 5_000));
  loud();
  ctx.on("doc", loud);
  ctx.film.on("time", (ms) => {
    const began = performance.now();
    controls.show(ms);
    timeline.show(ms);
    if (ctx.mode !== "edit") transcript.show(ms);
    stage.show(ms);
    if (ctx.film.playing) figures.frame(performance.now() - began);
  });
  ctx.on("mode", () => requestAnimationFrame(() => ctx.mode !== "edit" && transcript.shown()));
  return [new Quiet(), head, help, book, stage, controls, transcript, conflicts, tabs, list, proposals, suggestions, detail, earlier, bar, timeline];
}
