import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

/** Where a browser carries the code: in the fragment, which is sent to no server and written into no log. */
export const START_FRAGMENT = "start";

/**
 * The code of one start of the stand-in, required to sign in. It is printed in the terminal; a process that only reaches
 * this machine's ports does not have it.
 */
export class StartCode {
  readonly text = randomBytes(18).toString("base64url");

  matches(text: string | undefined): boolean {
    return timingSafeEqual(digest(text ?? ""), digest(this.text));
  }
}

const digest = (text: string) => createHash("sha256").update(text).digest();
