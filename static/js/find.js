/** Elements that a template promises. */

/**
 * The first element for `selector`, of that type; without it the page and its script do not belong together.
 *
 * @template {Element} T
 * @param {ParentNode} root
 * @param {string} selector
 * @param {{ new (): T }} type
 * @returns {T}
 */
export function find(root, selector, type) {
  const found = root.querySelector(selector);
  if (!(found instanceof type)) throw new TypeError(`The page has no ${type.name} for ${selector}.`);
  return found;
}

/**
 * A copy of the one element in the page's `<template id="...">`.
 *
 * @param {string} id
 * @returns {HTMLElement}
 */
export function clone(id) {
  const { content } = find(document, `#${id}`, HTMLTemplateElement);
  return find(/** @type {DocumentFragment} */ (document.importNode(content, true)), "*", HTMLElement);
}
