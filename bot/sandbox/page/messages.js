// A list of messages: a channel's, or one thread's.

import { api } from "./api.js";
import { showBlocks } from "./blocks.js";
import { fill, h, keepingFocus, reconcile } from "./dom.js";
import { icon } from "./icons.js";
import { openMenu } from "./menu.js";
import { mrkdwn, plain } from "./mrkdwn.js";
import { authorOf, avatar } from "./people.js";
import { picture } from "./picture.js";
import { channelRows, repliesInWords, saidAt, threadRows } from "./rows.js";
import { app, go, me } from "./store.js";
import { messageSurface } from "./surface.js";
import { clockTime, dayKey, fullTime } from "./time.js";
import { orToast } from "./toast.js";

const NEAR_BOTTOM = 80;

export class MessageList {
  /** thread: the ts of the thread shown, or null for a channel. afterAction() looks for what a click caused. */
  constructor({ channel, thread = null, afterAction, label, empty }) {
    Object.assign(this, { channel, thread, afterAction, empty });
    this.newFrom = null;
    this.list = h("ol", { class: "messages", "aria-label": label, onkeydown: (event) => this.key(event) });
    this.root = h(
      "div",
      { class: "message-scroll", "data-testid": thread ? "thread-list" : "message-list", tabindex: "-1" },
      this.list,
    );
    this.first = true;
    // Pictures that load late and a window that changes its size must not push the newest message out of sight.
    this.sticks = true;
    this.root.addEventListener(
      "scroll",
      () => {
        // The browser itself moves a list whose size changes; only a person's scrolling says what is wanted.
        if (this.size === this.sizeNow()) this.sticks = this.isAtBottom();
      },
      { passive: true },
    );
    this.observer = new ResizeObserver(() => {
      if (this.sticks) this.toBottom();
      this.size = this.sizeNow();
    });
    this.observer.observe(this.list);
    this.observer.observe(this.root);
  }

  show(messages) {
    if (this.first)
      this.newFrom = this.thread ? null : (messages.find((message) => message.unread)?.ts ?? null);
    const zone = me().tz;
    const epoch = dayKey(zone);
    keepingFocus(this.list, () =>
      reconcile(this.list, this.rows(messages, zone), {
        key: (row) => row.key,
        signature: (row) => JSON.stringify(row) + epoch,
        render: (row) => this.render(row),
        update: (node, row) => this.update(node, row),
      }),
    );
    if (!messages.length) fill(this.list, h("li", { class: "empty" }, this.empty));
    this.giveTabStop();
    if (this.first || this.sticks) this.toBottom();
    this.first = false;
  }

  rows(messages, zone) {
    return this.thread ? threadRows(messages) : channelRows(messages, zone, this.newFrom);
  }

  render(row) {
    if (row.kind !== "message") return line(row);
    const node = h("li", { class: "message", tabindex: "-1", "data-testid": "message" });
    node.parts = {
      side: h("div", { class: "message-side" }),
      head: h("div", { class: "message-head" }),
      body: h("div", { class: "message-body" }),
      extra: h("div", { class: "message-extra" }),
    };
    node.append(
      node.parts.side,
      h("div", { class: "message-main" }, node.parts.head, node.parts.body, node.parts.extra),
    );
    this.update(node, row);
    return node;
  }

  update(node, row) {
    if (row.kind !== "message") {
      node.replaceChildren(...line(row).childNodes);
      return;
    }
    const { message, isFollowing } = row;
    const { side, head, body, extra } = node.parts;
    const author = authorOf(message);
    node.dataset.ts = message.ts;
    node.classList.toggle("follows", isFollowing);
    node.classList.toggle("ephemeral", Boolean(message.is_ephemeral));
    fill(side, isFollowing ? when(message, "message-time-side") : avatar(author.user));
    fill(head, isFollowing ? h("span", { class: "sr-only" }, author.name) : headOf(message, author));
    this.showBody(body, message);
    fill(extra, attachments(message), files(message), this.thread ? null : this.replyBar(message));
    node.querySelector(":scope > .toolbar")?.remove();
    if (!message.is_ephemeral) node.append(this.toolbar(message));
  }

  showBody(body, message) {
    const surface = messageSurface(this.channel, message.ts, this.afterAction);
    // A person's own marks (*bold*) are in the text; the block that an editor makes of it has them as letters.
    const blocks =
      message.bot_id || message.is_ephemeral
        ? (message.blocks ?? [])
        : (message.blocks ?? []).filter((block) => block.type !== "rich_text");
    const edited = message.edited && h("span", { class: "edited" }, " (edited)");
    if (blocks.length) {
      if (body.dataset.kind !== "blocks") fill(body);
      body.dataset.kind = "blocks";
      body.className = "message-body";
      showBlocks(body, blocks, surface);
      return;
    }
    body.dataset.kind = "text";
    body.className = "message-body mrkdwn";
    fill(body, mrkdwn(message.text ?? ""), edited);
  }

  replyBar(message) {
    if (!message.reply_count) return null;
    return h(
      "button",
      {
        type: "button",
        class: "reply-bar",
        "data-focus-key": `${message.ts}|replies`,
        onclick: () => this.openThread(message),
      },
      icon("thread"),
      repliesInWords(message.reply_count),
    );
  }

  openThread(message) {
    go({ thread: message.thread_ts ?? message.ts });
  }

  toolbar(message) {
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
        onclick: () => openMenu(more, this.menuOf(message, more), { label: "Message actions" }),
      },
      icon("more"),
    );
    const reply =
      !this.thread &&
      h(
        "button",
        {
          type: "button",
          class: "icon-button",
          "aria-label": "Reply in thread",
          title: "Reply in thread",
          "data-focus-key": `${message.ts}|reply`,
          onclick: () => this.openThread(message),
        },
        icon("thread"),
      );
    return h("div", { class: "toolbar" }, reply, more);
  }

  menuOf(message, button) {
    const shortcuts = (app()?.shortcuts ?? []).filter((shortcut) => shortcut.type === "message");
    const items = shortcuts.map((shortcut) => ({
      label: shortcut.name,
      hint: app().name,
      onPick: () => this.shortcut(shortcut, message, button),
    }));
    const thread = this.thread ? [] : [{ label: "Open thread", onPick: () => this.openThread(message) }];
    return [
      ...thread,
      ...items,
      { label: "Copy text", onPick: () => navigator.clipboard?.writeText(plain(message.text)) },
    ];
  }

  async shortcut(shortcut, message, button) {
    button.setAttribute("aria-busy", "true");
    await orToast(
      api.shortcut({
        user: me().id,
        callback_id: shortcut.callback_id,
        channel: this.channel,
        message_ts: message.ts,
      }),
    );
    button.removeAttribute("aria-busy");
    await this.afterAction();
  }

  // One message is a tab stop (with what is in it); the arrow keys go from message to message.
  giveTabStop() {
    const messages = [...this.list.querySelectorAll(":scope > .message")];
    if (messages.some((message) => message.tabIndex === 0)) return;
    messages.at(-1)?.setAttribute("tabindex", "0");
  }

  key(event) {
    if (!event.target.classList.contains("message")) return;
    if (event.key === "Enter" && !this.thread && !event.target.classList.contains("ephemeral")) {
      event.target.querySelector('.toolbar [aria-label="Reply in thread"]')?.click();
      return;
    }
    const messages = [...this.list.querySelectorAll(":scope > .message")];
    const at = messages.indexOf(event.target);
    const next = {
      ArrowUp: messages[at - 1],
      ArrowDown: messages[at + 1],
      Home: messages[0],
      End: messages.at(-1),
    }[event.key];
    if (!next) return;
    event.preventDefault();
    event.target.setAttribute("tabindex", "-1");
    next.setAttribute("tabindex", "0");
    next.focus();
  }

  isAtBottom() {
    return this.root.scrollHeight - this.root.scrollTop - this.root.clientHeight < NEAR_BOTTOM;
  }

  sizeNow() {
    return `${this.root.scrollHeight} ${this.root.clientHeight}`;
  }

  toBottom() {
    this.root.scrollTop = this.root.scrollHeight;
  }

  leave() {
    this.observer.disconnect();
  }
}

/** A line across the list: a day, what is new, or how many replies follow. */
function line({ kind, label, isNew = false }) {
  const rule = () => h("span", { class: "rule", "aria-hidden": "true" });
  const parts = [
    kind === "count" ? null : rule(),
    label && h("span", {}, label),
    label && rule(),
    isNew && h("span", { class: "new-mark" }, "New"),
  ];
  return h("li", { class: `divider-line${isNew ? " divider-new" : ""}` }, parts);
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
    h("span", { class: "author" }, author.name),
    author.isApp && h("span", { class: "badge" }, "APP"),
    author.user.is_restricted && h("span", { class: "badge" }, "GUEST"),
    when(message, "message-time"),
    message.subtype === "thread_broadcast" &&
      h("span", { class: "message-time" }, "also sent to the channel"),
  ];
}

function attachments(message) {
  return (message.attachments ?? []).map((attachment) => {
    const inner = attachment.blocks
      ? h("div", {})
      : h("div", { class: "mrkdwn" }, mrkdwn(attachment.text ?? attachment.fallback ?? ""));
    if (attachment.blocks)
      showBlocks(
        inner,
        attachment.blocks,
        messageSurface(null, message.ts, async () => {}),
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
