// Modals: the stack is the server's, its top is shown here.

import { api } from "./api.js";
import { showBlocks } from "./blocks.js";
import { coalesce, fill, h, keepingFocus, whileBusy } from "./dom.js";
import { icon } from "./icons.js";
import { plain } from "./mrkdwn.js";
import { closePopover } from "./popover.js";
import { me } from "./store.js";
import { Surface } from "./surface.js";
import { toast } from "./toast.js";

export class ModalHost {
  /** afterAction() refreshes the rest of the page; backToWork() takes the focus when what had it is gone. */
  constructor(dialog, { afterAction, backToWork }) {
    this.dialog = dialog;
    this.backToWork = backToWork;
    this.afterAction = async () => {
      await Promise.all([this.refresh(), afterAction()]);
    };
    this.stack = [];
    this.closing = null; // the id of the view of which the server is just told
    this.lastFocus = new Map(); // view id -> key of the field where its person was
    this.refresh = coalesce(() => this.fetch());
    dialog.addEventListener("cancel", (event) => event.preventDefault());
    dialog.addEventListener("keydown", (event) => this.key(event));
    dialog.addEventListener("focusin", (event) => this.remember(event.target));
    // The browser closes a dialog by itself when Escape is pressed twice; the server has to know.
    dialog.addEventListener("close", () => {
      if (this.stack.length) this.close(false);
    });
  }

  async fetch() {
    const user = me().id;
    const { stack } = await api.modal(user);
    if (user === me()?.id) this.show(stack);
  }

  show(stack) {
    const before = this.stack.at(-1);
    this.stack = stack;
    const top = stack.at(-1);
    if (!top) this.hide();
    else if (before?.id === top.id && this.dialog.open) this.patch(top);
    else this.draw(top);
  }

  hide() {
    if (!this.dialog.open) return;
    closePopover();
    this.lastFocus.clear();
    this.dialog.close();
    fill(this.dialog);
    if (document.activeElement === document.body) this.backToWork();
  }

  draw(view) {
    closePopover();
    this.view = view;
    this.surface = new Surface({
      where: () => ({ view_id: this.view.id }),
      values: () => this.view.state?.values ?? {},
      afterAction: this.afterAction,
    });
    this.title = h("h2", { id: "modal-title", tabindex: "-1" });
    this.back = h(
      "button",
      { type: "button", class: "icon-button", "aria-label": "Back", onclick: () => this.close(false) },
      icon("back"),
    );
    this.banner = h("div", { class: "modal-banner", role: "alert" });
    this.body = h("div", { class: "modal-body", oninput: (event) => this.clearError(event.target) });
    this.cancel = h("button", { type: "button", class: "button", onclick: () => this.close(false) });
    this.submit = h("button", {
      type: "submit",
      class: "button button-primary",
      "data-testid": "modal-submit",
    });
    const form = h(
      "form",
      {
        novalidate: true,
        onsubmit: (event) => {
          event.preventDefault();
          this.send();
        },
      },
      h("div", { class: "modal-scroll", tabindex: "-1" }, this.banner, this.body),
      h("div", { class: "modal-foot dialog-buttons" }, this.cancel, this.submit),
    );
    fill(
      this.dialog,
      h(
        "div",
        { class: "modal-head" },
        this.back,
        this.title,
        h(
          "button",
          {
            type: "button",
            class: "icon-button",
            "aria-label": "Close",
            "data-testid": "modal-close",
            onclick: () => this.close(true),
          },
          icon("close"),
        ),
      ),
      form,
    );
    this.patch(view);
    if (!this.dialog.open) this.dialog.showModal();
    this.focusFirst(view);
  }

  patch(view) {
    this.view = view;
    fill(this.title, plain(view.title));
    this.back.hidden = this.stack.length < 2;
    fill(this.cancel, view.close ? plain(view.close) : this.submitText(view) ? "Cancel" : "Close");
    fill(this.submit, this.submitText(view));
    this.submit.hidden = !this.submitText(view);
    keepingFocus(this.body, () => showBlocks(this.body, view.blocks, this.surface));
    if (this.dialog.open && this.hasLostFocus()) this.focusFirst(view);
  }

  /** What had the focus is gone with the form that this one has taken the place of. */
  hasLostFocus() {
    const at = document.activeElement;
    return !this.dialog.contains(at) || at.closest("[hidden]") !== null;
  }

  submitText(view) {
    return view.submit ? plain(view.submit) : "";
  }

  focusFirst(view) {
    const known = this.lastFocus.get(view.id);
    const fields = [...this.body.querySelectorAll("[data-focus-key]")];
    const target =
      fields.find((field) => field.dataset.focusKey === known) ??
      this.body.querySelector("[data-focus-on-load] input, [data-focus-on-load]") ??
      this.body.querySelector(".block-input :is(input, textarea, button)");
    // Without a field the title is first, so that the text is read before the buttons.
    (target ?? this.title).focus();
  }

  remember(target) {
    const key = target.dataset?.focusKey;
    if (key && this.stack.length) this.lastFocus.set(this.stack.at(-1).id, key);
  }

  key(event) {
    if (event.key === "Escape" && !event.defaultPrevented) {
      event.preventDefault();
      this.close(false);
    }
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !this.submit.hidden) {
      event.preventDefault();
      this.send();
    }
  }

  async close(all) {
    const top = this.stack.at(-1);
    // Escape pressed twice: the view is on its way out already.
    if (!top || top.id === this.closing) return;
    this.closing = top.id;
    try {
      await api.close({ user: me().id, view_id: top.id, all });
    } catch (error) {
      toast(error.message);
    }
    await this.refresh();
    this.closing = null;
  }

  async send() {
    const refused = await whileBusy(this.submit, async () => {
      const refused = await this.handIn();
      // What else may have come of it has to be seen before it can be sent again.
      if (!refused) await this.afterAction();
      return refused;
    });
    // A mistake is there to be mended, and the form can be sent again meanwhile.
    if (refused) await this.afterAction();
  }

  /** Send what was entered and show what is wrong with it; whether something is. */
  async handIn() {
    const { view, surface } = this;
    this.showErrors({}, "");
    try {
      const values = await surface.takeUnsent();
      const answer = await api.submit({ user: me().id, view_id: view.id, values });
      surface.forget(values);
      const general = [answer.error, answer.reason].filter(Boolean).join(" ");
      // A later view may have come meanwhile; these errors are not about its fields.
      if (this.view.id === view.id) this.showErrors(answer.errors ?? {}, general);
      return Boolean(general || answer.errors);
    } catch (error) {
      this.showErrors({}, error.message);
      return true;
    }
  }

  showErrors(errors, general) {
    const homeless = [];
    for (const line of this.body.querySelectorAll("[data-error-for]")) this.setError(line, "");
    for (const [block, text] of Object.entries(errors)) {
      const line = [...this.body.querySelectorAll("[data-error-for]")].find(
        (node) => node.dataset.errorFor === block,
      );
      if (line) this.setError(line, text);
      else homeless.push(text);
    }
    fill(this.banner, [general, ...homeless].filter(Boolean).join(" "));
    this.body.querySelector('[aria-invalid="true"]')?.focus();
  }

  setError(line, text) {
    fill(line, text);
    const block = line.closest(".block");
    block.classList.toggle("has-error", Boolean(text));
    for (const control of block.querySelectorAll("[aria-describedby]")) {
      if (text) control.setAttribute("aria-invalid", "true");
      else control.removeAttribute("aria-invalid");
    }
  }

  clearError(target) {
    const line = target.closest(".block")?.querySelector("[data-error-for]");
    if (line?.textContent) this.setError(line, "");
  }
}
