// The only place where elements are made. Text always becomes a text node, so nothing that
// somebody typed can turn into markup.

const SVG = "http://www.w3.org/2000/svg";

/** Make an element: h("button", {class: "x", onclick: f, "aria-label": "y"}, "text", node, null, [nodes]). */
export function h(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) setProp(node, name, value);
  node.append(...flat(children));
  return node;
}

function setProp(node, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (typeof value === "function") node.addEventListener(name.slice(2), value);
  else if (name === "value" || name === "checked" || name === "selected") node[name] = value;
  else node.setAttribute(name, value === true ? "" : String(value));
}

function flat(children) {
  return children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false);
}

export function fill(node, ...children) {
  node.replaceChildren(...flat(children));
  return node;
}

export function svg(viewBox, ...paths) {
  const node = document.createElementNS(SVG, "svg");
  node.setAttribute("viewBox", viewBox);
  node.setAttribute("aria-hidden", "true");
  node.setAttribute("class", "icon");
  for (const d of paths) {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", d);
    node.append(path);
  }
  return node;
}

let lastId = 0;
/** An id no other element of this page has, for labels and descriptions. */
export function uid(prefix = "x") {
  lastId += 1;
  return `${prefix}-${lastId}`;
}

const drawn = new WeakMap();

/**
 * Bring `container`'s children in line with `items`, touching only what changed. Nodes of unchanged
 * items stay the same nodes: what is typed, chosen, focused or open in them survives a live update.
 *
 * key(item, i) identifies an item, signature(item, i) says what its picture depends on, render(item, i)
 * draws it. With update(node, item, i) a changed item keeps its node, which is then patched inside.
 */
export function reconcile(container, items, { key, signature, render, update }) {
  const before = new Map();
  for (const node of container.children) {
    const known = drawn.get(node);
    if (known) before.set(known.key, node);
  }
  const after = items.map((item, i) => {
    const itemKey = key(item, i);
    const itemSignature = signature(item, i);
    const old = before.get(itemKey);
    before.delete(itemKey);
    if (old && drawn.get(old).signature === itemSignature) return old;
    let node = old;
    if (old && update) update(old, item, i);
    else node = render(item, i);
    drawn.set(node, { key: itemKey, signature: itemSignature });
    if (old && old !== node) old.replaceWith(node);
    return node;
  });
  const wanted = new Set(after);
  for (const node of [...container.children]) if (!wanted.has(node)) node.remove();
  // Moving a node takes its focus away, so a node that already stands in its place is left alone.
  after.forEach((node, i) => {
    if (container.children[i] !== node) container.insertBefore(node, container.children[i] ?? null);
  });
}

/**
 * Run `change`. If it took away what had the focus, the focus goes to the control with the same data-focus-key,
 * else to the nearest thing around it that is still there: the keyboard goes on from where it was.
 */
export function keepingFocus(container, change) {
  const active = document.activeElement;
  if (!container.contains(active)) {
    change();
    return;
  }
  const key = active.dataset.focusKey;
  const caret = "selectionStart" in active ? [active.selectionStart, active.selectionEnd] : null;
  const around = ancestors(active).filter((node) => node.hasAttribute("tabindex"));
  change();
  if (active.isConnected) return;
  const controls = [...container.querySelectorAll("[data-focus-key]")];
  const heir = key && controls.find((node) => node.dataset.focusKey === key);
  const next = heir || around.find((node) => node.isConnected);
  next?.focus({ preventScroll: true });
  if (heir && caret?.[0] != null && heir.setSelectionRange) heir.setSelectionRange(...caret);
}

function ancestors(node) {
  return node.parentElement ? [node.parentElement, ...ancestors(node.parentElement)] : [];
}

/** Run `task` at most once at a time; calls that arrive meanwhile cause exactly one more run. */
export function coalesce(task) {
  let running = null;
  let again = false;
  return function run() {
    if (running) {
      again = true;
      return running;
    }
    running = task().finally(() => {
      running = null;
      if (!again) return undefined;
      again = false;
      return run();
    });
    return running;
  };
}

/** Show on `control` that something is under way until `work` ends. A second press meanwhile does nothing. */
export async function whileBusy(control, work) {
  if (control.getAttribute("aria-busy") === "true") return undefined;
  // Not `disabled`: that would take the keyboard's focus away.
  control.setAttribute("aria-busy", "true");
  control.setAttribute("aria-disabled", "true");
  try {
    return await work();
  } finally {
    control.removeAttribute("aria-busy");
    control.removeAttribute("aria-disabled");
  }
}

export function announce(text) {
  const region = document.getElementById("announcer");
  region.textContent = "";
  // A screen reader speaks when the text changes; the pause makes the same sentence twice a change.
  setTimeout(() => {
    region.textContent = text;
  }, 30);
}
