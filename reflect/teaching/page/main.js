// @ts-check
// The page: who it is for and until when, the list of clips, one clip with its question, and the way to spot moments.

class SetPage {
  constructor() {
    this.root = /** @type {HTMLElement} */ (document.getElementById("set"));
    /** @type {SetClip | null} */
    this.clip = null;
    this.spotting = Spotting.found();
    this.video = el("video", { controls: true, preload: "auto", playsinline: true, disablepictureinpicture: true, disableremoteplayback: true });
    this.subtitles = el("p", { class: "subtitles", "aria-hidden": "true" });
    this.seen = el("p", { class: "seen", role: "status" });
    this.video.addEventListener("timeupdate", () => this.heard());
    document.addEventListener("keydown", (event) => this.key(event));
    // A page that stays open is looked at again when its day is over.
    document.addEventListener("visibilitychange", () => this.guarded());
    setInterval(() => this.guarded(), 60_000);
    this.start();
  }

  /** Whether anything may still be shown; else the page says so and shows nothing. */
  guarded() {
    if (!expired()) return true;
    if (this.root.dataset.expired === undefined) {
      this.video.removeAttribute("src");
      this.video.load();
      this.root.dataset.expired = "";
      this.root.replaceChildren(el("h1", { text: say("expired") }), el("p", { class: "warn", text: say("expired.until", { day: SET.expires_text }) }),
        el("p", { text: say("expired.what") }), el("p", { class: "care", text: say("expired.clock") }));
    }
    return false;
  }

  start() {
    if (!this.guarded()) return;
    this.clip = null;
    this.video.pause();
    const lines = SET.clips.map((clip) => el("li", {}, el("button", { type: "button", class: "line", "data-gap": !clip.film, "data-clip": clip.number, onclick: () => this.open(clip) },
      el("b", { text: clip.number }), clip.film ? called(clip) : say("gap"))));
    this.root.replaceChildren(el("h1", { text: SET.title, dir: "auto" }), el("p", { class: "stamp", text: say("stamp", { recipient: SET.recipient, day: SET.expires_text }) }),
      SET.goal && el("p", { dir: "auto" }, el("b", { text: `${say("goal")} ` }), SET.goal), SET.audience && el("p", { dir: "auto" }, el("b", { text: `${say("audience")} ` }), SET.audience),
      el("h2", { text: say(SET.clips.length === 1 ? "clips.one" : "clips", { n: SET.clips.length }) }), el("ol", {}, ...lines), this.spot(), el("p", { class: "care", text: say("care") }));
    this.root.dataset.ready = "";
    this.root.focus();
  }

  /** The part that begins spotting, or says how it stands. */
  spot() {
    const found = this.spotting;
    if (found) {
      const again = () => {
        found.clear();
        this.spotting = null;
        this.start();
      };
      return el("section", {}, el("h2", { text: say("spot") }), el("p", { "data-part": "count", text: say("spot.count", { name: found.trainee, n: found.presses.length }) }),
        el("p", { class: "care", text: say(found.kept ? "spot.kept" : "spot.lost") }), el("div", { class: "row" }, el("button", { type: "button", class: "main", "data-do": "save", text: say("spot.save"), onclick: () => found.save() }),
          el("button", { type: "button", "data-do": "again", text: say("spot.again"), onclick: again })));
    }
    const name = el("input", { type: "text", maxlength: 60, "aria-label": say("spot.name"), placeholder: say("spot.name") });
    const begin = () => {
      const trainee = name.value.trim().replace(/\s+/g, " ");
      if (!trainee) return name.focus();
      this.spotting = new Spotting(trainee);
      this.spotting.keep();
      const first = SET.clips.find((clip) => clip.film);
      if (first) this.open(first);
    };
    name.addEventListener("keydown", (event) => {
      if (event.key === "Enter") begin();
    });
    return el("section", {}, el("h2", { text: say("spot") }), el("p", { text: say(SET.ask_theme ? "spot.how_theme" : "spot.how") }),
      el("div", { class: "row" }, name, el("button", { type: "button", class: "main", "data-do": "spot", text: say("spot.begin"), onclick: begin })));
  }

  /** @param {SetClip} clip */
  open(clip) {
    if (!this.guarded()) return;
    this.clip = clip;
    const at = SET.clips.indexOf(clip);
    const step = (/** @type {number} */ by, /** @type {string} */ key) => el("button", { type: "button", disabled: !SET.clips[at + by], "data-do": key, text: say(key), onclick: () => this.open(SET.clips[at + by]) });
    const told = (/** @type {string} */ key, /** @type {string[]} */ texts) => (texts.length ? el("details", { "data-part": key }, el("summary", { text: say(key) }), ...texts.map((text) => el("p", { class: "told", text, dir: "auto" }))) : "");
    const theme = clip.theme && el("p", { class: "theme", text: clip.theme });
    if (theme && clip.colour) theme.style.setProperty("--tint", clip.colour);
    this.root.replaceChildren(el("div", { class: "row" }, el("button", { type: "button", "data-do": "list", text: say("list"), onclick: () => this.start() }), step(-1, "previous"), step(1, "next"),
      el("span", { text: say("place", { i: clip.number, n: SET.clips.length }) }), el("span", { class: "stamp", text: say("stamp", { recipient: SET.recipient, day: SET.expires_text }) })),
      clip.film ? el("div", { class: "screen" }, this.video, this.subtitles) : el("p", { class: "gap", text: say("gap.long") }), this.pressing(clip), theme,
      el("p", { class: "question", text: clip.question, dir: "auto", "data-part": "question" }), told("said", clip.said), told("answer", clip.answer ? [clip.answer] : []));
    this.seen.textContent = "";
    if (clip.film) {
      this.video.poster = clip.still;
      this.video.src = clip.film;
      void this.video.play().catch(() => undefined); // not before the first key or click; the controls are there
    }
    this.root.focus();
  }

  /** The big button, or one for every theme. @param {SetClip} clip */
  pressing(clip) {
    if (!this.spotting || !clip.film) return "";
    const buttons = SET.ask_theme ? SET.themes.slice(0, 9).map((one, n) => el("button", { type: "button", "data-theme": one.code, text: `${n + 1} · ${one.title}`, onclick: () => this.press(one.code) }))
      : [el("button", { type: "button", class: "main big", "data-do": "press", text: say("spot.press"), onclick: () => this.press("") })];
    return el("div", {}, el("div", { class: "row" }, ...buttons, el("button", { type: "button", "data-do": "back", text: say("spot.back"), onclick: () => this.back() })), this.seen, el("p", { class: "care", text: say("spot.keys") }));
  }

  /** @param {string} theme */
  press(theme) {
    if (!this.spotting || !this.clip?.film || !this.guarded()) return;
    this.spotting.press(this.clip, this.video.currentTime, theme);
    this.seen.textContent = say("spot.seen", { n: this.spotting.of(this.clip) });
  }

  back() {
    if (!this.spotting || !this.clip) return;
    this.spotting.takeBack(this.clip);
    this.seen.textContent = say("spot.seen", { n: this.spotting.of(this.clip) });
  }

  /** Space is for pressing while a trainee spots, wherever the focus is; else it plays. @param {KeyboardEvent} event */
  key(event) {
    if (event.altKey || event.ctrlKey || event.metaKey || event.repeat || event.target instanceof HTMLInputElement || !this.clip) return;
    const does = this.meant(event);
    if (!does) return;
    event.preventDefault();
    does();
  }

  /** @param {KeyboardEvent} event @returns {(() => void) | null} */
  meant(event) {
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const near = (/** @type {number} */ by) => SET.clips[SET.clips.indexOf(/** @type {SetClip} */ (this.clip)) + by];
    const number = Number(key);
    if (this.spotting && SET.ask_theme && number >= 1 && number <= Math.min(9, SET.themes.length)) return () => this.press(SET.themes[number - 1].code);
    if (key === " " && this.spotting && !SET.ask_theme) return () => this.press("");
    if (key === "p" || (key === " " && !(event.target instanceof HTMLButtonElement) && !(event.target instanceof HTMLElement && event.target.tagName === "SUMMARY"))) return () => this.play();
    if (key === "Backspace" && this.spotting) return () => this.back();
    if (key === "Escape") return () => this.start();
    if ((key === "n" || key === "PageDown") && near(1)) return () => this.open(near(1));
    return (key === "b" || key === "PageUp") && near(-1) ? () => this.open(near(-1)) : null;
  }

  play() {
    if (!this.video.paused) this.video.pause();
    else if (this.guarded()) void this.video.play().catch(() => undefined);
  }

  heard() {
    const ms = this.video.currentTime * 1000;
    const now = (this.clip?.lines ?? []).filter(([start, end]) => start <= ms && ms < end).slice(-2);
    this.subtitles.replaceChildren(...now.map(([, , who, text]) => el("span", { text: `${who}: ${text}`, dir: "auto" })));
  }
}

new SetPage();
