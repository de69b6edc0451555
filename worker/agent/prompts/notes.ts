/** Short notes of the loop itself, added to the conversation as a user message. */

const STEERING = "The user sent while you work:";

export const steeringText = (texts: readonly string[]): string => `${STEERING}\n\n${texts.join("\n\n")}`;

/** Whether a message to the model holds the user's own words. */
export const isSteering = (content: string): boolean => content.startsWith(STEERING);

export const cutOffNote = (): string =>
  "Your answer was cut off at the output limit, and an unfinished tool call was not made. Go on in smaller pieces.";

export const repeatNote = (tool: string): string =>
  `[You have made this ${tool} call several times with the same result. Do something else.]`;

export const budgetNote = (what: string): string =>
  `${what} of this task is nearly used up. Finish the most important part now and end the run.`;

export const interruptedResult = (): string =>
  "The call was interrupted before it took effect. Look at the state of the file, then make the call again if it is still needed.";
