// What is pressed: buttons of every kind, and the menu behind "…".

import { commit, commonAttrs, focusKey } from "./control.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { openMenu } from "./menu.js";
import { plain } from "./mrkdwn.js";
import { linkTo, me } from "./store.js";
import { toast } from "./toast.js";

const isWebAddress = (url) => /^https?:\/\//i.test(url ?? "") && URL.canParse(url);

export function button(element, env) {
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

export function overflow(element, env) {
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

/** A workflow is Slack's own and runs there; here the button says so. */
export function workflowButton(element, env) {
  const style = { primary: "button-primary", danger: "button-danger" }[element.style] ?? "";
  const explain = () => toast("Workflows run in Slack. The sandbox has none.");
  return h(
    "button",
    {
      class: `button ${style}`,
      type: "button",
      "aria-label": element.accessibility_label,
      ...commonAttrs(element, env),
      onclick: explain,
    },
    plain(element.text),
  );
}

/** Two buttons of which one is the answer; the app hears the value of the pressed one. */
export function feedbackButtons(element, env) {
  const verdict = (one, name) => {
    const node = h(
      "button",
      {
        type: "button",
        class: "button button-quiet",
        "aria-label": one.accessibility_label,
        ...commonAttrs(element, env),
        "data-focus-key": focusKey(element, env, name),
        onclick: () => commit(element, env, node, one.value),
      },
      icon(name),
      plain(one.text),
    );
    return node;
  };
  return h(
    "span",
    { class: "verdicts", role: "group", "aria-label": "Feedback" },
    verdict(element.positive_button, "up"),
    verdict(element.negative_button, "down"),
  );
}

/** Nothing for those whom the app did not name. */
export function iconButton(element, env) {
  const { visible_to_user_ids: meant } = element;
  if (meant && !meant.includes(me().id)) return h("span", { hidden: true });
  const words = plain(element.text);
  const node = h(
    "button",
    {
      type: "button",
      class: "icon-button",
      title: words,
      "aria-label": element.accessibility_label ?? words,
      ...commonAttrs(element, env),
      onclick: () => commit(element, env, node),
    },
    icon(element.icon),
  );
  return node;
}
