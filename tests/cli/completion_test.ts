import { assertEquals } from "@std/assert";
import { matching } from "../../src/cli/completions.ts";
import { startApp, type TestApp } from "../harness/app.ts";
import { startTcpServer } from "../harness/tcp_server.ts";
import { Tmux } from "../harness/tmux.ts";
import { CommandLine } from "./command_line.ts";

const MAIN = new URL("../../main.ts", import.meta.url).pathname;

/** Returns the completions of the last word. */
async function completed(app: TestApp, ...words: string[]): Promise<string[]> {
  const line = new CommandLine({ env: { PINK_PAGE_URL: app.url } });
  const { code, stdout, stderr } = await line.run("complete", "--", ...words);
  assertEquals([code, stderr], [0, ""]);
  return stdout.split("\n").filter((name) => name !== "");
}

Deno.test("complete: commands, options, values and the names of the service", async () => {
  await using app = await startApp({ ENV: "dev" });
  const cases: [string[], string[]][] = [
    [["e"], ["exec", "errors"]],
    [["complet"], ["completion"]],
    [["exec", ""], ["mdwap1p", "mypap1d"]],
    [["shell", "md"], ["mdwap1p"]],
    [["servers", "--watch", "my"], ["mypap1d"]],
    [["exec", "-p", "x", "md"], ["mdwap1p"]],
    [["exec", "-p", "md"], []],
    [["job", "st"], ["start"]],
    [["job", "nothing", ""], []],
    [["job", "decide", "--com"], ["--comment"]],
    [["session", ""], ["wait"]],
    [["session", "wait", "mdwap1p", "-w9", "my"], ["mypap1d"]],
    [["session", "wait", "mdwap1p", "--", "my"], []],
    [["exec", "mdwap1p", ""], []],
    [["exec", "mdwap1p", "--", "--"], []],
    [["exec", "--pha"], []],
    [["exec", "--i"], ["--idle", "--input"]],
    [["transfer", ""], ["stub_data_transfer"]],
    [["history", "--server", "md"], ["mdwap1p"]],
    [["history", "--kind", "t"], ["terminal", "transfer"]],
    [["history", ""], []],
    [["watch", ""], []],
    [["workflow", ""], [":files"]],
    [["status", "--token-file", ""], [":files"]],
    [["completion", ""], ["bash", "zsh", "fish"]],
    [["nothing", ""], []],
  ];
  for (const [words, names] of cases) {
    assertEquals(await completed(app, ...words), names, words.join(" "));
  }
});

Deno.test("matching: offers names that need no quotes in a shell", () => {
  const names = ["$(id)", "ab", "a b", "a;b", "-a", "b", "a'"];
  assertEquals(matching(names, ""), ["ab", "-a", "b"]);
  assertEquals(matching(names, "a"), ["ab"]);
});

Deno.test("complete: a service that does not answer offers nothing", async () => {
  await using silent = await startTcpServer();
  const url = `http://127.0.0.1:${silent.port}`;
  const line = new CommandLine({ env: {} });
  const { code, stdout, stderr } = await line.run("complete", "--", "exec", "--url", url, "");
  assertEquals([code, stdout, stderr], [0, "", ""]);
});

/** Shells without configuration, and the command that loads the completion. */
const SHELLS: Readonly<Record<string, readonly [command: readonly string[], load: string]>> = {
  bash: [["bash", "--norc", "-i"], "source <(pink-page completion bash)"],
  zsh: [["zsh", "-f", "-i"], "source <(pink-page completion zsh)"],
  fish: [["fish", "--no-config", "-i"], "pink-page completion fish | source"],
};

Deno.test("completion: bash, zsh and fish complete servers and commands", async (test) => {
  await using app = await startApp({ ENV: "dev" });
  await using tmux = new Tmux({ cols: 90, rows: 24 });
  const folder = await Deno.makeTempDir();
  const program = `#!/bin/sh\nexec ${Deno.execPath()} run --quiet -A ${MAIN} "$@"\n`;
  await Deno.writeTextFile(`${folder}/pink-page`, program, { mode: 0o755 });
  const env = {
    PATH: `${folder}:${Deno.env.get("PATH")}`,
    PINK_PAGE_URL: app.url,
    // No token and no history of the user, but the packages that Deno has.
    HOME: folder,
    DENO_DIR: Deno.env.get("DENO_DIR") ?? `${Deno.env.get("HOME")}/.cache/deno`,
  };
  for (const [shell, [command, load]] of Object.entries(SHELLS)) {
    await test.step(shell, async () => {
      const window = await tmux.open(command, env);
      await window.type(`${load}; echo rea""dy\r`);
      await window.shows(/^ready$/m);
      await window.type("pink-page exec m\t");
      // bash and zsh complete what is common first, and list names at the next press.
      await window.type("\t");
      await window.shows(/mdwap1p[^]*mypap1d/);
      await window.type("\x15");
      await window.type("pink-page wor\t--chec\t/dev/nul\t");
      await window.shows(/pink-page workflow --check \/dev\/null/);
    });
  }
  await Deno.remove(folder, { recursive: true });
});
