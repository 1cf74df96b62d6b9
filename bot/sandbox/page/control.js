// What every interactive element has in common: its attributes, and how its new value is handed on.

import { confirmed } from "./confirm.js";
import { whileBusy } from "./dom.js";

export const focusKey = (element, env, part = "") => [env.block.block_id, element.action_id, part].join("|");

export function commonAttrs(element, env) {
  return {
    "data-focus-key": focusKey(element, env),
    "data-action-id": element.action_id,
    ...env.attrs,
    // Taken from the view when it opens; see modal.js.
    "data-focus-on-load": element.focus_on_load ? "true" : null,
  };
}

/** Hand a new value on: kept in an input block, sent as an action elsewhere, after its confirmation if it has one. */
export async function commit(element, env, control, value) {
  if (element.confirm && !(await confirmed(element.confirm))) {
    // The field shows again what it held; a button held nothing, and keeps the focus.
    if (value !== undefined) env.redraw();
    return;
  }
  // A chosen value is an input too, although no letter was typed: the field's error has had its say.
  if (control.tagName === "BUTTON") control.dispatchEvent(new Event("input", { bubbles: true }));
  if (env.inInput) await env.ctx.input(env.block, element, value);
  else await whileBusy(control, () => env.ctx.action(env.block, element, value));
}
