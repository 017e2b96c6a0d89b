import { AppError, toAppError } from "../errors.ts";
import type { Log } from "../log.ts";
import { errorAnswer, methodNotAllowed } from "./answer.ts";
import { checkOrigin, type OriginPolicy } from "./origin.ts";

/** What a page knows of its caller besides the request. */
export interface Visit {
  /** Where the client is: `address:port`. */
  readonly peer: string;
  /** The parts of the path that stand for the parameters of its template, still percent-encoded. */
  readonly params: Readonly<Record<string, string | undefined>>;
}

/** Answers one request. */
export type Page = (request: Request, visit: Visit) => Response | Promise<Response>;

/** The pages of the service by their paths, with parameters in braces: `/runs/{id}`. All are read with GET (or HEAD). */
export type Pages = Readonly<Record<string, Page>>;

const METHODS = ["GET", "HEAD"] as const;

/** Makes the handler for `Deno.serve`. A failure is logged once and answered once, here. */
export function createHandler(
  { pages, origins, log }: { pages: Pages; origins: () => OriginPolicy; log: Log },
): (request: Request, info: Deno.ServeHandlerInfo<Deno.NetAddr>) => Promise<Response> {
  const find = finder(pages);
  return async (request, { remoteAddr }) => {
    const path = pathOf(request);
    try {
      if (path === undefined) {
        throw new AppError("VALIDATION_FAILED", "The Host header is not valid");
      }
      checkOrigin(request, origins());
      const { page, params } = find(path);
      if (!METHODS.some((method) => method === request.method)) {
        return methodNotAllowed(path, METHODS);
      }
      return await page(request, { peer: addressOf(remoteAddr), params });
    } catch (cause) {
      const error = toAppError(cause);
      log[error.status >= 500 ? "error" : "warn"]("request failed", {
        method: request.method,
        path,
        error,
      });
      return errorAnswer(error, { path: path ?? "" });
    }
  };
}

/** Returns what finds the page of a path, and the parameters in it. @throws {AppError} 13000 */
function finder(
  pages: Pages,
): (pathname: string) => { page: Page; params: Record<string, string | undefined> } {
  const entries = Object.entries(pages).map(([template, page]) => ({
    page,
    pattern: new URLPattern({ pathname: template.replaceAll(/\{(\w+)\}/g, ":$1") }),
  }));
  return (pathname) => {
    for (const { page, pattern } of entries) {
      const match = pattern.exec({ pathname });
      if (match !== null) return { page, params: match.pathname.groups };
    }
    throw new AppError("NOT_FOUND", "There is nothing here; / says what is");
  };
}

/** The path that is asked for; undefined when `Host` makes no URL of the request (RFC 9110, 7.2). */
function pathOf(request: Request): string | undefined {
  return URL.canParse(request.url) ? new URL(request.url).pathname : undefined;
}

function addressOf({ hostname, port }: Deno.NetAddr): string {
  return hostname.includes(":") ? `[${hostname}]:${port}` : `${hostname}:${port}`;
}
