// The left column: who one is, where one can look, and who else has something new.

import { fill, h, keepingFocus, reconcile } from "./dom.js";
import { icon } from "./icons.js";
import { avatar } from "./people.js";
import { bestFirst, selectField } from "./select.js";
import {
  app,
  canSee,
  channelsOf,
  firstPlaceOf,
  go,
  hashFor,
  me,
  nameOf,
  people,
  place,
  state,
  unreadOf,
  unreadTotals,
  userById,
} from "./store.js";
import { cityOf, clockTime, now, shortMoment } from "./time.js";

export class Sidebar {
  constructor(root) {
    this.team = h("strong", { class: "team-name" });
    this.clock = h("time", {
      class: "team-clock",
      "data-testid": "clock",
      title: "Date and time where you are",
    });
    this.switcher = selectField({
      load: (query) => [{ options: peopleChoices(query) }],
      onCommit: ([choice]) => switchTo(userById(choice.value)),
      name: "people",
      attrs: { "data-testid": "person-switcher", "aria-label": "You are" },
      faceOf: () => personFace(me()),
      rowOf: personRow,
    });
    this.switcher.classList.add("switcher");
    this.app = h("ul", { class: "places" });
    this.channels = h("ul", { class: "places" });
    this.others = h("ul", { class: "places", "data-testid": "others" });
    this.nobody = h("p", { class: "side-note" }, "Nobody else has anything new.");
    this.appTitle = h("h2", { class: "side-title" }, "App");
    this.channelsTitle = h("h2", { class: "side-title" }, "Channels");
    // Nothing to press before there is somebody to be.
    root.inert = true;
    this.root = root;
    fill(
      root,
      h("div", { class: "side-top" }, h("div", { class: "team" }, this.team, this.clock), this.switcher),
      h(
        "div",
        { class: "side-middle" },
        this.appTitle,
        this.app,
        this.channelsTitle,
        this.channels,
      ),
      h(
        "div",
        { class: "side-bottom" },
        h("h2", { class: "side-title" }, "New for others"),
        this.nobody,
        this.others,
      ),
    );
  }

  draw() {
    const user = me();
    if (!user) return;
    this.root.inert = false;
    this.team.textContent = state.workspace.team.name;
    this.tick();
    this.appTitle.hidden = !app();
    this.channelsTitle.hidden = !channelsOf(user).length;
    keepingFocus(this.app, () => list(this.app, appRows(user)));
    keepingFocus(this.channels, () =>
      list(
        this.channels,
        channelsOf(user).map((channel) => channelRow(user, channel)),
      ),
    );
    const others = otherRows(user);
    this.nobody.hidden = others.length > 0;
    keepingFocus(this.others, () => list(this.others, others));
  }

  tick() {
    const user = me();
    const moment = shortMoment(now(), user.tz);
    if (this.clock.textContent === moment && this.drawnFor === user) return;
    this.drawnFor = user;
    this.clock.textContent = moment;
    this.clock.setAttribute("datetime", now().toISOString());
    this.switcher.redraw();
  }
}

function switchTo(user) {
  const { where } = place();
  // The same channel seen with somebody else's eyes, if they can; a DM becomes their own.
  const isDm = where === me()?.dm;
  const kept = isDm ? (user.dm ?? "home") : where;
  go({ user: user.id, where: canSee(user, kept) ? kept : firstPlaceOf(user) });
}

function peopleChoices(query) {
  const current = me()?.id;
  const everybody = people().sort((a, b) => Number(b.id === current) - Number(a.id === current));
  const found = bestFirst(everybody, query, (user) => [nameOf(user), user.title, cityOf(user.tz)]);
  return found.map((user) => ({ value: user.id, label: nameOf(user) }));
}

function personFace(user) {
  if (!user) return [];
  return [
    avatar(user),
    h(
      "span",
      { class: "person" },
      h("span", { class: "person-you" }, "You are"),
      h("strong", { class: "person-name" }, nameOf(user)),
      h("span", { class: "person-where" }, `${cityOf(user.tz)}, ${clockTime(now(), user.tz)}`),
    ),
  ];
}

function personRow(option) {
  const user = userById(option.value);
  const hint = [user.title, user.is_restricted && "Guest", `${cityOf(user.tz)} ${clockTime(now(), user.tz)}`]
    .filter(Boolean)
    .join(" · ");
  return [
    avatar(user, "avatar-small"),
    h(
      "span",
      { class: "option-text" },
      h("span", {}, nameOf(user)),
      h("span", { class: "option-hint" }, hint),
    ),
    personBadge(user),
  ];
}

function personBadge(user) {
  const { direct, total } = unreadTotals(user);
  if (!total) return null;
  return badge(
    direct || total,
    direct > 0,
    direct ? `${direct} new for ${nameOf(user)}` : `${total} new in channels`,
  );
}

function badge(count, strong, label) {
  return h(
    "span",
    { class: `count ${strong ? "count-strong" : ""}`, title: label },
    h("span", { "aria-hidden": "true" }, count > 99 ? "99+" : String(count)),
    h("span", { class: "sr-only" }, label),
  );
}

// A row is plain data, so that only rows that changed are drawn again.
function list(root, rows) {
  reconcile(root, rows, { key: (row) => row.key, signature: JSON.stringify, render });
}

function render(row) {
  const picture = row.user ? avatar(userById(row.user), "avatar-small") : icon(row.icon);
  const link = h(
    "a",
    {
      class: `place-link ${row.unread ? "has-unread" : ""} ${row.muted ? "muted" : ""}`,
      href: row.href,
      "aria-current": row.current ? "page" : null,
      "data-focus-key": row.key,
      "data-testid": row.testid,
    },
    picture,
    h("span", { class: "place-name" }, row.label),
    row.unread > 0 && badge(row.unread, row.strong, `${row.unread} new`),
  );
  return h("li", {}, link);
}

function appRows(user) {
  const bot = app();
  if (!bot) return [];
  const { where } = place();
  const home = bot.home_tab && {
    key: "home",
    label: "Home",
    icon: "home",
    href: hashFor({ user: user.id, where: "home" }),
    current: where === "home",
    testid: "place-home",
  };
  const dm = user.dm && {
    key: user.dm,
    label: bot.name,
    user: bot.bot_user_id,
    href: hashFor({ user: user.id, where: user.dm }),
    current: where === user.dm,
    unread: unreadOf(user.id, user.dm).unread,
    strong: true,
    testid: "place-dm",
  };
  return [dm, home].filter(Boolean);
}

function channelRow(user, channel) {
  const { unread, mentions } = unreadOf(user.id, channel.id);
  return {
    key: channel.id,
    label: channel.name,
    icon: channel.is_private ? "lock" : "hash",
    href: hashFor({ user: user.id, where: channel.id }),
    current: place().where === channel.id,
    unread: mentions || unread,
    strong: mentions > 0,
    muted: channel.is_archived,
    testid: `place-${channel.name}`,
  };
}

/** Those who were written to and have not looked; what is merely new in a channel does not count here. */
function otherRows(user) {
  const waiting = people()
    .filter((other) => other !== user && unreadTotals(other).direct > 0)
    .sort((a, b) => unreadTotals(b).direct - unreadTotals(a).direct || nameOf(a).localeCompare(nameOf(b)));
  return waiting.map((other) => ({
    key: other.id,
    label: nameOf(other),
    user: other.id,
    unread: unreadTotals(other).direct,
    strong: true,
    href: hashFor({ user: other.id, where: landing(other) }),
    testid: `other-${other.name}`,
  }));
}

/** Where a click on somebody's mark leads: to what is new for them. */
function landing(user) {
  if (user.dm && unreadOf(user.id, user.dm).unread) return user.dm;
  const mentioned = channelsOf(user).find((channel) => unreadOf(user.id, channel.id).mentions);
  return mentioned?.id ?? firstPlaceOf(user);
}
