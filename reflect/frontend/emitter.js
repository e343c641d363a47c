// @ts-check

/** Named listeners. A listener that fails does not keep the others from hearing. */
export class Emitter {
  constructor() {
    /** @type {Map<string, Set<(...values: any[]) => void>>} */
    this._listeners = new Map();
  }

  /**
   * @param {string} name @param {(...values: any[]) => void} listener
   * @returns {() => void} stops listening
   */
  on(name, listener) {
    const all = this._listeners.get(name) ?? new Set();
    this._listeners.set(name, all.add(listener));
    return () => all.delete(listener);
  }

  /** @param {string} name @param {...any} values */
  emit(name, ...values) {
    for (const listener of [...(this._listeners.get(name) ?? [])]) {
      try {
        listener(...values);
      } catch (error) {
        reportError(error);
      }
    }
  }
}
