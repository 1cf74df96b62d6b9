// Whether what a step of a tour waits for has come true, whoever did it.

import { api } from "./api.js";
import { now } from "./time.js";
import { whereIs } from "./tourfind.js";

/** `page` knows the form on top, and counts. A step that waits for nothing is never done by itself. */
export async function isDone(step, page) {
  const { until } = step;
  if (!until) return false;
  if (until.time && now() < new Date(until.time)) return false;
  if (until.form && formOn(page) !== until.form) return false;
  if (until.count && !isWhole(await page.tour.tally())) return false;
  return !until.message || isSaid(until.message, whereIs({ ...step, ...until }));
}

/** A tally after a crash in which nobody is missing. */
const isWhole = (tally) => Boolean(tally?.is_crashed && tally.there === tally.people);

export const formOn = (page) => page.modal.stack.at(-1)?.callback_id ?? null;

async function isSaid(words, { user, where }) {
  try {
    return (await shownAt(user, where)).some((one) => wordsIn(one).includes(words));
  } catch {
    return false;
  }
}

async function shownAt(user, where) {
  if (where === "home") return [(await api.home(user.id)).view];
  return (await api.conversation(user.id, where)).messages;
}

/** Everything that can be read in a message or a view, without the marks of bold and italics. */
function wordsIn(shown) {
  return textsOf(shown?.blocks ?? shown?.text ?? "")
    .join(" ")
    .replace(/[*_~`]/g, "");
}

function textsOf(part) {
  if (typeof part === "string") return [part];
  if (Array.isArray(part)) return part.flatMap(textsOf);
  const inside = ["text", "fields", "elements", "accessory"].map((key) => part[key]);
  return inside.filter(Boolean).flatMap(textsOf);
}
