// The rich_text block: what Slack's own composer writes.

import { h } from "./dom.js";
import { emojiByName } from "./emoji.js";
import { channelLink, link, mention } from "./mrkdwn.js";
import { me } from "./store.js";
import { dateToken } from "./time.js";

const STYLES = [
  ["code", "code"],
  ["bold", "strong"],
  ["italic", "em"],
  ["strike", "s"],
];

export function richText(block) {
  return h("div", { class: "rich-text mrkdwn" }, (block.elements ?? []).map(part));
}

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
      return h("span", { class: "mention" }, `@${element.usergroup_id}`);
    case "broadcast":
      return h("span", { class: "mention mention-me" }, `@${element.range}`);
    case "emoji":
      return emojiByName(element.name) ?? `:${element.name}:`;
    case "date":
      return dateToken(String(element.timestamp), element.format, me()?.tz) ?? element.fallback ?? "";
    default:
      return element.text ?? "";
  }
}
