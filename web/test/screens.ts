import { COMPOSER } from "./screens/composer.ts";
import { DIFF } from "./screens/diff.ts";
import { TASKS } from "./screens/inbox.ts";
import { LOG } from "./screens/log.ts";
import { PLAN } from "./screens/plan.ts";
import type { Screen } from "./screens/screen.ts";
import { KNOWLEDGE, RULES, SETTINGS } from "./screens/settings.ts";
import { SHARED } from "./screens/shared.ts";
import { SIGN_IN } from "./screens/sign-in.ts";
import { TASK } from "./screens/task.ts";
import { TESTS } from "./screens/tests.ts";
import { USAGE } from "./screens/usage.ts";

/** All screens, each in the states that are tested. */
export const SCREENS: Screen[] = [
  ...SIGN_IN,
  ...TASKS,
  ...COMPOSER,
  ...PLAN,
  ...TASK,
  ...DIFF,
  ...TESTS,
  ...LOG,
  ...SHARED,
  ...USAGE,
  ...KNOWLEDGE,
  ...RULES,
  ...SETTINGS,
];
