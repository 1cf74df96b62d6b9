// Trouble on demand: what a person lets go wrong between the app and Slack, and how it ends.

import { api } from "./api.js";
import { Crash } from "./crash.js";
import { coalesce, fill, h, uid } from "./dom.js";
import { orToast } from "./toast.js";

const SHARES = [
  [0, "Never"],
  [0.25, "A quarter"],
  [0.5, "Half of them"],
  [1, "Always"],
];
const LATE = [
  [0, "Never"],
  [300, "By 0.3 s"],
  [1000, "By 1 s"],
  [3000, "By 3 s"],
];
const SILENT = [
  [0, "No"],
  [1, "Yes"],
];

/** What can be chosen here, by kind of fault: its name on screen, and its name in a sentence. */
const CALLS = {
  429: ["Too many requests (429)", "refused with 429"],
  500: ["Server error (500)", "answered with an error (500)"],
  drop_before: ["Cut off before it happens", "cut off before they happen"],
  drop_after: ["Cut off after it happened", "cut off after they happened"],
};
const DELIVERIES = {
  duplicate: ["Comes twice", "come twice"],
  delay: ["Comes late, by 2 s", "come late"],
  reorder: ["Overtaken by the next", "are overtaken by the next"],
  lose_ack: ["Its answer gets lost", "lose their answer"],
};
const STRENGTH = { 429: { retry_after: 3 }, delay: { ms: 2000 }, reorder: { ms: 5000 } };

export class Faults {
  constructor() {
    this.controls = new Map();
    this.crash = new Crash();
    this.now = h("ul", { class: "faults-now", "data-testid": "faults-now" });
    this.counts = h("p", { class: "side-note" });
    this.normal = h(
      "button",
      {
        type: "button",
        class: "button button-primary",
        "data-testid": "faults-normal",
        onclick: () => this.apply(api.endFaults()),
      },
      "Back to normal",
    );
    this.root = h(
      "div",
      { class: "faults", "data-testid": "faults" },
      h("div", { role: "status", "aria-label": "What is wrong now" }, this.now),
      this.counts,
      this.normal,
      this.crash.root,
      this.group(
        "When the app calls Slack",
        this.row("latency_ms", "The answer is late", LATE, (value) => ({ latency_ms: value })),
        this.rows("next", "method", CALLS),
      ),
      this.group("When Slack tells the app", this.rows("deliveries", "name", DELIVERIES), this.silence()),
    );
    this.refresh = coalesce(() => this.fetch().catch(() => {}));
  }

  group(title, ...rows) {
    return h("fieldset", { class: "faults-group" }, h("legend", {}, title), rows);
  }

  rows(list, key, kinds) {
    return Object.entries(kinds).map(([kind, [label]]) =>
      this.row(kind, label, SHARES, (share) => ({ [list]: this.planned(list, key, kind, share) })),
    );
  }

  /** The connection is one for everything, so it is dead or alive. */
  silence() {
    const row = this.row("silent", "The connection is dead, though open", SILENT, (value) => ({
      silent_sockets: Boolean(value),
    }));
    this.silentRow = row;
    return row;
  }

  row(kind, label, choices, order) {
    const id = uid("fault");
    const select = h(
      "select",
      {
        id,
        class: "text-input",
        "data-testid": `fault-${kind}`,
        onchange: () => this.apply(api.setFaults(order(Number(select.value)))),
      },
      choices.map(([value, words]) => h("option", { value }, words)),
    );
    this.controls.set(kind, select);
    return h("div", { class: "faults-row" }, h("label", { for: id }, label), select);
  }

  /** The list with this kind as chosen; what somebody else planned stays in it. */
  planned(list, key, kind, share) {
    const others = this.shown[list].filter((rule) => !isOurs(rule, key, kind));
    return share ? [...others, { [key]: "*", do: kind, share, ...STRENGTH[kind] }] : others;
  }

  async apply(work) {
    await orToast(work);
    await this.refresh();
  }

  async fetch() {
    const [faults, { connections }, process] = await Promise.all([api.faults(), api.sockets(), api.process()]);
    this.shown = faults;
    this.crash.show(process);
    this.silentRow.hidden = !connections;
    this.set("latency_ms", typeof faults.latency_ms === "number" ? faults.latency_ms : 0);
    this.set("silent", faults.silent_sockets ? 1 : 0);
    for (const kind of Object.keys(CALLS)) this.set(kind, chosen(faults.next, "method", kind));
    for (const kind of Object.keys(DELIVERIES)) this.set(kind, chosen(faults.deliveries, "name", kind));
    const wrong = sentences(faults);
    const text = wrong.join("\n");
    // Said again only when it is another thing to say.
    if (text !== this.said) fill(this.now, (wrong.length ? wrong : ["Nothing: all is normal."]).map(item));
    this.said = text;
    this.normal.disabled = !wrong.length;
    this.counts.textContent = countOf(faults.injected);
  }

  /** A strength that isn't offered here was planned elsewhere; then the nearest below is shown. */
  set(kind, value) {
    const select = this.controls.get(kind);
    const offered = [...select.options].map((option) => Number(option.value));
    select.value = Math.max(...offered.filter((one) => one <= value));
  }
}

const item = (words) => h("li", {}, words);

const isOurs = (rule, key, kind) => rule[key] === "*" && rule.do === kind && rule.times === null;

function chosen(rules, key, kind) {
  const rule = rules.find((one) => isOurs(one, key, kind));
  return rule ? (rule.share ?? 1) : 0;
}

function sentences(faults) {
  const { latency_ms: latency, jitter_ms: jitter, random } = faults;
  const late = typeof latency === "number" ? latency : Math.max(...Object.values(latency));
  return [
    late || jitter ? `Answers to the app are late by ${(late + jitter) / 1000} s.` : null,
    ...faults.next.map((rule) => sentence(rule, "call", rule.method, CALLS, "are")),
    ...faults.deliveries.map((rule) => sentence(rule, "delivery", rule.name, DELIVERIES, "")),
    faults.silent_sockets ? "The app's connection is dead, though open." : null,
    random ? `${percent(random.share)} of everything goes wrong at random.` : null,
  ].filter(Boolean);
}

function sentence({ do: kind, times, share = 1, seconds }, noun, name, kinds, verb) {
  const plural = noun === "call" ? "calls" : "deliveries";
  const what = name === "*" ? plural : `${plural} of ${name}`;
  const who = times === null ? `${share < 1 ? `${percent(share)} of the` : "All"} ${what}` : `The next ${times} ${what}`;
  const how = kinds[kind]?.[1] ?? `meet “${kind.replaceAll("_", " ")}”`;
  const until = seconds === undefined ? "" : `, for ${Math.ceil(seconds)} s more`;
  return `${who} ${kinds[kind] && verb ? `${verb} ` : ""}${how}${until}.`;
}

const percent = (share) => `${Math.round(share * 100)} %`;

function countOf(injected) {
  const total = Object.values(injected)
    .flatMap((counts) => Object.values(counts))
    .reduce((sum, one) => sum + one, 0);
  if (!total) return "Nothing has been disturbed so far.";
  return total === 1 ? "One thing has been disturbed so far." : `${total} things have been disturbed so far.`;
}
