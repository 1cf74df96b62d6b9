// The sandbox's client API: one function per call, one kind of error.

export class ApiError extends Error {
  constructor(code, detail) {
    super(OURS[code] ?? detail ?? sentence(code));
    this.code = code;
  }
}

// What the server says of these is for who builds the app, and stands in the inspector.
const OURS = {
  app_did_not_respond: "The app did not answer, so it may not have happened. The inspector shows why.",
};
const SENTENCES = {
  unreachable: "The sandbox does not answer. Is it still running?",
  unknown_command: "There is no such command in this workspace.",
  operation_timeout: "The app did not answer within three seconds.",
};

function sentence(code) {
  return SENTENCES[code] ?? `That did not work (${String(code).replaceAll("_", " ")}).`;
}

async function call(method, path, body) {
  const options = { method, headers: {} };
  if (body !== undefined) {
    options.headers["Content-Type"] = "application/json";
    options.body = JSON.stringify(body);
  }
  let response;
  try {
    response = await fetch(path, options);
  } catch {
    throw new ApiError("unreachable");
  }
  const answer = await response.json().catch(() => ({ ok: false, error: `http_${response.status}` }));
  if (answer.ok === false || !response.ok)
    throw new ApiError(answer.error ?? `http_${response.status}`, answer.detail);
  return answer;
}

const get = (path, query = {}) => {
  const pairs = Object.entries(query).filter(([, value]) => value !== null && value !== undefined);
  const text = new URLSearchParams(pairs).toString();
  return call("GET", text ? `${path}?${text}` : path);
};
const post = (path, body) => call("POST", path, body);

const RETRY = 1000;

export const api = {
  workspace: () => get("/client/workspace"),
  conversation: (user, channel, thread, range) =>
    get("/client/conversation", { user, channel, thread_ts: thread, ...range }),
  unread: () => get("/client/unread"),
  mark: (user, channel, ts) => post("/client/mark", { user, channel, ts }),
  message: (body) => post("/client/message", body),
  command: (body) => post("/client/command", body),
  action: (body) => post("/client/action", body),
  input: (body) => post("/client/input", body),
  submit: (body) => post("/client/submit", body),
  close: (body) => post("/client/close", body),
  shortcut: (body) => post("/client/shortcut", body),
  options: (body) => post("/client/options", body),
  modal: (user) => get("/client/modal", { user }),
  openHome: (user, tab) => post("/client/home", { user, tab }),
  home: (user) => get("/client/home", { user }),
  inspector: (after) => get("/client/inspector", { after }),
  faults: () => get("/client/faults"),
  setFaults: (body) => post("/client/faults", body),
  endFaults: () => call("DELETE", "/client/faults", {}),
  sockets: () => get("/client/socket"),
  travel: (body) => post("/client/clock", body),
  tour: () => get("/client/tour"),
  moveTour: (step, isOpen) => post("/client/tour", { step, is_open: isOpen }),
  process: () => get("/client/process"),
  crash: () => post("/client/crash", {}),
  count: (step) => get("/client/count", { step }),
  startOver: () => post("/client/start_over", {}),
};

/**
 * Listen for good to what changes, for whomever it changes: one can be anybody here. onChange({type, …}) per
 * change; onOpen() and onLost() when the line to the server opens or breaks.
 */
export function listen({ onChange, onOpen, onLost }) {
  const source = new EventSource("/client/stream");
  source.onopen = onOpen;
  source.onmessage = (event) => onChange(JSON.parse(event.data));
  source.onerror = () => {
    onLost();
    // A browser gives up for good when a restarting server answers with an error; so we retry ourselves.
    source.close();
    setTimeout(() => listen({ onChange, onOpen, onLost }), RETRY);
  };
}
