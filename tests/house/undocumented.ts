import { ERRORS } from "../../src/errors.ts";
import { GENERATED, type Source } from "./source.ts";

const ROOT = new URL("../../", import.meta.url);

/**
 * Returns the exported symbols without a doc comment, found by `deno doc --lint`. Other findings
 * are left out: types of other packages cannot be exported beside a signature, and schemas have the
 * types of their values.
 */
export async function undocumented(sources: readonly Source[]): Promise<string[]> {
  const { stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["doc", "--lint", ...sources.map(({ path }) => path)],
    cwd: ROOT.pathname,
    env: { NO_COLOR: "1" },
  }).output();
  return new TextDecoder().decode(stderr).split(/^(?=error\[)/m).filter((part) =>
    /^error\[(?!private-type-ref|missing-explicit-type)/.test(part) &&
    part.includes(ROOT.pathname) &&
    !part.includes(GENERATED)
  );
}

/** Returns the functions that throw an error by name, and lack `@throws` with its code. */
export function unannounced(sources: readonly Source[]): string[] {
  const codes: Readonly<Record<string, { code: number }>> = ERRORS;
  return sources.flatMap(({ path, functions }) =>
    functions.flatMap(({ name, line, doc, throws }) => {
      const [, ...announced] = doc.split("@throws");
      return throws.map((kind) => String(codes[kind]?.code))
        .filter((code) => !announced.some((text) => text.includes(code)))
        .map((code) => `${path}:${line} ${name} throws ${code}`);
    })
  );
}
