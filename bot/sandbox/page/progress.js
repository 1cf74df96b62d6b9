// What an app says it is working on: a plan, and the tasks in it.

import { h } from "./dom.js";
import { link } from "./mrkdwn.js";
import { richText } from "./richtext.js";

// A sign and a word for each, so that nobody has to tell them apart by colour.
const STATES = {
  pending: ["○", "Not started"],
  in_progress: ["◐", "In progress"],
  complete: ["✓", "Done"],
  error: ["!", "Failed"],
};

export function plan(block) {
  const tasks = block.tasks ?? [];
  const done = tasks.filter((task) => task.status === "complete").length;
  return h(
    "section",
    { class: "plan" },
    h("div", { class: "plan-title" }, block.title, tasks.length > 0 && h("span", { class: "plan-count" }, `${done} of ${tasks.length} done`)),
    tasks.map(taskCard),
  );
}

export function taskCard(block) {
  const [sign, word] = STATES[block.status ?? "pending"];
  const sources = block.sources ?? [];
  return h(
    "div",
    { class: `task task-${block.status ?? "pending"}` },
    h("span", { class: "task-sign", "aria-hidden": "true" }, sign),
    h(
      "div",
      { class: "task-body" },
      h("div", { class: "task-title" }, block.title, h("span", { class: "task-state" }, word)),
      block.details && richText(block.details),
      block.output && h("div", { class: "task-output" }, richText(block.output)),
      sources.length > 0 && h("div", { class: "task-sources" }, "From ", separated(sources.map((one) => link(one.url, one.text)))),
    ),
  );
}

const separated = (nodes) => nodes.flatMap((node, i) => (i ? [", ", node] : [node]));
