// The markdown block: the usual Markdown (not mrkdwn), as far as messages use it.

import { h } from "./dom.js";
import { link, plain } from "./mrkdwn.js";

const INLINE =
  /`([^`\n]+)`|\[([^\]\n]+)\]\(([^()\s]+)\)|\*\*(\S(?:.*?\S)?)\*\*|__(\S(?:.*?\S)?)__|~~(\S(?:.*?\S)?)~~|\*(\S(?:[^*]*?\S)?)\*|\b_(\S(?:[^_]*?\S)?)_\b/;

export function markdown(source) {
  return h("div", { class: "markdown mrkdwn" }, blocks(source.split("\n")));
}

function blocks(lines) {
  const out = [];
  let i = 0;
  while (i < lines.length) {
    const [node, used] = block(lines, i);
    if (node) out.push(node);
    i += used;
  }
  return out;
}

/** The block that starts at line i, and how many lines it takes. */
function block(lines, i) {
  const line = lines[i];
  if (!line.trim()) return [null, 1];
  if (line.startsWith("```")) return fence(lines, i);
  const heading = /^(#{1,6})\s+(.*)/.exec(line);
  // The page's own heading is the h1; a message's start below it.
  if (heading) return [h(`h${Math.min(6, heading[1].length + 1)}`, {}, inline(heading[2])), 1];
  if (/^\s*([-*_])(\s*\1){2,}\s*$/.test(line)) return [h("hr"), 1];
  for (const [mark, make] of [
    [/^>\s?/, quote],
    [/^\s*[-*+]\s+/, list("ul")],
    [/^\s*\d+[.)]\s+/, list("ol")],
  ]) {
    if (mark.test(line)) return run(lines, i, mark, make);
  }
  return paragraph(lines, i);
}

function fence(lines, i) {
  const end = lines.findIndex((line, j) => j > i && line.startsWith("```"));
  const last = end < 0 ? lines.length : end;
  return [h("pre", {}, lines.slice(i + 1, last).join("\n")), last - i + 1];
}

function run(lines, i, mark, make) {
  let end = i;
  while (end < lines.length && mark.test(lines[end])) end += 1;
  return [make(lines.slice(i, end).map((line) => line.replace(mark, ""))), end - i];
}

const quote = (lines) => h("blockquote", {}, blocks(lines));
const list = (tag) => (lines) =>
  h(
    tag,
    {},
    lines.map((line) => h("li", {}, inline(line))),
  );

function paragraph(lines, i) {
  let end = i + 1;
  while (
    end < lines.length &&
    lines[end].trim() &&
    !/^(#{1,6}\s|>|```|\s*[-*+]\s|\s*\d+[.)]\s)/.test(lines[end])
  )
    end += 1;
  return [h("p", {}, inline(lines.slice(i, end).join("\n"))), end - i];
}

function inline(text) {
  const match = INLINE.exec(text);
  if (!match) return [plain(text)];
  const [all, code, label, href, bold, bold2, strike, italic, italic2] = match;
  const node = code
    ? h("code", {}, code)
    : label
      ? link(href, plain(label))
      : bold || bold2
        ? h("strong", {}, inline(bold ?? bold2))
        : strike
          ? h("s", {}, inline(strike))
          : h("em", {}, inline(italic ?? italic2));
  return [plain(text.slice(0, match.index)), node, ...inline(text.slice(match.index + all.length))];
}
