// Time as one person sees it. "Now" is the workspace's business time: it runs at the usual speed
// from wherever the server's clock stands.

const FALLBACK_ZONE = "UTC";
const LOCALE = "en-GB";
const formats = new Map();
let offset = 0;

/** Take over the server's clock: `now` is its business time as ISO 8601, or null when it has none of its own. */
export function setNow(now) {
  offset = now ? Date.parse(now) - Date.now() : 0;
}

export const now = () => new Date(Date.now() + offset);

function format(date, zone, options) {
  const key = zone + JSON.stringify(options);
  if (!formats.has(key)) formats.set(key, makeFormat(zone, options));
  return formats.get(key).format(date);
}

function makeFormat(zone, options) {
  try {
    return new Intl.DateTimeFormat(LOCALE, { timeZone: zone || FALLBACK_ZONE, ...options });
  } catch {
    return new Intl.DateTimeFormat(LOCALE, { timeZone: FALLBACK_ZONE, ...options });
  }
}

const TIME = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
const PARTS = { ...TIME, second: "2-digit", year: "numeric", month: "2-digit", day: "2-digit" };

export const clockTime = (date, zone) => format(date, zone, TIME);

/** "2026-11-18": the calendar day of an instant in a zone. */
export function dayOf(date, zone) {
  const [day, month, year] = format(date, zone, { year: "numeric", month: "2-digit", day: "2-digit" }).split(
    "/",
  );
  return `${year}-${month}-${day}`;
}

/** A calendar day (no zone) as words: "Thu 26 Nov 2026". */
export function dayInWords(
  day,
  options = { weekday: "short", day: "numeric", month: "short", year: "numeric" },
) {
  return format(new Date(`${day}T12:00:00Z`), "UTC", options).replace(",", "");
}

export function addDays(day, count) {
  const date = new Date(`${day}T12:00:00Z`);
  date.setUTCDate(date.getUTCDate() + count);
  return date.toISOString().slice(0, 10);
}

/** Monday is 0. */
export const weekdayOf = (day) => (new Date(`${day}T12:00:00Z`).getUTCDay() + 6) % 7;

/** "today", "yesterday", "tomorrow" or null. */
function relativeDay(date, zone) {
  const today = dayOf(now(), zone);
  const day = dayOf(date, zone);
  if (day === today) return "today";
  if (day === addDays(today, -1)) return "yesterday";
  return day === addDays(today, 1) ? "tomorrow" : null;
}

const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);

/** The line between two days of a conversation. */
export function dayLabel(date, zone) {
  const relative = relativeDay(date, zone);
  const far = Math.abs(date - now()) > 180 * 86400e3;
  const words = format(date, zone, {
    weekday: "long",
    day: "numeric",
    month: "long",
    ...(far && { year: "numeric" }),
  });
  return relative ? capital(relative) : words.replace(",", "");
}

/** Weekday, date, time and zone in full, for a tooltip. */
export function fullTime(date, zone) {
  const words = format(date, zone, {
    weekday: "long",
    day: "numeric",
    month: "long",
    year: "numeric",
    ...TIME,
  });
  return `${words} (${cityOf(zone)})`;
}

export function shortMoment(date, zone) {
  return format(date, zone, { weekday: "short", day: "numeric", month: "short", ...TIME }).replaceAll(
    ",",
    "",
  );
}

/** "America/New_York" -> "New York". */
export function cityOf(zone) {
  return (zone || FALLBACK_ZONE).split("/").at(-1).replaceAll("_", " ");
}

/** Changes whenever words like "today" may mean another day, or times another hour. */
export const dayKey = (zone) => `${dayOf(now(), zone)} ${zone}`;

/** The instant at which a clock on the wall in `zone` shows `day` and `time`. In a gap: the same distance later. */
export function instantOf(day, time, zone) {
  const wall = Date.parse(`${day}T${time}:00Z`);
  let guess = wall;
  // Twice, because the offset at the first guess may be the one from the other side of a clock change.
  for (let i = 0; i < 2; i += 1) guess = wall - (wallOf(new Date(guess), zone) - guess);
  return new Date(guess);
}

function wallOf(date, zone) {
  const [day, time] = format(date, zone, PARTS).split(", ");
  const [d, m, y] = day.split("/");
  return Date.parse(`${y}-${m}-${d}T${time}Z`) + date.getUTCMilliseconds();
}

const SOON = 183 * 86400e3;
const year = (date) => (Math.abs(date - now()) > SOON ? { year: "numeric" } : {});
const plain = (options) => (date, zone) => format(date, zone, options).replace(",", "");
const pretty = (words) => (date, zone) => relativeDay(date, zone) ?? words(date, zone);
const long = (date, zone) =>
  plain({ weekday: "long", day: "numeric", month: "long", ...year(date) })(date, zone);
const medium = (date, zone) => plain({ day: "numeric", month: "long", ...year(date) })(date, zone);
const short = (date, zone) => plain({ day: "numeric", month: "short", ...year(date) })(date, zone);

// The tokens of Slack's date format, in the words of its British English client, which has the day first.
const TOKENS = {
  date_num: dayOf,
  date: medium,
  date_slash: (date, zone) => format(date, zone, { year: "numeric", month: "2-digit", day: "2-digit" }),
  date_long: long,
  date_long_full: plain({ weekday: "long", day: "numeric", month: "long", year: "numeric" }),
  date_short: short,
  date_pretty: pretty(medium),
  date_long_pretty: pretty(long),
  date_short_pretty: pretty(short),
  time: clockTime,
  time_secs: plain({ ...TIME, second: "2-digit" }),
  ago: (date) => ago(date),
  day_divider_pretty: pretty(long),
};

/** Slack's `<!date^unix^format|fallback>`: the format with its tokens filled in, or null if one is unknown. */
export function dateToken(unix, pattern, zone) {
  const date = new Date(Number(unix) * 1000);
  if (!/^-?\d+$/.test(unix) || Number.isNaN(date.getTime())) return null;
  let known = true;
  const words = pattern.replace(/\{(\w+)\}/g, (_, token) => {
    known &&= Object.hasOwn(TOKENS, token);
    return known ? TOKENS[token](date, zone) : "";
  });
  return known ? words : null;
}

function ago(date) {
  const seconds = Math.round((now() - date) / 1000);
  const [size, unit] = [
    [86400, "day"],
    [3600, "hour"],
    [60, "minute"],
  ].find(([s]) => Math.abs(seconds) >= s) ?? [1, "second"];
  return new Intl.RelativeTimeFormat("en", { numeric: "auto" }).format(-Math.round(seconds / size), unit);
}
