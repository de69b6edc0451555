import tailwindcss from "@tailwindcss/vite";
import { defineConfig } from "vite";
import solid from "vite-plugin-solid";

/** The Worker that `vite dev` forwards to. The production build is served by the Worker or by Pages. */
const workerUrl = process.env.VERNE_WORKER_URL ?? "http://127.0.0.1:8787";

export default defineConfig({
  root: import.meta.dirname,
  plugins: [solid(), tailwindcss()],
  // The diff highlighter starts a module worker that loads its grammars lazily.
  worker: { format: "es" },
  build: {
    outDir: "dist",
    emptyOutDir: true,
    target: "es2023",
    manifest: true,
    // Grammars of the highlighter are large and loaded one at a time, on demand.
    chunkSizeWarningLimit: 1_000,
    // How long each plugin took interests nobody who only wants to start the product.
    rolldownOptions: {
      checks: { pluginTimings: false },
      output: {
        codeSplitting: {
          groups: [
            // What the first paint cannot do without comes as one file, not as ten.
            { name: "start", tags: ["$initial"], priority: 2 },
            // Small things that several pages share: a file for each would cost more than it saves.
            {
              name: "common",
              test: /[\\/](web[\\/]src|worker[\\/]protocol|lucide-solid)[\\/]/,
              minShareCount: 3,
              maxModuleSize: 1_600,
              priority: 1,
            },
          ],
        },
      },
    },
  },
  server: {
    proxy: {
      "/api": { target: workerUrl, changeOrigin: false },
      "/ws": { target: workerUrl, ws: true, changeOrigin: false },
    },
  },
});
