import type { MAX_PROMPT_CHARS as Limit } from "../../../worker/protocol/index.ts";

/** The protocol's own number, checked by its type: importing the value would bring zod into the bundle. */
export const MAX_PROMPT_CHARS: typeof Limit = 64_000;
