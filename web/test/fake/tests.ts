import { pageOfTests, type TaskView, type TestPage, TestQuery } from "../../../worker/protocol/index.ts";

/** A page of the cases, as the Worker answers it. */
export function testPage(view: Pick<TaskView, "tests">, url: URL): TestPage {
  const query = TestQuery.parse(Object.fromEntries(url.searchParams));
  return pageOfTests(view.tests?.[query.phase] ?? null, query);
}
