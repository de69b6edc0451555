import type { Answer } from "./answer.ts";

export const USAGE_CSV = 'day,provider,model\r\n2026-11-22,openai,"gpt-5, mini"\r\n';

/** The usage as a file. */
export const answerUsage: Answer = async (route, _fake, { path, query }) => {
  if (path !== "/api/usage" || query.get("format") !== "csv") return false;
  await route.fulfill({ contentType: "text/csv", body: USAGE_CSV });
  return true;
};
