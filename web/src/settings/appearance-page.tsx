import Columns from "lucide-solid/icons/columns-2";
import Monitor from "lucide-solid/icons/monitor";
import Moon from "lucide-solid/icons/moon";
import Rows from "lucide-solid/icons/rows-3";
import Sun from "lucide-solid/icons/sun";
import { chooseDiffStyle, diffStyle } from "../ui/diff-style.ts";
import { Segments } from "../ui/segments.tsx";
import { chooseTheme, type ThemeChoice, themeChoice } from "../ui/theme.ts";
import { PageHead, Section } from "./page-head.tsx";

const THEMES: readonly { value: ThemeChoice; label: string; icon: typeof Sun }[] = [
  { value: "system", label: "System", icon: Monitor },
  { value: "light", label: "Light", icon: Sun },
  { value: "dark", label: "Dark", icon: Moon },
];
const STYLES = [
  { value: "unified", label: "Unified", icon: Rows },
  { value: "split", label: "Side by side", icon: Columns },
];

/** How the app looks in this browser. */
export default function Appearance() {
  return (
    <>
      <PageHead title="Appearance">Kept in this browser.</PageHead>
      <Section
        id="theme"
        title="Theme"
        note="System follows your computer, also when it changes by the hour."
      >
        <Segments
          label="Theme"
          value={themeChoice()}
          options={THEMES}
          onChange={(value) => {
            const chosen = THEMES.find((theme) => theme.value === value);
            if (chosen) chooseTheme(chosen.value);
          }}
        />
      </Section>
      <Section id="diff" title="Diff" note="On a phone a diff is always unified.">
        <Segments
          label="Diff"
          value={diffStyle()}
          options={STYLES}
          onChange={(value) => chooseDiffStyle(value === "split" ? "split" : "unified")}
        />
      </Section>
    </>
  );
}
