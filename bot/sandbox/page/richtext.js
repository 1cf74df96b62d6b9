// The rich_text block: what Slack's own composer writes.

import { h } from "./dom.js";
import { emojiByName } from "./emoji.js";
import { channelLink, groupMention, link, mention } from "./mrkdwn.js";
import { me, state } from "./store.js";
import { dateToken } from "./time.js";

const STYLES = [
  ["code", "code"],
  ["bold", "strong"],
  ["italic", "em"],
  ["strike", "s"],
  ["underline", "u"],
  ["highlight", "mark"],
  ["client_highlight", "mark"],
];

export function richText(block) {
  return h("div", { class: "rich-text mrkdwn" }, (block.elements ?? []).map(part));
}

/** What a rich_text block says, line by line and without its marks. */
export function wordsOf(block) {
  const lines = (part) =>
    part.type === "rich_text_list" ? part.elements.flatMap(lines) : [part.elements.map(spoken).join("")];
  return (block.elements ?? []).flatMap(lines).join("\n");
}

const spoken = (element) => {
  const node = content(element);
  return node instanceof Node ? node.textContent : node;
};

function part(element) {
  const inner = () => (element.elements ?? []).map(leaf);
  switch (element.type) {
    case "rich_text_section":
      return h("div", { class: "rich-section" }, inner());
    case "rich_text_quote":
      return h("blockquote", {}, inner());
    case "rich_text_preformatted":
      return h("pre", {}, inner());
    case "rich_text_list":
      return list(element);
    default:
      return null;
  }
}

function list(element) {
  const tag = element.style === "ordered" ? "ol" : "ul";
  const node = h(
    tag,
    { start: element.offset ? element.offset + 1 : null },
    element.elements.map((item) => h("li", {}, part(item))),
  );
  node.style.marginInlineStart = `${(element.indent ?? 0) * 1.5}em`;
  return node;
}

function leaf(element) {
  const styled = STYLES.filter(([style]) => element.style?.[style]);
  return styled.reduce((node, [, tag]) => h(tag, {}, node), content(element));
}

function colour(value) {
  const spot = h("span", { class: "colour-spot", "aria-hidden": "true" });
  spot.style.background = value;
  return h("span", {}, spot, value);
}

function content(element) {
  switch (element.type) {
    case "text":
      return element.text;
    case "link":
      return link(element.url, element.text || element.url);
    case "user":
      return mention(element.user_id);
    case "channel":
      return channelLink(element.channel_id);
    case "usergroup":
      return groupMention(element.usergroup_id);
    case "broadcast":
      return h("span", { class: "mention mention-me" }, `@${element.range}`);
    case "emoji":
      return emojiByName(element.name) ?? `:${element.name}:`;
    case "date":
      return dateToken(String(element.timestamp), element.format, me()?.tz) ?? element.fallback ?? "";
    case "color":
      return colour(element.value);
    case "team":
      return h("span", { class: "mention" }, state.workspace.team.name);
    default:
      return element.text ?? "";
  }
}
