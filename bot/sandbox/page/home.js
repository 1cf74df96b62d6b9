// The app's Home tab of one person.

import { api } from "./api.js";
import { showBlocks } from "./blocks.js";
import { coalesce, fill, h, keepingFocus } from "./dom.js";
import { app, me } from "./store.js";
import { Surface } from "./surface.js";
import { orToast } from "./toast.js";

export class Home {
  constructor(afterAction) {
    this.view = null;
    this.surface = new Surface({
      where: () => ({ view_id: this.view.id }),
      values: () => this.view.state?.values ?? {},
      afterAction,
    });
    this.body = h("div", { class: "home-body" });
    this.root = h(
      "div",
      { class: "home", "data-testid": "home", tabindex: "-1", "aria-label": `Home of ${app()?.name}` },
      this.body,
    );
    this.refresh = coalesce(async () => this.show((await api.home(me().id)).view));
  }

  /** Opening tells the app, which may publish anew; the stream then says that something changed. */
  async open() {
    const answer = await orToast(api.openHome(me().id, "home"));
    if (answer) this.show(answer.view);
  }

  show(view) {
    if (!view) {
      fill(this.body, h("p", { class: "empty" }, `${app()?.name ?? "The app"} has put nothing here yet.`));
      return;
    }
    if (!this.view) fill(this.body);
    this.view = view;
    keepingFocus(this.body, () => showBlocks(this.body, view.blocks, this.surface));
  }
}
