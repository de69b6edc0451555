import { isProgramText } from "../languages.ts";

const TEST_PATH =
  /(?:^|\/)(?:tests?|__tests__|specs?|e2e|testdata|fixtures?|__snapshots__)\/|\.(?:Tests?|Specs?)\/|[._-](?:test|spec)s?\.\w+$|(?:^|\/)(?:test_[^/]*|[^/]*_(?:test|spec)|[^/]*[a-z]Tests?)\.\w+$|(?:^|\/)conftest\.py$/;

export const isTestPath = (path: string): boolean => TEST_PATH.test(path);

/** Program text that is no test: what a change is usually about. */
export const isSource = (path: string): boolean => isProgramText(path) && !isTestPath(path);
