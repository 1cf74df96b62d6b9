// The two paces at which a tour does things: at once, or slowly enough to follow.
//
// press and type use a control; before() is waited for before a form is sent; during() has a panel
// of the drawer open, and points at something there, while something goes on.

import { h, svg } from "./dom.js";

const TRAVEL = 650; // of the pointer, as in tour.css
const REST = 350;
const LETTER = 22;
const LONGEST = 2200; // for one text
const READ = 900;
const GLANCE = 600; // at a form that is filled in

const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const isCalm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

function enter(field, text) {
  field.value = text;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

export const QUICK = {
  isQuick: true,
  async press(node) {
    node.click();
  },
  async type(field, text) {
    enter(field, text);
  },
  before: () => wait(GLANCE),
  during: (drawer, panel, find, work) => work(),
  end() {},
};

/** With a pointer that goes to what it presses, and letters that come one after the other. */
export class Slow {
  isQuick = false;

  async press(node) {
    node.scrollIntoView({ block: "nearest" });
    await this.point(node);
    this.pointer.classList.add("pressing");
    await wait(REST);
    this.pointer.classList.remove("pressing");
    node.click();
    await wait(REST);
  }

  async type(field, text) {
    await this.point(field);
    field.focus({ preventScroll: true });
    const letters = [...text];
    const size = isCalm() ? letters.length : Math.ceil((letters.length * LETTER) / LONGEST);
    for (let end = size; end < letters.length; end += size) {
      enter(field, letters.slice(0, end).join(""));
      await wait(LETTER);
    }
    enter(field, text);
    await wait(REST);
  }

  async before() {}

  async during(drawer, panel, find, work) {
    const before = drawer.open;
    if (before !== panel) {
      if (!before) await this.press(drawer.toggle);
      await this.press(drawer.tabs[panel]);
    }
    await this.point(find());
    await work();
    await wait(READ);
    if (before !== panel) drawer.set(before);
  }

  async point(node) {
    this.pointer ??= pointerAt(innerWidth / 2, innerHeight);
    // The topmost again: a list or a form may have opened over it.
    this.pointer.hidePopover();
    this.pointer.showPopover();
    this.pointer.getBoundingClientRect(); // it starts from where it is, not from where it goes
    const box = node.getBoundingClientRect();
    moveTo(this.pointer, box.left + Math.min(box.width / 2, 120), box.top + box.height / 2);
    await wait(isCalm() ? REST : TRAVEL);
  }

  end() {
    this.pointer?.remove();
    this.pointer = null;
  }
}

function pointerAt(x, y) {
  const arrow = svg("0 0 20 20", "M4 2.5l12 7-5.4 1.4L7.8 16z");
  const pointer = h("div", { class: "tour-pointer", popover: "manual", "aria-hidden": "true" }, arrow);
  document.body.append(pointer);
  pointer.showPopover();
  moveTo(pointer, x, y);
  return pointer;
}

function moveTo(pointer, x, y) {
  pointer.style.transform = `translate(${x}px, ${y}px)`;
}
