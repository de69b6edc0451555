/** What the doctor says, and what it is told by. */
import type { Run } from "../deploy/command.ts";
import type { Names } from "../deploy/environments.ts";

/** `skip`: it could not be looked at, and why. */
export interface Finding {
  state: "ok" | "warn" | "bad" | "skip";
  text: string;
  /** What to do about it; of every `bad` one. */
  help?: string;
}

export const ok = (text: string): Finding => ({ state: "ok", text });
export const warn = (text: string, help?: string): Finding => ({
  state: "warn",
  text,
  ...(help && { help }),
});
export const bad = (text: string, help: string): Finding => ({ state: "bad", text, help });
export const skip = (text: string): Finding => ({ state: "skip", text });

export interface Answer {
  status: number;
  headers: Headers;
  body: string;
}

/** The services as they are asked. */
export interface World {
  variables: Readonly<Record<string, string | undefined>>;
  names: Names;
  /** `--env` of wrangler. */
  wranglerEnv: string;
  /** Versions of this checkout's migrations, in order. */
  migrations: readonly string[];
  /** Follows no redirect. Throws where nothing answers. */
  ask(
    url: string,
    init?: { method?: string; headers?: Record<string, string>; body?: string },
  ): Promise<Answer>;
  run: Run;
  now(): number;
}

/** The JSON of an answer; null where it is none. */
export function jsonOf({ body }: Answer): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}

/** A base address without the slash behind it; null where it is none. */
export function addressOf(world: World, name: string): string | null {
  const text = world.variables[name]?.trim() ?? "";
  return URL.canParse(text) ? text.replace(/\/+$/, "") : null;
}
