import type { wire } from "../../../client/mod.ts";

/** Query of the endpoint of the operations. */
type Query = wire.HttpQueries["/api/v1/operations"];

/** Kinds of operations by their name in an address. */
export const KINDS: Readonly<Record<string, wire.OperationKind>> = {
  command: "ssh_command",
  terminal: "open_terminal",
  transfer: "scp_transfer",
};

/** Endings that can be filtered. */
export const ENDINGS: readonly wire.OperationEnding[] = [
  "complete",
  "error",
  "cancelled",
  "interrupted",
];

/** Names of the filters in an address. */
export const FILTERS = ["kind", "server", "ending", "name", "since", "until"] as const;

/** Name of a filter. */
export type FilterName = (typeof FILTERS)[number];

/** Number of operations of a page. */
const PAGE = 50;

/** Returns the query for the filters of an address. Those that nothing can match are left out. */
export function queryOf(address: URLSearchParams): Query {
  const filter = (name: string) => address.get(name) || undefined;
  const ending = filter("ending");
  const isRunning = ending === "running" || filter("running") === "true";
  const query: Record<string, string | number | boolean | undefined> = {
    limit: PAGE,
    kind: KINDS[filter("kind") ?? ""],
    server_name: filter("server"),
    ending: isRunning ? undefined : ENDINGS.find((one) => one === ending),
    running: isRunning ? true : undefined,
    name: filter("name"),
    since: timeOf(filter("since")),
    until: timeOf(filter("until")),
    cursor: filter("cursor"),
  };
  return query as Query;
}

/** Returns an address with another value of a filter, on its first page. */
export function withFilter(
  address: URLSearchParams,
  { name, value }: { readonly name: FilterName; readonly value: string },
): Record<string, string> {
  const { cursor: _, running, ...filters } = Object.fromEntries(address);
  if (running === "true") filters.ending ??= "running";
  if (value === "") delete filters[name];
  else filters[name] = value;
  return filters;
}

/** Returns the time of a field `datetime-local`, in the browser's zone; empty without one. */
export function fieldTime(time: string | null): string {
  const at = timeOf(time ?? undefined);
  if (at === undefined) return "";
  const date = new Date(at);
  const local = new Date(date.getTime() - date.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 16);
}

/** Returns a time in UTC; undefined when it is none. */
export function timeOf(text: string | undefined): string | undefined {
  const at = Date.parse(text ?? "");
  return Number.isNaN(at) ? undefined : new Date(at).toISOString();
}
