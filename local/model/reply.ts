/** What a scenario answers: text, then tool calls. No call means that it has nothing more to do. */
export interface Reply {
  text: string;
  /** Set when the model declines the request. */
  refusal?: string;
  calls: Call[];
}

export interface Call {
  name: string;
  /** An object is sent as JSON; a string is sent as it is, valid or not. */
  args: Record<string, unknown> | string;
}

export function say(text: string, ...calls: Call[]): Reply {
  return { text, calls };
}

export function call(name: string, args: Record<string, unknown>): Call {
  return { name, args };
}

/** `notDone`: why the work was not done; such an end is not asked for the change that is missing. */
export function finish(text: string, summary: string, notDone = ""): Reply {
  return say(text, call("finish", notDone === "" ? { summary } : { summary, not_done: notDone }));
}
