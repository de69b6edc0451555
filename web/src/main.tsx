import { QueryClientProvider } from "@tanstack/solid-query";
import { render } from "solid-js/web";
import { queryClient } from "./api/queries.ts";
import { App } from "./app.tsx";
import { startSession } from "./auth/session.ts";
import { keepStartCode } from "./auth/start-code.ts";
import { followTheme } from "./ui/theme.ts";
import "./styles/app.css";

const root = document.getElementById("app");
if (!root) throw new Error("index.html has no #app element");

followTheme();
keepStartCode();
void startSession();

render(
  () => (
    <QueryClientProvider client={queryClient}>
      <App />
    </QueryClientProvider>
  ),
  root,
);
