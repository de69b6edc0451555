import { Route, Router } from "@solidjs/router";
import { lazy, type ParentProps } from "solid-js";
import { Callback } from "./auth/callback-page.tsx";
import { Login } from "./auth/login-page.tsx";
import { RequireSession } from "./auth/require-session.tsx";
import { Inbox } from "./inbox/inbox-page.tsx";
import { NotFound } from "./shell/not-found.tsx";
import { Shell } from "./shell/shell.tsx";

const Composer = lazy(() => import("./composer/composer-page.tsx"));
const Task = lazy(() => import("./task/task-page.tsx"));
const Usage = lazy(() => import("./usage/usage-page.tsx"));
const Knowledge = lazy(() => import("./knowledge/knowledge-page.tsx"));
const Settings = lazy(() => import("./settings/settings-page.tsx"));

/** Every address of the app. */
export const App = () => (
  <Router>
    <Route path="/login" component={Login} />
    <Route path="/auth/callback" component={Callback} />
    <Route
      path="/"
      component={(props: ParentProps) => (
        <RequireSession>
          <Shell>{props.children}</Shell>
        </RequireSession>
      )}
    >
      <Route path="/" component={Inbox} />
      <Route path="/new" component={Composer} />
      <Route path="/t/:id" component={Task} />
      <Route path="/usage" component={Usage} />
      <Route path="/settings" component={Settings} />
      <Route path="/settings/knowledge" component={Knowledge} />
      <Route path="*" component={() => <NotFound />} />
    </Route>
  </Router>
);
