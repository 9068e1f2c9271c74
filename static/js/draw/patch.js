/** Makes a node's children what trees say, and touches only what differs, so that a selection survives. */

/** @import { Tree, Element } from "./tree.js" */
/**
 * @typedef {object} Craft makes and renews the nodes that are more than an element: code and formulas
 * @property {(tree: any) => HTMLElement} make
 * @property {(node: Node, tree: any) => boolean} renew false when this node cannot become that tree
 */
/** @typedef {{ code: Craft, formula: Craft }} Crafts */

/** @type {WeakMap<Node, { node: Node, index: number }>} the last finished child that was passed, from where to count on */
const passed = new WeakMap();

/**
 * @param {Node} parent
 * @param {Tree[]} trees what its children shall be, from `start` on
 * @param {Crafts} crafts
 * @param {number} start how many children stay as they are
 */
export function patch(parent, trees, crafts, start = 0) {
  let node = childAt(parent, start);
  for (const tree of trees) {
    if (node && renew(node, tree, crafts)) {
      node = node.nextSibling;
    } else {
      const made = make(tree, crafts);
      const next = node?.nextSibling ?? null;
      if (node) parent.replaceChild(made, node);
      else parent.appendChild(made);
      node = next;
    }
  }
  while (node) {
    const next = node.nextSibling;
    parent.removeChild(node);
    node = next;
  }
}

/**
 * The child at an index before which nothing changes any more. A browser would count from the first one each time.
 *
 * @param {Node} parent
 * @param {number} index
 * @returns {Node | null}
 */
function childAt(parent, index) {
  if (index === 0) return parent.firstChild;
  const from = passed.get(parent);
  let node = from?.node.parentNode === parent && from.index < index ? from.node : parent.firstChild;
  for (let i = node === from?.node ? from.index : 0; node && i < index - 1; i++) node = node.nextSibling;
  if (node) passed.set(parent, { node, index: index - 1 });
  return node?.nextSibling ?? null;
}

/**
 * Makes one node what a tree says.
 *
 * @param {Node} node
 * @param {Tree} tree
 * @param {Crafts} crafts
 */
export function replace(node, tree, crafts) {
  if (!renew(node, tree, crafts)) node.parentNode?.replaceChild(make(tree, crafts), node);
}

/**
 * @param {Tree} tree
 * @param {Crafts} crafts
 * @returns {Node}
 */
function make(tree, crafts) {
  if (typeof tree === "string") return document.createTextNode(tree);
  if ("code" in tree) return crafts.code.make(tree);
  if ("formula" in tree) return crafts.formula.make(tree);
  const node = document.createElement(tree.tag);
  for (const [name, value] of Object.entries(tree.attributes)) node.setAttribute(name, value);
  for (const child of tree.children) node.appendChild(make(child, crafts));
  return node;
}

/**
 * Whether the node is now what the tree says; if not, it has to be replaced.
 *
 * @param {Node} node
 * @param {Tree} tree
 * @param {Crafts} crafts
 */
function renew(node, tree, crafts) {
  if (typeof tree === "string") return renewText(node, tree);
  if ("code" in tree) return crafts.code.renew(node, tree);
  if ("formula" in tree) return crafts.formula.renew(node, tree);
  if (!(node instanceof HTMLElement) || node.localName !== tree.tag) return false;
  if (tree.keep === undefined && !hasAttributes(node, tree.attributes)) return false;
  patch(node, tree.children, crafts, tree.keep);
  return true;
}

/**
 * @param {Node} node
 * @param {string} text
 */
function renewText(node, text) {
  if (!(node instanceof Text)) return false;
  if (text.length > node.length && text.startsWith(node.data)) node.appendData(text.slice(node.length));
  else if (text !== node.data) node.data = text;
  return true;
}

/**
 * @param {HTMLElement} node
 * @param {Record<string, string>} attributes
 */
function hasAttributes(node, attributes) {
  const names = Object.keys(attributes);
  return names.length === node.attributes.length && names.every((name) => node.getAttribute(name) === attributes[name]);
}
