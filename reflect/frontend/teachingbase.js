// @ts-check
import { CaseBase } from "./casebase.js";

/**
 * `books` has for every codebook ("" is that of the settings) its themes and the codes under them; `seen` changes when the page is to look again.
 * @typedef {{set: string, lang: string, texts: Record<string, string>, seen: number, books: Record<string, {code: string, title: string, colour: string}[]>}} Data
 */

const WORDS = ["title", "goal", "audience", "note", "question", "answer"];

/** What the page of a teaching set has: everything written in it. Where it says something else than the page of a session, its own words count. */
export class TeachingBase extends CaseBase {
  /** @param {Data} data */
  constructor(data) {
    super(data, { name: "teaching", owner: data.set, write: `teaching/${data.set}`, words: WORDS });
  }

  /** @param {string} key @param {Record<string, string | number>} [vars] */
  t(key, vars = {}) {
    const own = key.replace(/^session\./, "teaching.");
    return super.t(own in this.texts ? own : key, vars);
  }

  /** @param {string} why */
  why(why) {
    const key = `teaching.why.${why}`;
    return key in this.texts ? super.t(key) : super.why(why);
  }
}
