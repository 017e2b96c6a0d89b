import {
  ENTRY,
  LATE_PACKAGES,
  LATE_STYLES,
  SOURCES,
  STYLES,
  type Texts,
} from "../../console/assets.js";
import type { FirstState } from "../../console/link/first_state.ts";
import { AppError } from "../../errors.ts";
import type { Caller } from "../api_handlers.ts";
import type { Answer, HttpRoutes } from "../http_route.ts";
import { languageOf } from "../login/login_texts.ts";
import { consolePage, fileOf } from "./console_page.ts";
import { encodedAsset } from "./encoded_asset.ts";
import type { JoinedScripts } from "./joined_scripts.ts";

/** Console: its page, and the routes of the files of the page. */
export interface ConsoleRoutes {
  /** Answers with the page. */
  readonly page: Answer;
  /** Routes of the files. */
  readonly files: HttpRoutes;
}

/**
 * Returns the routes of the console. Its files are made by the first request, and kept: TypeScript
 * becomes JavaScript, and all is compressed. Their address holds a hash of all of them.
 * `stateFor` returns the state of the service as a caller sees it.
 *
 * @throws {AppError} 13000 for a file of another version, by its answer
 */
export function consoleRoutes(stateFor: (caller: Caller) => FirstState): ConsoleRoutes {
  let version: Promise<string> | undefined;
  const versionNow = () =>
    version ??= hashOf({ ...SOURCES, ...STYLES, ...LATE_STYLES, ...LATE_PACKAGES });
  let compiled: Promise<JoinedScripts> | undefined;
  const scripts = () => compiled ??= loadScripts();
  let compiledLate: Promise<string> | undefined;
  const lateScript = async () => await (compiledLate ??= (await scripts()).late());
  const files = new Map<string, Answer>([
    ["console.js", encodedAsset("text/javascript", async () => (await scripts()).first)],
    ["late.js", encodedAsset("text/javascript", lateScript)],
    ["console.css", encodedAsset("text/css", () => joined(STYLES))],
    ["late.css", encodedAsset("text/css", () => joined(LATE_STYLES))],
    ...Object.entries(LATE_PACKAGES).map(([name, load]): [string, Answer] => [
      fileOf(name),
      encodedAsset("text/javascript", async () => withoutSourceMap((await load()).default)),
    ]),
  ]);
  return {
    page: async ({ headers }, { address, admission: { principal } }) => {
      const version = await versionNow();
      const state = stateFor({ principal, address });
      return consolePage({ version, language: languageOf(headers), state });
    },
    files: {
      "/console/{version}/{file}": {
        role: "viewer",
        get: async (request, info) => {
          const { version, file = "" } = info.params;
          const answer = files.get(file);
          if (answer !== undefined && version === await versionNow()) {
            return await answer(request, info);
          }
          throw new AppError("NOT_FOUND", "The console was updated: reload the page");
        },
      },
    },
  };
}

/** Joins the scripts of the console. Their compiler is loaded only here. */
async function loadScripts(): Promise<JoinedScripts> {
  const { joinedScripts } = await import("./joined_scripts.ts");
  return joinedScripts({ entry: ENTRY, sources: await loaded(SOURCES) });
}

async function joined(styles: Texts): Promise<string> {
  return [...(await loaded(styles)).values()].join("\n");
}

async function loaded(files: Texts): Promise<Map<string, string>> {
  const texts = Object.entries(files).map(async ([path, load]): Promise<[string, string]> => [
    path,
    (await load()).default,
  ]);
  return new Map(await Promise.all(texts));
}

/** Removes the address of a source map, which the service does not have. */
function withoutSourceMap(text: string): string {
  return text.replace(/^\/\/# sourceMappingURL=.*$/m, "");
}

/** Returns a short hash of the names and texts of files. */
async function hashOf(files: Texts): Promise<string> {
  const bytes = new TextEncoder().encode(JSON.stringify([...await loaded(files)]));
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return digest.slice(0, 12).toBase64({ alphabet: "base64url" });
}
