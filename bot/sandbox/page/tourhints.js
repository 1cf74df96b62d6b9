// What is left to do for somebody who plays a step by hand: where, and in which words.

import { me, nameOf } from "./store.js";
import { now, shortMoment } from "./time.js";
import { isAt } from "./touracts.js";
import {
  $,
  buttonSaying,
  controlOf,
  fieldOf,
  isFilled,
  isThreadOf,
  threadOf,
  tickOf,
  wayTo,
  whereIs,
} from "./tourfind.js";
import { formOn } from "./tourwatch.js";

/**
 * {words, example?, help?, target?} for the first thing that is left; null when nothing is. `help` does it.
 * pressed holds the acts whose button has been pressed.
 */
export function hintFor(step, acts, page, pressed) {
  const there = whereIs(step);
  if (there.user && !isAt(there)) return { words: way(there), target: wayTo(there) };
  if (step.thread && !isThreadOf(step.thread))
    return { words: "Open its thread.", target: threadOf(step.thread) };
  for (const act of acts) {
    const verb = Object.keys(HINTS).find((name) => name in act);
    const hint = !pressed.has(act) && HINTS[verb](act, page);
    if (hint) return { ...hint, act };
  }
  return null;
}

function way({ user, where }) {
  const place = { home: "Home", [user.dm]: "the app’s messages" }[where] ?? "the channel";
  return me() === user ? `Open ${place}.` : `Be ${nameOf(user)}, on the left, and open ${place}.`;
}

// Each gives null when its act is done.
const HINTS = {
  type(act, page) {
    if (isOpen(act, page)) return null;
    const field = $("#composer");
    const target = field?.value.trim() ? $("#place .composer-send") : field;
    return { words: "Type this, and send it:", example: act.type, help: "Put it in", target };
  },

  click(act, page) {
    return isOpen(act, page) ? null : { words: `Press “${act.click}”.`, target: buttonSaying(act.click, act.near) };
  },

  fill(act) {
    const field = fieldOf(act.fill);
    const isDone = field && (tickOf(field, act.with)?.querySelector(":checked") ?? isFilled(field));
    if (isDone) return null;
    return { words: `${act.fill}`, example: act.with, help: "Fill it in", target: field && controlOf(field) };
  },

  form(act, page) {
    const submits = act.form === "submit";
    const target = $(`#modal[open] [data-testid='modal-${submits ? "submit" : "close"}']`);
    if (!submits && !formOn(page)) return null;
    return { words: submits ? `Press “${target?.textContent ?? "Send"}”.` : "Close it.", target };
  },

  crash(act, page) {
    const { drawer } = page;
    const { faults, time } = drawer.panels;
    if (page.tour.tallied?.is_crashed) return time.travelling ? null : HINTS.travel(act, page);
    const hasTime = now() < new Date(act.travel) && !time.travelling;
    const there = drawer.open === "faults" ? faults.crash.button : drawer.tabs.faults;
    const target = drawer.open ? there : drawer.toggle;
    const words = "While it does, open Trouble and press “Crash the bot now”.";
    if (!hasTime) return { words, target };
    return { ...HINTS.travel(act, page), help: "Do both", words: `${HINTS.travel(act, page).words} ${words}` };
  },

  travel(act, page) {
    const to = new Date(act.travel);
    if (now() >= to) return null;
    const { drawer } = page;
    const leap = drawer.open === "time" ? $(".leap-next") : drawer.tabs.time;
    return {
      words: `Open the time machine, and let time pass until ${shortMoment(to, me().tz)}.`,
      help: "Go there",
      target: drawer.open ? leap : drawer.toggle,
    };
  },
};

const isOpen = (act, page) => act.opens !== undefined && formOn(page) === act.opens;
