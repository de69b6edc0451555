import ChevronDown from "lucide-solid/icons/chevron-down";
import ChevronUp from "lucide-solid/icons/chevron-up";
import ChevronsDownUp from "lucide-solid/icons/chevrons-down-up";
import ChevronsUpDown from "lucide-solid/icons/chevrons-up-down";
import Clock from "lucide-solid/icons/clock";
import Download from "lucide-solid/icons/download";
import Search from "lucide-solid/icons/search";
import TextWrap from "lucide-solid/icons/text-wrap";
import TriangleAlert from "lucide-solid/icons/triangle-alert";
import { Show } from "solid-js";
import { IconButton } from "../../ui/button.tsx";
import { saveFile } from "../../ui/save-file.ts";
import type { LogLook } from "./log-look.ts";
import { logText } from "./log-search.ts";
import type { LogView } from "./log-state.ts";

interface LogToolbarProps {
  log: LogView;
  look: LogLook;
  taskId: string;
  ref: (field: HTMLInputElement) => void;
  /** Called on Escape in the search field: moves the focus to the lines. */
  onLeave: () => void;
}

/** Search, errors, folding, times, wrapping and download of the log. */
export const LogToolbar = (props: LogToolbarProps) => (
  <div class="flex h-9 max-md:h-12 shrink-0 items-center gap-1 border-b border-line px-2">
    <SearchField {...props} />
    {/* Hidden on phones while matches are shown: there is no room for both. */}
    <div class={`flex shrink-0 gap-1 ${props.log.find.found() ? "max-md:hidden" : ""}`}>
      <Switches log={props.log} look={props.look} />
      <IconButton
        label="Download the log"
        disabled={props.log.log().lines.length === 0}
        onClick={() => {
          const text = new Blob([logText(props.log.log().lines)], { type: "text/plain" });
          saveFile(text, `task-${props.taskId}.log`);
        }}
      >
        <Download size={14} aria-hidden="true" />
      </IconButton>
    </div>
  </div>
);

function SearchField(props: LogToolbarProps) {
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter") props.log.find.jump(event.shiftKey ? -1 : 1);
    if (event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    props.log.find.setTyped("");
    props.onLeave();
  };
  return (
    <>
      <Search size={13} class="ml-2 shrink-0 text-mute" aria-hidden="true" />
      <input
        ref={props.ref}
        type="search"
        aria-label="Search the log"
        placeholder="Search"
        class="field-text h-7 max-md:h-11 min-w-0 flex-1 rounded-control bg-transparent px-2 outline-none focus-visible:outline-2"
        value={props.log.find.typed()}
        onInput={(event) => props.log.find.setTyped(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <Show when={props.log.find.found()}>
        {(found) => (
          <>
            <span role="status" class="px-1 text-small text-mute tabular whitespace-nowrap">
              {found().count === 0
                ? "No match"
                : `${(found().at + 1).toLocaleString("en")} of ${found().count.toLocaleString("en")}`}
            </span>
            <IconButton label="Previous match" onClick={() => props.log.find.jump(-1)}>
              <ChevronUp size={14} aria-hidden="true" />
            </IconButton>
            <IconButton label="Next match" onClick={() => props.log.find.jump(1)}>
              <ChevronDown size={14} aria-hidden="true" />
            </IconButton>
          </>
        )}
      </Show>
    </>
  );
}

const Switches = (props: { log: LogView; look: LogLook }) => (
  <>
    <IconButton
      label="Errors only"
      pressed={props.log.onlyErrors()}
      onClick={() => props.log.toggleOnlyErrors()}
    >
      <TriangleAlert size={14} aria-hidden="true" />
    </IconButton>
    <IconButton
      label={props.log.anyFolded() ? "Open all steps" : "Fold all steps"}
      disabled={props.log.log().sections.length === 0}
      onClick={() => props.log.foldAll(!props.log.anyFolded())}
    >
      <Show when={props.log.anyFolded()} fallback={<ChevronsDownUp size={14} aria-hidden="true" />}>
        <ChevronsUpDown size={14} aria-hidden="true" />
      </Show>
    </IconButton>
    <IconButton label="Times" pressed={props.look.times()} onClick={() => props.look.toggleTimes()}>
      <Clock size={14} aria-hidden="true" />
    </IconButton>
    <IconButton label="Wrap lines" pressed={props.look.wrap()} onClick={() => props.look.toggleWrap()}>
      <TextWrap size={14} aria-hidden="true" />
    </IconButton>
  </>
);
