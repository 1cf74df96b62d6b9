// Block Kit's interactive elements.
//
// env tells an element where it is: {block, ctx, inInput, optional, name, attrs, redraw}; ctx is the message or
// view it belongs to (surface.js).

import { confirmed } from "./confirm.js";
import { dateField, dateTimeField, timeField } from "./datefield.js";
import { h, uid, whileBusy } from "./dom.js";
import { icon } from "./icons.js";
import { openMenu } from "./menu.js";
import { plain, richly } from "./mrkdwn.js";
import { matching, selectField } from "./select.js";
import { app, linkTo, me, state } from "./store.js";
import { asChoice, channelChoice, held, userChoice } from "./values.js";

export function renderElement(element, env) {
  const make = ELEMENTS[element.type];
  if (!make) return h("span", { class: "unsupported" }, `[${element.type} is not shown in the sandbox]`);
  return make(element, env);
}

const focusKey = (element, env, part = "") => [env.block.block_id, element.action_id, part].join("|");

function commonAttrs(element, env) {
  return {
    "data-focus-key": focusKey(element, env),
    "data-action-id": element.action_id,
    ...env.attrs,
    // Taken from the view when it opens; see modal.js.
    "data-focus-on-load": element.focus_on_load ? "true" : null,
  };
}

/** Hand a new value on: kept in an input block, sent as an action elsewhere, after its confirmation if it has one. */
async function commit(element, env, control, value) {
  if (element.confirm && !(await confirmed(element.confirm))) {
    // The field shows again what it held; a button held nothing, and keeps the focus.
    if (value !== undefined) env.redraw();
    return;
  }
  // A chosen value is an input too, although no letter was typed: the field's error has had its say.
  if (control.tagName === "BUTTON") control.dispatchEvent(new Event("input", { bubbles: true }));
  if (env.inInput) await env.ctx.input(env.block, element, value);
  else await whileBusy(control, () => env.ctx.action(env.block, element, value));
}

const isWebAddress = (url) => /^https?:\/\//i.test(url ?? "") && URL.canParse(url);

function button(element, env) {
  const style = { primary: "button-primary", danger: "button-danger" }[element.style] ?? "";
  const props = {
    class: `button ${style}`,
    "aria-label": element.accessibility_label,
    "data-style": element.style,
    ...commonAttrs(element, env),
  };
  if (isWebAddress(element.url)) {
    const press = () => env.ctx.action(env.block, element);
    return h(
      "a",
      { ...props, ...linkTo(element.url), onclick: press },
      plain(element.text),
    );
  }
  const node = h(
    "button",
    { ...props, type: "button", onclick: () => commit(element, env, node) },
    plain(element.text),
  );
  return node;
}

function overflow(element, env) {
  const pick = (option) => commit(element, env, node, option.value);
  const items = element.options.map((option) => ({
    label: plain(option.text),
    hint: option.description && plain(option.description),
    onPick: () => pick(option),
    href: isWebAddress(option.url) ? option.url : null,
  }));
  const node = h(
    "button",
    {
      type: "button",
      class: "button button-icon",
      "aria-label": "More actions",
      "aria-haspopup": "menu",
      "aria-expanded": "false",
      ...commonAttrs(element, env),
      onclick: () => openMenu(node, items, { label: "More actions" }),
    },
    icon("more"),
  );
  return node;
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
  static: { choice: asChoice, load: (element) => (query) => matching(groupsOf(element), query) },
  external: {
    choice: asChoice,
    load: (element, env) => async (query) => groupsOf(await env.ctx.options(env.block, element, query)),
  },
  users: { choice: userChoice, load: () => (query) => matching(userGroups(), query) },
  channels: {
    choice: channelChoice,
    load: () => (query) => matching([{ options: visibleChannels((channel) => !channel.is_private) }], query),
  },
  conversations: {
    choice: channelChoice,
    load: (element) => (query) => matching(conversationGroups(element), query),
  },
};

function select(source, multiple) {
  const { choice, load } = SOURCES[source];
  return (element, env) => {
    const now = held(element, env.ctx.current(env.block, element));
    const field = selectField({
      chosen: (multiple ? (now ?? []) : now ? [now] : []).map(choice),
      multiple,
      max: element.max_selected_items,
      // In an input block every tick is kept; as an action the app hears once, when the list closes.
      eager: !multiple || env.inInput,
      clearable: env.inInput && env.optional,
      placeholder: element.placeholder && plain(element.placeholder),
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

function textInput(type, extra = () => ({})) {
  return (element, env) => {
    const multiline = Boolean(element.multiline);
    const hears = new Set(element.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"]);
    const dispatches = Boolean(env.block.dispatch_action);
    // The app hears of a dispatching field only when it asked to; what it must not hear yet goes with the form.
    const soon = !dispatches || hears.has("on_character_entered");
    const value = () => (node.value === "" ? null : node.value);
    const onEnter = (event) => {
      if (
        event.key !== "Enter" ||
        !dispatches ||
        !hears.has("on_enter_pressed") ||
        (multiline && event.shiftKey)
      )
        return;
      event.preventDefault();
      commit(element, env, node, value());
    };
    const node = h(multiline ? "textarea" : "input", {
      class: "text-input",
      type: multiline ? null : type,
      rows: multiline ? "4" : null,
      maxlength: element.max_length,
      autocomplete: "off",
      placeholder: element.placeholder && plain(element.placeholder),
      value: held(element, env.ctx.current(env.block, element)) ?? "",
      ...extra(element),
      ...commonAttrs(element, env),
      oninput: () => env.ctx.typed(env.block, element, value(), soon),
      onblur: () => env.ctx.settle(env.block, element),
      onkeydown: onEnter,
    });
    return node;
  };
}

// Text on purpose for numbers too: a number field would swallow what it does not understand before the app can say so.
const numeric = (element) => ({ inputmode: element.is_decimal_allowed ? "decimal" : "numeric" });

const ELEMENTS = {
  button,
  overflow,
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
};
