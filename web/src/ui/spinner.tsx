import LoaderCircle from "lucide-solid/icons/loader-circle";

/** A spinner, hidden from assistive technology: the text beside it says what is loading. */
export const Spinner = (props: { size?: number }) => (
  <LoaderCircle size={props.size ?? 14} class="animate-spin-slow shrink-0" aria-hidden="true" />
);
