// Choosing a day, a time of day, or both. The browser's own date inputs are not used: they report half
// typed dates as changes, and they show the date in another order than the rest of the page.

import { fill, h, uid } from "./dom.js";
import { icon } from "./icons.js";
import { openPopover } from "./popover.js";
import { selectField } from "./select.js";
import { addDays, clockTime, dayInWords, dayOf, instantOf, now, weekdayOf } from "./time.js";

const WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const STEPS = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };

/** value: "YYYY-MM-DD" or null; onCommit gets the same. */
export function dateField({ value, placeholder, zone, clearable, onCommit, attrs = {}, name = "Date" }) {
  let day = value;
  const face = h("span", { class: "select-face" });
  const button = h(
    "button",
    {
      type: "button",
      class: "select-button",
      "aria-haspopup": "dialog",
      "aria-expanded": "false",
      onclick: () => openCalendar(),
      ...attrs,
    },
    icon("calendar"),
    face,
  );

  function draw() {
    fill(face, day ? dayInWords(day) : placeholder || "Choose a date");
    face.classList.toggle("placeholder", !day);
  }

  function openCalendar() {
    if (button.getAttribute("aria-busy") === "true") return;
    const choose = (next) => {
      day = next;
      draw();
      popover.close();
      onCommit(day);
    };
    const grid = calendar(day, dayOf(now(), zone), choose);
    const clear =
      clearable && day
        ? h("button", { type: "button", class: "select-clear", onclick: () => choose(null) }, "Clear")
        : null;
    const popover = openPopover(
      button,
      h("div", { class: "calendar", role: "dialog", "aria-label": name }, grid.root, clear),
    );
    grid.focus();
  }

  draw();
  const root = h("div", { class: "select select-date" }, button);
  root.button = button;
  return root;
}

function calendar(chosen, today, choose) {
  const title = h("div", { class: "calendar-title", "aria-live": "polite", id: uid("month") });
  const body = h("div", {
    class: "calendar-days",
    role: "grid",
    "aria-labelledby": title.id,
    onkeydown: key,
  });
  let at = chosen ?? today;

  const head = h(
    "div",
    { class: "calendar-head" },
    h(
      "button",
      {
        type: "button",
        class: "icon-button",
        "aria-label": "Previous month",
        onclick: () => show(addMonths(at, -1)),
      },
      icon("back"),
    ),
    title,
    h(
      "button",
      {
        type: "button",
        class: "icon-button",
        "aria-label": "Next month",
        onclick: () => show(addMonths(at, 1)),
      },
      icon("next"),
    ),
  );
  const names = h(
    "div",
    { class: "calendar-names", "aria-hidden": "true" },
    WEEKDAYS.map((name) => h("span", {}, name)),
  );

  function show(day) {
    at = day;
    fill(title, dayInWords(`${at.slice(0, 7)}-01`, { month: "long", year: "numeric" }));
    const first = `${at.slice(0, 7)}-01`;
    const start = addDays(first, -weekdayOf(first));
    // Always six weeks, so that the panel does not change its height from month to month.
    const weeks = Array.from({ length: 6 }, (_, week) =>
      h(
        "div",
        { role: "row" },
        Array.from({ length: 7 }, (__, i) => cell(addDays(start, week * 7 + i))),
      ),
    );
    fill(body, weeks);
  }

  function cell(day) {
    const kind = [day.slice(0, 7) === at.slice(0, 7) ? "" : "outside", day === today ? "today" : ""].join(
      " ",
    );
    return h(
      "button",
      {
        type: "button",
        role: "gridcell",
        class: `calendar-day ${kind}`,
        tabindex: day === at ? "0" : "-1",
        "aria-label": dayInWords(day, { weekday: "long", day: "numeric", month: "long", year: "numeric" }),
        "aria-selected": String(day === chosen),
        "aria-current": day === today ? "date" : null,
        "data-day": day,
        onclick: () => choose(day),
      },
      String(Number(day.slice(8))),
    );
  }

  function key(event) {
    const step = STEPS[event.key];
    const next = step
      ? addDays(at, step)
      : {
          PageUp: () => addMonths(at, -1),
          PageDown: () => addMonths(at, 1),
          Home: () => addDays(at, -weekdayOf(at)),
          End: () => addDays(at, 6 - weekdayOf(at)),
        }[event.key]?.();
    if (!next) return;
    event.preventDefault();
    show(next);
    focus();
  }

  const focus = () => body.querySelector(`[data-day="${at}"]`).focus();
  show(at);
  return { root: h("div", {}, head, names, body), focus };
}

/** The same day of another month, or that month's last. */
function addMonths(day, count) {
  const first = new Date(`${day.slice(0, 7)}-01T12:00:00Z`);
  first.setUTCMonth(first.getUTCMonth() + count);
  const last = new Date(first);
  last.setUTCMonth(last.getUTCMonth() + 1, 0);
  first.setUTCDate(Math.min(Number(day.slice(8)), last.getUTCDate()));
  return first.toISOString().slice(0, 10);
}

const HALF_HOURS = Array.from(
  { length: 48 },
  (_, i) => `${String(Math.floor(i / 2)).padStart(2, "0")}:${i % 2 ? "30" : "00"}`,
);

/** "9", "9:5", "905" or "09:05" as "HH:MM", else null. */
export function readTime(text) {
  const match = /^(\d{1,2})(?:[:.h ]?(\d{2}))?$/.exec(text.trim());
  if (!match || Number(match[1]) > 23 || Number(match[2] ?? 0) > 59) return null;
  return `${match[1].padStart(2, "0")}:${match[2] ?? "00"}`;
}

/** value: "HH:MM" or null. The list has the half hours; any other time can be typed. */
export function timeField({ value, placeholder, clearable, onCommit, attrs, name = "Time" }) {
  const load = (query) => {
    const typed = readTime(query);
    const times = HALF_HOURS.filter((time) => time.includes(query) && time !== typed);
    return [{ options: [...(typed ? [typed] : []), ...times].map((time) => ({ value: time, label: time })) }];
  };
  const chosen = value ? [{ value, label: value }] : [];
  return selectField({
    chosen,
    placeholder: placeholder || "Choose a time",
    load,
    clearable,
    attrs,
    name,
    onCommit: ([option]) => onCommit(option?.value ?? null),
  });
}

/** value: unix seconds or null, chosen as day and time in `zone`. Nothing is committed until both are there. */
export function dateTimeField({ value, zone, clearable, onCommit, attrs = {}, name = "Date and time" }) {
  const start = value ? new Date(value * 1000) : null;
  let day = start && dayOf(start, zone);
  let time = start && clockTime(start, zone);
  const { "data-focus-key": key, ...shared } = attrs;
  const commit = (changed) => {
    if (day && time) onCommit(Math.round(instantOf(day, time, zone) / 1000));
    else if (changed === null) onCommit(null);
  };
  const dateAttrs = { ...shared, "data-focus-key": key && `${key}|day`, "aria-label": `${name}: date` };
  const timeAttrs = {
    ...shared,
    id: null,
    "data-focus-key": key && `${key}|time`,
    "aria-label": `${name}: time`,
  };
  const date = dateField({
    value: day,
    zone,
    clearable,
    name,
    attrs: dateAttrs,
    onCommit: (next) => {
      day = next;
      commit(next);
    },
  });
  const clock = timeField({
    value: time,
    clearable,
    name,
    attrs: timeAttrs,
    onCommit: (next) => {
      time = next;
      commit(next);
    },
  });
  const root = h("div", { class: "select-pair" }, date, clock);
  root.button = date.button;
  return root;
}
