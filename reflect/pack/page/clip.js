// @ts-check
// One clip, large: film with subtitles, the question under it, and at a key the client's words and the tip.

const NEAR_END_S = 0.06;
const AT_ONCE = 2;
const LONG_QUESTION = 140;

class ClipView {
  /** @param {Page} page */
  constructor(page) {
    this.page = page;
    /** @type {Clip | null} */
    this.clip = null;
    this.ended = false;
    this.lost = false;
    this.words = false;
    this.tip = false;
    this.subtitlesOn = memory.get("subtitles") !== "off";
    this.shownLines = "";
    this.video = el("video", { preload: "auto", playsinline: true, disablepictureinpicture: true, disableremoteplayback: true });
    this.subtitles = el("div", { class: "subtitles", "aria-hidden": "true" });
    this.soundOnly = el("p", { class: "sound-only", text: t("sound"), hidden: true });
    this.gap = el("div", { class: "gap", role: "status", hidden: true });
    this.card = el("button", { type: "button", class: "card", hidden: true, "data-part": "card", onclick: () => this.toggle() });
    this.signs = el("p", { class: "signs", role: "status" });
    this.bar = el("i");
    this.time = el("span", { class: "time" });
    this.track = el("div", { class: "track", "aria-hidden": "true", onclick: (/** @type {MouseEvent} */ event) => this._jump(event) }, this.bar);
    this.theme = el("p", { class: "theme" });
    this.question = el("p", { class: "question", "data-part": "question", dir: "auto" });
    this.said = el("section", { class: "said", hidden: true, "aria-live": "polite", "data-part": "client-words" });
    this.tipBox = el("section", { class: "tip", hidden: true, "aria-live": "polite", "data-part": "tip" });
    this.tools = el("div", { class: "tools", role: "toolbar", "aria-label": t("tools") });
    this.root = el("section", { class: "clip", hidden: true },
      el("div", { class: "screen" }, this.video, this.soundOnly, this.subtitles, this.gap, this.card), el("div", { class: "line" }, this.signs, this.track, this.time),
      el("div", { class: "under" }, el("div", { class: "ask" }, this.theme, this.question), this.said, this.tipBox), this.tools);
    this._listen();
  }

  _listen() {
    const { video } = this;
    for (const kind of ["play", "pause", "ratechange", "volumechange", "seeked"]) video.addEventListener(kind, () => this.signsNow());
    video.addEventListener("timeupdate", () => this._heard());
    video.addEventListener("play", () => this._follow());
    video.addEventListener("loadedmetadata", () => (this.soundOnly.hidden = video.videoWidth > 0));
    video.addEventListener("ended", () => {
      this.ended = true;
      this._heard();
      this.signsNow();
    });
    video.addEventListener("error", () => this._fail());
    video.addEventListener("click", () => this.toggle());
  }

  /** Subtitles follow every picture while it plays. */
  _follow() {
    this._heard();
    if (!this.video.paused) requestAnimationFrame(() => this._follow());
  }

  /** @param {Clip} clip */
  open(clip) {
    const { video } = this;
    this.clip = clip;
    this.words = this.tip = this.ended = this.lost = false;
    this.shownLines = "";
    this.subtitles.replaceChildren();
    video.loop = false;
    this.soundOnly.hidden = true;
    this.card.hidden = true;
    if (clip.film) {
      video.poster = clip.still;
      video.src = clip.film;
      video.playbackRate = 1;
      if (PACK.cards) this._showCard(clip);
      else this._play();
    } else this.leave();
    this.gap.hidden = Boolean(clip.film);
    this._tell(clip.gap);
    this._heard();
    this.draw();
  }

  /** Off the screen: nothing plays. */
  leave() {
    this.video.pause();
    this.video.removeAttribute("src");
    this.video.removeAttribute("poster");
    this.video.load();
  }

  /** @param {Clip} clip */
  _showCard(clip) {
    this.card.hidden = false;
    const head = el("span", { class: "card-theme" }, el("i"), called(clip));
    head.style.setProperty("--tint", clip.colour || "#94a3b8");
    this.card.replaceChildren(el("span", { class: "card-of", text: t("place", { i: clip.number, n: PACK.clips.length }) }), head,
      el("span", { class: "card-question", text: clip.question, dir: "auto" }), el("span", { class: "card-play" }, "▶ ", t("card.play"), el("kbd", { text: t("space") })));
  }

  _play() {
    this.card.hidden = true;
    this.video.play().catch(() => this.signsNow()); // refused before the first key, or another film was opened meanwhile
  }

  _fail() {
    if (!this.clip?.film || !this.video.getAttribute("src")) return;
    this.lost = true;
    this.card.hidden = true;
    this.gap.hidden = false;
    this._tell(t("gap.lost"));
    this.signsNow();
  }

  /** @param {string} why there is no film */
  _tell(why) {
    this.gap.replaceChildren(sign("warn"), el("p", { text: why }));
  }

  _heard() {
    const { clip, video } = this;
    if (!clip) return;
    const ms = video.currentTime * 1000;
    const whole = Math.max(1, Number.isFinite(video.duration) ? video.duration * 1000 : clip.ms);
    const now = this.subtitlesOn && this.card.hidden ? clip.lines.filter(([start, end]) => start <= ms && ms < end).slice(-AT_ONCE) : [];
    const key = now.map((one) => one.join()).join(";");
    if (key !== this.shownLines) {
      this.shownLines = key;
      this.subtitles.replaceChildren(...now.map(([, , who, role, text]) => el("p", { dir: "auto" }, el("span", {}, who && el("b", { text: `${who}: `, "data-role": role }), text))));
    }
    this.bar.style.transform = `scaleX(${clip.film ? Math.max(0, Math.min(1, ms / whole)) : 0})`;
    this.time.textContent = clip.film ? `${clock(ms)} / ${clock(whole)}` : "";
  }

  draw() {
    const { clip } = this;
    if (!clip) return;
    this.theme.replaceChildren(el("i"), called(clip), el("span", { class: "where", text: [clip.where, day(clip.day)].filter(Boolean).join(" · ") }));
    this.theme.style.setProperty("--tint", clip.colour || "#94a3b8");
    this.question.textContent = clip.question || t("no_question");
    this.question.classList.toggle("long", clip.question.length > LONG_QUESTION);
    this.question.classList.toggle("empty", !clip.question);
    this.said.hidden = !this.words;
    const said = clip.said.length ? clip.said.map((one) => el("blockquote", { text: one, dir: "auto" })) : [el("p", { class: "empty", text: t("words.none") })];
    this.said.replaceChildren(...(this.words ? [el("h2", { text: t("words") }), ...said] : [])); // what is not shown is not on the screen's page
    this.tipBox.hidden = !this.tip;
    this.tipBox.replaceChildren(...(this.tip ? [el("h2", { text: t("tip") }), el("p", { class: clip.tip ? "" : "empty", text: clip.tip || t("tip.none"), dir: "auto" })] : []));
    this.signsNow();
  }

  /** How the film stands, in signs under it and in the buttons. */
  signsNow() {
    const { video, clip } = this;
    if (!clip) return;
    const still = clip.film && !this.lost && this.card.hidden && video.paused;
    const on = [video.playbackRate === 0.5 && t("sign.slow"), video.loop && t("sign.loop"), video.muted && t("sign.muted"), still && t(this.ended ? "sign.ended" : "sign.paused")];
    this.root.toggleAttribute("data-card", !this.card.hidden);
    const words = clip.film ? on.filter(Boolean).join("   ") : "";
    if (this.signs.textContent !== words) this.signs.textContent = words;
    const pressed = { play: !video.paused, slow: video.playbackRate === 0.5, loop: video.loop, subtitles: this.subtitlesOn, words: this.words, tip: this.tip, mute: video.muted, notes: this.page.sideOpen };
    for (const [part, value] of Object.entries(pressed)) this.tools.querySelector(`[data-do="${part}"]`)?.setAttribute("aria-pressed", String(Boolean(value)));
  }

  // ---- what the keys do -----------------------------------------------------------------------

  get playable() {
    return Boolean(this.clip?.film) && !this.lost;
  }

  toggle() {
    if (!this.playable) return;
    if (!this.card.hidden) this._play();
    else if (this.ended) this.replay();
    else if (this.video.paused) this._play();
    else this.video.pause();
  }

  replay() {
    if (!this.playable) return;
    this.ended = false;
    this.video.currentTime = 0;
    this._play();
  }

  /** @param {number} s */
  by(s) {
    const { video } = this;
    if (!this.playable || !this.card.hidden) return;
    const end = Number.isFinite(video.duration) ? video.duration : (this.clip?.ms ?? 0) / 1000;
    const play = this.ended && s < 0;
    video.currentTime = Math.max(0, Math.min(end - NEAR_END_S, video.currentTime + s));
    this.ended = false;
    if (play) this._play();
    this.signsNow();
  }

  slow() {
    if (this.playable) this.video.playbackRate = this.video.playbackRate === 0.5 ? 1 : 0.5;
  }

  loop() {
    if (!this.playable) return;
    this.video.loop = !this.video.loop;
    if (this.video.loop && this.ended) this.replay();
    this.signsNow();
  }

  toggleSubtitles() {
    this.subtitlesOn = !this.subtitlesOn;
    memory.set("subtitles", this.subtitlesOn ? "" : "off");
    this._heard();
    this.signsNow();
  }

  mute() {
    this.video.muted = !this.video.muted;
  }

  /** @param {"words" | "tip"} what */
  reveal(what) {
    if (what === "tip" && !PACK.tips) return;
    this[what] = !this[what];
    this.draw();
  }

  /** @param {MouseEvent} event */
  _jump(event) {
    const box = this.track.getBoundingClientRect();
    if (!this.playable || !Number.isFinite(this.video.duration)) return;
    this.card.hidden = true;
    this.ended = false;
    this.video.currentTime = ((event.clientX - box.left) / box.width) * this.video.duration;
    this.signsNow();
  }
}
