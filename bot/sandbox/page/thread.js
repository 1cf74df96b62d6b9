// The pane beside a conversation that shows one thread of it.

import { fill, h } from "./dom.js";
import { icon } from "./icons.js";
import { Conversation, placeName } from "./place.js";
import { go } from "./store.js";

export class ThreadPane {
  constructor(root, page) {
    this.root = root;
    this.page = page;
    this.conversation = null;
    root.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !event.defaultPrevented) this.close();
    });
  }

  /** Show the thread, or nothing when there is none; the same one again stays as it is. */
  show(user, channel, thread, { focus = false } = {}) {
    const wanted = thread && [user.id, channel, thread].join("/");
    if (wanted === this.shown) return;
    this.conversation?.leave();
    this.shown = wanted;
    this.root.hidden = !thread;
    if (!thread) {
      this.conversation = null;
      fill(this.root);
      return;
    }
    this.conversation = new Conversation(channel, this.page, thread);
    fill(
      this.root,
      h(
        "header",
        { class: "pane-head" },
        h("h2", {}, "Thread", h("span", { class: "place-about" }, placeName(channel))),
        h(
          "button",
          { type: "button", class: "icon-button", "aria-label": "Close thread", onclick: () => this.close() },
          icon("close"),
        ),
      ),
      this.conversation.root,
    );
    this.conversation.open();
    if (focus) this.conversation.focus();
  }

  refresh() {
    return this.conversation?.refresh();
  }

  close() {
    const message = this.shown?.split("/").at(-1);
    go({ thread: null });
    // Back to where one came from, so that the keyboard goes on from there.
    document.querySelector(`#place .message[data-ts="${message}"]`)?.focus();
  }
}
