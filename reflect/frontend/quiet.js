// @ts-check

const BOX = '[data-testid="stDialog"]';
/** What a dialog of our own pages always holds. */
const CONTENT = '[data-testid="stVerticalBlock"]';

/**
 * When the server does not answer, Streamlit puts a box over the page ("are you connected to the internet?") that takes
 * the keyboard. The player says itself what is not stored yet and goes on taking keys, so that box is closed.
 */
export class Quiet {
  constructor() {
    this.watch = new MutationObserver(() => this._look());
    this.watch.observe(document.body, { childList: true });
    this._look();
  }

  destroy() {
    this.watch.disconnect();
  }

  _look() {
    for (const box of document.body.querySelectorAll(`:scope > ${BOX}`)) {
      // Its content comes a moment after the box itself.
      requestAnimationFrame(() => {
        if (box.querySelector(CONTENT)) return;
        const close = box.querySelector("button");
        if (close && box.querySelector("h2")) close.click();
      });
    }
  }
}
