import { useParams } from "@solidjs/router";
import { lazy, Show } from "solid-js";
import { createSecretAddress } from "../ui/secret-address.ts";

const SharedTask = lazy(() => import("./shared-task.tsx"));

/** `/s/:token`: open to everyone who has the address. */
export default function SharePage() {
  const params = useParams<{ token: string }>();
  createSecretAddress();
  return (
    <Show when={params.token} keyed>
      {(token) => <SharedTask token={token} />}
    </Show>
  );
}
