import Monitor from "lucide-solid/icons/monitor";
import Moon from "lucide-solid/icons/moon";
import Sun from "lucide-solid/icons/sun";
import { Segments } from "../ui/segments.tsx";
import { chooseTheme, type ThemeChoice, themeChoice } from "../ui/theme.ts";

const CHOICES: readonly { value: ThemeChoice; label: string; icon: typeof Sun }[] = [
  { value: "system", label: "System", icon: Monitor },
  { value: "light", label: "Light", icon: Sun },
  { value: "dark", label: "Dark", icon: Moon },
];

const isChoice = (value: string): value is ThemeChoice => CHOICES.some((choice) => choice.value === value);

/** Which theme the app shows. */
export const ThemeField = () => (
  <div class="mt-3">
    <Segments
      label="Theme"
      value={themeChoice()}
      options={CHOICES}
      onChange={(value) => {
        if (isChoice(value)) chooseTheme(value);
      }}
    />
  </div>
);
