import { createRoot, createSignal } from "solid-js";

export type ThemeChoice = "system" | "light" | "dark";

/** Read by the script in index.html before the first paint. */
const KEY = "verne.theme";
const prefersDark = matchMedia("(prefers-color-scheme: dark)");

const stored = (): ThemeChoice => {
  const value = localStorage.getItem(KEY);
  return value === "light" || value === "dark" ? value : "system";
};

const { choice, setChoice, systemDark, setSystemDark } = createRoot(() => {
  const [choice, setChoice] = createSignal<ThemeChoice>(stored());
  const [systemDark, setSystemDark] = createSignal(prefersDark.matches);
  return { choice, setChoice, systemDark, setSystemDark };
});

export const themeChoice = choice;
/** The theme on the screen. */
export const theme = (): "light" | "dark" => {
  const chosen = choice();
  if (chosen !== "system") return chosen;
  return systemDark() ? "dark" : "light";
};

const show = () => {
  document.documentElement.dataset.theme = theme();
};

export function chooseTheme(next: ThemeChoice): void {
  if (next === "system") localStorage.removeItem(KEY);
  else localStorage.setItem(KEY, next);
  setChoice(next);
  show();
}

/** Keeps the page in step with the system's theme. */
export function followTheme(): void {
  prefersDark.addEventListener("change", (event) => {
    setSystemDark(event.matches);
    show();
  });
  show();
}
