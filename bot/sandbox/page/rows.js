// From messages to the rows of a list: days, the line above what is new, and the messages themselves.

import { dayLabel, dayOf } from "./time.js";

const GROUP_WITHIN = 5 * 60e3;

/** When a message was said in the workspace's business time, or else in the machine's. */
export const saidAt = (message) => new Date(message.business_time ?? Number(message.ts) * 1000);

/** newFrom: the ts of the first message that was new when the channel was opened, or null. */
export function channelRows(messages, zone, newFrom) {
  const rows = [];
  messages.forEach((message, i) => {
    const before = messages[i - 1];
    const isNew = message.ts === newFrom;
    const day = dayOf(saidAt(message), zone);
    const isNewDay = !before || dayOf(saidAt(before), zone) !== day;
    if (isNewDay || isNew) {
      const label = isNewDay ? dayLabel(saidAt(message), zone) : "";
      rows.push({ kind: "line", key: `above ${message.ts}`, label, isNew });
    }
    rows.push(messageRow(message, !isNewDay && !isNew && follows(message, before)));
  });
  return rows;
}

/** A thread: its first message, a line that counts, and the replies. */
export function threadRows(messages) {
  const rows = messages.map((message, i) => messageRow(message, i > 1 && follows(message, messages[i - 1])));
  if (messages.length < 2) return rows;
  const count = { kind: "count", key: "count", label: repliesInWords(messages.length - 1) };
  return [rows[0], count, ...rows.slice(1)];
}

const messageRow = (message, isFollowing) => ({
  kind: "message",
  key: `message ${message.ts}`,
  message,
  isFollowing,
});

/** Whether a message goes without a head of its own: it is right after one of the same author. */
function follows(message, before) {
  return (
    authorKey(message) === authorKey(before) &&
    !message.is_ephemeral &&
    !before.is_ephemeral &&
    !message.pinned_to &&
    Math.abs(saidAt(message) - saidAt(before)) < GROUP_WITHIN
  );
}

const authorKey = ({ user, bot_id, username }) => [user, bot_id, username].join(" ");

export const repliesInWords = (count) => (count === 1 ? "1 reply" : `${count} replies`);
