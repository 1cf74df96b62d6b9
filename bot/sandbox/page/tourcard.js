// The card of a tour at the foot of the page: where the story is, what to look at, and how to go on.

import { fill, h } from "./dom.js";
import { icon } from "./icons.js";

export class TourCard {
  /** onLeave() is called when the tour is to be put away. */
  constructor({ onLeave }) {
    this.chapter = h("strong", { class: "tour-chapter" });
    this.dots = h("span", { class: "tour-dots", "aria-hidden": "true" });
    this.where = h("span", { class: "tour-where" });
    // On a phone the column that says so is out of sight.
    this.who = h("span", { class: "tour-who only-narrow" });
    this.say = h("p", { class: "tour-say" });
    this.hint = h("div", { class: "tour-hint", "data-testid": "tour-hint" });
    this.words = h("div", { class: "tour-words", role: "status", "aria-live": "polite" }, this.say, this.hint);
    this.buttons = h("div", { class: "tour-buttons" });
    this.root = h(
      "section",
      { class: "tour", "aria-label": "Tour", "data-testid": "tour", hidden: true },
      h("div", { class: "tour-head" }, this.chapter, h("div", { class: "tour-progress" }, this.dots, this.where, this.who)),
      this.words,
      this.buttons,
      h(
        "button",
        {
          type: "button",
          class: "icon-button tour-leave",
          "aria-label": "Leave the tour",
          title: "Leave the tour",
          "data-testid": "tour-leave",
          onclick: onLeave,
        },
        icon("close"),
      ),
    );
    // As high as it is, the page is less high: nothing lies under the card.
    new ResizeObserver(() => this.makeRoom()).observe(this.root);
    // Outside an open form everything is inert, so the card goes into it, and out of it again.
    const move = () => this.stand();
    new MutationObserver(move).observe(document.body, { childList: true });
    new MutationObserver(move).observe(document.getElementById("modal"), { childList: true, attributes: true });
    this.stand();
  }

  stand() {
    const host = [...document.querySelectorAll("dialog[open]")].at(-1) ?? document.body;
    if (this.root.parentElement === host) return;
    const at = this.root.contains(document.activeElement) ? document.activeElement : null;
    host.append(this.root);
    at?.focus({ preventScroll: true });
  }

  makeRoom() {
    const height = this.root.hidden ? 0 : this.root.offsetHeight;
    document.documentElement.style.setProperty("--tour-height", `${height}px`);
  }

  /**
   * scene: {chapter, dots: [{isDone, isNow}], where, who, say, hint: {kind, words, example, help, onHelp} or null,
   * buttons: [{label, onPress, isMain}], isBusy}; null puts the card away.
   */
  show(scene) {
    this.root.hidden = !scene;
    document.body.classList.toggle("touring", Boolean(scene));
    if (!scene) {
      this.drawn = null;
      this.makeRoom();
      return;
    }
    const { buttons, hint, isBusy } = scene;
    const signature = JSON.stringify([scene, buttons.map(({ label }) => label)]);
    if (signature === this.drawn) return;
    this.drawn = signature;
    const hadFocus = this.hasFocus();
    fill(this.chapter, scene.chapter);
    fill(
      this.dots,
      scene.dots.map(({ isDone, isNow }) =>
        h("span", { class: `tour-dot ${isDone ? "done" : ""} ${isNow ? "now" : ""}` }),
      ),
    );
    fill(this.where, scene.where);
    fill(this.who, scene.who);
    // Said again by a screen reader only when it is something else.
    if (this.say.textContent !== scene.say) {
      fill(this.say, scene.say);
      this.words.scrollTop = 0;
    }
    this.showHint(hint);
    fill(this.buttons, buttons.map((button) => this.button(button, isBusy)));
    if (hadFocus) this.focus();
  }

  showHint(hint) {
    this.hint.className = `tour-hint ${hint?.kind ?? ""}`;
    if (!hint) {
      fill(this.hint);
      return;
    }
    fill(
      this.hint,
      icon(hint.kind === "trouble" ? "warning" : hint.kind === "done" ? "check" : "into"),
      h(
        "span",
        {},
        hint.words,
        hint.example && [" ", h("q", { class: "tour-example" }, hint.example)],
        hint.help && [" ", h("button", { type: "button", class: "tour-help", onclick: hint.onHelp }, hint.help)],
      ),
    );
  }

  button({ label, onPress, isMain }, isBusy) {
    return h(
      "button",
      {
        type: "button",
        class: `button ${isMain ? "tour-main" : ""}`,
        "data-testid": isMain ? "tour-next" : null,
        "aria-busy": isMain && isBusy ? "true" : null,
        "aria-disabled": isBusy ? "true" : null,
        onclick: onPress,
      },
      label,
    );
  }

  hasFocus() {
    return this.root.contains(document.activeElement);
  }

  focus() {
    this.buttons.querySelector(".tour-main")?.focus({ preventScroll: true });
  }
}
