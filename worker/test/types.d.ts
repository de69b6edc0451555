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
    /** Set by `npm test -- --long`. */
    long: boolean;
    badTokens: Record<"expired" | "from_the_future" | "no_uuid" | "no_subject" | "service", string>;
    /** Installed programs besides node and git. */
    programs: string[];
    users: Record<"ada" | "grace", { accessToken: string; providerToken: string; userId: string }>;
    /** A token of ada's, issued to a program. */
    program: { accessToken: string; clientId: string };
    /** A user whose account a test may remove. */
    leaver: { accessToken: string; userId: string };
  }
}
