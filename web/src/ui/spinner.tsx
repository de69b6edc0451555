import LoaderCircle from "lucide-solid/icons/loader-circle";

/** Something is under way. Purely visual: the text beside it says what. */
export const Spinner = (props: { size?: number }) => (
  <LoaderCircle size={props.size ?? 14} class="animate-spin-slow shrink-0" aria-hidden="true" />
);
