// What the page knows, and where in it we are. The address's hash is the truth about the place, so that
// reload, back and a shared link work: #/U123/C456, #/U123/home, #/U123/C456/1700000000.000100 (a thread).
// "-" instead of a person is whoever one is already: #/-/C456.

export const state = {
  workspace: null,
  unread: new Map(), // user id -> {channel id: {unread, mentions}}
};

let users = new Map();
let channels = new Map();

export function setWorkspace(workspace) {
  state.workspace = workspace;
  users = new Map(workspace.users.map((user) => [user.id, user]));
  channels = new Map(workspace.channels.map((channel) => [channel.id, channel]));
}

export const userById = (id) => users.get(id) ?? null;
export const channelById = (id) => channels.get(id) ?? null;
export const app = () => state.workspace?.app ?? null;

export function place() {
  const [, user = "", where = "", thread = ""] = decodeURIComponent(location.hash.slice(1)).split("/");
  return { user, where, thread: thread || null };
}

export const me = () => userById(place().user);

export function hashFor({ user, where, thread }) {
  return `#/${user}/${where}${thread ? `/${thread}` : ""}`;
}

const PERMALINK = /^\/archives\/([A-Z0-9]+)\/p(\d{10})(\d{6})$/;

/** The attributes of a link: another site opens beside the page, this one in it; a message's address is its place. */
export function linkTo(href) {
  const url = new URL(href, location.href);
  if (url.origin !== location.origin) return { href, target: "_blank", rel: "noopener noreferrer" };
  const [found, where, seconds, rest] = PERMALINK.exec(url.pathname) ?? [];
  if (!found) return { href };
  const thread = url.searchParams.get("thread_ts") || `${seconds}.${rest}`;
  return { href: hashFor({ user: "-", where, thread }) };
}

/** Who one was last in this tab, also after a reload; null in a new one. */
export const lastPerson = () => userById(sessionStorage.getItem("person"));
export const rememberPerson = (user) => sessionStorage.setItem("person", user.id);

export function go(change, { replace = false } = {}) {
  const next = hashFor({ ...place(), thread: null, ...change });
  if (next === location.hash) return;
  if (!replace) {
    location.hash = next;
    return;
  }
  history.replaceState(null, "", next);
}

/** The people one can be: everybody who could sign in. */
export function people() {
  return state.workspace.users.filter((user) => !user.is_bot && !user.deleted);
}

export function channelsOf(user) {
  return state.workspace.channels
    .filter((channel) => channel.members.includes(user.id))
    .sort((a, b) => Number(a.is_archived) - Number(b.is_archived) || a.name.localeCompare(b.name));
}

export function nameOf(user) {
  return user?.real_name || user?.name || "Somebody";
}

/** Where `user` looks first: the channel that comes first in the workspace's own order. */
export function firstPlaceOf(user) {
  const first = state.workspace.channels.find(
    (channel) => !channel.is_archived && channel.members.includes(user.id),
  );
  return first?.id ?? user.dm ?? "home";
}

/** Whether `user` may stand at `where`; a place of somebody else's is not kept when the person is switched. */
export function canSee(user, where) {
  if (where === "home") return Boolean(app()?.home_tab);
  if (where && where === user.dm) return true;
  return Boolean(channelById(where)?.members.includes(user.id));
}

export function unreadOf(userId, channelId) {
  return state.unread.get(userId)?.[channelId] ?? { unread: 0, mentions: 0 };
}

/** {direct, total}: what was said to this person (messages to them, mentions), and everything not yet seen. */
export function unreadTotals(user) {
  let direct = 0;
  let total = 0;
  for (const [channel, count] of Object.entries(state.unread.get(user.id) ?? {})) {
    total += count.unread;
    direct += channel === user.dm ? count.unread : count.mentions;
  }
  return { direct, total };
}
