import type { Bindings } from "../bindings.ts";

declare global {
  namespace Cloudflare {
    interface GlobalProps {
      mainModule: typeof import("../index.ts");
    }
    interface Env extends Bindings {}
  }
}

declare module "vitest" {
  /** Provided by local/testing/worker-setup.ts. */
  interface ProvidedContext {
    variables: Record<string, string>;
    /** Of `npm test -- --long`. */
    long: boolean;
    badTokens: Record<"expired" | "from_the_future" | "no_uuid" | "no_subject" | "service", string>;
    /** Beside node and git, those that this machine has. */
    programs: string[];
    users: Record<"ada" | "grace", { accessToken: string; providerToken: string; userId: string }>;
    /** A token of ada's that was made out to a program. */
    program: { accessToken: string; clientId: string };
    /** Whose account a test may remove. */
    leaver: { accessToken: string; userId: string };
  }
}
