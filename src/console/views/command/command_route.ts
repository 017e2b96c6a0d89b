import type { CommandData } from "./command_data.ts";

/** Limits in the address. */
const LIMITS = ["timeout_seconds", "idle_timeout_seconds"] as const;

/** Returns the data of a command from the parameters of the address. */
export function dataOf(query: URLSearchParams): CommandData {
  const phrase = query.get("stop_phrase");
  const limits = LIMITS.map((name) => [name, Number(query.get(name))] as const);
  return {
    server_name: query.get("server") ?? "",
    command: query.get("command") ?? "",
    ...phrase && { stop_phrase: phrase },
    ...Object.fromEntries(limits.filter(([, value]) => value > 0)),
  };
}

/** Returns the parameters of the address for the data of a command. */
export function queryOf(
  { server_name, command, stop_phrase, ...data }: CommandData,
): Record<string, string> {
  const limits = LIMITS.flatMap((name) =>
    data[name] === undefined ? [] : [[name, `${data[name]}`]]
  );
  return {
    server: server_name,
    command,
    ...stop_phrase !== undefined && { stop_phrase },
    ...Object.fromEntries(limits),
  };
}
