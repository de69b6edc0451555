import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

/** Where a browser carries the code: in the fragment, which is sent to no server and written into no log. */
export const START_FRAGMENT = "start";

/**
 * The code of one start of the stand-in, without which nobody signs in: whoever reads the terminal has it, and a
 * process that only reaches this machine's ports has not.
 */
export class StartCode {
  readonly text = randomBytes(18).toString("base64url");

  matches(text: string | undefined): boolean {
    return timingSafeEqual(digest(text ?? ""), digest(this.text));
  }
}

const digest = (text: string) => createHash("sha256").update(text).digest();
