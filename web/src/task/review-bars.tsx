import type { TaskView } from "../../../worker/protocol/index.ts";
import type { TaskModel } from "./model.ts";
import { ObjectionsBar } from "./objections/objections-bar.tsx";
import { ReadingBar } from "./reading/reading-bar.tsx";

/** What a person should know before they publish, above the diff. */
export default function ReviewBars(props: { task: TaskModel; view: TaskView }) {
  return (
    <>
      <ObjectionsBar task={props.task} view={props.view} />
      <ReadingBar task={props.task} view={props.view} />
    </>
  );
}
