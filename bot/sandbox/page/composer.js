// Where a person types: a message, or a slash command.

import { api } from "./api.js";
import { Completion } from "./completion.js";
import { h, whileBusy } from "./dom.js";
import { icon } from "./icons.js";
import { openMenu } from "./menu.js";
import { app, me } from "./store.js";
import { orToast, toast } from "./toast.js";

// What was typed and not sent, by person and place, so that a look elsewhere loses nothing.
const drafts = new Map();

export class Composer {
  /** thread: its ts, or null. afterSend() shows what came of it. */
  constructor({ channel, thread = null, placeholder, afterSend }) {
    Object.assign(this, { channel, thread, afterSend });
    this.draft = [me().id, channel, thread ?? ""].join("/");
    this.field = h("textarea", {
      id: thread ? "thread-composer" : "composer",
      "data-testid": thread ? "thread-composer" : "composer",
      rows: "1",
      placeholder,
      "aria-label": placeholder,
      value: drafts.get(this.draft) ?? "",
      oninput: () => this.typed(),
      onkeydown: (event) => this.key(event),
      onclick: () => this.completion.update(),
    });
    this.completion = new Completion(this.field);
    this.usage = h("div", { class: "usage", "aria-live": "polite" });
    this.send = h(
      "button",
      { type: "submit", class: "icon-button composer-send", "aria-label": "Send", title: "Send" },
      icon("send"),
    );
    this.form = h(
      "form",
      {
        class: "composer-box",
        onsubmit: (event) => {
          event.preventDefault();
          this.submit();
        },
      },
      this.plus(),
      this.field,
      this.send,
    );
    this.root = h("div", { class: "composer" }, this.completion.list, this.form, this.usage);
    this.grow();
    this.showUsage();
  }

  plus() {
    const shortcuts = (app()?.shortcuts ?? []).filter((shortcut) => shortcut.type === "global");
    if (this.thread || !shortcuts.length) return null;
    const run = (shortcut) =>
      whileBusy(button, async () => {
        await orToast(api.shortcut({ user: me().id, callback_id: shortcut.callback_id }));
        await this.afterSend();
      });
    const items = shortcuts.map((shortcut) => ({
      label: shortcut.name,
      hint: shortcut.description || app().name,
      onPick: () => run(shortcut),
    }));
    const button = h(
      "button",
      {
        type: "button",
        class: "icon-button",
        "aria-label": "Shortcuts",
        title: "Shortcuts",
        "data-testid": "shortcuts",
        "aria-haspopup": "menu",
        "aria-expanded": "false",
        onclick: () => openMenu(button, items, { label: "Shortcuts", above: true }),
      },
      icon("plus"),
    );
    return button;
  }

  typed() {
    drafts.set(this.draft, this.field.value);
    this.grow();
    this.completion.update();
    this.showUsage();
  }

  /** While a command is being typed, what can follow it. */
  showUsage() {
    const word = /^(\/\S+)\s/.exec(this.field.value)?.[1];
    const command = app()?.commands.find((one) => one.command === word);
    this.usage.textContent = command ? `${command.command} ${command.usage_hint ?? ""}`.trim() : "";
  }

  key(event) {
    if (this.completion.key(event)) return;
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.submit();
  }

  submit() {
    const text = this.field.value.trim();
    if (!text || this.field.readOnly) return undefined;
    this.completion.close();
    return whileBusy(this.send, async () => {
      // Kept until it has arrived: what could not be sent is still there to be sent again.
      this.field.readOnly = true;
      try {
        await this.deliver(text);
        this.field.value = "";
        this.typed();
      } catch (error) {
        toast(error.message);
      } finally {
        this.field.readOnly = false;
      }
      await this.afterSend();
    });
  }

  deliver(text) {
    const where = { user: me().id, channel: this.channel };
    const isCommand = /^\/[a-z]/i.test(text);
    if (isCommand && this.thread)
      throw new Error("Slack runs no commands in threads. Type it in the channel.");
    if (isCommand) return api.command({ ...where, text });
    return api.message({ ...where, text, ...(this.thread && { thread_ts: this.thread }) });
  }

  grow() {
    this.field.style.height = "auto";
    // Not in the page yet: the field's own one row is right.
    if (this.field.scrollHeight) this.field.style.height = `${this.field.scrollHeight}px`;
  }

  focus() {
    this.field.focus();
  }
}
