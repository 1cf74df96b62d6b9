// How people and apps look: initials on a colour of their own.

import { h } from "./dom.js";
import { nameOf, userById } from "./store.js";

// Dark enough for white letters in both colour schemes (contrast above 4.5).
const COLOURS = [
  "#4a5fc1",
  "#2b7a78",
  "#a14a76",
  "#8a5a19",
  "#5b7030",
  "#7a4fa8",
  "#b04a3f",
  "#2f74a8",
  "#6b6470",
  "#3d7a4f",
];

function initials(name) {
  const words = name.split(/\s+/).filter(Boolean);
  const letters = words.length > 1 ? [words[0], words.at(-1)] : words;
  return letters.map((word) => [...word][0].toUpperCase()).join("");
}

function colourOf(id) {
  let hash = 7;
  for (const letter of id) hash = (hash * 31 + letter.codePointAt(0)) >>> 0;
  return COLOURS[hash % COLOURS.length];
}

export function avatar(user, size = "") {
  const name = nameOf(user);
  const node = h(
    "span",
    { class: `avatar ${size} ${user?.is_bot ? "avatar-app" : ""}`, "aria-hidden": "true" },
    initials(name) || "?",
  );
  node.style.background = user?.is_bot ? "" : colourOf(user?.id ?? name);
  return node;
}

/** Somebody the workspace's list does not have: Slackbot, or an app that was replaced. */
const nobody = (name, isApp) => ({ id: name, real_name: name, is_bot: isApp });

/** Who a message is from: {user, name, isApp}. */
export function authorOf(message) {
  const isApp = Boolean(message.bot_id);
  const user = userById(message.user) ?? nobody(message.bot_profile?.name ?? "Slackbot", isApp);
  return { user, name: message.username ?? nameOf(user), isApp };
}
