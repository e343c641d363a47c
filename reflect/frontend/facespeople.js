// @ts-check
// Who is who: everybody on the recording with what of them can still be seen and heard, the voices, and who stays visible.
import { clock, el } from "./dom.js";

/** The key that says that a face is of the first person; the next people have the next keys. */
export const FIRST_PERSON = 4;
const KEYS = 6;

/**
 * @typedef {import("./faces.js").Who} Who
 * @typedef {import("./faces.js").Left} Left
 */

const SHOWN = 5;
/** Reasons that a person answers by saying that somebody is out of the picture. */
const GAPS = ["face_uncovered", "face_not_looked"];

export class People {
  /** @param {import("./faces.js").FacesPage} page */
  constructor(page) {
    this.page = page;
    this.cards = el("div", { class: "cards" });
    this.voices = el("div", { class: "voices" });
    this.root = el("section", { class: "who", "aria-label": page.t("faces.who") }, el("h2", { text: page.t("faces.who") }),
      el("p", { class: "soft", text: page.t("faces.who_about") }), this.cards, this.voices);
  }

  draw() {
    const { people, voices } = this.page.shown;
    const { page } = this;
    const kept = focused(this.root);
    this.cards.replaceChildren(...people.map((one, n) => this._card(one, n)));
    if (!people.length) this.cards.append(el("p", { class: "soft", text: page.t("faces.nobody") }));
    this.voices.replaceChildren(...(voices.length && people.length ? [el("h3", { text: page.t("faces.voices") }), ...voices.map((one) => this._voice(one))] : []));
    if (kept) /** @type {HTMLElement | null} */ (this.root.querySelector(`[data-key="${CSS.escape(kept)}"]`))?.focus();
  }

  /** @param {Who} one @param {number} place */
  _card(one, place) {
    const { page } = this;
    const tracks = page.shown.faces.filter((face) => face.person === one.id && face.decision !== "rejected");
    const visible = tracks.some((face) => face.visible);
    const state = !one.face && !tracks.length ? "unseen" : visible ? "visible" : one.left.length ? "open" : "covered";
    const act = (/** @type {string} */ key, /** @type {boolean} */ show) => el("button", { type: "button", class: `choice ${show ? "visible" : "cover"}`,
      "data-key": `${key}-${one.id}`, "aria-pressed": String(tracks.length > 0 && tracks.every((face) => face.decision === "confirmed" && face.visible === show)),
      disabled: !tracks.length, text: page.t(`faces.${key}`), onclick: () => this._all(one, show) });
    return el("article", { class: "card", dataset: { state, person: one.id } },
      el("h3", {}, one.name, " ", place < KEYS && el("kbd", { text: String(place + FIRST_PERSON), title: page.t("faces.key_about") })),
      el("p", { class: "soft", text: page.t(`faces.role.${one.role}`) }),
      el("p", { class: "state", text: page.t(`faces.stand.${state}`, { n: tracks.length }) }),
      el("div", { class: "line" }, act("cover_all", false), act("show_all", true)),
      this._left(one), this._away(one),
      el("p", { class: "soft", text: one.voice ? page.t(`faces.left.${one.voice}`) : page.t("faces.voice_none") }));
  }

  /** What can still be seen of somebody, each with the moment. @param {Who} one */
  _left(one) {
    const { page } = this;
    const items = one.left.slice(0, SHOWN).map((left) => el("li", {}, this._moment(left), " ", page.t(`faces.left.${left.why}`), this._film(left.media), " ",
      GAPS.includes(left.why) && el("button", { type: "button", class: "link", "data-key": `away-${one.id}-${left.media}-${left.start}`,
        text: page.t("faces.away"), title: page.t("faces.away_about", { name: one.name }),
        onclick: () => void page.away(one, left) })));
    const more = one.left.length - items.length;
    if (more > 0) items.push(el("li", { class: "soft", text: page.t("faces.more", { n: more }) }));
    return items.length ? el("ul", { class: "left" }, ...items) : null;
  }

  /** Where somebody said that a person is out of the picture. @param {Who} one */
  _away(one) {
    const { page } = this;
    const mine = page.shown.away.filter((away) => away.person === one.id);
    if (!mine.length) return null;
    return el("details", {}, el("summary", { text: page.t("faces.away_said", { n: mine.length }) }), el("ul", { class: "left" },
      ...mine.map((away) => el("li", {}, this._moment(away), this._film(away.media), " ", el("button", { type: "button", class: "link",
        text: page.t("faces.away_back"), onclick: () => void page.send({ do: "delete", id: away.id }, { do: "restore", id: away.id },
          page.t("faces.did.away_back", { name: one.name })) })))));
  }

  /** @param {{start: number, end: number, media: string}} part */
  _moment({ start, end, media }) {
    const go = () => { this.page.lookAt(media); this.page.picture.play(start, end); };
    return el("button", { type: "button", class: "link", text: `${clock(start, 1)} – ${clock(end, 1)}`, onclick: go });
  }

  /** @param {string} media */
  _film(media) {
    const { films } = this.page;
    return films.length > 1 ? ` (${films.find((one) => one.id === media)?.label ?? ""})` : "";
  }

  /** @param {import("./faces.js").Voice} voice */
  _voice(voice) {
    const { page } = this;
    const select = page.whoIs(voice.said ? voice.person : "", page.t("faces.voice_of", { name: voice.label }),
      (person) => void page.sayVoice(voice.label, person), `voice-${voice.label}`);
    const name = page.shown.people.find((one) => one.id === voice.person)?.name ?? "";
    const told = !voice.person ? page.t("faces.voice_unknown") : voice.said ? "" : page.t("faces.voice_follows", { name });
    return el("label", { class: "line voice" }, el("span", { text: page.t("faces.voice", { name: voice.label }) }),
      el("span", { class: "soft", text: page.t(`faces.role.${voice.role}`) }), select, el("span", { class: voice.person ? "soft" : "state", text: told }));
  }

  /** @param {Who} one @param {boolean} visible */
  _all(one, visible) {
    const { page } = this;
    const tracks = page.shown.faces.filter((face) => face.person === one.id && face.decision !== "rejected");
    void page.changeAll(tracks, () => ({ decision: "confirmed", visible }), page.t(visible ? "faces.did.show_all" : "faces.did.cover_all", { name: one.name }));
  }
}

/** What has the focus in here, by its key. @param {HTMLElement} root */
function focused(root) {
  const there = /** @type {ShadowRoot | Document} */ (root.getRootNode()).activeElement;
  return there && root.contains(there) ? /** @type {HTMLElement} */ (there).dataset.key ?? "" : "";
}
