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
    name: "session-expired",
    path: "/",
    fake: { tasks: taskList, expired: true },
    ready: (page) => page.getByRole("dialog").waitFor(),
  },
];
