// What an element holds: read from a view's state or from the element's own initial value.

import { channelById, nameOf, userById } from "./store.js";
import { plain } from "./mrkdwn.js";

// Per type: the key in `state.values`, and the key that starts it off.
const KEYS = {
  static_select: ["selected_option", "initial_option"],
  external_select: ["selected_option", "initial_option"],
  radio_buttons: ["selected_option", "initial_option"],
  users_select: ["selected_user", "initial_user"],
  channels_select: ["selected_channel", "initial_channel"],
  conversations_select: ["selected_conversation", "initial_conversation"],
  multi_static_select: ["selected_options", "initial_options"],
  multi_external_select: ["selected_options", "initial_options"],
  checkboxes: ["selected_options", "initial_options"],
  multi_users_select: ["selected_users", "initial_users"],
  multi_channels_select: ["selected_channels", "initial_channels"],
  multi_conversations_select: ["selected_conversations", "initial_conversations"],
  datepicker: ["selected_date", "initial_date"],
  timepicker: ["selected_time", "initial_time"],
  datetimepicker: ["selected_date_time", "initial_date_time"],
  rich_text_input: ["rich_text_value", "initial_value"],
  file_input: ["files", "initial_files"],
};
const TEXT = ["value", "initial_value"];

/** The element's value as Slack writes it: an option object, an id, a date, a text, a list of them, or null. */
export function held(element, entry) {
  const [inState, initially] = KEYS[element.type] ?? TEXT;
  if (entry && inState in entry) return entry[inState];
  // What is typed and not kept yet is a text for every kind of field.
  if (entry && "value" in entry) return entry.value;
  return element[initially] ?? null;
}

export const asChoice = (option) => ({
  value: option.value,
  label: plain(option.text),
  hint: option.description && plain(option.description),
});

export function userChoice(id) {
  const user = userById(id);
  const hint =
    user && [user.title, user.is_restricted && "Guest", user.is_bot && "App"].filter(Boolean).join(" · ");
  return { value: id, label: user ? nameOf(user) : id, hint };
}

export function channelChoice(id) {
  const channel = channelById(id);
  return { value: id, label: channel ? `#${channel.name}` : id };
}
