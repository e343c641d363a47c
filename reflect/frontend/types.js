// @ts-check
// Shapes that cross modules. Nothing runs here. All times are whole milliseconds on the film's clock.

/**
 * A spoken word: text, start, end, probability in whole per cent, doubtful (0 or 1).
 * @typedef {[text: string, start: number, end: number, probability: number, doubtful: number]} Word
 */
/**
 * Consecutive words of one speaker. `k` is the key that edits name it by.
 * @typedef {{k: string, s: string, w: Word[]}} Turn
 */
/**
 * @typedef {{label: string, role: string, name: string, confirmed: boolean, colour: string, shown: string}} Speaker
 */
/**
 * @typedef {{version: number, edits: number, kind: string, stamp: string, speakers: Speaker[], turns: Turn[]}} Transcript
 */
/**
 * Turns `at` .. `at + removed` are replaced by `turns`.
 * @typedef {{at: number, removed: number, turns: Turn[]}} Patch
 */
/** @typedef {"researcher" | "klantmanager" | "client"} Perspective */
/**
 * A tag, or (with an empty `code`) an observation.
 * @typedef {{id: string, start: number, end: number, code: string, perspective: Perspective, coder: string, note: string,
 *   questions: string[], rev: number, deleted: boolean, codebook: string}} Fragment
 */
/** @typedef {{start?: number, end?: number, code?: string, perspective?: Perspective, note?: string, questions?: string[], codebook?: string}} FragmentChange */
/**
 * One change of one fragment. Names that start with an underscore stay in this window.
 * @typedef {{op: string, do: "add" | "update" | "delete" | "restore", id: string, base: number | null,
 *   _was?: FragmentChange, _at?: number} & FragmentChange} TagOp
 */
/** @typedef {{op: string, status: "stored" | "conflict" | "refused", why?: string, fragment?: Fragment | null}} TagAck */
/**
 * A proposed fragment: it becomes one only when a person takes it. `strength` 0 to 1; `cue` names the rule.
 * @typedef {{id: string, start: number, end: number, code: string, strength: number, reason: string, cue: string}} Suggestion
 */
/** @typedef {{op: string, id: string, answer: "taken" | "aside" | "open", fragment: string | null}} SuggestionOp */
/**
 * The answer of GET /reflect/suggestions/{rid}. `answers`: by suggestion what this coder decided, and the fragment it became.
 * @typedef {{key: string, stamp: string, blind: boolean, all: Suggestion[], answers: Record<string, [string, string | null]>}} Proposals
 */
/** @typedef {{op: string, status: "stored" | "conflict" | "refused", why?: string, [more: string]: any}} Ack */
/** @typedef {{start: number, end: number}} Span */
/**
 * `older` holds what a code was called in older versions; each also stands for all codes under it.
 * @typedef {{code: string, label: string, question: string, key: string, older: string[]}} SubCode
 */
/**
 * @typedef {{code: string, label: string, group: string, question: string, why: string, reflection: string[], tips: string[], colour: string,
 *   key: string, older: string[], codes: SubCode[]}} Theme
 */
/**
 * `trouble` says why it cannot be used; then it has no themes.
 * @typedef {{id: string, version: number, name: string, label: string, source: string, groups: {code: string, label: string}[],
 *   themes: Theme[], trouble: string}} Codebook
 */
/** @typedef {{codebook: string, code: string, now: string | null, foreign: boolean, words: string, n: number}} OlderCode  `words`: the code as its own codebook says it */
/**
 * What was coded with another version or another codebook than the recording has now.
 * @typedef {{fragments: number, codes: OlderCode[], news: string[]}} Older
 */
/**
 * film_ms = offsetMs + medium_ms * (1 + driftPpm / 1e6)
 * @typedef {{id: string, kind: "film" | "camera" | "audio", label: string, url: string, mime: string, playable: boolean,
 *   onDisk: boolean, hasSound: boolean, hasPicture: boolean, frameMs: number, offsetMs: number, driftPpm: number,
 *   width: number, height: number, copy: "none" | "wanted" | "making" | "ready" | "failed", copyProgress: number}} Medium
 */
/**
 * @typedef {{id: string, title: string, case: string | null, date: string, durationMs: number, language: string,
 *   state: "ready" | "processing" | "failed" | "waiting" | "empty", progress: number, error: string,
 *   filmErased: string | null}} Recording  `filmErased`: the day on which film and sound went while the words stayed
 */
/**
 * The answer of GET /reflect/doc/{rid}.
 * @typedef {{schema: number, recording: Recording, media: Medium[], peaks: {url: string, perSecond: number} | null,
 *   transcript: Transcript | null, fragments: Fragment[], suggestions: Proposals | null, codebook: Codebook, older: Older | null,
 *   roles: Record<string, string>, coder: string, blind: boolean, events: number}} Doc
 */
/**
 * The answer of GET /reflect/news/{rid}.
 * @typedef {{events: number, coder: string, blind: boolean, codebook: string, fragments: Fragment[], stamp: string, state: Recording["state"], progress: number, suggestions: [key: string, stamp: string],
 *   media: {id: string, copy: Medium["copy"], copyProgress: number}[]}} News
 */
/**
 * What Streamlit hands over.
 * @typedef {{rid: string, lang: string, mode: Mode, startMs: number | null, endMs: number | null, texts: Record<string, string>,
 *   asked: number}} PlayerData
 */
/**
 * @typedef {{parentElement: HTMLElement | ShadowRoot, data: PlayerData, setTriggerValue?: (name: string, value: any) => void,
 *   setStateValue?: (name: string, value: any) => void}} Component
 */
/** @typedef {"tag" | "edit" | "clips"} Mode */
/**
 * A key that does something. `keys` holds alternatives: "Space", "Shift+ArrowLeft", "Ctrl+z", "?", "Shift+Digit1".
 * `run` may answer false: not for me, look further. `inText`: also while typing in a field.
 * `inPart`: bound for the list of keys alone; a part of the screen does it in a scope of its own.
 * @typedef {{keys: string | string[], does: string, run: (event: KeyboardEvent) => void | boolean, group?: string,
 *   inText?: boolean, repeat?: boolean, hidden?: boolean, inPart?: boolean}} Binding
 */
/**
 * What a panel module exports.
 * @typedef {{show: () => void, hide: () => void, destroy: () => void}} Panel
 */
/** @typedef {{mount: (ctx: Context, container: HTMLElement) => Panel}} PanelModule */
/** @typedef {"info" | "good" | "warn" | "bad"} SayKind */
/** @typedef {{get: () => any, set: (value: any) => void}} Slot  A named place in sessionStorage. */
/**
 * What panels get. It lives as long as the player does.
 * @typedef {object} Context
 * @property {string} rid
 * @property {string} lang
 * @property {Doc} doc
 * @property {(key: string, vars?: Record<string, string | number>) => string} t  a text of the screen
 * @property {import("./api.js").Api} api
 * @property {import("./film.js").Film} film
 * @property {import("./turns.js").Turns} transcript
 * @property {import("./tags.js").Tags} fragments
 * @property {import("./marks.js").Marks} marks  in and out
 * @property {import("./keys.js").Keys} keys
 * @property {Mode} mode
 * @property {(mode: Mode) => void} setMode
 * @property {(name: "mode" | "behind" | "doc" | "reach" | "theme" | "suggestions", fn: (value: any) => void) => () => void} on
 * @property {(text: string, kind?: SayKind, action?: {label: string, run: () => void}) => void} say  a short message on the screen
 * @property {(name: string, url: string, options?: import("./outbox.js").OutboxOptions) => import("./outbox.js").Outbox<any>} outbox
 * @property {(name: string) => HTMLElement} panel  the container of a mode's panel
 * @property {(name: string) => Slot} storage
 * @property {(file: string) => void} style  loads a style sheet of this folder into the component
 * @property {HTMLElement} root  the component's root element; dialogs go in here
 * @property {() => void} reopen  begins again with a fresh document: another codebook changes most of the screen
 * @property {(name: string, value: any) => void} go  asks the page for something, e.g. another page
 */
export {};
