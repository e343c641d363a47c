// @ts-check
// What the reader writes: kept in this browser at every letter, saved as a text file when asked, and cleared when asked twice.

const SURE_MS = 5_000;

class Notes {
  /** @param {(text: string) => void} say */
  constructor(say) {
    this.say = say;
    /** Every field that shows a note, by its key. @type {Map<string, HTMLTextAreaElement[]>} */
    this.fields = new Map();
    memory.get("note.points"); // finds out whether anything is kept
    window.addEventListener("storage", () => this._refresh());
  }

  /** @param {string} key @param {string} label @param {number} [rows] */
  field(key, label, rows = 4) {
    const area = el("textarea", { rows, "aria-label": label, placeholder: t("notes.place"), "data-note": key, maxlength: 20000 });
    area.addEventListener("input", () => {
      const now = area.dataset.note ?? ""; // a field may have turned to another note since
      memory.set(`note.${now}`, area.value);
      for (const other of this.fields.get(now) ?? []) if (other !== area) other.value = area.value;
      this._kept();
    });
    this.bind(area, key);
    return area;
  }

  /** @param {HTMLTextAreaElement} area @param {string} key */
  bind(area, key) {
    for (const [old, areas] of this.fields) this.fields.set(old, areas.filter((one) => one !== area));
    this.fields.set(key, [...(this.fields.get(key) ?? []), area]);
    area.dataset.note = key;
    area.value = this.of(key);
  }

  /** @param {string} key */
  of(key) {
    return memory.get(`note.${key}`);
  }

  /** A line that says where notes stay. */
  where() {
    return el("p", { class: "kept", text: t(memory.works ? "notes.kept" : "notes.lost"), "data-lost": !memory.works });
  }

  save() {
    const text = this.text();
    if (!text) return this.say(t("notes.empty"));
    const url = URL.createObjectURL(new Blob(["\ufeff", text.replace(/\r?\n/g, "\r\n")], { type: "text/plain;charset=utf-8" }));
    const link = el("a", { href: url, download: `${t("notes.file")}-${PACK.id.slice(0, 8)}.txt` });
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
    this.say(t("notes.saved"));
  }

  /** Everything that was written, with what it is about; "" when nothing was. */
  text() {
    /** @type {string[]} */
    const parts = [];
    const add = (/** @type {string} */ head, /** @type {string} */ key) => {
      const note = this.of(key).trim();
      if (note) parts.push(`${head}\n${note}`);
    };
    for (const clip of PACK.clips) add([`${clip.number}. ${called(clip)}`, clip.question].filter(Boolean).join("\n"), clip.id);
    for (const one of LEADING) add(t(`leading.${one}`), one);
    add(t("points"), "points");
    return parts.length ? `${[PACK.title, day(PACK.day), ...parts].filter(Boolean).join("\n\n")}\n` : "";
  }

  /** A button that clears all notes at a second click. */
  clearing() {
    let sure = 0;
    const button = el("button", { type: "button", class: "big quiet", "data-do": "clear", text: t("notes.clear") });
    button.addEventListener("click", () => {
      clearTimeout(sure);
      if (!button.hasAttribute("data-sure")) {
        button.textContent = t("notes.clear_sure");
        button.setAttribute("data-sure", "");
        sure = setTimeout(calm, SURE_MS);
        return;
      }
      calm();
      for (const key of [...PACK.clips.map((one) => one.id), ...LEADING, "points"]) memory.set(`note.${key}`, "");
      this._refresh();
      this.say(t("notes.cleared"));
    });
    const calm = () => {
      button.textContent = t("notes.clear");
      button.removeAttribute("data-sure");
    };
    return button;
  }

  /** Another window of this page wrote something. */
  _refresh() {
    for (const [key, areas] of this.fields) for (const area of areas) if (area !== document.activeElement || !this.of(key)) area.value = this.of(key);
  }

  _kept() {
    for (const line of document.querySelectorAll(".kept")) {
      line.textContent = t(memory.works ? "notes.kept" : "notes.lost");
      line.toggleAttribute("data-lost", !memory.works);
    }
  }
}
