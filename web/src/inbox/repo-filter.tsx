import { RepoField } from "../composer/repo/repo-field.tsx";
import { FilterPanel } from "./filter-panel.tsx";

/** Search over the repositories; the list then shows one of them. */
export default function RepoFilter(props: {
  repo: string;
  anchor: HTMLElement;
  onChoose: (repo: string) => void;
  onClose: () => void;
}) {
  let panel: HTMLElement | undefined;
  return (
    <FilterPanel
      label="Show one repository"
      anchor={props.anchor}
      class="w-72"
      ref={(element) => {
        panel = element;
      }}
      onOpenAutoFocus={(event) => {
        // Focused after the panel is positioned, because the list opens at the field's position.
        event.preventDefault();
        requestAnimationFrame(() => panel?.querySelector("input")?.focus());
      }}
      onClose={props.onClose}
    >
      <RepoField
        value={props.repo}
        problem={null}
        onChange={(repo) => {
          if (repo !== props.repo) props.onChoose(repo);
        }}
      />
    </FilterPanel>
  );
}
