// A list of messages: a channel's, or one thread's.

import { fill, h, keepingFocus, reconcile } from "./dom.js";
import { drawMessage, emptyMessage } from "./message.js";
import { channelRows, threadRows } from "./rows.js";
import { me } from "./store.js";
import { dayKey } from "./time.js";

const NEAR_BOTTOM = 80;
// Earlier messages are asked for this many pixels before one gets to where they begin.
const AHEAD = "600px";

export class MessageList {
  /**
   * thread: the ts of the thread shown, or null for a channel. afterAction() looks for what a click caused;
   * loadEarlier() asks for messages before those that are shown.
   */
  constructor({ channel, thread = null, afterAction, loadEarlier, label, empty }) {
    Object.assign(this, { channel, thread, afterAction, empty });
    this.newFrom = null;
    this.oldest = null; // the ts of the earliest message shown
    this.earlier = h(
      "button",
      { type: "button", class: "earlier", "data-testid": "earlier", hidden: true, onclick: loadEarlier },
      "Earlier messages",
    );
    this.list = h("ol", { class: "messages", "aria-label": label, onkeydown: (event) => this.key(event) });
    this.root = h(
      "div",
      { class: "message-scroll", "data-testid": thread ? "thread-list" : "message-list", tabindex: "-1" },
      this.earlier,
      this.list,
    );
    fill(this.list, h("li", { class: "empty loading" }, "Loading…"));
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
    this.ahead = new IntersectionObserver((seen) => seen.at(-1).isIntersecting && loadEarlier(), {
      root: this.root,
      rootMargin: `${AHEAD} 0px 0px`,
    });
  }

  /** first_unread and has_earlier are of the whole conversation, of which `messages` are the newest. */
  show({ messages, first_unread: firstUnread, has_earlier: hasEarlier }) {
    if (this.first) this.newFrom = this.thread ? null : firstUnread;
    const fromEnd = this.root.scrollHeight - this.root.scrollTop;
    const isEarlier = !this.first && messages[0]?.ts < this.oldest;
    this.oldest = messages[0]?.ts ?? null;
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
    this.earlier.hidden = !hasEarlier;
    if (this.first || this.sticks) this.toBottom();
    // What came in above must not push away what one reads.
    else if (isEarlier) this.root.scrollTop = this.root.scrollHeight - fromEnd;
    this.first = false;
    this.watchAhead(hasEarlier);
  }

  /** Observed anew each time: an observer tells of a change only, and one page may not be enough to fill the list. */
  watchAhead(hasEarlier) {
    this.ahead.disconnect();
    if (hasEarlier) this.ahead.observe(this.earlier);
  }

  rows(messages, zone) {
    return this.thread ? threadRows(messages) : channelRows(messages, zone, this.newFrom);
  }

  render(row) {
    if (row.kind !== "message") return line(row);
    const node = emptyMessage();
    drawMessage(node, row, this);
    return node;
  }

  update(node, row) {
    if (row.kind === "message") drawMessage(node, row, this);
    else node.replaceChildren(...line(row).childNodes);
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
    this.ahead.disconnect();
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
