// What went between Slack and the app, in words: who did what, and why it was refused.

import { decode, plain } from "./mrkdwn.js";
import { app, channelById, nameOf, people, userById } from "./store.js";

const MOST_QUOTED = 60;

/** One sentence about an entry of the inspector. */
export function sentenceOf(entry) {
  const request = entry.request ?? {};
  if (entry.kind === "fault") return `Trouble as it was ordered: ${entry.status} for ${entry.name}`;
  if (entry.direction === "out") return `${app()?.name ?? "The app"} ${called(entry, request)}`;
  return told(entry, request);
}

// --- What the app called ----------------------------------------------------------------------------

const CALLS = {
  "chat.postMessage": (it) => `${it.thread_ts ? "replied in" : "wrote to"} ${where(it.channel)}${quoted(it.text)}`,
  "chat.postEphemeral": (it) => `showed ${who(it.user)} alone${quoted(it.text)}`,
  "chat.update": (it) => `changed a message in ${where(it.channel)}${quoted(it.text)}`,
  "chat.delete": (it) => `deleted a message in ${where(it.channel)}`,
  "chat.getPermalink": () => "asked for the address of a message",
  "chat.scheduleMessage": (it) => `planned a message to ${where(it.channel)}`,
  "views.open": (it) => `opened ${form(it.view)}`,
  "views.push": (it) => `put ${form(it.view)} on top`,
  "views.update": (it) => `changed ${form(it.view)}`,
  "views.publish": (it) => `made the Home page of ${who(it.user_id)}`,
  "conversations.open": (it) => `opened the direct messages with ${who(String(it.users ?? "").split(",")[0])}`,
  "conversations.join": (it) => `joined ${where(it.channel)}`,
  "conversations.info": (it) => `asked about ${where(it.channel)}`,
  "conversations.members": (it) => `asked who is in ${where(it.channel)}`,
  "conversations.history": (it) => `read back what was said in ${where(it.channel)}`,
  "conversations.replies": (it) => `read back a thread in ${where(it.channel)}`,
  "conversations.list": () => "asked for the channels",
  "users.info": (it) => `asked who ${who(it.user)} is`,
  "users.list": () => "asked who is in the workspace",
  "usergroups.list": () => "asked for the user groups",
  "dnd.info": (it) => `asked whether ${who(it.user)} may be disturbed`,
  "dnd.teamInfo": () => "asked who may be disturbed",
  "reactions.add": (it) => `reacted with :${it.name}: in ${where(it.channel)}`,
  "reactions.remove": (it) => `took back :${it.name}: in ${where(it.channel)}`,
  "pins.add": (it) => `pinned a message in ${where(it.channel)}`,
  "pins.remove": (it) => `unpinned a message in ${where(it.channel)}`,
  "files.getUploadURLExternal": (it) => `asked where to send the file ${it.filename ?? ""}`.trim(),
  "files.completeUploadExternal": () => "handed over a file",
  "auth.test": () => "asked who it is",
  "apps.connections.open": () => "asked for a connection",
};

function called({ name, kind }, request) {
  if (kind === "response_url") return `answered a click or a command${quoted(request.text)}`;
  return CALLS[name]?.(request) ?? `called ${name}`;
}

// --- What the app was told --------------------------------------------------------------------------

const EVENTS = {
  app_home_opened: (event) => `${who(event.user)} opened ${event.tab === "home" ? "the Home page" : "the messages"}`,
  message: (event) => `${who(event.user)} wrote${quoted(event.text) || " a message"}`,
  app_mention: (event) => `${who(event.user)} mentioned the app${quoted(event.text)}`,
  member_joined_channel: (event) => `${who(event.user)} joined ${where(event.channel)}`,
  member_left_channel: (event) => `${who(event.user)} left ${where(event.channel)}`,
  team_join: (event) => `${who(event.user?.id)} joined the workspace`,
  user_change: (event) => `The profile of ${who(event.user?.id)} changed`,
  dnd_updated_user: (event) => `${who(event.user)} may be disturbed at other times`,
  tokens_revoked: () => "The app's tokens were taken back",
  app_uninstalled: () => "The app was removed",
};

const ACTS = {
  block_actions: (it, person) => `${person} ${acted(it.actions?.[0] ?? {})}`,
  view_submission: (it, person) => `${person} sent ${form(it.view)}`,
  view_closed: (it, person) => `${person} closed ${form(it.view)}`,
  block_suggestion: (it, person) => `${person} looked for “${it.value}” in a list`,
  shortcut: (it, person) => `${person} used the shortcut ${shortcut(it.callback_id)}`,
  message_action: (it, person) => `${person} used ${shortcut(it.callback_id)} on a message`,
};

function told(entry, request) {
  const person = who(entry.user ?? request.user?.id ?? request.user_id);
  if (request.command) return `${person} typed ${decode(`${request.command} ${request.text ?? ""}`).trim()}`;
  if (request.event) return EVENTS[request.event.type]?.(request.event) ?? `Something happened: ${request.event.type}`;
  return ACTS[request.type]?.(request, person) ?? `The app was told of ${entry.name || request.type || entry.kind}`;
}

function acted(action) {
  if (action.type === "button" || action.text) return `pressed “${plain(action.text)}”`;
  const option = action.selected_option ?? action.selected_options?.at(-1);
  if (option) return `chose “${plain(option.text)}”`;
  const person = action.selected_user ?? action.selected_users?.at(-1);
  if (person) return `chose ${who(person)}`;
  const value = action.selected_date ?? action.selected_time ?? action.value;
  return value ? `entered “${value}”` : "changed a field";
}

const shortcut = (id) => `“${app()?.shortcuts.find((one) => one.callback_id === id)?.name ?? id}”`;

// --- How it ended -----------------------------------------------------------------------------------

const REASONS = {
  ratelimited: "Too many calls in a minute. The app has to wait.",
  missing_scope: "The app was not given the right to do this.",
  not_in_channel: "The app is not in that channel.",
  channel_not_found: "There is no such conversation that the app can see.",
  user_not_found: "There is no such person.",
  message_not_found: "There is no such message.",
  cant_update_message: "Only its author may change a message.",
  is_archived: "The channel is archived.",
  invalid_auth: "This token is not known here.",
  not_authed: "The call came without a token.",
  token_revoked: "The token was taken back.",
  invalid_blocks: "The blocks break one of Slack's rules.",
  invalid_arguments: "The arguments break one of Slack's rules.",
  expired_trigger_id: "The click is too long ago: a form opens within three seconds.",
  exchanged_trigger_id: "The click has opened a form already.",
  hash_conflict: "Somebody changed the view in between.",
  not_found: "What it was about is not there any more.",
  unknown_method: "The sandbox does not have this method.",
  already_reacted: "That reaction was there already.",
  internal_error: "Slack has trouble of its own.",
  connection_failed: "Nobody was listening for the app.",
  timeout: "The app did not answer within three seconds.",
  http_timeout: "The app did not answer within three seconds.",
  http_error: "The app answered with an error.",
};

/** Whether it went wrong. An ordered trouble did what it should; what comes of it is an entry of its own. */
export function failed({ direction, kind, status, response }) {
  if (kind === "fault") return false;
  if (direction === "in") return !/^2\d\d$|^ok$/i.test(String(status));
  if (kind === "response_url") return status !== "ok";
  return response?.ok === false || (status !== "ok" && response?.ok !== true);
}

/** Why it went wrong, in words; empty when nothing did. */
export function reasonOf(entry) {
  if (!failed(entry)) return "";
  const { response, status } = entry;
  const code = response?.error ?? String(status);
  const rule = response?.response_metadata?.messages?.[0] ?? response?.errors?.[0];
  const needed = response?.needed && `It needs ${response.needed}.`;
  return [REASONS[code] ?? `${code.replaceAll("_", " ")}.`, needed, rule].filter(Boolean).join(" ");
}

// --- Words ------------------------------------------------------------------------------------------

function who(id) {
  const user = typeof id === "string" ? userById(id) : null;
  return user ? nameOf(user) : "Somebody";
}

function where(id) {
  const channel = channelById(id);
  if (channel) return `#${channel.name}`;
  const person = userById(id) ?? people().find((one) => one.dm === id);
  return person ? nameOf(person) : "a conversation";
}

function form(view) {
  const title = typeof view === "object" ? plain(view?.title) : "";
  return title ? `the form “${title}”` : "a form";
}

function quoted(text) {
  const words = plain(text).replace(/\s+/g, " ").trim();
  if (!words) return "";
  return `: “${words.length > MOST_QUOTED ? `${words.slice(0, MOST_QUOTED).trimEnd()}…` : words}”`;
}
