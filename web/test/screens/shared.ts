import type { Screen } from "./screen.ts";

export const SHARED: Screen[] = [];
