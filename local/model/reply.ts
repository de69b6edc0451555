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

/** What works now, and the tests that show it, by name. */
export interface Claim {
  text: string;
  by: string[];
}

interface Ending {
  /** Why the work was not done; such an end is not asked for the change that is missing. */
  notDone?: string;
  claims?: Claim[];
}

export function finish(text: string, summary: string, { notDone = "", claims = [] }: Ending = {}): Reply {
  const left = notDone === "" ? {} : { not_done: notDone };
  return say(text, call("finish", { summary, ...left, ...(claims.length > 0 && { claims }) }));
}
