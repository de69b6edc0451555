import TriangleAlert from "lucide-solid/icons/triangle-alert";

/** Warning above every page where commands run unconfined on the machine; `alone`: as a separate user. */
export default function Unconfined(props: { alone: boolean }) {
  return (
    <aside
      aria-label="Isolation of commands"
      class="flex items-start gap-2 border-b border-line px-4 py-1.5 text-small text-warn"
    >
      <TriangleAlert size={14} class="mt-0.5 shrink-0" aria-hidden="true" />
      <p>
        {props.alone
          ? "Commands of tasks run on this machine as a user of their own, without a sandbox and with an unrestricted network."
          : "Commands of tasks run as you on this machine: they can read your files and reach your network."}{" "}
        Install bubblewrap to confine them.
      </p>
    </aside>
  );
}
