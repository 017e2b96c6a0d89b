import { assert, assertEquals, assertMatch } from "@std/assert";
import { USAGE } from "../../src/cli/exit_codes.ts";
import { endingOf } from "../harness/program.ts";

const ROOT = new URL("../../", import.meta.url);

Deno.test("main: an unknown argument starts no service, tells it and exits", async () => {
  for (const args of [["serve", "now"], ["toString"], [""]]) {
    const { code, stdout, stderr } = await endingOf({ PORT: "0" }, { args });
    assertEquals([code, stdout], [USAGE, ""], args.join(" "));
    assertMatch(stderr, /^pink-page: (unknown command|too many arguments)/);
  }
});

/** Module of `deno info --json`. */
interface Info {
  readonly specifier: string;
  readonly dependencies?: readonly {
    readonly code?: { readonly specifier: string };
    readonly isDynamic?: boolean;
  }[];
}

Deno.test("main: the start of the service loads nothing of the command line", async () => {
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["info", "--json", "main.ts"],
    cwd: ROOT,
  }).output();
  const { modules } = JSON.parse(new TextDecoder().decode(stdout));
  const byName = new Map<string, Info>(modules.map((info: Info) => [info.specifier, info]));
  const loaded = new Set<string>();
  const load = (specifier: string): void => {
    if (loaded.has(specifier)) return;
    loaded.add(specifier);
    for (const { code, isDynamic } of byName.get(specifier)?.dependencies ?? []) {
      if (code !== undefined && !isDynamic) load(code.specifier);
    }
  };
  load(new URL("main.ts", ROOT).href);
  assert(loaded.size > 100);
  const isOfCli = (name: string) => /src\/(cli|client)\/|commander/.test(name);
  assertEquals([...loaded].filter(isOfCli), []);
});
