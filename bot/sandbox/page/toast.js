// Short words at the head of the page: what went wrong, and how it can go on.

import { h } from "./dom.js";
import { icon } from "./icons.js";

const STAYS = 8000;

export function toast(text, { kind = "error" } = {}) {
  const node = h(
    "div",
    {
      class: `toast toast-${kind}`,
      popover: "manual",
      role: kind === "error" ? "alert" : "status",
      "data-testid": "toast",
    },
    kind === "error" ? icon("warning") : icon("check"),
    h("span", { class: "toast-text" }, text),
    h(
      "button",
      { type: "button", class: "icon-button", "aria-label": "Dismiss", onclick: () => node.remove() },
      icon("close"),
    ),
  );
  for (const old of document.querySelectorAll(".toast")) old.remove();
  // Everything outside an open dialog is inert, also for screen readers; so the toast goes into the top one.
  const dialogs = [...document.querySelectorAll("dialog[open]")];
  (dialogs.at(-1) ?? document.body).append(node);
  node.showPopover();
  setTimeout(() => {
    if (!node.matches(":hover, :focus-within")) node.remove();
    else keepWhileRead(node);
  }, STAYS);
}

function keepWhileRead(node) {
  node.addEventListener("mouseleave", () => node.remove());
  node.addEventListener("focusout", () => node.remove());
}

/** Await `work`; what it throws is shown, and the answer is then undefined. */
export async function orToast(work) {
  try {
    return await work;
  } catch (error) {
    toast(error.message);
    return undefined;
  }
}
