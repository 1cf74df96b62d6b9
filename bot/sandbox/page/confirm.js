// The "are you sure" of an element that asks for it.

import { h, uid } from "./dom.js";
import { plain, richly } from "./mrkdwn.js";

/** True at once without a confirm object, else what the person answers. Escape is a no. */
export function confirmed(confirm) {
  if (!confirm) return Promise.resolve(true);
  return new Promise((resolve) => {
    const title = uid("confirm");
    const answer = (yes) => {
      dialog.close();
      dialog.remove();
      resolve(yes);
    };
    const style = confirm.style === "danger" ? "button-danger" : "button-primary";
    const dialog = h(
      "dialog",
      {
        class: "confirm",
        "aria-labelledby": title,
        "data-testid": "confirm",
        role: "alertdialog",
        oncancel: (event) => {
          event.preventDefault();
          answer(false);
        },
      },
      h("h2", { id: title }, plain(confirm.title ?? "Are you sure?")),
      h("div", { class: "confirm-text mrkdwn" }, richly(confirm.text)),
      h(
        "div",
        { class: "dialog-buttons" },
        h(
          "button",
          { type: "button", class: "button", onclick: () => answer(false) },
          plain(confirm.deny ?? "Cancel"),
        ),
        h(
          "button",
          { type: "button", class: `button ${style}`, autofocus: true, onclick: () => answer(true) },
          plain(confirm.confirm ?? "Yes"),
        ),
      ),
    );
    document.body.append(dialog);
    dialog.showModal();
  });
}
