// What the app and Slack said to each other, call by call.

import { api } from "./api.js";
import { coalesce, fill, h } from "./dom.js";
import { icon } from "./icons.js";
import { failed, reasonOf, sentenceOf } from "./traffic.js";

const KEPT = 1000;
const DIRECTIONS = { all: "Everything", in: "To the app", out: "From the app", failed: "What went wrong" };

export class Inspector {
  constructor() {
    this.reset();
    this.filter = { direction: "all", text: "" };
    this.list = h("ol", { class: "traffic", "data-testid": "inspector", "aria-label": "Traffic" });
    this.count = h("span", { class: "traffic-count", role: "status" });
    const search = h("input", {
      class: "text-input",
      type: "search",
      placeholder: "Filter",
      "aria-label": "Filter the traffic",
      "data-testid": "inspector-filter",
      oninput: () => {
        this.filter.text = search.value.toLowerCase();
        this.applyFilter();
      },
    });
    const direction = h(
      "select",
      {
        class: "text-input",
        "aria-label": "Show",
        onchange: () => {
          this.filter.direction = direction.value;
          this.applyFilter();
        },
      },
      Object.entries(DIRECTIONS).map(([value, label]) => h("option", { value }, label)),
    );
    this.scroll = h("div", { class: "traffic-scroll" }, this.list);
    this.root = h(
      "div",
      { class: "inspector" },
      h("div", { class: "traffic-filter" }, search, direction, this.count),
      this.scroll,
    );
    this.refresh = coalesce(() => this.fetch().catch(() => {}));
  }

  /** A restarted server counts from the start again. */
  reset() {
    this.after = 0;
    this.rows = [];
    this.list?.replaceChildren();
  }

  async fetch() {
    const { entries } = await api.inspector(this.after);
    if (!entries.length) {
      this.showCount();
      return;
    }
    const atBottom = this.scroll.scrollHeight - this.scroll.scrollTop - this.scroll.clientHeight < 60;
    this.after = entries.at(-1).n;
    const rows = entries.map((entry) => ({ entry, node: rowOf(entry), words: wordsOf(entry) }));
    this.rows.push(...rows);
    for (const old of this.rows.splice(0, Math.max(0, this.rows.length - KEPT))) old.node.remove();
    for (const row of rows) row.node.hidden = !this.matches(row);
    this.list.append(...rows.filter((row) => this.rows.includes(row)).map((row) => row.node));
    this.showCount();
    if (atBottom) this.scroll.scrollTop = this.scroll.scrollHeight;
  }

  matches({ entry, words }) {
    const { direction, text } = this.filter;
    const isMeant = direction === "failed" ? failed(entry) : direction === "all" || entry.direction === direction;
    return isMeant && (!text || words.includes(text));
  }

  applyFilter() {
    for (const row of this.rows) row.node.hidden = !this.matches(row);
    this.showCount();
  }

  showCount() {
    const shown = this.rows.filter((row) => !row.node.hidden).length;
    const words = shown === this.rows.length ? String(shown) : `${shown} of ${this.rows.length}`;
    this.count.textContent = this.rows.length ? words : "Nothing yet";
  }
}

/** Some things have no name of their own, as a form without a callback_id. */
const titleOf = (entry) => entry.name || entry.request?.type || entry.kind;

function wordsOf(entry) {
  return [
    sentenceOf(entry),
    reasonOf(entry),
    entry.kind,
    titleOf(entry),
    entry.status,
    JSON.stringify(entry.request ?? ""),
    JSON.stringify(entry.response ?? ""),
  ]
    .join(" ")
    .toLowerCase();
}

function rowOf(entry) {
  const detail = h("div", { class: "traffic-detail", hidden: true });
  const reason = reasonOf(entry);
  const code = entry.response?.error ?? entry.status ?? "";
  const toggle = h(
    "button",
    {
      type: "button",
      class: "traffic-row",
      "aria-expanded": "false",
      onclick: () => {
        if (!detail.childNodes.length)
          fill(detail, part("Request", entry.request), part("Response", entry.response));
        detail.hidden = !detail.hidden;
        if (!detail.hidden) toggle.parentElement.scrollIntoView({ block: "nearest" });
        toggle.setAttribute("aria-expanded", String(!detail.hidden));
      },
    },
    h(
      "span",
      { class: `arrow arrow-${entry.direction}`, title: DIRECTIONS[entry.direction] },
      h("span", { "aria-hidden": "true" }, entry.direction === "in" ? "→" : "←"),
      h("span", { class: "sr-only" }, DIRECTIONS[entry.direction]),
    ),
    h(
      "span",
      { class: "traffic-body" },
      h("span", { class: "traffic-sentence" }, sentenceOf(entry)),
      h(
        "span",
        { class: "traffic-facts" },
        h("code", {}, titleOf(entry)),
        ` ${reason || entry.kind === "fault" ? code : "ok"} · ${Math.round(entry.ms)} ms`,
      ),
      reason && h("span", { class: "traffic-reason" }, icon("warning"), h("span", {}, reason)),
    ),
  );
  return h("li", { class: reason ? "failed" : "" }, toggle, detail);
}

function part(title, value) {
  if (value === null || value === undefined || value === "") return null;
  return h(
    "section",
    {},
    h("h2", {}, title),
    h("pre", { tabindex: "0", "aria-label": title }, coloured(pretty(value))),
  );
}

/** Slack sends JSON inside of form fields; such a string is shown as what it holds. */
function pretty(value) {
  return JSON.stringify(
    value,
    (key, inner) => {
      if (typeof inner !== "string" || !/^\s*[[{]/.test(inner)) return inner;
      try {
        return JSON.parse(inner);
      } catch {
        return inner;
      }
    },
    2,
  );
}

const JSON_PARTS = /("(?:\\.|[^"\\])*")(\s*:)?|\b(?:true|false|null)\b|-?\d+(?:\.\d+)?(?:e[+-]?\d+)?/gi;

function coloured(text) {
  const out = [];
  let at = 0;
  for (const match of text.matchAll(JSON_PARTS)) {
    out.push(text.slice(at, match.index));
    const kind = match[2] ? "json-key" : match[1] ? "json-text" : "json-value";
    out.push(h("span", { class: kind }, match[1] ?? match[0]), match[2] ?? "");
    at = match.index + match[0].length;
  }
  out.push(text.slice(at));
  return out;
}
