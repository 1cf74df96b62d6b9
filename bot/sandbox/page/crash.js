// The app's process: crashed by a visitor, and seen to come back.

import { api } from "./api.js";
import { h, whileBusy } from "./dom.js";
import { toast } from "./toast.js";

const LOOK_AGAIN = 150;
const WHAT = "Ends its process as it stands (kill -9). It is started again by itself.";

const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Whether the app is at work, as far as anybody here would know. */
export async function isUp() {
  const process = await api.process();
  return process.is_up || !process.can_crash;
}

export class Crash {
  constructor() {
    this.button = h(
      "button",
      { type: "button", class: "button", "data-testid": "crash", onclick: () => this.press() },
      "Crash the bot now",
    );
    this.note = h("p", { class: "side-note", role: "status", "data-testid": "crash-note" }, WHAT);
    this.root = h(
      "fieldset",
      { class: "faults-group crash", hidden: true },
      h("legend", {}, "The bot itself"),
      this.button,
      this.note,
    );
  }

  show(process) {
    this.root.hidden = !process.can_crash;
    if (process.can_crash && !process.is_up) this.watch();
  }

  /** In haste too it dies once: another press counts when it is back. */
  press() {
    return this.watch(() => api.crash());
  }

  watch(before) {
    return whileBusy(this.button, async () => {
      const began = performance.now();
      try {
        await before?.();
        this.note.textContent = "It is dead. It is being started again…";
        while (!(await isUp())) await wait(LOOK_AGAIN);
        this.note.textContent = `It was away for ${seconds(performance.now() - began)} s, and is back.`;
      } catch (error) {
        this.note.textContent = WHAT;
        toast(error.message);
      }
    });
  }
}

const seconds = (ms) => (ms / 1000).toFixed(1);
