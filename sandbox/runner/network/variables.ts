import { PROXY_PORT } from "./namespace.ts";

/** What needs no proxy: servers of the task's own. */
const OWN = "localhost,127.0.0.1,::1,.localhost";

/** Names of the machine's own proxy, which a task with a network of its own cannot reach. */
const MACHINE_PROXY = /^(https?|all|no)_proxy$/i;

/**
 * Settings for a network whose one way out is the runner's proxy, beside the machine's own for registries and
 * certificates. git, npm, pip, cargo, go and curl read the first of them; Node's own fetch and http, yarn, Maven and
 * Gradle have names of their own. A program that reads none of them has no network.
 */
export function proxyVariables(machine: Readonly<Record<string, string>>): Record<string, string> {
  const proxy = `http://127.0.0.1:${PROXY_PORT}`;
  const java = ["http", "https"]
    .flatMap((scheme) => [`-D${scheme}.proxyHost=127.0.0.1`, `-D${scheme}.proxyPort=${PROXY_PORT}`])
    .concat("-Dhttp.nonProxyHosts=localhost|127.*|[::1]")
    .join(" ");
  return {
    ...Object.fromEntries(Object.entries(machine).filter(([name]) => !MACHINE_PROXY.test(name))),
    ...Object.fromEntries(
      ["http_proxy", "https_proxy", "all_proxy"].flatMap((name) => [
        [name, proxy],
        [name.toUpperCase(), proxy],
      ]),
    ),
    no_proxy: OWN,
    NO_PROXY: OWN,
    NODE_USE_ENV_PROXY: "1",
    YARN_HTTP_PROXY: proxy,
    YARN_HTTPS_PROXY: proxy,
    CARGO_HTTP_PROXY: proxy,
    MAVEN_OPTS: java,
    GRADLE_OPTS: java,
  };
}

/** `host:port` of each registry that the machine's settings name: its owner vouches for them, wherever they lie. */
export function trustedHosts(machine: Readonly<Record<string, string>>): Set<string> {
  const registries = ["npm_config_registry", "PIP_INDEX_URL", "UV_INDEX_URL", "GOPROXY"];
  return new Set(
    registries
      .flatMap((name) => (machine[name] ?? "").split(/[,|]/))
      .flatMap((text) => {
        const url = URL.parse(text);
        if (url === null || !/^https?:$/.test(url.protocol)) return [];
        return [`${url.hostname}:${url.port || (url.protocol === "https:" ? 443 : 80)}`];
      }),
  );
}
