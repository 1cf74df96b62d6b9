// Moving the workspace's business time forward, and what happened on the way.

import { api } from "./api.js";
import { dateTimeField } from "./datefield.js";
import { fill, h, whileBusy } from "./dom.js";
import { me, nameOf } from "./store.js";
import { addDays, cityOf, dayOf, instantOf, now, shortMoment, weekdayOf } from "./time.js";
import { toast } from "./toast.js";

const FRIDAY = 4;

export class TimeMachine {
  /** page.travelled() shows the world as it is after a journey. */
  constructor(page) {
    this.page = page;
    this.now = h("p", { class: "now", "data-testid": "business-time" });
    this.where = h("p", { class: "side-note" });
    this.log = h("ol", { class: "fired", "data-testid": "fired", "aria-live": "polite" });
    this.none = h("p", { class: "side-note" }, "What happens on the way is listed here.");
    this.chosen = null;
    this.picker = h("div", { class: "jump" });
    this.jump = h(
      "button",
      { type: "button", class: "button", "data-testid": "jump", onclick: () => this.jumpToChosen() },
      "Go",
    );
    const leaps = [
      ["Next thing that happens", () => ({ next: true })],
      ["+1 hour", () => at(new Date(now().getTime() + 3600e3))],
      ["Tomorrow 09:00", () => at(instantOf(addDays(today(), 1), "09:00", zone()))],
      ["Friday 10:00", () => at(nextFriday())],
    ];
    this.buttons = leaps.map(([label, target], i) =>
      h(
        "button",
        {
          type: "button",
          class: `button ${i ? "" : "button-primary leap-next"}`,
          onclick: (event) => this.travel(event.currentTarget, target()),
        },
        label,
      ),
    );
    this.root = h(
      "div",
      { class: "time-machine", "data-testid": "time-machine" },
      h("div", { class: "now-box" }, this.now, this.where),
      h("div", { class: "leaps" }, this.buttons),
      h("div", { class: "jump-row" }, this.picker, this.jump),
      h("h2", {}, "What happened"),
      this.none,
      this.log,
    );
    this.drawnFor = null;
  }

  refresh() {
    if (this.drawnFor !== me()) this.drawPicker();
    this.tick();
  }

  /** The times of day are the current person's, so another person gets another picker. */
  drawPicker() {
    this.drawnFor = me();
    this.chosen = null;
    fill(
      this.picker,
      dateTimeField({
        value: null,
        zone: zone(),
        name: "Go to",
        attrs: {},
        onCommit: (unix) => {
          this.chosen = unix;
        },
      }),
    );
  }

  tick() {
    const user = me();
    if (!user) return;
    this.now.textContent = shortMoment(now(), user.tz);
    this.where.textContent = `where ${nameOf(user)} is (${cityOf(user.tz)})`;
  }

  jumpToChosen() {
    if (!this.chosen) {
      toast("Choose a date and a time first.");
      return undefined;
    }
    if (this.chosen * 1000 <= now().getTime()) {
      toast("Time only moves forward here. Choose a later moment.");
      return undefined;
    }
    return this.goTo(new Date(this.chosen * 1000));
  }

  goTo(date) {
    return this.travel(this.jump, at(date));
  }

  async travel(button, target) {
    if (this.travelling) return;
    this.travelling = true;
    for (const other of this.buttons) if (other !== button) other.disabled = true;
    try {
      const answer = await whileBusy(button, () => api.travel(target));
      this.page.clockIs(answer.now);
      this.show(answer);
    } catch (error) {
      toast(error.message);
    }
    for (const other of this.buttons) other.disabled = false;
    this.travelling = false;
    await this.page.travelled();
    this.tick();
  }

  show({ now: arrived, fired = [] }) {
    this.none.hidden = true;
    const user = me();
    const lines = fired.map((one) =>
      h(
        "li",
        { class: "fired-line" },
        h("time", { datetime: one.at }, shortMoment(new Date(one.at), user.tz)),
        h("span", {}, words(one.what)),
      ),
    );
    const nothing = h("li", { class: "fired-line" }, h("span", { class: "side-note" }, "Nothing was due."));
    const heading = `${shortMoment(new Date(arrived), user.tz)}: ${fired.length === 1 ? "1 thing" : `${fired.length} things`}`;
    this.log.prepend(
      h("li", { class: "journey" }, h("strong", {}, heading), h("ol", {}, lines.length ? lines : nothing)),
    );
  }
}

const words = (what) => (typeof what === "string" ? what : JSON.stringify(what));
const at = (date) => ({ to: date.toISOString() });
const zone = () => me()?.tz;
const today = () => dayOf(now(), zone());

/** The first Friday at ten in the person's zone that has not come yet. */
function nextFriday() {
  const day = addDays(today(), (FRIDAY - weekdayOf(today()) + 7) % 7);
  const moment = instantOf(day, "10:00", zone());
  return moment > now() ? moment : instantOf(addDays(day, 7), "10:00", zone());
}
