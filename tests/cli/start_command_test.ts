import { assert, assertEquals, assertMatch } from "@std/assert";
import { startCommand } from "../../src/cli/check/start_command.ts";
import { parseConfig } from "../../src/config/config.ts";
import { Client } from "../harness/client.ts";
import { serverVariables } from "../harness/app.ts";
import { eventually } from "../harness/eventually.ts";
import { inTime } from "../harness/in_time.ts";
import { freePort } from "../harness/nginx.ts";
import { outputOf } from "../harness/output_of.ts";
import { sshdTest, startSshd } from "../harness/sshd.ts";
import { TextLineStream } from "../harness/text_lines.ts";

const MAIN = new URL("../../main.ts", import.meta.url).pathname;
const FACTS = { cwd: "/srv", main: "/app/main.ts", names: ["HOST", "PORT"] };

/** Returns the permissions in a command line. */
function permissions(line: string): string[] {
  return line.split(" ").filter((word) => word.startsWith("--allow-"));
}

Deno.test("startCommand: names addresses, folders and files of the configuration", () => {
  const config = parseConfig({
    HIWARE_ID: "u",
    HIWARE_PW: "p",
    A_IP: "10.0.0.1",
    B_IP: "::1",
    B_PORT: "2222",
    B_KEY_FILE: "./keys/b",
    C_IP: "10.0.0.1",
    LOG_FILE: "/var/log/pink-page.log",
    TLS_CERT_FILE: "/tls/crt",
    TLS_KEY_FILE: "/tls/key",
    DATABASE_PATH: "data/pink.db",
    JOBS_DIR: "/jobs",
  });
  assertEquals(permissions(startCommand(config, FACTS)), [
    "--allow-env=HOST,PORT",
    "--allow-net=127.0.0.1:8000,127.0.0.1:0,10.0.0.1:22,[::1]:2222",
    "--allow-read=/srv/.env,/srv/keys/b,/tls/crt,/tls/key,/srv/data/tokens.json,/jobs,/srv/data",
    "--allow-write=/srv/data,/var/log/pink-page.log",
  ]);
});

Deno.test("startCommand: writes nothing for a database in memory, quotes paths", () => {
  const server = { HIWARE_ID: "u", HIWARE_PW: "p", A_IP: "a.internal" };
  const memory = parseConfig({ ...server, DATABASE_PATH: ":memory:" });
  assertEquals(permissions(startCommand(memory, { ...FACTS, names: undefined })), [
    "--allow-env",
    "--allow-net=127.0.0.1:8000,127.0.0.1:0,a.internal:22",
    "--allow-read=/srv/.env,/srv/data/tokens.json,/srv/jobs",
  ]);
  const spaced = parseConfig({ ...server, DATABASE_PATH: "/it's here, too/x.db" });
  const line = startCommand(spaced, FACTS);
  assert(line.includes(` '--allow-write=/it'\\''s here,, too' /app/main.ts`), line);
});

Deno.test("startCommand: lets only the demo hosts run programs, asks for nothing", () => {
  const demo = startCommand(parseConfig({}), FACTS);
  assertEquals(permissions(demo).slice(1), [
    "--allow-net",
    "--allow-read",
    "--allow-write",
    "--allow-run",
  ]);
  assertMatch(demo, /^deno run --no-prompt /);
});

Deno.test("deno.json: no task of the service asks for more than it uses", async () => {
  const { tasks } = JSON.parse(
    await Deno.readTextFile(new URL("../../deno.json", import.meta.url)),
  );
  const rights = ["--allow-net", "--allow-env", "--allow-read", "--allow-write"];
  const { start, dev, compile, check } = tasks as Record<string, { command: string }>;
  for (const task of [start, dev, compile]) {
    assertEquals(permissions(task?.command ?? ""), [...rights, "--allow-run"]);
  }
  assertEquals(permissions(check?.command ?? ""), rights);
});

/** Runs a shell line in `folder`, with a variable that is not the service's. */
function shell(line: string, folder: string): Deno.ChildProcess {
  const inherited = ["PATH", "HOME", "DENO_DIR"]
    .map((name) => [name, Deno.env.get(name) ?? ""]);
  return new Deno.Command("sh", {
    args: ["-c", line],
    cwd: folder,
    clearEnv: true,
    env: { ...Object.fromEntries(inherited), NO_COLOR: "1", OTHER_SECRET: "x" },
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

/** Runs a shell line to its end, and returns its standard output. */
async function printed(line: string, folder: string): Promise<string> {
  const options = { what: line, limitMs: 30_000 };
  const { code, stdout, stderr } = await outputOf(shell(line, folder), options);
  assertEquals(code, 0, new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout).trim();
}

sshdTest(
  "check --permissions: the journeys pass with its line, and nothing else does",
  async () => {
    await using from = await startSshd();
    await using to = await startSshd();
    await Deno.writeTextFile(`${from.folder}/a.dat`, "a");
    const folder = await Deno.makeTempDir({ prefix: "pink-page-confined-" });
    const port = freePort();
    const variables = {
      ENV: "prod",
      PORT: String(port),
      HIWARE_ID: "unused",
      LOG_FILE: "pink-page.log",
      ...serverVariables("from", from),
      ...serverVariables("to", to),
      TO_IP: "localhost",
      TRANSFER_X: `from:${from.folder}/* -> to:${to.folder}/`,
    };
    const dotenv = Object.entries(variables).map(([name, value]) => `${name}='${value}'\n`).join(
      "",
    );
    await Deno.writeTextFile(`${folder}/.env`, dotenv, { mode: 0o600 });
    const rights = ["net", "env", "read", "write"].map((right) => `--allow-${right}`).join(" ");
    const line = await printed(`deno run --quiet ${rights} ${MAIN} check --permissions`, folder);
    const child = shell(`exec ${line}`, folder);
    const stderr = child.stderr.text();
    const lines = child.stdout.pipeThrough(new TextDecoderStream()).pipeThrough(
      new TextLineStream(),
    );
    const log: string[] = [];
    const { promise: listening, resolve } = Promise.withResolvers<void>();
    const reading = (async () => {
      for await (const text of lines) {
        log.push(text);
        resolve();
      }
      resolve();
    })();
    try {
      await inTime(listening, "the service listens or ends");
      await useAll(`http://127.0.0.1:${port}`, to.folder);
      const probe = new URL("confined_probe.ts", import.meta.url).pathname;
      const results = JSON.parse(await printed(line.replace(MAIN, probe), folder));
      assertEquals(Object.entries(results).filter(([, name]) => name !== "NotCapable"), []);
      await Deno.rename(`${folder}/pink-page.log`, `${folder}/old.log`);
      child.kill("SIGHUP");
      const logged = () => Deno.stat(`${folder}/pink-page.log`).then(() => true, () => false);
      await eventually(logged, "the log is opened again");
    } finally {
      child.kill("SIGTERM");
      const { code } = await inTime(child.status, "the service ends");
      await reading;
      assertEquals([code, await stderr], [0, ""]);
      await Deno.remove(folder, { recursive: true });
    }
    assertEquals(log.filter((text) => / (WARN|ERROR) /.test(text)), []);
  },
);

/** Runs a command, a terminal and a transfer, and reads history, health and documents. */
async function useAll(url: string, target: string): Promise<void> {
  await using client = await Client.connect(url);
  const command = { server_name: "from", command: "echo READY; sleep 30", stop_phrase: "READY" };
  client.send({ type: "ssh_command", data: { ...command, stop_grace_seconds: 0 } });
  assertEquals((await client.next("complete")).reason, "stop_phrase");
  client.send({ type: "open_terminal", data: { server_name: "to" } });
  client.send({ type: "ssh_input", data: { input: "exit\r" } });
  await client.next("complete");
  client.send({ type: "start_session" });
  client.send({ type: "scp_transfer", data: { transfer_name: "x" } });
  assertEquals((await client.transferred()).files, 1);
  assertEquals(await Deno.readTextFile(`${target}/a.dat`), "a");
  const read = async (path: string) => {
    const answer = await fetch(`${url}${path}`);
    assertEquals(answer.status, 200, path);
    return await answer.text();
  };
  assertMatch(
    await read("/api/v1/operations"),
    /"scp_transfer"[^]*"open_terminal"[^]*"ssh_command"/,
  );
  await eventually(async () => {
    const { items } = JSON.parse(await read("/api/v1/servers"));
    return items.every(({ health }: { health: { is_healthy: boolean } }) => health.is_healthy);
  }, "both servers are healthy");
  for (const path of ["/readyz", "/docs/protocol", "/swagger/swagger-ui.css", "/openapi.json"]) {
    await read(path);
  }
}
