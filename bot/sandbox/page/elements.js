// Block Kit's interactive elements.
//
// env tells an element where it is: {block, ctx, inInput, optional, name, attrs, redraw}; ctx is the message or
// view it belongs to (surface.js).

import { button, feedbackButtons, iconButton, overflow, workflowButton } from "./buttons.js";
import { commit, commonAttrs, focusKey } from "./control.js";
import { dateField, dateTimeField, timeField } from "./datefield.js";
import { h, uid } from "./dom.js";
import { plain, richly } from "./mrkdwn.js";
import { matching, selectField } from "./select.js";
import { app, me, state } from "./store.js";
import { fileInput, numeric, textInput } from "./textfields.js";
import { asChoice, channelChoice, held, userChoice } from "./values.js";

export function renderElement(element, env) {
  const make = ELEMENTS[element.type];
  if (!make) return h("span", { class: "unsupported" }, `[${element.type} is not shown in the sandbox]`);
  return make(element, env);
}

function tick(type) {
  const several = type === "checkbox";
  return (element, env) => {
    const now = held(element, env.ctx.current(env.block, element));
    const on = new Set((several ? (now ?? []) : now ? [now] : []).map((option) => option.value));
    const group = uid("group");
    const { id, ...attrs } = env.attrs;
    const inputs = element.options.map((option) =>
      h("input", {
        type,
        name: group,
        checked: on.has(option.value),
        value: option.value,
        "data-focus-key": focusKey(element, env, option.value),
        onchange: () => commit(element, env, node, several ? chosen() : option.value),
      }),
    );
    const chosen = () => inputs.filter((input) => input.checked).map((input) => input.value);
    const rows = element.options.map((option, i) =>
      h(
        "label",
        { class: "tick" },
        inputs[i],
        h(
          "span",
          {},
          h("span", { class: "mrkdwn" }, richly(option.text)),
          option.description && h("span", { class: "tick-hint mrkdwn" }, richly(option.description)),
        ),
      ),
    );
    const node = h(
      "div",
      {
        id,
        class: "ticks",
        role: several ? "group" : "radiogroup",
        "data-action-id": element.action_id,
        tabindex: "-1",
        "data-focus-on-load": element.focus_on_load ? "true" : null,
        ...attrs,
      },
      rows,
    );
    return node;
  };
}

// Where the choices of a list come from.
function groupsOf(element) {
  if (element.option_groups) {
    return element.option_groups.map((group) => ({
      label: plain(group.label),
      options: group.options.map(asChoice),
    }));
  }
  return [{ options: (element.options ?? []).map(asChoice) }];
}

function userGroups() {
  const users = state.workspace.users.filter((user) => !user.deleted);
  const sorted = users.sort(
    (a, b) => Number(a.is_bot) - Number(b.is_bot) || a.real_name.localeCompare(b.real_name),
  );
  return [{ options: sorted.map((user) => userChoice(user.id)) }];
}

function visibleChannels(wanted) {
  const viewer = me();
  const visible = state.workspace.channels.filter(
    (channel) =>
      !channel.is_archived && wanted(channel) && (!channel.is_private || channel.members.includes(viewer.id)),
  );
  return visible.map((channel) => channelChoice(channel.id));
}

function conversationGroups(element) {
  const kinds = element.filter?.include ?? ["public", "private", "im"];
  const channels = visibleChannels((channel) => kinds.includes(channel.is_private ? "private" : "public"));
  const dm = me().dm;
  const withApp =
    kinds.includes("im") && dm && !element.filter?.exclude_bot_users
      ? [{ value: dm, label: app()?.name ?? dm }]
      : [];
  return [{ options: [...channels, ...withApp] }];
}

const SOURCES = {
  static: { words: "Choose", choice: asChoice, load: (element) => (query) => matching(groupsOf(element), query) },
  external: {
    words: "Choose",
    choice: asChoice,
    load: (element, env) => async (query) => groupsOf(await env.ctx.options(env.block, element, query)),
  },
  users: { words: "Choose a person", choice: userChoice, load: () => (query) => matching(userGroups(), query) },
  channels: {
    words: "Choose a channel",
    choice: channelChoice,
    load: () => (query) => matching([{ options: visibleChannels((channel) => !channel.is_private) }], query),
  },
  conversations: {
    words: "Choose a conversation",
    choice: channelChoice,
    load: (element) => (query) => matching(conversationGroups(element), query),
  },
};

function select(source, multiple) {
  const { words, choice, load } = SOURCES[source];
  return (element, env) => {
    const now = held(element, env.ctx.current(env.block, element));
    const field = selectField({
      chosen: (multiple ? (now ?? []) : now ? [now] : []).map(choice),
      multiple,
      max: element.max_selected_items,
      // In an input block every tick is kept; as an action the app hears once, when the list closes.
      eager: !multiple || env.inInput,
      clearable: env.inInput && env.optional,
      placeholder: element.placeholder ? plain(element.placeholder) : words,
      name: env.name,
      slow: source === "external",
      minQuery: source === "external" ? (element.min_query_length ?? 3) : 0,
      load: load(element, env),
      attrs: commonAttrs(element, env),
      onCommit: (chosen) => {
        const values = chosen.map((option) => option.value);
        return commit(element, env, field.button, multiple ? values : (values[0] ?? null));
      },
    });
    return field;
  };
}

function picker(makeField) {
  return (element, env) => {
    const field = makeField({
      value: held(element, env.ctx.current(env.block, element)),
      placeholder: element.placeholder && plain(element.placeholder),
      zone: env.ctx.zone,
      clearable: env.inInput && env.optional,
      name: env.name,
      attrs: commonAttrs(element, env),
      onCommit: (value) => commit(element, env, field.button, value),
    });
    return field;
  };
}

const ELEMENTS = {
  button,
  overflow,
  workflow_button: workflowButton,
  feedback_buttons: feedbackButtons,
  icon_button: iconButton,
  checkboxes: tick("checkbox"),
  radio_buttons: tick("radio"),
  static_select: select("static", false),
  external_select: select("external", false),
  users_select: select("users", false),
  channels_select: select("channels", false),
  conversations_select: select("conversations", false),
  multi_static_select: select("static", true),
  multi_external_select: select("external", true),
  multi_users_select: select("users", true),
  multi_channels_select: select("channels", true),
  multi_conversations_select: select("conversations", true),
  datepicker: picker(dateField),
  timepicker: picker(timeField),
  datetimepicker: picker(dateTimeField),
  plain_text_input: textInput("text"),
  number_input: textInput("text", numeric),
  email_text_input: textInput("text", () => ({ inputmode: "email" })),
  url_text_input: textInput("text", () => ({ inputmode: "url" })),
  rich_text_input: textInput("rich"),
  file_input: fileInput,
};
