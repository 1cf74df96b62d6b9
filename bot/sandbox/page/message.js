// One message of a list: who said it, what, and what can be done with it.

import { api } from "./api.js";
import { showBlocks } from "./blocks.js";
import { fill, h, whileBusy } from "./dom.js";
import { emojiByName } from "./emoji.js";
import { icon } from "./icons.js";
import { openMenu } from "./menu.js";
import { mrkdwn, plain } from "./mrkdwn.js";
import { authorOf, avatar } from "./people.js";
import { picture } from "./picture.js";
import { repliesInWords, saidAt } from "./rows.js";
import { app, go, me, nameOf, userById } from "./store.js";
import { messageSurface } from "./surface.js";
import { clockTime, fullTime } from "./time.js";
import { orToast, toast } from "./toast.js";

/** A message's node, still empty: drawMessage() fills it, the first time and after each change. */
export function emptyMessage() {
  const node = h("li", { class: "message", tabindex: "-1", "data-testid": "message" });
  node.parts = {
    side: h("div", { class: "message-side" }),
    head: h("div", { class: "message-head" }),
    body: h("div", { class: "message-body" }),
    extra: h("div", { class: "message-extra" }),
  };
  const { side, head, body, extra } = node.parts;
  node.append(side, h("div", { class: "message-main" }, head, body, extra));
  return node;
}

/** place: {channel, thread, afterAction}, as the list has them. */
export function drawMessage(node, { message, isFollowing }, place) {
  const { side, head, body, extra } = node.parts;
  const author = authorOf(message);
  node.dataset.ts = message.ts;
  node.classList.toggle("follows", isFollowing);
  node.classList.toggle("ephemeral", Boolean(message.is_ephemeral));
  fill(side, isFollowing ? when(message, "message-time-side") : avatar(author.user));
  fill(head, isFollowing ? h("span", { class: "sr-only" }, author.name) : headOf(message, author));
  drawBody(body, message, place);
  fill(extra, attachments(message, place), files(message), reactions(message), place.thread ? null : replyBar(message));
  node.querySelector(":scope > .toolbar")?.remove();
  if (!message.is_ephemeral) node.append(toolbar(message, place));
}

function drawBody(body, message, place) {
  const surface = messageSurface(place.channel, message.ts, place.afterAction);
  // A person's own marks (*bold*) are in the text; the block that an editor makes of it has them as letters.
  const blocks =
    message.bot_id || message.is_ephemeral
      ? (message.blocks ?? [])
      : (message.blocks ?? []).filter((block) => block.type !== "rich_text");
  if (blocks.length) {
    if (body.dataset.kind !== "blocks") fill(body);
    body.dataset.kind = "blocks";
    body.className = "message-body";
    showBlocks(body, blocks, surface);
    return;
  }
  const edited = message.edited && h("span", { class: "edited" }, " (edited)");
  body.dataset.kind = "text";
  body.className = "message-body mrkdwn";
  fill(body, mrkdwn(message.text ?? ""), edited);
}

function replyBar(message) {
  if (!message.reply_count) return null;
  return h(
    "button",
    {
      type: "button",
      class: "reply-bar",
      "data-focus-key": `${message.ts}|replies`,
      onclick: () => openThread(message),
    },
    icon("thread"),
    repliesInWords(message.reply_count),
  );
}

function openThread(message) {
  go({ thread: message.thread_ts ?? message.ts });
}

function toolbar(message, place) {
  const more = h(
    "button",
    {
      type: "button",
      class: "icon-button",
      "aria-label": "More message actions",
      "aria-haspopup": "menu",
      "aria-expanded": "false",
      title: "More",
      "data-focus-key": `${message.ts}|more`,
      onclick: () => openMenu(more, menuOf(message, more, place), { label: "Message actions" }),
    },
    icon("more"),
  );
  const reply =
    !place.thread &&
    h(
      "button",
      {
        type: "button",
        class: "icon-button",
        "aria-label": "Reply in thread",
        title: "Reply in thread",
        "data-focus-key": `${message.ts}|reply`,
        onclick: () => openThread(message),
      },
      icon("thread"),
    );
  return h("div", { class: "toolbar" }, reply, more);
}

function menuOf(message, button, place) {
  const shortcuts = (app()?.shortcuts ?? []).filter((shortcut) => shortcut.type === "message");
  const items = shortcuts.map((shortcut) => ({
    label: shortcut.name,
    hint: app().name,
    onPick: () => runShortcut(shortcut, message, button, place),
  }));
  const thread = place.thread ? [] : [{ label: "Open thread", onPick: () => openThread(message) }];
  return [
    ...thread,
    ...items,
    { label: "Copy text", onPick: () => copy(plain(message.text)) },
  ];
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    toast("Copied.", { kind: "done" });
  } catch {
    toast("The browser does not let this page copy.");
  }
}

async function runShortcut(shortcut, message, button, place) {
  const where = { channel: place.channel, message_ts: message.ts };
  await whileBusy(button, () =>
    orToast(api.shortcut({ user: me().id, callback_id: shortcut.callback_id, ...where })),
  );
  await place.afterAction();
}

function when(message, className) {
  const date = saidAt(message);
  const zone = me().tz;
  return h(
    "time",
    { class: className, datetime: date.toISOString(), title: fullTime(date, zone) },
    clockTime(date, zone),
  );
}

function headOf(message, author) {
  return [
    message.is_ephemeral && h("div", { class: "only-you" }, "Only visible to you"),
    message.pinned_to && h("div", { class: "only-you" }, icon("pin"), "Pinned here"),
    h("span", { class: "author" }, author.name),
    author.isApp && h("span", { class: "badge" }, "APP"),
    author.user.is_restricted && h("span", { class: "badge" }, "GUEST"),
    when(message, "message-time"),
    message.subtype === "thread_broadcast" &&
      h("span", { class: "message-time" }, "also sent to the channel"),
  ];
}

function attachments(message, place) {
  return (message.attachments ?? []).map((attachment) => {
    const inner = attachment.blocks
      ? h("div", {})
      : h("div", { class: "mrkdwn" }, mrkdwn(attachment.text ?? attachment.fallback ?? ""));
    if (attachment.blocks)
      showBlocks(
        inner,
        attachment.blocks,
        messageSurface(place.channel, message.ts, place.afterAction),
      );
    const node = h(
      "div",
      { class: "attachment" },
      attachment.title && h("strong", {}, plain(attachment.title)),
      inner,
    );
    if (/^#?[0-9a-f]{6}$/i.test(attachment.color ?? ""))
      node.style.borderColor = `#${attachment.color.replace("#", "")}`;
    return node;
  });
}

function reactions({ reactions = [] }) {
  if (!reactions.length) return null;
  const chip = ({ name, users, count }) => {
    const by = users.map((id) => nameOf(userById(id))).join(", ");
    return h(
      "li",
      { class: "reaction", title: `${by} with :${name}:` },
      h("span", { "aria-hidden": "true" }, emojiByName(name) ?? `:${name}:`, h("span", {}, String(count))),
      h("span", { class: "sr-only" }, `${name.replaceAll("_", " ")} from ${by}`),
    );
  };
  return h("ul", { class: "reactions", "aria-label": "Reactions" }, reactions.map(chip));
}

function files(message) {
  return (message.files ?? []).map((file) =>
    file.mimetype?.startsWith("image/") && file.url_private
      ? picture(
          { image_url: file.url_private, alt_text: file.alt_txt ?? file.title ?? file.name },
          "block-picture",
        )
      : h("div", { class: "file" }, icon("file"), h("span", { class: "file-name" }, file.title || file.name || "File")),
  );
}
