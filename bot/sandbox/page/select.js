// Every choice from a list: one or several, searched as one types, from the page or from the app.

import { h, uid, fill } from "./dom.js";
import { icon } from "./icons.js";
import { openPopover } from "./popover.js";

const SEARCH_DELAY = 150;

/**
 * A field that opens a searchable list.
 *
 * chosen: [{value, label}]; load(query) -> groups [{label?, options: [{value, label, hint?}]}], may be async, and
 * is asked only at a pause when it is `slow`;
 * onCommit(chosen) once a choice stands: at once for a single choice, for several when `eager` is set at
 * every tick, else when the list closes. faceOf() and rowOf(option) draw the button and the rows, where words
 * are not enough. Returns the field; field.button is what labels point at, field.redraw() draws its face again.
 */
export function selectField(options) {
  const field = new SelectField(options);
  field.root.button = field.button;
  field.root.redraw = () => field.draw();
  return field.root;
}

const words = (option) =>
  h(
    "span",
    { class: "option-text" },
    h("span", {}, option.label),
    option.hint && h("span", { class: "option-hint" }, option.hint),
  );

class SelectField {
  constructor({
    chosen = [],
    placeholder = "Choose",
    multiple = false,
    max = Infinity,
    eager = true,
    clearable = false,
    slow = false,
    minQuery = 0,
    load,
    onCommit,
    attrs = {},
    name = "Choose",
    faceOf = null,
    rowOf = words,
  }) {
    Object.assign(this, {
      chosen,
      placeholder,
      multiple,
      max,
      eager,
      clearable,
      slow,
      minQuery,
      load,
      onCommit,
      name,
      faceOf,
      rowOf,
    });
    this.listId = uid("list");
    this.face = h("span", { class: "select-face" });
    this.button = h(
      "button",
      {
        type: "button",
        class: "select-button",
        role: "combobox",
        "aria-haspopup": "listbox",
        "aria-expanded": "false",
        "aria-controls": this.listId,
        onclick: () => this.open(),
        onkeydown: (event) => this.buttonKey(event),
        ...attrs,
      },
      this.face,
      icon("chevron"),
    );
    this.chips = multiple ? h("span", { class: "chips" }) : null;
    this.root = h("div", { class: `select${multiple ? " select-multiple" : ""}` }, this.chips, this.button);
    this.draw();
  }

  draw() {
    if (this.faceOf) {
      fill(this.face, this.faceOf());
      return;
    }
    const text = this.multiple ? this.summary() : this.chosen[0]?.label;
    fill(this.face, text || this.placeholder);
    this.face.classList.toggle("placeholder", !text);
    if (!this.chips) return;
    fill(
      this.chips,
      this.chosen.map((option) =>
        h(
          "span",
          { class: "chip" },
          option.label,
          h(
            "button",
            {
              type: "button",
              class: "chip-remove",
              "aria-label": `Remove ${option.label}`,
              onclick: () => this.remove(option),
            },
            icon("close"),
          ),
        ),
      ),
    );
  }

  summary() {
    return this.chosen.length ? `${this.chosen.length} chosen` : "";
  }

  remove(option) {
    this.chosen = this.chosen.filter((other) => other.value !== option.value);
    this.draw();
    this.onCommit(this.chosen);
    this.button.focus();
  }

  buttonKey(event) {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    this.open();
  }

  open() {
    if (this.popover || this.button.getAttribute("aria-busy") === "true") return;
    this.rows = [];
    this.at = -1;
    this.before = this.chosen.map((option) => option.value).join("\n");
    this.search = h("input", {
      class: "select-search",
      type: "text",
      role: "combobox",
      "aria-expanded": "true",
      "aria-controls": this.listId,
      "aria-autocomplete": "list",
      "aria-label": `Search: ${this.name}`,
      placeholder: "Search",
      autocomplete: "off",
      spellcheck: "false",
      oninput: () => this.searchSoon(),
      onkeydown: (event) => this.key(event),
    });
    this.list = h("div", {
      id: this.listId,
      class: "options",
      role: "listbox",
      "aria-label": this.name,
      "aria-multiselectable": this.multiple ? "true" : null,
    });
    const clear =
      this.clearable && !this.multiple && this.chosen.length > 0
        ? h("button", { type: "button", class: "select-clear", onclick: () => this.clear() }, "Clear")
        : null;
    this.popover = openPopover(this.button, [this.search, this.list, clear], {
      matchWidth: true,
      onClose: () => this.closed(),
    });
    this.search.focus();
    this.pending = this.fetch();
  }

  searchSoon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(
      () => {
        this.pending = this.fetch();
      },
      this.slow ? SEARCH_DELAY : 0,
    );
  }

  /** Enter means what has been typed, also when the list does not show it yet. */
  async enter() {
    if (this.search.value.trim() !== this.asked) {
      clearTimeout(this.timer);
      this.pending = this.fetch();
    }
    await this.pending;
    if (this.popover && this.rows[this.at]) this.pick(this.rows[this.at].option);
  }

  async fetch() {
    const query = this.search.value.trim();
    if (query.length < this.minQuery) {
      this.note(`Type ${this.minQuery === 1 ? "a letter" : `${this.minQuery} letters`} to search`);
      return;
    }
    this.asked = query;
    const result = this.load(query);
    if (result instanceof Promise && !this.rows.length) this.note("Searching…");
    try {
      const groups = await result;
      if (this.popover && this.asked === query) this.drawOptions(groups);
    } catch (error) {
      if (this.popover) this.note(error.message);
    }
  }

  note(text) {
    this.rows = [];
    this.at = -1;
    fill(this.list, h("div", { class: "options-note" }, text));
  }

  drawOptions(groups) {
    this.rows = [];
    const parts = groups
      .filter((group) => group.options.length)
      .map((group) => {
        const rows = group.options.map((option) => this.row(option));
        return group.label
          ? h(
              "div",
              { role: "group", "aria-label": group.label },
              h("div", { class: "options-label" }, group.label),
              rows,
            )
          : rows;
      });
    if (!this.rows.length) {
      this.note("Nothing found");
      return;
    }
    fill(this.list, parts);
    const chosenAt = this.rows.findIndex((row) => this.isChosen(row.option));
    this.point(Math.max(0, chosenAt));
  }

  row(option) {
    const node = h(
      "div",
      {
        id: uid("option"),
        class: "option",
        role: "option",
        "aria-selected": String(this.isChosen(option)),
        // Pressing must not take the focus from the search field, where the keyboard is.
        onpointerdown: (event) => event.preventDefault(),
        onclick: () => this.pick(option),
      },
      h("span", { class: "option-check" }, icon("check")),
      this.rowOf(option),
    );
    this.rows.push({ option, node });
    return node;
  }

  isChosen(option) {
    return this.chosen.some((other) => other.value === option.value);
  }

  point(at) {
    this.rows[this.at]?.node.classList.remove("active");
    this.at = at;
    const row = this.rows[at];
    row.node.classList.add("active");
    row.node.scrollIntoView({ block: "nearest" });
    this.search.setAttribute("aria-activedescendant", row.node.id);
  }

  key(event) {
    const count = this.rows.length;
    const to = {
      ArrowDown: this.at + 1,
      ArrowUp: this.at - 1,
      PageDown: Math.min(this.at + 8, count - 1),
      PageUp: Math.max(this.at - 8, 0),
    }[event.key];
    if (to !== undefined && count) this.point((to + count) % count);
    else if (event.key === "Enter") this.enter();
    else if (to === undefined) return;
    event.preventDefault();
  }

  pick(option) {
    if (!this.multiple) {
      this.chosen = [option];
      this.draw();
      this.popover.close();
      this.onCommit(this.chosen);
      return;
    }
    if (this.isChosen(option)) this.chosen = this.chosen.filter((other) => other.value !== option.value);
    else if (this.chosen.length < this.max) this.chosen = [...this.chosen, option];
    for (const row of this.rows) row.node.setAttribute("aria-selected", String(this.isChosen(row.option)));
    this.draw();
    // What is typed next looks for the next one.
    this.search.select();
    if (this.eager) this.onCommit(this.chosen);
  }

  clear() {
    this.chosen = [];
    this.draw();
    this.popover.close();
    this.onCommit(this.chosen);
  }

  closed() {
    clearTimeout(this.timer);
    this.popover = null;
    const changed = this.before !== this.chosen.map((option) => option.value).join("\n");
    if (this.multiple && !this.eager && changed) this.onCommit(this.chosen);
  }
}

/** Groups holding only the options with a word that begins with `query`; where the label has it, they come first. */
export function matching(groups, query) {
  return groups.map((group) => ({
    ...group,
    options: bestFirst(group.options, query, (option) => [option.label, option.hint]),
  }));
}

/** The items one of whose texts has `query` at the beginning of a word, those with an earlier text first. */
export function bestFirst(items, query, textsOf) {
  const wanted = spaced(query);
  const found = items.map((item) => ({
    item,
    at: textsOf(item).findIndex((text) => spaced(text ?? "").includes(wanted)),
  }));
  return found
    .filter(({ at }) => at >= 0)
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}

/** Words after one blank each: a query may go on over the end of a word, as in "tom b". */
const spaced = (text) => ` ${fold(text)}`.replace(/[\s#()/·-]+/g, " ").trimEnd();

/** Without case and accents, so that "joao" finds João. */
export const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
