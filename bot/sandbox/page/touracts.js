// What a person does in a tour, done for them: through the page's own controls, at one of two paces.

import { go, nameOf, place } from "./store.js";
import { now } from "./time.js";
import {
  $,
  buttonSaying,
  controlOf,
  fieldOf,
  isThreadOf,
  optionSaying,
  threadOf,
  tickOf,
  wayTo,
  whereIs,
} from "./tourfind.js";
import { formOn } from "./tourwatch.js";

const PATIENCE = 8000;
/** An app may be busy, and what it does may take a while to be seen. */
export const FOR_AN_EFFECT = 20_000;
/** One that has crashed is started again first. */
export const FOR_A_RETURN = 90_000;
const LOOK_AGAIN = 40;
const MOST_CLICKS = 5; // to get anywhere: the menu, the list of people, a name, a place

/** The story can't go on as it is told; the message says why to whom it is told. */
export class Lost extends Error {}

const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** What `find` finds, as soon as it does; it may take its time itself. */
export async function soon(find, otherwise, patience = PATIENCE) {
  for (const start = performance.now(); performance.now() - start < patience; await wait(LOOK_AGAIN)) {
    const found = await find();
    if (found) return found;
  }
  throw new Lost(otherwise);
}

export const LATE = "The bot does not come back. The terminal in which it was started says why.";
const missing = (words) => `“${words}” is not here. Perhaps it is done already, or the story took another way.`;

export const isAt = ({ user, where }) => place().user === user?.id && place().where === where;

/** Be the step's person at the step's place, with nothing open that does not belong there. */
export async function arrive(step, page, pace) {
  const there = whereIs(step);
  if (!there.user || !there.where) throw new Lost("The person or the place of this step is not here any more.");
  if (formOn(page) && formOn(page) !== step.form) await closeForms(page);
  await walk(there, pace);
  await soon(() => isAt(there) && $("#place :is(.message, .block, .empty)"), missing(step.in));
  if (step.thread && !isThreadOf(step.thread)) {
    await pace.press(await soon(() => threadOf(step.thread), missing(step.thread)));
    await soon(() => isThreadOf(step.thread), missing(step.thread));
  }
  if (!step.thread && place().thread) go({ thread: null });
}

async function walk(there, pace) {
  if (pace.isQuick && !isAt(there)) go({ user: there.user.id, where: there.where });
  for (let i = 0; i < MOST_CLICKS && !isAt(there); i += 1) {
    const next = await soon(() => wayTo(there), missing(nameOf(there.user)));
    if (next.matches(".select-button")) await choose(next, nameOf(there.user), pace);
    else await pace.press(next);
  }
}

/** Do one of the acts of a step (see the sandbox's README). Throws Lost. */
export async function perform(act, page, pace) {
  if (act.opens && formOn(page) === act.opens) return;
  const verb = Object.keys(ACTS).find((name) => name in act);
  await ACTS[verb](act, page, pace);
  if (act.opens) await soon(() => formOn(page) === act.opens, "The form has not opened.");
}

const ACTS = {
  async type(act, page, pace) {
    const field = await soon(() => $("#composer"), "One can't write here.");
    await pace.type(field, act.type);
    await pace.press($("#place .composer-send"));
  },

  async click(act, page, pace) {
    await pace.press(await soon(() => buttonSaying(act.click, act.near), missing(act.click)));
  },

  async fill(act, page, pace) {
    await fill(await soon(() => fieldOf(act.fill), missing(act.fill)), act.with, pace);
  },

  async form(act, page, pace) {
    if (act.form === "close") {
      await closeForms(page);
      return;
    }
    const submit = await soon(() => $("[data-testid='modal-submit']"), "The form is not open any more.");
    await pace.before();
    await pace.press(submit);
    await soon(() => submit.getAttribute("aria-busy") !== "true", "The app does not answer.", FOR_AN_EFFECT);
    if ($("#modal[open] :is([aria-invalid='true'], .modal-banner:not(:empty))"))
      throw new Lost("The form wants something else first.");
  },

  /** In the midst of the journey, once so many are counted. */
  async crash(act, page, pace) {
    const { faults, time } = page.drawer.panels;
    await pace.during(page.drawer, "faults", () => faults.crash.button, async () => {
      const to = new Date(act.travel);
      const journey = { isOver: now() >= to };
      const travel = journey.isOver || time.goTo(to).finally(() => (journey.isOver = true));
      const tally = () => page.tour.tally();
      await soon(async () => journey.isOver || (await tally())?.there >= act.crash, LATE, FOR_A_RETURN);
      const crash = faults.crash.press();
      await soon(() => tally().then(() => journey.isOver), LATE, FOR_A_RETURN);
      await Promise.all([crash, travel]);
    });
  },

  async travel(act, page, pace) {
    const target = new Date(act.travel);
    if (now() >= target) return;
    const { time } = page.drawer.panels;
    await pace.during(page.drawer, "time", () => $(".now-box"), () => time.goTo(target));
  },
};

async function fill(field, value, pace) {
  const control = controlOf(field);
  if (control.matches(".text-input")) await pace.type(control, value);
  else if (control.matches(".ticks")) await tick(tickOf(field, value), value, pace);
  else if (control.matches("[role='combobox']")) await choose(control, value, pace);
  else await chooseDay(control, value, pace);
}

async function tick(label, value, pace) {
  if (!label) throw new Lost(missing(value));
  if (!label.querySelector(":checked")) await pace.press(label.querySelector("input"));
}

async function choose(button, label, pace) {
  await pace.press(button);
  await pace.type(await soon(() => $(".popover .select-search"), missing(label)), label);
  await pace.press(await soon(() => optionSaying(label), missing(label)));
}

async function chooseDay(button, day, pace) {
  await pace.press(button);
  const calendar = await soon(() => $(".popover .calendar"), missing(day));
  const cell = () => calendar.querySelector(`.calendar-day:not(.outside)[data-day="${day}"]`);
  const shown = () => calendar.querySelector(".calendar-day:not(.outside)").dataset.day;
  for (let month = 0; month < 24 && !cell(); month += 1) {
    const way = shown() < day ? "Next month" : "Previous month";
    await pace.press(calendar.querySelector(`[aria-label="${way}"]`));
  }
  if (!cell()) throw new Lost(missing(day));
  await pace.press(cell());
}

async function closeForms(page) {
  await page.modal.close(true);
  await soon(() => !formOn(page), "A form would not close.");
}
