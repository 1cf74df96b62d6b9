// What is typed into, and files that are handed over.

import { commit, commonAttrs } from "./control.js";
import { fill, h } from "./dom.js";
import { icon } from "./icons.js";
import { plain } from "./mrkdwn.js";
import { wordsOf } from "./richtext.js";
import { toast } from "./toast.js";
import { held } from "./values.js";

const MOST_FILES = 10;

export function textInput(type, extra = () => ({})) {
  return (element, env) => {
    const multiline = Boolean(element.multiline) || type === "rich";
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
      value: asText(held(element, env.ctx.current(env.block, element))),
      ...extra(element),
      ...commonAttrs(element, env),
      oninput: () => env.ctx.typed(env.block, element, value(), soon),
      onblur: () => env.ctx.settle(env.block, element),
      onkeydown: onEnter,
    });
    return node;
  };
}

/** A field for formatted text holds a rich_text block; here it is typed as plain text. */
const asText = (value) => (value && typeof value === "object" ? wordsOf(value) : (value ?? ""));

// Text on purpose for numbers too: a number field would swallow what it does not understand before the app can say so.
export const numeric = (element) => ({ inputmode: element.is_decimal_allowed ? "decimal" : "numeric" });

/** Files from this machine. The sandbox keeps their names, types and sizes, as the app is told them. */
export function fileInput(element, env) {
  const most = element.max_files ?? MOST_FILES;
  const kinds = (element.filetypes ?? []).map((kind) => kind.toLowerCase());
  let files = held(element, env.ctx.current(env.block, element)) ?? [];
  const { id, ...attrs } = commonAttrs(element, env);
  const chooser = h("input", {
    type: "file",
    class: "sr-only",
    tabindex: "-1",
    "aria-hidden": "true",
    multiple: most > 1,
    accept: kinds.map((kind) => `.${kind}`).join(",") || null,
    onchange: () => add([...chooser.files]),
  });
  const button = h(
    "button",
    { type: "button", class: "button", id, ...attrs, onclick: () => chooser.click() },
    icon("plus"),
    most > 1 ? "Add files" : "Add a file",
  );
  const list = h("ul");

  function keep(next) {
    files = next;
    draw();
    button.focus();
    return commit(element, env, button, files);
  }

  function add(chosen) {
    chooser.value = "";
    const foreign = chosen.find((file) => kinds.length && !kinds.includes(endingOf(file.name)));
    if (foreign) toast(`${foreign.name} can't be added here. What can: ${kinds.join(", ")}.`);
    else if (files.length + chosen.length > most) toast(`At most ${most === 1 ? "one file" : `${most} files`}.`);
    else keep([...files, ...chosen.map(({ name, type, size }) => ({ name, mimetype: type || UNKNOWN, size }))]);
  }

  function draw() {
    list.hidden = !files.length;
    fill(
      list,
      files.map((file) => {
        const remove = {
          type: "button",
          class: "chip-remove",
          "aria-label": `Remove ${file.name}`,
          onclick: () => keep(files.filter((other) => other !== file)),
        };
        const name = h("span", { class: "file-name" }, file.name);
        return h("li", { class: "file" }, icon("file"), name, h("button", remove, icon("close")));
      }),
    );
  }

  draw();
  return h("div", { class: "file-input" }, list, chooser, button);
}

const UNKNOWN = "application/octet-stream";
const endingOf = (name) => name.slice(name.lastIndexOf(".") + 1).toLowerCase();
