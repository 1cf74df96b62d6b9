// Puts the page together: follows the address, listens to the server, asks again for what changed.

import { api, listen } from "./api.js";
import { coalesce, fill, h } from "./dom.js";
import { Drawer } from "./drawer.js";
import { icon } from "./icons.js";
import { ModalHost } from "./modal.js";
import { openPlace } from "./place.js";
import { closePopover } from "./popover.js";
import { Sidebar } from "./sidebar.js";
import {
  app,
  canSee,
  firstPlaceOf,
  go,
  lastPerson,
  me,
  nameOf,
  people,
  place,
  rememberPerson,
  setWorkspace,
  state,
} from "./store.js";
import { ThreadPane } from "./thread.js";
import { setNow } from "./time.js";
import { orToast, toast } from "./toast.js";
import { Tour } from "./tour.js";

const TICK = 1000;
const UNREAD_PAUSE = 200;
// A restart within this time passes without a word.
const QUIET_LOSS = 800;

const $ = (id) => document.getElementById(id);

class Page {
  constructor() {
    this.afterAction = () => this.lookAgain();
    this.unreadChanged = () => this.unreadSoon();
    this.banner = h("div", { id: "banner", "data-testid": "banner", role: "status", hidden: true });
    $("main").prepend(this.banner);
    this.sidebar = new Sidebar($("sidebar"));
    this.thread = new ThreadPane($("thread"), this);
    this.drawer = new Drawer($("drawer"), this);
    this.modal = new ModalHost($("modal"), {
      afterAction: () => this.lookAgain(),
      backToWork: () => this.current?.focus(),
    });
    this.tour = new Tour(this);
    this.loadUnread = coalesce(() => this.fetchUnread());
    this.reload = coalesce(() => this.fetchWorkspace());
  }

  start() {
    // Everything is asked for when the line opens, the first time too: what changes from then on is told.
    listen({
      onChange: (change) => this.changed(change),
      onOpen: () => this.lineOpened(),
      onLost: () => this.lineLost(),
    });
    addEventListener("hashchange", () => this.follow());
    addEventListener("visibilitychange", () => {
      if (!document.hidden) this.current?.refresh();
    });
    document.querySelector("[data-skip]").addEventListener("click", (event) => {
      event.preventDefault();
      this.current?.focus();
    });
    setInterval(() => this.tick(), TICK);
  }

  async fetchWorkspace() {
    let workspace;
    try {
      workspace = await api.workspace();
    } catch (error) {
      this.showBanner(error.message);
      setTimeout(() => this.reload(), TICK);
      return;
    }
    this.showBanner("");
    setWorkspace(workspace);
    setNow(workspace.clock?.now ?? null);
    this.follow({ again: true });
    this.tour.load();
    this.unreadSoon(0);
  }

  /** Make the page show what the address says; `again` also asks anew for what is shown already. */
  follow({ again = false } = {}) {
    if (!state.workspace) return;
    if (!people().length) {
      fill($("place"), h("p", { class: "empty" }, "This workspace has no people yet."));
      return;
    }
    const { user, where, thread } = putRight(place());
    showSidebar(false);
    this.userId = user.id;
    rememberPerson(user);
    this.modal.refresh().catch(() => {});
    this.stand(user, where, again);
    this.thread.show(user, where, thread, { focus: this.settled && !isNarrow() });
    this.sidebar.draw();
    this.drawer.draw();
    this.tour.draw();
    document.title = [$("place-title").textContent, nameOf(user), state.workspace.team.name].join(" · ");
    this.settled = true;
  }

  /** The same place is refreshed; another one is opened, with the focus where one can type. */
  stand(user, where, again) {
    const key = `${user.id}/${where}`;
    if (this.standing === key && this.current) {
      this.drawHeader();
      if (again) this.current.refresh();
      return;
    }
    closePopover();
    this.current?.leave();
    this.standing = key;
    this.current = openPlace(where, this);
    fill($("place"), this.current.root);
    this.drawHeader();
    this.current.open();
    if ($("modal").open) return;
    // On a phone the keyboard would come up and hide half of what there is to read.
    if (isNarrow()) $("main").focus();
    else this.current.focus();
  }

  drawHeader() {
    const signature = JSON.stringify([this.standing, state.workspace.channels, app(), me()]);
    if (signature === this.headerFor) return;
    this.headerFor = signature;
    const menu = h(
      "button",
      {
        type: "button",
        class: "icon-button only-narrow",
        "aria-label": "People and channels",
        "data-testid": "open-sidebar",
        onclick: () => showSidebar(true),
      },
      icon("menu"),
    );
    fill(
      $("place-header"),
      menu,
      h("div", { class: "place-head" }, this.current.header()),
      this.tour.opener,
      this.drawer.toggle,
    );
  }

  // --- What changed -------------------------------------------------------------------------------

  changed(change) {
    // What changes while the page is still opening is seen when it has opened.
    if (!state.workspace && change.type !== "workspace") return undefined;
    const mine = !change.user || change.user === this.userId;
    this.tour.changed();
    switch (change.type) {
      case "message":
        return this.messageChanged(change);
      case "modal":
        return mine && this.modal.refresh().catch(() => {});
      case "home":
        return mine && place().where === "home" && this.current.refresh().catch(() => {});
      case "workspace":
        return this.reload();
      case "unread":
        return this.unreadSoon();
      case "tour":
        return this.tour.load();
      case "inspector":
        this.drawer.refresh("inspector");
        return this.drawer.refresh("faults");
      case "process":
      case "faults":
        return this.drawer.refresh("faults");
      case "clock":
        return this.clockIs(change.now);
      default:
        return undefined;
    }
  }

  messageChanged(change) {
    if (!change.channel || change.channel === place().where) {
      this.current?.refresh();
      this.thread.refresh();
    }
    this.unreadSoon();
  }

  /** Right after an action, without waiting for the stream. */
  async lookAgain() {
    const work = [this.modal.refresh(), this.current?.refresh(), this.thread.refresh()];
    await Promise.allSettled(work);
  }

  /** Ask for everybody's marks, a little later: changes come in swarms. */
  unreadSoon(pause = UNREAD_PAUSE) {
    this.unreadTimer ??= setTimeout(() => {
      this.unreadTimer = null;
      this.loadUnread();
    }, pause);
  }

  async fetchUnread() {
    const answer = await api.unread().catch(() => null);
    if (answer) state.unread = new Map(Object.entries(answer.users));
    this.sidebar.draw();
  }

  clockIs(now) {
    setNow(now ?? null);
    this.tick();
  }

  async travelled() {
    await orToast(this.reload());
    await this.lookAgain();
  }

  tick() {
    if (!me()) return;
    this.sidebar.tick();
    this.drawer.tick();
  }

  // --- The line to the server ---------------------------------------------------------------------

  lineLost() {
    this.lost = true;
    this.lossTimer ??= setTimeout(() => this.showBanner("The connection is lost. Trying again…"), QUIET_LOSS);
  }

  lineOpened() {
    clearTimeout(this.lossTimer);
    this.lossTimer = null;
    // The server may have been started anew, and then counts from the start again.
    if (this.lost) this.drawer.restarted();
    this.lost = false;
    this.reload();
  }

  showBanner(text) {
    this.banner.textContent = text;
    this.banner.hidden = !text;
  }
}

/** What an address means for this workspace. One that leads nowhere is changed into one that does. */
function putRight({ user: userId, where: wanted, thread: wantedThread }) {
  const user = whoIs(userId, wanted);
  const there = canSee(user, wanted);
  const where = there ? wanted : firstPlaceOf(user);
  const thread = there && where !== "home" ? wantedThread : null;
  if (user.id === userId && there) return { user, where, thread };
  go({ user: user.id, where, thread }, { replace: true });
  if (userId === "-" && !there) toast(`${nameOf(user)} can't see that conversation.`);
  return { user, where, thread };
}

/** The person of an address. "-" is whom the page has shown so far, else somebody who can see the place. */
function whoIs(userId, where) {
  const known = people().find((one) => one.id === userId);
  if (known || userId !== "-") return known ?? people()[0];
  const last = people().find((one) => one === lastPerson());
  return last ?? people().find((one) => canSee(one, where)) ?? people()[0];
}

const isNarrow = () => matchMedia("(max-width: 760px)").matches;

/** On a narrow screen the left column lies over the rest, which can't be used meanwhile. */
function showSidebar(open) {
  if (open === document.body.classList.contains("sidebar-open")) return;
  document.body.classList.toggle("sidebar-open", open);
  $("main").inert = open;
  if (open) $("sidebar").querySelector("button").focus();
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !event.defaultPrevented) showSidebar(false);
});
document.addEventListener("pointerdown", (event) => {
  if (!event.target.closest("#sidebar, .popover")) showSidebar(false);
});
addEventListener("unhandledrejection", (event) => {
  if (event.reason?.name !== "Error") return;
  toast(event.reason.message);
});

new Page().start();
