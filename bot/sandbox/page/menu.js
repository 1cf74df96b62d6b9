// A menu of actions on a button ("…", "+", overflow).

import { h } from "./dom.js";
import { openPopover } from "./popover.js";
import { linkTo } from "./store.js";

/** items: [{label, hint?, onPick, href?}]; onPick gets nothing. An item with href also opens it. */
export function openMenu(button, items, { label, above = false } = {}) {
  const rows = items.map((item) =>
    row(item, () => {
      popover.close();
      return item.onPick();
    }),
  );
  const menu = h(
    "div",
    { class: "menu", role: "menu", "aria-label": label, onkeydown: (event) => move(event, rows) },
    rows,
  );
  const popover = openPopover(button, menu, { above });
  rows[0]?.focus();
  return popover;
}

function row(item, pick) {
  const content = [
    h("span", { class: "menu-label" }, item.label),
    item.hint && h("span", { class: "menu-hint" }, item.hint),
  ];
  if (item.href) {
    const props = { role: "menuitem", class: "menu-item", tabindex: "-1", onclick: pick };
    return h("a", { ...props, ...linkTo(item.href) }, content);
  }
  return h(
    "button",
    { type: "button", role: "menuitem", class: "menu-item", tabindex: "-1", onclick: pick },
    content,
  );
}

function move(event, rows) {
  const at = rows.indexOf(document.activeElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  rows.at(to % rows.length).focus();
}
