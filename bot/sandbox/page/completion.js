// What can be completed at the caret: /command at the start, @name and #channel anywhere.

import { fill, h, uid } from "./dom.js";
import { fold } from "./select.js";
import { app, channelsOf, me, nameOf, state } from "./store.js";

const SHOWN = 8;

/** {from, items: [{insert, label, hint}]} for the word before the caret, or null. */
function suggest(text, caret) {
  const before = text.slice(0, caret);
  const command = /^\/\S*$/.exec(before);
  if (command) return { from: 0, items: commands(command[0]) };
  const word = /(?:^|[\s(])([@#])([\p{L}\p{N}._-]*)$/u.exec(before);
  if (!word) return null;
  const from = caret - word[2].length - 1;
  return { from, items: word[1] === "@" ? names(word[2]) : channels(word[2]) };
}

function commands(typed) {
  return (app()?.commands ?? [])
    .filter((command) => command.command.startsWith(typed.toLowerCase()))
    .map((command) => ({
      insert: `${command.command} `,
      label: command.command,
      hint: [command.usage_hint, command.description].filter(Boolean).join(" · "),
    }));
}

function names(typed) {
  const wanted = fold(typed);
  const users = state.workspace.users.filter((user) => !user.deleted);
  const matches = users.filter((user) =>
    fold(`${user.name} ${nameOf(user)}`)
      .split(/\s+/)
      .some((word) => word.startsWith(wanted)),
  );
  return matches.map((user) => ({
    insert: `@${user.name} `,
    label: nameOf(user),
    hint: [`@${user.name}`, user.title].filter(Boolean).join(" · "),
  }));
}

function channels(typed) {
  return channelsOf(me())
    .filter((channel) => channel.name.startsWith(typed.toLowerCase()))
    .map((channel) => ({ insert: `#${channel.name} `, label: `#${channel.name}`, hint: "" }));
}

/** A list above `field` (a textarea) from which Enter or Tab takes the marked entry. */
export class Completion {
  constructor(field) {
    this.field = field;
    this.id = uid("completion");
    this.list = h("div", {
      id: this.id,
      class: "completion",
      role: "listbox",
      "aria-label": "Suggestions",
      "data-testid": "completion",
      hidden: true,
    });
    this.close();
    // No role=combobox and no aria-expanded: a textarea may not have them.
    const props = { "aria-autocomplete": "list", "aria-controls": this.id, "aria-haspopup": "listbox" };
    for (const [name, value] of Object.entries(props)) field.setAttribute(name, value);
    field.addEventListener("blur", () => this.close());
  }

  update() {
    const { field } = this;
    const found =
      field.selectionStart === field.selectionEnd ? suggest(field.value, field.selectionStart) : null;
    if (!found?.items.length) {
      this.close();
      return;
    }
    this.from = found.from;
    this.items = found.items.slice(0, SHOWN);
    this.rows = this.items.map((item) =>
      h(
        "div",
        {
          id: uid("suggestion"),
          class: "completion-item",
          role: "option",
          onpointerdown: (event) => {
            event.preventDefault();
            this.take(item);
          },
        },
        h("span", { class: "completion-label" }, item.label),
        h("span", { class: "completion-hint" }, item.hint),
      ),
    );
    fill(this.list, this.rows);
    this.list.hidden = false;
    this.point(0);
  }

  point(at) {
    this.at = (at + this.rows.length) % this.rows.length;
    this.rows.forEach((row, i) => row.setAttribute("aria-selected", String(i === this.at)));
    this.rows[this.at].scrollIntoView({ block: "nearest" });
    this.field.setAttribute("aria-activedescendant", this.rows[this.at].id);
  }

  /** Whether the key was for the list. */
  key(event) {
    if (this.list.hidden || event.isComposing) return false;
    if (event.key === "ArrowDown") this.point(this.at + 1);
    else if (event.key === "ArrowUp") this.point(this.at - 1);
    else if (event.key === "Escape") this.close();
    else if (event.key === "Tab" || (event.key === "Enter" && !event.shiftKey)) return this.enter(event);
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  }

  enter(event) {
    const item = this.items[this.at];
    const typed = this.field.value.slice(this.from, this.field.selectionStart);
    // A command typed to its end needs no second Enter to be sent.
    if (event.key === "Enter" && typed === item.insert.trim()) {
      this.close();
      return false;
    }
    event.preventDefault();
    this.take(item);
    return true;
  }

  take(item) {
    const { field, from } = this;
    field.setRangeText(item.insert, from, field.selectionStart, "end");
    this.close();
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  close() {
    this.list.hidden = true;
    this.field.removeAttribute("aria-activedescendant");
  }
}
