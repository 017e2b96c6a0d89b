import type { FirstState } from "../../console/link/first_state.ts";
import { AppError } from "../../errors.ts";
import type { Caller } from "../api_handlers.ts";
import type { Answer, HttpRoutes } from "../http_route.ts";
import { languageOf } from "../login/login_texts.ts";
import { ConsoleFiles } from "./console_files.ts";
import type { Encoding } from "./make_files.ts";

/** Options for {@linkcode consoleRoutes}. */
export interface ConsoleRoutesOptions {
  /** Returns the state of the service as a caller sees it. */
  readonly stateFor: (caller: Caller) => FirstState;
  /** Ends what the routes have started: the service shuts down. */
  readonly signal: AbortSignal;
}

/** Console: its page, and the routes of the files of the page. */
export interface ConsoleRoutes {
  /** Answers with the page. */
  readonly page: Answer;
  /** Routes of the files. */
  readonly files: HttpRoutes;
}

/**
 * Returns the routes of the console. Its files are made from the first request on: TypeScript
 * becomes JavaScript, and all is compressed. Their address holds a hash of all of them.
 *
 * @throws {AppError} 13000 for a file of another version, by its answer
 */
export function consoleRoutes({ stateFor, signal }: ConsoleRoutesOptions): ConsoleRoutes {
  const made = new ConsoleFiles(signal);
  return {
    page: async ({ headers }, { address, admission: { principal } }) => {
      const version = await made.version();
      const { consolePage } = await import("./console_page.ts");
      const state = stateFor({ principal, address });
      return consolePage({ version, language: languageOf(headers), state });
    },
    files: {
      "/console/{version}/{file}": {
        role: "viewer",
        get: async ({ headers }, { params: { version, file = "" } }) => {
          const encoding = encodingOf(headers);
          const body = version === await made.version()
            ? await made.body(file, encoding ?? "gzip")
            : undefined;
          if (body === undefined) {
            throw new AppError("NOT_FOUND", "The console was updated: reload the page");
          }
          return encoding === undefined
            ? answer(file, { body: unpacked(body) })
            : answer(file, { body, encoding });
        },
      },
    },
  };
}

/** Returns the best encoding that a browser accepts; undefined without one. */
function encodingOf(headers: Headers): Encoding | undefined {
  const accepted = headers.get("accept-encoding") ?? "";
  if (/\bbr\b/.test(accepted)) return "br";
  return /\bgzip\b/.test(accepted) ? "gzip" : undefined;
}

/** Returns the text of a body in gzip. */
function unpacked(body: Uint8Array<ArrayBuffer>): ReadableStream<Uint8Array> {
  return new Blob([body]).stream().pipeThrough(new DecompressionStream("gzip"));
}

/** Answers with a file that browsers keep for good: its address changes with its text. */
function answer(
  name: string,
  { body, encoding }: { readonly body: BodyInit; readonly encoding?: Encoding },
): Response {
  const type = name.endsWith(".css") ? "css" : "javascript";
  return new Response(body, {
    headers: {
      "content-type": `text/${type}; charset=utf-8`,
      "cache-control": "max-age=31536000, immutable",
      vary: "Accept-Encoding",
      ...(encoding && { "content-encoding": encoding }),
    },
  });
}
