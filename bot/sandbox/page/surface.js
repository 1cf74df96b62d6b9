// What the elements of one message or one view may do; elements.js calls it `ctx`.

import { api } from "./api.js";
import { me } from "./store.js";
import { orToast } from "./toast.js";

const TYPING_PAUSE = 400;

export class Surface {
  /**
   * where() names the message or view in the calls of the API, values() is the state the server keeps for it,
   * afterAction() lets the page look at once for what a click caused.
   */
  constructor({ where, values = () => ({}), afterAction }) {
    Object.assign(this, { where, values, afterAction });
    // Whose it is: what is typed is handed on a little later, and the page may show another person by then.
    this.user = me()?.id;
    this.unsent = new Map(); // what is typed and not kept by the server yet
    this.queue = Promise.resolve();
  }

  get zone() {
    return me()?.tz;
  }

  current(block, element) {
    const typed = this.unsent.get(keyOf(block, element));
    return typed ? { value: typed.value } : this.values()[block.block_id]?.[element.action_id];
  }

  /** A click or a choice: the app is told. Resolves when it has answered. */
  action(block, element, value) {
    const call = () => orToast(api.action(this.body(block, element, { value })));
    // After what is on its way, so that the app reads the fields as they are now.
    return this.inTurn(call).then(this.afterAction);
  }

  /** A field of an input block has a new value. */
  async input(block, element, value) {
    const key = keyOf(block, element);
    clearTimeout(this.unsent.get(key)?.timer);
    await this.inTurn(() => orToast(this.keep(block, element, value)));
    if (this.unsent.get(key)?.value === value) this.unsent.delete(key);
    if (block.dispatch_action) await this.afterAction();
  }

  keep(block, element, value) {
    const body = this.body(block, element, { value });
    return body.view_id ? api.input(body) : api.action(body);
  }

  /** A letter was typed. It is handed on at the next pause when `soon`, else with whatever comes next. */
  typed(block, element, value, soon) {
    const key = keyOf(block, element);
    clearTimeout(this.unsent.get(key)?.timer);
    const timer = soon ? setTimeout(() => this.input(block, element, value), TYPING_PAUSE) : null;
    this.unsent.set(key, { value, timer, block, element });
  }

  /** The field was left: no reason to wait for a pause. */
  settle(block, element) {
    const typed = this.unsent.get(keyOf(block, element));
    if (typed?.timer) this.input(block, element, typed.value);
  }

  options(block, element, query) {
    return api.options(this.body(block, element, { query }));
  }

  /** All that is unsent, as {block_id: {action_id: value}}; it is the caller's to send from now on. */
  async takeUnsent() {
    await this.queue;
    const values = {};
    for (const { block, element, value, timer } of this.unsent.values()) {
      clearTimeout(timer);
      values[block.block_id] = { ...values[block.block_id], [element.action_id]: value };
    }
    return values;
  }

  /** The server has what takeUnsent() gave. */
  forget(values) {
    for (const [key, { block, element, value }] of this.unsent) {
      if (values[block.block_id]?.[element.action_id] === value) this.unsent.delete(key);
    }
  }

  body(block, element, more) {
    return {
      user: this.user,
      ...this.where(),
      block_id: block.block_id,
      action_id: element.action_id,
      ...more,
    };
  }

  inTurn(task) {
    this.queue = this.queue.then(task, task);
    return this.queue;
  }
}

const keyOf = (block, element) => `${block.block_id}\n${element.action_id}`;

export const messageSurface = (channel, ts, afterAction) =>
  new Surface({ where: () => ({ channel, message_ts: ts }), afterAction });
