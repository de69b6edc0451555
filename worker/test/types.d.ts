import type { Bindings } from "../env.ts";

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
    expiredToken: string;
    users: Record<"ada" | "grace", { accessToken: string; providerToken: string; userId: string }>;
  }
}
