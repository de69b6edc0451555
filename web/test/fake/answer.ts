import type { Route } from "playwright-core";
import type { FakeWorker } from "./state.ts";

/** Answers requests of one part of the API. False: the request is not one of its own. */
export type Answer = (
  route: Route,
  fake: FakeWorker,
  request: { path: string; method: string; query: URLSearchParams },
) => Promise<boolean>;

export const refuse = (route: Route, status: number, code: string, message: string) =>
  route.fulfill({ status, json: { error: { code, message, request_id: "req_7f3a9c" } } });
