import { createQuery } from "@tanstack/solid-query";
import LogOut from "lucide-solid/icons/log-out";
import { Show } from "solid-js";
import { meQuery } from "../api/queries.ts";
import { signOut } from "../auth/session.ts";
import { Avatar } from "../ui/avatar.tsx";
import { IconButton } from "../ui/button.tsx";

/** Who is signed in, and the way out. */
export function Account() {
  const me = createQuery(meQuery);
  return (
    <div class="flex h-9 items-center gap-2 border-t border-line px-2 pt-2">
      <Show when={me.data}>
        {(user) => (
          <>
            <Avatar login={user().login} url={user().avatar_url} />
            <span class="truncate">{user().login}</span>
          </>
        )}
      </Show>
      <IconButton label="Sign out" class="ml-auto" onClick={() => void signOut()}>
        <LogOut size={14} aria-hidden="true" />
      </IconButton>
    </div>
  );
}
