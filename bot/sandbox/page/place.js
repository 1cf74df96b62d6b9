// The middle of the page: one channel, the DM with the app, or the app's Home.

import { api } from "./api.js";
import { Composer } from "./composer.js";
import { announce, coalesce, fill, h } from "./dom.js";
import { Home } from "./home.js";
import { icon } from "./icons.js";
import { MessageList } from "./messages.js";
import { authorOf, avatar } from "./people.js";
import { app, channelById, hashFor, me, unreadOf, userById } from "./store.js";

// A screenful or two; what is further up is asked for when one gets there.
const PAGE = 40;

/** What stands at `where` for the current person. */
export function openPlace(where, page) {
  return where === "home" ? new HomePlace(page) : new Conversation(where, page);
}

class HomePlace {
  constructor(page) {
    this.where = "home";
    this.home = new Home(page.afterAction);
    this.root = this.home.root;
  }

  header() {
    return appHeader("home");
  }

  open() {
    return this.home.open();
  }

  refresh() {
    return this.home.refresh();
  }

  focus() {
    this.root.focus();
  }

  leave() {}
}

export class Conversation {
  /** thread: the ts of a thread of this channel, which is then all that is shown. */
  constructor(where, page, thread = null) {
    Object.assign(this, { where, page, thread });
    this.user = me();
    const name = placeName(where);
    this.list = new MessageList({
      channel: where,
      thread,
      afterAction: page.afterAction,
      loadEarlier: () => this.loadEarlier(),
      label: thread ? "Messages of the thread" : `Messages in ${name}`,
      empty: thread ? "This thread is empty." : `Nothing has been said in ${name} yet.`,
    });
    const archived = channelById(where)?.is_archived;
    this.composer = archived
      ? null
      : new Composer({
          channel: where,
          thread,
          placeholder: thread ? "Reply in thread" : `Message ${name}`,
          afterSend: () => this.sent(),
        });
    const foot = this.composer?.root ?? h("p", { class: "composer-note" }, "This channel is archived.");
    this.root = h("div", { class: "conversation" }, this.list.root, foot);
    this.refresh = coalesce(() => this.fetch());
    this.newest = null;
    this.wanted = PAGE; // how many messages to ask for beyond those that are shown
  }

  header() {
    if (this.where === me()?.dm) return appHeader("messages");
    const channel = channelById(this.where);
    const count = channel?.members.filter((id) => !userById(id)?.is_bot).length ?? 0;
    return [
      h(
        "h1",
        { id: "place-title" },
        icon(channel?.is_private ? "lock" : "hash"),
        channel?.name ?? "Not found",
      ),
      channel && h("span", { class: "place-about" }, count === 1 ? "1 person" : `${count} people`),
    ];
  }

  async open() {
    if (!this.thread && this.where === me().dm) api.openHome(me().id, "messages").catch(() => {});
    await this.refresh();
  }

  async fetch() {
    let answer;
    const range = this.thread ? {} : { limit: this.wanted, oldest: this.list.oldest };
    try {
      answer = await api.conversation(this.user.id, this.where, this.thread, range);
      this.wanted = 0;
    } catch (error) {
      // A list that was shown once stays; the banner tells about a server that is gone.
      if (this.list.first) fill(this.list.list, h("li", { class: "empty" }, error.message));
      return;
    }
    this.list.show(answer);
    this.sayNew(answer.messages);
    await this.markRead(answer.messages);
  }

  loadEarlier() {
    this.wanted = PAGE;
    return this.refresh();
  }

  sayNew(messages) {
    const last = messages.at(-1);
    if (this.newest && last && last.ts > this.newest && last.user !== this.user.id)
      announce(`New message from ${authorOf(last).name}`);
    this.newest = last?.ts ?? "0";
  }

  /** Seen is what is on the screen, replies included: their number stands under the message. */
  async markRead(messages) {
    if (
      document.hidden ||
      (!unreadOf(this.user.id, this.where).unread && !messages.some((message) => message.unread))
    )
      return;
    const newest = messages
      .map((message) => message.latest_reply ?? message.ts)
      .concat(messages.map((message) => message.ts))
      .sort()
      .at(-1);
    if (!newest || newest === this.marked) return;
    this.marked = newest;
    await api.mark(this.user.id, this.where, newest).then(this.page.unreadChanged, () => {});
  }

  async sent() {
    this.list.sticks = true;
    await this.page.afterAction();
  }

  focus() {
    (this.composer ?? this.list.root).focus();
  }

  leave() {
    this.list.leave();
  }
}

export const placeName = (where) =>
  where === me()?.dm ? (app()?.name ?? "the app") : `#${channelById(where)?.name ?? where}`;

function appHeader(tab) {
  const bot = userById(app()?.bot_user_id);
  const user = me();
  const tabLink = (name, where) =>
    where &&
    h(
      "a",
      { href: hashFor({ user: user.id, where }), class: "tab", "aria-current": name === tab ? "page" : null },
      name === "home" ? "Home" : "Messages",
    );
  return [
    h("h1", { id: "place-title" }, bot && avatar(bot, "avatar-small"), app()?.name ?? "App"),
    h(
      "nav",
      { class: "tabs", "aria-label": "Tabs of the app" },
      app()?.home_tab && tabLink("home", "home"),
      tabLink("messages", user.dm),
    ),
  ];
}
