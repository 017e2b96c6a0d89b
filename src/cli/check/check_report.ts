import type { UnsafeSetting } from "../../config/unsafe_settings.ts";
import { AppError } from "../../errors.ts";
import { visible } from "../../log.ts";
import type { ServerCheck } from "./check_servers.ts";

/** Result of the check. */
export interface Report {
  /** Faults of the configuration: each prevents a start. */
  readonly faults: readonly string[];
  /** Settings that weaken the protection. */
  readonly warnings: readonly UnsafeSetting[];
  /** Servers, each tried once. */
  readonly servers: readonly ServerCheck[];
}

/** Returns the report in lines for people. */
export function textOf({ faults, warnings, servers }: Report): string {
  const width = Math.max(0, ...servers.map(({ name }) => name.length));
  const none = "no server is configured: the built-in demo hosts would serve";
  return [
    ...faults.map((fault) => `✗  ${fault}`),
    ...warnings.map(({ variable, fault, advice }) => `!  ${variable} ${fault}; safer: ${advice}`),
    ...servers.map((server) => serverLine(server, width)),
    ...(faults.length + servers.length === 0 ? [none] : []),
  ].map(visible).join("\n");
}

function serverLine(server: ServerCheck, width: number): string {
  const { name, address, user, host_key, host_key_state, error } = server;
  const key = host_key === null ? [] : [`host key ${host_key} (${host_key_state})`];
  const end = error === null
    ? `login as ${user}`
    : `${error.code} ${error.message}: ${error.detail ?? ""}`;
  return [error === null ? "✓" : "✗", name.padEnd(width), address, ...key, end].join("  ");
}

/** Replaces an error by its code and its texts, for `JSON.stringify`. */
export function jsonValue(_name: string, value: unknown): unknown {
  if (!(value instanceof AppError)) return value;
  const { code, message, detail } = value;
  return { code, message, detail };
}
