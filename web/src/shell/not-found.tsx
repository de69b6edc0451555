import { linkButton } from "../ui/button.tsx";

/** A page that is not there and one that may not be seen look alike. */
export const NotFound = () => (
  <div class="grid h-full place-items-center p-6">
    <div class="max-w-sm text-center">
      <h1 class="text-title font-strong">Not found</h1>
      <p class="mt-1 text-balance text-mute">There is nothing here, or you do not have access to it.</p>
      <a href="/" class={`mt-4 ${linkButton("secondary")}`}>
        Back to your tasks
      </a>
    </div>
  </div>
);
