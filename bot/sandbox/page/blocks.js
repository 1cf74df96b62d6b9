// Block Kit's layout blocks. What an unknown block is, is said in its place instead of being left out.

import { card, carousel, container, video } from "./cards.js";
import { chart } from "./charts.js";
import { h, keepingFocus, reconcile, uid } from "./dom.js";
import { renderElement } from "./elements.js";
import { icon } from "./icons.js";
import { markdown } from "./markdown.js";
import { plain, richly } from "./mrkdwn.js";
import { picture } from "./picture.js";
import { plan, taskCard } from "./progress.js";
import { richText } from "./richtext.js";
import { dataTable, table } from "./tables.js";
import { dayKey } from "./time.js";

/** Bring `container` in line with `blocks`, leaving alone what did not change. `extra(block)` adds to what counts as a change. */
export function showBlocks(container, blocks, ctx, extra = () => "") {
  const epoch = dayKey(ctx.zone);
  reconcile(container, blocks, {
    key: (block, i) => block.block_id ?? `#${i}`,
    signature: (block) => JSON.stringify(block) + epoch + extra(block),
    render: (block) => renderBlock(block, ctx),
  });
}

export function renderBlock(block, ctx) {
  const make = BLOCKS[block.type];
  const node = make
    ? make(block, ctx)
    : h("div", { class: "unsupported" }, `[a ${block.type} block is not shown in the sandbox]`);
  node.classList.add("block", `block-${block.type}`);
  node.dataset.blockId = block.block_id ?? "";
  return node;
}

const SPEAK_FOR_THEMSELVES = new Set([
  "button",
  "overflow",
  "workflow_button",
  "feedback_buttons",
  "icon_button",
]);

/** An element standing by itself: its own accessible name, and an action when used. */
function element(item, block, ctx, name) {
  const label = item.placeholder ? plain(item.placeholder) : name;
  const env = {
    block,
    ctx,
    inInput: false,
    optional: false,
    name: label,
    attrs: SPEAK_FOR_THEMSELVES.has(item.type) ? {} : { "aria-label": label },
  };
  const holder = h("div", { class: `element element-${item.type}` });
  env.redraw = () => drawInto(holder, item, env);
  env.redraw();
  return holder;
}

function drawInto(holder, item, env) {
  keepingFocus(holder, () => holder.replaceChildren(renderElement(item, env)));
}

function section(block, ctx) {
  const text = block.text && h("div", { class: "section-text mrkdwn" }, richly(block.text));
  const fields =
    block.fields &&
    h(
      "div",
      { class: "fields" },
      block.fields.map((field) => h("div", { class: "field mrkdwn" }, richly(field))),
    );
  const { accessory } = block;
  const beside =
    accessory &&
    (accessory.type === "image"
      ? picture(accessory, "accessory-picture")
      : element(accessory, block, ctx, block.text ? plain(block.text) : "Choose"));
  return h(
    "div",
    { class: accessory ? `with-accessory accessory-${accessory.type}` : "" },
    h("div", { class: "section-body" }, text, fields),
    beside && h("div", { class: "accessory" }, beside),
  );
}

const actions = (block, ctx) =>
  h(
    "div",
    {},
    block.elements.map((item) => element(item, block, ctx, "Choose")),
  );

const context = (block) =>
  h(
    "div",
    {},
    block.elements.map((item) =>
      item.type === "image" ? picture(item, "context-image") : h("span", { class: "mrkdwn" }, richly(item)),
    ),
  );

const divider = () => h("hr");

const header = (block) =>
  h(`h${(block.level ?? 1) + 1}`, { class: `header-${block.level ?? 1}` }, plain(block.text));

function image(block) {
  const title = block.title && h("figcaption", {}, plain(block.title));
  return h("figure", {}, title, picture(block, "block-picture"));
}

/** A labelled field. The error line is filled by the modal (see modal.js), which finds it by its block. */
function input(block, ctx) {
  const label = uid("label");
  const control = uid("control");
  const error = uid("error");
  const hint = block.hint ? uid("hint") : null;
  const item = block.element;
  const grouped = item.type === "radio_buttons" || item.type === "checkboxes";
  const env = {
    block,
    ctx,
    inInput: true,
    optional: Boolean(block.optional),
    name: plain(block.label),
    attrs: {
      id: control,
      "aria-labelledby": label,
      "aria-describedby": [hint, error].filter(Boolean).join(" "),
    },
  };
  const holder = h("div", { class: `element element-${item.type}` });
  env.redraw = () => drawInto(holder, item, env);
  env.redraw();
  const words = [plain(block.label), block.optional && h("span", { class: "optional" }, " (optional)")];
  return h(
    "div",
    {},
    h("label", { id: label, for: grouped ? null : control, class: "input-label" }, words),
    holder,
    hint && h("div", { id: hint, class: "input-hint" }, plain(block.hint)),
    h("div", { id: error, class: "input-error", "data-error-for": block.block_id, role: "alert" }),
  );
}

// A sign and a word for each level: colour alone tells some people nothing.
const LEVELS = {
  info: ["info", "Note"],
  success: ["check", "Good"],
  warning: ["warning", "Warning"],
  error: ["warning", "Error"],
};

function alert(block) {
  const [sign, word] = LEVELS[block.level] ?? [];
  return h(
    "div",
    { class: `alert alert-${block.level ?? "default"}`, role: "note" },
    sign && icon(sign),
    h("div", { class: "mrkdwn" }, word && h("span", { class: "sr-only" }, `${word}: `), richly(block.text)),
  );
}

const BLOCKS = {
  section,
  actions,
  context,
  context_actions: actions,
  card: (block, ctx) => card(block, ctx, element),
  carousel: (block, ctx) => carousel(block, ctx, element),
  container: (block, ctx) => container(block, (inside) => inside.map((one) => renderBlock(one, ctx))),
  video,
  data_table: dataTable,
  data_visualization: chart,
  plan,
  task_card: taskCard,
  divider,
  header,
  image,
  input,
  table,
  alert,
  rich_text: (block) => richText(block),
  markdown: (block) => markdown(block.text),
};
