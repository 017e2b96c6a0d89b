import { AppError } from "../errors.ts";
import type { HttpRoute, HttpRoutes } from "./http_route.ts";

/**
 * Returns a function that finds the route of a path and the parameters in the path.
 *
 * @throws {AppError} 13000 when no route has the path, by that function
 */
export function finder(
  routes: HttpRoutes,
): (pathname: string) => { route: HttpRoute; params: Record<string, string | undefined> } {
  const entries = Object.entries(routes).map(([template, route]) => ({
    route,
    pattern: new URLPattern({ pathname: template.replaceAll(/\{(\w+)\}/g, ":$1") }),
  }));
  return (pathname) => {
    for (const { route, pattern } of entries) {
      const match = pattern.exec({ pathname });
      if (match !== null) return { route, params: match.pathname.groups };
    }
    throw new AppError("NOT_FOUND", "Not found. GET / lists the endpoints");
  };
}
