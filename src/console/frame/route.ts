import { signal } from "@preact/signals";

/** Names of the views. */
export const VIEWS = [
  "servers",
  "terminals",
  "command",
  "workflow",
  "jobs",
  "runs",
  "history",
  "operations",
] as const;

/** Views of the navigation, which has no page of an operation and none of a run. */
export const NAVIGATION = [
  "servers",
  "terminals",
  "command",
  "workflow",
  "jobs",
  "history",
] as const;

/** Name of a view. */
export type ViewName = (typeof VIEWS)[number];

/** Place in the console: the hash of the address, a permanent link. */
export interface Route {
  /** View that is shown. */
  readonly view: ViewName;
  /** Id or name after the view; empty without one. */
  readonly id: string;
  /** Parameters. */
  readonly query: URLSearchParams;
}

/** Route of the page. */
export const route = signal<Route>(routeOf(location.hash));

/** Follows the address. Called once. */
export function followAddress(): void {
  addEventListener("hashchange", () => route.value = routeOf(location.hash));
}

/** Returns the address of a route: `#/command?server=mdwap1p`. */
export function hrefOf(
  view: ViewName,
  id = "",
  query: Readonly<Record<string, string>> = {},
): string {
  const search = new URLSearchParams(query).toString();
  const path = id === "" ? view : `${view}/${encodeURIComponent(id)}`;
  return `#/${path}${search === "" ? "" : `?${search}`}`;
}

/** Goes to a route. `replace` leaves no entry in the history of the browser. */
export function goTo(href: string, { replace = false }: { readonly replace?: boolean } = {}): void {
  if (!replace) {
    location.hash = href;
    return;
  }
  history.replaceState(history.state, "", href);
  route.value = routeOf(href);
}

function routeOf(hash: string): Route {
  const [path = "", search = ""] = hash.replace(/^#\/?/, "").split("?");
  const [name, id = ""] = path.split("/");
  const view = VIEWS.find((view) => view === name) ?? "servers";
  return { view, id: decoded(id), query: new URLSearchParams(search) };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
