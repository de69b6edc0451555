import { createContext, useContext } from "solid-js";
import type { TaskModel } from "../model.ts";
import type { Pane } from "../panes.ts";

/** What an event of the timeline points to in the other half of the page. */
export interface Target {
  /** Id of the entry or item that was chosen. */
  ev: string;
  pane: Pane;
  /** For the diff: the file to show. */
  file?: string;
  /** For the plan: the version to show. */
  version?: number;
}

export interface TimelineContext {
  task: TaskModel;
  /** Id of the chosen entry or item. */
  selected: () => string | undefined;
  open: (target: Target) => void;
}

export const Timeline = createContext<TimelineContext>();

/** The timeline around the component. */
export function useTimeline(): TimelineContext {
  const context = useContext(Timeline);
  if (!context) throw new Error("this component belongs into a timeline");
  return context;
}
