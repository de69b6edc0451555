/** Verne's logo. */
export const Logo = (props: { size?: number }) => (
  <svg
    width={props.size ?? 20}
    height={props.size ?? 20}
    viewBox="0 0 32 32"
    aria-hidden="true"
    class="shrink-0"
  >
    <rect width="32" height="32" rx="8" class="fill-accent" />
    <path
      d="M8.5 9.5 16 23.5l7.5-14"
      fill="none"
      class="stroke-on-accent"
      stroke-width="3"
      stroke-linecap="round"
      stroke-linejoin="round"
    />
    <circle cx="16" cy="11" r="2" class="fill-on-accent" />
  </svg>
);
