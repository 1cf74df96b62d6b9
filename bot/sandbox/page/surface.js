// What elements may do where they stand; see elements.js for the calls. One kind for messages, one for views.

import { api } from "./api.js";
import { me } from "./store.js";
import { orToast } from "./toast.js";

/** afterAction() lets the page look at once for what the click caused. */
export function messageSurface(channel, ts, afterAction) {
  const at = () => ({ user: me().id, channel, message_ts: ts });
  return {
    get zone() { return me()?.tz; },
    current: () => undefined,
    typed: () => {},
    action: (block, element, value) => send(at(), block, element, value, afterAction),
    // An input block of a message tells the app only if it was made to.
    input: (block, element, value) => (block.dispatch_action ? send(at(), block, element, value, afterAction) : Promise.resolve()),
    options: (block, element, query) => ask(at(), block, element, query),
  };
}

function send(where, block, element, value, afterAction) {
  return orToast(api.action({ ...where, block_id: block.block_id, action_id: element.action_id, value })).then(afterAction);
}

function ask(where, block, element, query) {
  return api.options({ ...where, block_id: block.block_id, action_id: element.action_id, query });
}

/** A modal or Home: the server keeps what is typed; what has not arrived there yet is kept here. */
export class ViewSurface {
  constructor(afterAction) {
    this.afterAction = afterAction;
    this.view = null;
    this.unsent = new Map();
    this.queue = Promise.resolve();
  }

  get zone() { return me()?.tz; }

  at() {
    return { user: me().id, view_id: this.view.id };
  }

  current(block, element) {
    const key = `${block.block_id}\n${element.action_id}`;
    if (this.unsent.has(key)) return { value: this.unsent.get(key) };
    return this.view.state?.values?.[block.block_id]?.[element.action_id];
  }

  typed(block, element, value) {
    this.unsent.set(`${block.block_id}\n${element.action_id}`, value);
  }

  action(block, element, value) {
    const where = this.at();
    // After what is on its way, so that the app reads the fields as they are now.
    return this.inTurn(() => send(where, block, element, value, this.afterAction));
  }

  input(block, element, value) {
    const where = this.at();
    const key = `${block.block_id}\n${element.action_id}`;
    return this.inTurn(async () => {
      await orToast(api.input({ ...where, block_id: block.block_id, action_id: element.action_id, value }));
      if (this.unsent.get(key) === value) this.unsent.delete(key);
      if (block.dispatch_action) await this.afterAction();
    });
  }

  options(block, element, query) {
    return ask(this.at(), block, element, query);
  }

  inTurn(task) {
    this.queue = this.queue.then(task, task);
    return this.queue;
  }

  /** What was typed and has not been kept yet, as {block_id: {action_id: value}}. */
  unsentValues() {
    const values = {};
    for (const [key, value] of this.unsent) {
      const [block, action] = key.split("\n");
      values[block] = { ...values[block], [action]: value };
    }
    return values;
  }
}
