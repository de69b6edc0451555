import { TextArea } from "../../ui/field.tsx";

/** A list of short texts, written one a line. Empty lines stay while one types; `tidyDraft` drops them. */
export const LinesField = (props: {
  label: string;
  note?: string;
  mono?: boolean;
  lines: readonly string[];
  onChange: (lines: string[]) => void;
}) => (
  <TextArea
    label={props.label}
    note={props.note}
    rows={1}
    spellcheck={!props.mono}
    class={props.mono ? "font-mono" : ""}
    value={props.lines.join("\n")}
    onInput={(event) => {
      const text = event.currentTarget.value;
      props.onChange(text === "" ? [] : text.split("\n"));
    }}
  />
);
