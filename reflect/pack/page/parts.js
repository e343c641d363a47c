// @ts-check
// What every page that goes along in a pack is made with. Text from people only ever becomes a text node.

/** The data in the page. @returns {any} */
function packed() {
  return JSON.parse(document.getElementById("pack")?.textContent ?? "{}");
}

/** The words of the page, with their {places} filled in. @param {Record<string, string>} texts */
function worded(texts) {
  return (/** @type {string} */ key, /** @type {Record<string, string | number>} */ values = {}) =>
    (texts[key] ?? key).replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
}

/**
 * Makes an element. `props`: text, on… (listeners); other names are attributes; true sets an empty one, false, null and undefined none.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag @param {Record<string, any>} [props] @param {...(Node | string | null | undefined | false)} children
 * @returns {HTMLElementTagNameMap[K]}
 */
function el(tag, props = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (name === "text") made.textContent = String(value);
    else if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value != null) made.setAttribute(name, String(value));
  }
  for (const child of children) if (child) made.append(child);
  return made;
}
