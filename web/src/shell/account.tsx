import { createQuery } from "@tanstack/solid-query";
import LogOut from "lucide-solid/icons/log-out";
import { Show } from "solid-js";
import { meQuery } from "../api/queries.ts";
import { signOut } from "../auth/session.ts";
import { Avatar } from "../ui/avatar.tsx";
import { IconButton } from "../ui/button.tsx";

/** The signed-in user, and signing out. */
export function Account(props: { narrow?: boolean }) {
  const me = createQuery(meQuery);
  return (
    <div
      class={`flex items-center gap-2 border-t border-line pt-2 ${props.narrow ? "flex-col" : "h-9 px-2"}`}
    >
      <Show when={me.data}>
        {(user) => (
          <span class="flex min-w-0 items-center gap-2" title={user().login}>
            <Avatar login={user().login} url={user().avatar_url} />
            <span class={props.narrow ? "sr-only" : "truncate"}>{user().login}</span>
          </span>
        )}
      </Show>
      <IconButton label="Sign out" class={props.narrow ? "" : "ml-auto"} onClick={() => void signOut()}>
        <LogOut size={14} aria-hidden="true" />
      </IconButton>
    </div>
  );
}
