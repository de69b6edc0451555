import { taskList } from "../fixtures/tasks.ts";
import { alert, button, type Screen, text } from "./screen.ts";

export const SIGN_IN: Screen[] = [
  { name: "login", path: "/login", fake: { signedIn: false }, ready: text("You are on the local set-up") },
  {
    name: "login-production",
    path: "/login",
    fake: { signedIn: false, embedded: false },
    ready: (page) => button(page, "Login with GitHub").waitFor(),
  },
  {
    name: "login-error",
    always: true,
    path: "/login",
    fake: { signedIn: false, failing: ["/api/config"] },
    ready: alert,
  },
  { name: "callback-refused", path: "/auth/callback?error_description=You+said+no", ready: alert },
  {
    name: "no-entry",
    path: "/",
    fake: {
      embedded: false,
      entry: {
        code: "no_entry",
        message:
          "The GitHub account mallory is not among those that may use this installation. To be let in, ask Ada Example, ada@acme.example.",
      },
    },
    ready: (page) => page.getByRole("heading", { name: /not on this installation/ }).waitFor(),
  },
  {
    name: "entry-unknown",
    path: "/usage",
    fake: {
      embedded: false,
      entry: {
        code: "entry_unknown",
        message:
          "GitHub does not say at the moment whether you may use this installation. Try again in a minute.",
      },
    },
    ready: (page) => page.getByRole("heading", { name: /could not be checked/ }).waitFor(),
  },
  {
    name: "session-expired",
    path: "/",
    fake: { tasks: taskList, expired: true },
    ready: (page) => page.getByRole("dialog").waitFor(),
  },
];
