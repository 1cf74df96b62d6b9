// Slack's mrkdwn as DOM nodes. The reading is in two steps: first everything that must not be looked into
// (code, <tokens>) is set aside as "atoms", each standing as one NUL in a shadow of the text; then the
// shadow is read line by line for quotes and, within a line, for *bold*, _italic_ and ~strike~.

import { h } from "./dom.js";
import { emojiByName } from "./emoji.js";
import { channelById, hashFor, linkTo, me, nameOf, place, state, userById } from "./store.js";
import { dateToken, fullTime } from "./time.js";

const ATOM = "\0";
const ATOMS = /```([\s\S]+?)```|`([^`\n]+)`|<([^<>\n]+)>/g;
const MARKS = { "*": "strong", _: "em", "~": "s" };
const WORD = /[\p{L}\p{N}_]/u;
// A browser may end a line at any hyphen, but a short sign with its number (AB-12) is one word to a reader.
const NUMBERED = /(?<![\p{L}\p{N}-])\p{L}{1,4}-\d{1,6}(?![\p{L}\p{N}-])/gu;
const ENTITIES = { "&amp;": "&", "&lt;": "<", "&gt;": ">" };
const SAFE_LINK = /^(https?:\/\/|mailto:|tel:)/i;

/** Slack escapes exactly these three; anything else that looks like HTML is what somebody wrote. */
export const decode = (text) => text.replace(/&(?:amp|lt|gt);/g, (entity) => ENTITIES[entity]);

/** The text of a plain_text object (or a string) as it is read. */
export function plain(text) {
  const raw = typeof text === "string" ? text : (text?.text ?? "");
  return decode(raw).replace(/:([a-z0-9_+-]+):/g, (typed, name) => emojiByName(name) ?? typed);
}

/** A text object of either type as a list of nodes. */
export function richly(text) {
  if (!text) return [];
  return text.type === "mrkdwn" ? mrkdwn(text.text) : whole(plain(text));
}

export function mrkdwn(source) {
  const atoms = [];
  const shadow = source.replaceAll(ATOM, "\uFFFD").replace(ATOMS, (_, pre, code, token) => {
    atoms.push(pre !== undefined ? { pre } : code !== undefined ? { code } : { token });
    return ATOM;
  });
  return new Reader(shadow, atoms).blocks();
}

class Reader {
  constructor(shadow, atoms) {
    this.shadow = shadow;
    this.atoms = atoms;
    this.used = 0;
  }

  blocks() {
    const out = [];
    let at = 0;
    for (const run of quoteRuns(this.shadow)) {
      const nodes = [];
      run.lines.forEach(([from, to], i) => {
        if (i) nodes.push("\n");
        this.inline(from, to, nodes);
      });
      if (run.quoted) out.push(h("blockquote", {}, trimmed(nodes)));
      else out.push(...trimmed(nodes, at > 0));
      at += 1;
    }
    return out;
  }

  /** Nodes for shadow[from, to), which is within one line, appended to `out`. */
  inline(from, to, out) {
    let start = from;
    for (let i = from; i < to; i += 1) {
      const tag = MARKS[this.shadow[i]];
      const end = tag && this.opens(i, from) ? this.closing(i, to) : -1;
      if (end < 0) continue;
      this.text(start, i, out);
      const inner = [];
      this.inline(i + 1, end, inner);
      out.push(h(tag, {}, inner));
      i = end;
      start = end + 1;
    }
    this.text(start, to, out);
  }

  opens(i, from) {
    const { shadow } = this;
    const before = i > from ? shadow[i - 1] : "";
    const after = shadow[i + 1] ?? " ";
    return !WORD.test(before) && before !== shadow[i] && !/\s/.test(after) && after !== shadow[i];
  }

  closing(i, to) {
    const { shadow } = this;
    for (let j = i + 2; j < to; j += 1) {
      if (shadow[j] !== shadow[i] || /\s/.test(shadow[j - 1])) continue;
      if (j + 1 >= to || !(WORD.test(shadow[j + 1]) || shadow[j + 1] === shadow[i])) return j;
    }
    return -1;
  }

  text(from, to, out) {
    const pieces = this.shadow.slice(from, to).split(ATOM);
    pieces.forEach((piece, i) => {
      if (i) out.push(atom(this.atoms[this.used++]));
      if (piece) out.push(...words(piece));
    });
  }
}

/** Lines in runs of quoted and unquoted ones; ">>>" quotes all that follows. The mark itself is left out. */
function quoteRuns(shadow) {
  const runs = [];
  let from = 0;
  let rest = false;
  for (const line of shadow.split("\n")) {
    const mark = /^(?:>>>|&gt;&gt;&gt;|>|&gt;) ?/.exec(line)?.[0] ?? "";
    const quoted = rest || mark !== "";
    const skip = rest ? 0 : mark.length;
    rest ||= /^(?:>>>|&gt;&gt;&gt;)/.test(mark);
    const last = runs.at(-1);
    const span = [from + skip, from + line.length];
    if (last?.quoted === quoted) last.lines.push(span);
    else runs.push({ quoted, lines: [span] });
    from += line.length + 1;
  }
  return runs;
}

/** Without the line breaks that a quote or a code block makes by itself. */
function trimmed(nodes, afterQuote = false) {
  const isBlock = (node) => node instanceof HTMLElement && node.tagName === "PRE";
  return nodes.filter((node, i) => {
    if (node !== "\n") return true;
    if (afterQuote && i === 0 && nodes.length === 1) return false;
    return !(isBlock(nodes[i - 1]) || isBlock(nodes[i + 1]));
  });
}

const PIECES = /:([a-z0-9_+-]+):|https?:\/\/[^\s<>|]+[^\s<>|.,;:!?)"'\]}]/g;

/** Text between marks: entities, emoji by name, and addresses that were written without brackets. */
function words(text) {
  const out = [];
  let at = 0;
  for (const match of text.matchAll(PIECES)) {
    const emoji = match[1] === undefined ? null : emojiByName(match[1]);
    if (match[1] !== undefined && !emoji) continue;
    if (match.index > at) out.push(...whole(decode(text.slice(at, match.index))));
    out.push(emoji ?? link(decode(match[0]), decode(match[0])));
    at = match.index + match[0].length;
  }
  if (at < text.length) out.push(...whole(decode(text.slice(at))));
  return out;
}

/** The text as nodes; no line ends within a numbered sign. */
function whole(text) {
  const out = [];
  let at = 0;
  for (const match of text.matchAll(NUMBERED)) {
    if (match.index > at) out.push(text.slice(at, match.index));
    out.push(h("span", { class: "unbroken" }, match[0]));
    at = match.index + match[0].length;
  }
  if (at < text.length) out.push(text.slice(at));
  return out;
}

function atom({ pre, code, token }) {
  if (pre !== undefined) return h("pre", {}, bare(pre.replace(/^\n|\n$/g, "")));
  if (code !== undefined) return h("code", {}, bare(code));
  return fromToken(token);
}

/** Inside code a token is shown as the words it stands for. */
const bare = (text) =>
  decode(
    text.replace(
      /<((?:[@#!]|https?:|mailto:)[^<>|]+)(?:\|([^<>]*))?>/g,
      (_, target, label) => label || target,
    ),
  );

function fromToken(token) {
  const bar = token.indexOf("|");
  const target = bar < 0 ? token : token.slice(0, bar);
  const label = bar < 0 ? "" : token.slice(bar + 1);
  if (target.startsWith("@")) return mention(target.slice(1), label);
  if (target.startsWith("#")) return channelLink(target.slice(1), label);
  if (target.startsWith("!")) return special(target.slice(1), label);
  if (SAFE_LINK.test(target))
    return link(decode(target), plain(label) || decode(target).replace(/^mailto:/, ""));
  // Not one of Slack's tokens and not an address that is safe to open: shown as it was written.
  return decode(`<${token}>`);
}

export function link(href, text) {
  if (!SAFE_LINK.test(href) || !URL.canParse(href)) return text;
  return h("a", linkTo(href), text);
}

export function mention(id, label = "") {
  const user = userById(id);
  const name = user ? nameOf(user) : decode(label) || id;
  const mine = me()?.id === id;
  return h("span", { class: `mention${mine ? " mention-me" : ""}` }, `@${name.replace(/^@/, "")}`);
}

export function groupMention(id, label = "") {
  const group = state.workspace.usergroups.find((one) => one.id === id);
  return h("span", { class: "mention" }, group ? `@${group.handle}` : decode(label) || "@a group");
}

export function channelLink(id, label = "") {
  const channel = channelById(id);
  const user = me();
  if (channel && user && channel.members.includes(user.id)) {
    return h("a", { class: "mention", href: hashFor({ user: place().user, where: id }) }, `#${channel.name}`);
  }
  if (channel?.is_private) return h("span", { class: "mention" }, "a private channel");
  return h("span", { class: "mention" }, `#${channel?.name ?? (decode(label) || id)}`);
}

function special(target, label) {
  const [kind, ...rest] = target.split("^");
  if (kind === "date") return dateNode(rest, label);
  if (["here", "channel", "everyone"].includes(kind))
    return h("span", { class: "mention mention-me" }, `@${kind}`);
  if (kind === "subteam") return groupMention(rest[0], label);
  return h("span", { class: "mention" }, decode(label) || `@${kind}`);
}

function dateNode([unix, pattern = "", href = ""], fallback) {
  const zone = me()?.tz;
  const shown = dateToken(unix, decode(pattern), zone);
  if (shown === null) return decode(fallback);
  const date = new Date(Number(unix) * 1000);
  const time = h("time", { datetime: date.toISOString(), title: fullTime(date, zone) }, shown);
  return href ? link(decode(href), time) : time;
}
