import { Route, Router } from "@solidjs/router";
import { lazy, type ParentProps, Suspense } from "solid-js";
import { Login } from "./auth/login-page.tsx";
import { RequireSession } from "./auth/require-session.tsx";
import { Inbox } from "./inbox/inbox-page.tsx";
import { NotFound } from "./shell/not-found.tsx";
import { Shell } from "./shell/shell.tsx";
import { quietMoment } from "./ui/quiet.ts";

/** If the chunk cannot be loaded (offline), nothing is shown. */
const NewVersion = lazy(() =>
  quietMoment.then(() => import("./shell/new-version.tsx")).catch(() => ({ default: () => null })),
);
const Callback = lazy(() => import("./auth/callback-page.tsx"));
const Composer = lazy(() => import("./composer/composer-page.tsx"));
const Task = lazy(() => import("./task/task-page.tsx"));
const Share = lazy(() => import("./share/share-page.tsx"));
const Admin = lazy(() => import("./admin/admin-page.tsx"));
const Usage = lazy(() => import("./usage/usage-page.tsx"));
const Knowledge = lazy(() => import("./knowledge/knowledge-page.tsx"));
const Settings = lazy(() => import("./settings/layout.tsx"));
const SettingsIndex = lazy(() =>
  import("./settings/layout.tsx").then((layout) => ({ default: layout.SettingsIndex })),
);
const Profile = lazy(() => import("./settings/profile-page.tsx"));
const Keys = lazy(() => import("./settings/keys/keys-page.tsx"));
const Repos = lazy(() => import("./settings/repos/repos-page.tsx"));
const RepoSettings = lazy(() => import("./settings/repos/repo-settings-page.tsx"));
const Organisation = lazy(() => import("./settings/org/org-page.tsx"));
const AuditLog = lazy(() => import("./settings/audit/audit-page.tsx"));
const Invite = lazy(() => import("./invite/invite-page.tsx"));
const Notifications = lazy(() => import("./settings/notifications-page.tsx"));
const Appearance = lazy(() => import("./settings/appearance-page.tsx"));

/** Every address of the app. */
export const App = () => (
  <Router
    root={(props: ParentProps) => (
      <>
        {props.children}
        <Suspense>
          <NewVersion />
        </Suspense>
      </>
    )}
  >
    <Route path="/login" component={Login} />
    <Route path="/auth/callback" component={Callback} />
    <Route path="/s/:token" component={Share} />
    <Route path="/invite/:token" component={Invite} />
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
      <Route path="/admin" component={Admin} />
      <Route path="/settings" component={Settings}>
        <Route path="/" component={SettingsIndex} />
        <Route path="/profile" component={Profile} />
        <Route path="/keys" component={Keys} />
        <Route path="/repos" component={Repos} />
        <Route path="/rules" component={RepoSettings} />
        <Route path="/knowledge" component={Knowledge} />
        <Route path="/org" component={Organisation} />
        <Route path="/audit" component={AuditLog} />
        <Route path="/notifications" component={Notifications} />
        <Route path="/appearance" component={Appearance} />
        <Route path="*" component={() => <NotFound />} />
      </Route>
      <Route path="*" component={() => <NotFound />} />
    </Route>
  </Router>
);
