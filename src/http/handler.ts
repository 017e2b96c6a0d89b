import { AppError, toAppError } from "../errors.ts";
import type { Log } from "../log.ts";
import { errorAnswer, methodNotAllowed } from "./answer.ts";
import { checkOrigin, type OriginPolicy } from "./origin.ts";

/** Answers one request of the client at `peer`, which is written `address:port`. */
export type Page = (request: Request, peer: string) => Response | Promise<Response>;

/** The pages of the service by their paths. All are read with GET (or HEAD). */
export type Pages = Readonly<Record<string, Page>>;

const METHODS = ["GET", "HEAD"] as const;

/** Makes the handler for `Deno.serve`. A failure is logged once and answered once, here. */
export function createHandler(
  { pages, origins, log }: { pages: Pages; origins: () => OriginPolicy; log: Log },
): (request: Request, info: Deno.ServeHandlerInfo<Deno.NetAddr>) => Promise<Response> {
  return async (request, { remoteAddr }) => {
    const path = new URL(request.url).pathname;
    try {
      checkOrigin(request, origins());
      const page = Object.hasOwn(pages, path) ? pages[path] : undefined;
      if (page === undefined) {
        throw new AppError("NOT_FOUND", "There is nothing here; / says what is");
      }
      if (!METHODS.some((method) => method === request.method)) {
        return methodNotAllowed(path, METHODS);
      }
      return await page(request, addressOf(remoteAddr));
    } catch (cause) {
      const error = toAppError(cause);
      log[error.status >= 500 ? "error" : "warn"]("request failed", {
        method: request.method,
        path,
        error,
      });
      return errorAnswer(error, { path });
    }
  };
}

function addressOf({ hostname, port }: Deno.NetAddr): string {
  return hostname.includes(":") ? `[${hostname}]:${port}` : `${hostname}:${port}`;
}
