import type { Detection, Folder } from "../folder.ts";
import { ONLY } from "../placeholders.ts";

/** Maven over all modules; a failing module does not stop the others. */
export function detectMaven(folder: Folder): Detection | null {
  if (folder.texts["pom.xml"] === undefined) return null;
  const [start, name] = wrapped(folder, "mvnw", "mvn");
  return {
    install: {
      argv: [...start, "-B", "-q", "-DskipTests", "test-compile"],
      display: `${name} -DskipTests test-compile`,
    },
    test: {
      argv: [...start, "-B", "--fail-at-end", "test", ONLY],
      display: `${name} test`,
      // Maven selects and fetches the test runner only when tests run.
      fetches: true,
      parser: "junit",
      resultFile: null,
      resultGlob: "*target/surefire-reports/TEST-*.xml",
      runner: "maven",
    },
    reason: "pom.xml",
  };
}

/** `cleanTest`: Gradle skips a test task that is up to date, which would leave no result. */
export function detectGradle(folder: Folder): Detection | null {
  const names = ["settings.gradle", "settings.gradle.kts", "build.gradle", "build.gradle.kts"];
  const sign = names.find((name) => folder.names.has(name));
  if (sign === undefined) return null;
  const [start, name] = wrapped(folder, "gradlew", "gradle");
  const flags = ["--console=plain", "--no-daemon"];
  const locks = (folder.manifests ?? [...folder.names]).filter((path) =>
    /(?:^|\/)gradle\.lockfile$/.test(path),
  );
  return {
    install: {
      argv: [...start, ...flags, "testClasses"],
      display: `${name} testClasses`,
      // Gradle refuses dependencies missing in its lock files, which exist only if the build enables locking.
      ...(locks.length > 0 ? { update: [...start, ...flags, "testClasses", "--write-locks"], locks } : {}),
    },
    test: {
      argv: [...start, ...flags, "--continue", "--no-build-cache", "cleanTest", "test", ONLY],
      display: `${name} test`,
      fetches: true,
      parser: "junit",
      resultFile: null,
      resultGlob: "*build/test-results/*/TEST-*.xml",
      runner: "gradle",
    },
    reason: sign,
  };
}

/** The wrapper may lack the executable bit, so the shell starts it. */
function wrapped(folder: Folder, wrapper: string, program: string): [[string, ...string[]], string] {
  return folder.names.has(wrapper) ? [["sh", `./${wrapper}`], `./${wrapper}`] : [[program], program];
}
