// The drawer on the right: what goes on behind the conversation.

import { fill, h } from "./dom.js";
import { Faults } from "./faults.js";
import { icon } from "./icons.js";
import { Inspector } from "./inspector.js";
import { state } from "./store.js";
import { TimeMachine } from "./timemachine.js";

const REMEMBERED = "sandbox.drawer";

export class Drawer {
  constructor(root, page) {
    this.root = root;
    this.panels = { inspector: new Inspector(), time: new TimeMachine(page), faults: new Faults() };
    this.toggle = h(
      "button",
      {
        type: "button",
        class: "icon-button",
        "aria-controls": "drawer",
        "data-testid": "drawer-toggle",
        title: "Behind the scenes",
        "aria-label": "Behind the scenes",
        onclick: () => this.set(this.open ? null : this.last),
      },
      icon("drawer"),
    );
    this.tabs = {
      inspector: this.tab("inspector", "Inspector"),
      time: this.tab("time", "Time machine"),
      faults: this.tab("faults", "Trouble"),
    };
    this.body = h("div", { id: "drawer-panel", class: "drawer-body", role: "tabpanel", tabindex: "-1" });
    fill(
      root,
      h(
        "header",
        { class: "pane-head" },
        h(
          "div",
          {
            class: "tabs",
            role: "tablist",
            "aria-label": "Behind the scenes",
            onkeydown: (event) => this.key(event),
          },
          Object.values(this.tabs),
        ),
        h(
          "button",
          {
            type: "button",
            class: "icon-button",
            "aria-label": "Close",
            onclick: () => {
              this.set(null);
              this.toggle.focus();
            },
          },
          icon("close"),
        ),
      ),
      this.body,
    );
    root.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || event.defaultPrevented) return;
      this.set(null);
      this.toggle.focus();
    });
    this.last = "inspector";
    this.set(remembered());
  }

  tab(name, label) {
    return h(
      "button",
      {
        type: "button",
        class: "tab",
        role: "tab",
        "aria-controls": "drawer-panel",
        "data-testid": `tab-${name}`,
        onclick: () => this.set(name),
      },
      label,
    );
  }

  /** Open the named panel, or close the drawer with null. */
  set(name) {
    this.open = name;
    if (name) this.last = name;
    remember(name ?? "");
    this.draw();
  }

  /** What can be shown depends on the workspace: without a clock that travels there is no time machine. */
  draw() {
    const travels = Boolean(state.workspace?.clock?.can_travel);
    this.tabs.time.hidden = !travels;
    const shown = this.open === "time" && state.workspace && !travels ? "inspector" : this.open;
    this.root.hidden = !shown;
    this.toggle.setAttribute("aria-expanded", String(Boolean(shown)));
    for (const [name, tab] of Object.entries(this.tabs)) {
      tab.setAttribute("aria-selected", String(name === shown));
      tab.tabIndex = name === shown ? 0 : -1;
    }
    if (!shown) return;
    const panel = this.panels[shown];
    if (this.body.firstChild !== panel.root) fill(this.body, panel.root);
    this.body.setAttribute("aria-label", this.tabs[shown].textContent);
    panel.refresh();
  }

  key(event) {
    if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
    const names = Object.keys(this.tabs).filter((name) => !this.tabs[name].hidden);
    const step = event.key === "ArrowRight" ? 1 : names.length - 1;
    const next = names[(names.indexOf(this.last) + step) % names.length];
    this.set(next);
    this.tabs[next].focus();
  }

  refresh(name) {
    if (!this.root.hidden && this.panels[name].root.isConnected) this.panels[name].refresh();
  }

  tick() {
    if (!this.root.hidden) this.panels.time.tick();
  }

  restarted() {
    this.panels.inspector.reset();
    this.draw();
  }
}

// A browser may refuse storage; then the drawer is simply closed at first.
function remembered() {
  try {
    return localStorage.getItem(REMEMBERED) || null;
  } catch {
    return null;
  }
}

function remember(value) {
  try {
    localStorage.setItem(REMEMBERED, value);
  } catch {
    // Nothing is lost but the memory of whether it was open.
  }
}
