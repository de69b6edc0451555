import { For } from "solid-js";
import type { OrgRole } from "../../../../worker/protocol/index.ts";
import { labelOf, ROLES } from "./roles.ts";

/** A select of roles with their permissions. `fixedBecause` disables it and is shown as its title. */
export const RoleSelect = (props: {
  label: string;
  value: OrgRole;
  roles: readonly OrgRole[];
  fixedBecause?: string | null;
  onChange: (role: OrgRole) => void;
}) => (
  <select
    aria-label={props.label}
    class="field-text h-8 max-md:h-11 w-24 max-md:w-28 shrink-0 rounded-control border border-line-strong bg-raised px-1.5 disabled:opacity-55"
    disabled={Boolean(props.fixedBecause)}
    title={props.fixedBecause ?? ROLES.find(({ role }) => role === props.value)?.note}
    onChange={(event) => {
      const chosen = props.roles.find((role) => role === event.currentTarget.value);
      if (chosen) props.onChange(chosen);
    }}
  >
    {/* The current role is listed even if the user may not assign it. */}
    <For each={props.roles.includes(props.value) ? props.roles : [props.value, ...props.roles]}>
      {(role) => (
        <option value={role} selected={role === props.value}>
          {labelOf(role)}
        </option>
      )}
    </For>
  </select>
);
