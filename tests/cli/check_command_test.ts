import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { serverVariables, startApp } from "../harness/app.ts";
import { createAuthority } from "../harness/certificates.ts";
import { Client } from "../harness/client.ts";
import { type Ending, endingOf } from "../harness/program.ts";
import { sshdTest, startSshd } from "../harness/sshd.ts";
import { outsider } from "../store/folder.ts";

/** Runs `check` with `options`, in an empty folder with only the variables `env`. */
async function check(env: Record<string, string>, ...options: string[]): Promise<Ending> {
  return await endingOf({ ENV: "test", ...env }, { args: ["check", ...options] });
}

Deno.test("check: prints the faults of the configuration, and exits with 1", async () => {
  await using authority = await createAuthority();
  const { certFile } = await authority.issue(20);
  const { keyFile } = await authority.issue(20);
  const env = { PORT: "x", TLS_CERT_FILE: certFile, TLS_KEY_FILE: keyFile };
  const { code, stdout, stderr } = await check({ ...env, PORT: "1" });
  assertEquals([code, stderr], [1, ""]);
  assertMatch(stdout, /^✗ {2}TLS_KEY_FILE does not belong to the certificate; .*\n$/);
  const { code: jsonCode, stdout: json } = await check(env, "--json");
  const { ok, faults, servers } = JSON.parse(json);
  assertEquals([jsonCode, ok, servers], [1, false, []]);
  assertMatch(faults.join("\n"), /^PORT is not a whole number; for example PORT=8000$/m);
});

Deno.test("check: a file that is no database is a fault of DATABASE_PATH", async () => {
  const DATABASE_PATH = await Deno.makeTempFile();
  await Deno.writeTextFile(DATABASE_PATH, "no database".repeat(100));
  const { code, stdout } = await check({ DATABASE_PATH });
  const fault = "DATABASE_PATH names a file that is no database of this service";
  assertEquals([code, stdout], [1, `✗  ${fault}\n`]);
  await Deno.remove(DATABASE_PATH);
});

Deno.test("check: a database that a newer program wrote is a fault of DATABASE_PATH", async () => {
  const DATABASE_PATH = await Deno.makeTempFile();
  {
    using database = outsider(DATABASE_PATH);
    database.exec("PRAGMA user_version = 1000");
  }
  const { code, stdout } = await check({ DATABASE_PATH });
  const fault =
    "DATABASE_PATH names a database that a newer program wrote; start the newer program";
  assertEquals([code, stdout], [1, `✗  ${fault}\n`]);
  await Deno.remove(DATABASE_PATH);
});

Deno.test("check: refuses unknown options, and says when no server is configured", async () => {
  for (const options of [["--jsn"], ["--json", "--permissions"]]) {
    const { code, stdout, stderr } = await check({}, ...options);
    assertEquals([code, stdout], [2, ""]);
    assertEquals(stderr, "Usage: main.ts check [--json | --permissions]\n");
  }
  // The service makes a database of an empty file.
  const DATABASE_PATH = await Deno.makeTempFile();
  const { code, stdout } = await check({ DATABASE_PATH });
  await Deno.remove(DATABASE_PATH);
  assertEquals([code, stdout.startsWith("no server is configured")], [0, true]);
});

sshdTest("check: tries each server once beside a running service, and writes nothing", async () => {
  await using near = await startSshd();
  await using other = await startSshd();
  const good = serverVariables("good", near);
  await using app = await startApp(good);
  const { stdout: first } = await check({ ...good, DATABASE_PATH: app.databasePath });
  const key = near.hostKeyFingerprint;
  const line = `✓  good  127.0.0.1:${near.port}  host key ${key} (new)  login as ${near.user}\n`;
  assertEquals(first, line);
  const { stdout: again } = await check({ ...good, DATABASE_PATH: app.databasePath });
  assertEquals(again, line);

  const env = {
    ...good,
    ...serverVariables("pinned", near),
    PINNED_HOST_KEY: key,
    ...serverVariables("wrong_key", near),
    WRONG_KEY_HOST_KEY: `SHA256:${"a".repeat(43)}`,
    ...serverVariables("refused", other),
    REFUSED_USER: "nobody",
    ...serverVariables("closed", near),
    CLOSED_PORT: "1",
    ...serverVariables("unknown", near),
    UNKNOWN_IP: "no-such-host.invalid",
    HOST: "0.0.0.0",
    AUTH: "none",
    DATABASE_PATH: app.databasePath,
  };
  const { code, stdout } = await check(env, "--json");
  const { ok, warnings, servers } = JSON.parse(stdout);
  assertEquals([code, ok], [1, false]);
  assertEquals(warnings.map(({ variable }: { variable: string }) => variable), [
    "AUTH",
    "TLS_CERT_FILE",
  ]);
  const results = servers.map(
    (
      { name, host_key_state, error }: {
        name: string;
        host_key_state: string | null;
        error: { code: number } | null;
      },
    ) => [name, host_key_state, error?.code ?? 0],
  );
  assertEquals(results, [
    ["closed", null, 20002],
    ["good", "new", 0],
    ["pinned", "pinned", 0],
    ["refused", "new", 21000],
    ["unknown", null, 20000],
    ["wrong_key", null, 20006],
  ]);
  assertStringIncludes(stdout, "unknown has a host name that does not resolve");
});

sshdTest("check: knows the host keys that a service has remembered", async () => {
  await using sshd = await startSshd();
  const env = serverVariables("near", sshd);
  const folder = await Deno.makeTempDir();
  const DATABASE_PATH = `${folder}/pink-page.db`;
  {
    await using app = await startApp({ ...env, DATABASE_PATH });
    await using client = await Client.connect(app.url);
    client.send({ type: "ssh_command", data: { server_name: "near", command: "true" } });
    await client.next("complete");
  }
  const { size } = await Deno.stat(DATABASE_PATH);
  const { code, stdout } = await check({ ...env, DATABASE_PATH });
  assertEquals(code, 0);
  assertStringIncludes(stdout, `host key ${sshd.hostKeyFingerprint} (remembered)`);
  await sshd.replaceHostKey();
  const changed = await check({ ...env, DATABASE_PATH });
  assertEquals([changed.code, /^✗ {2}near .* 20006 /.test(changed.stdout)], [1, true]);
  assertEquals((await Deno.stat(DATABASE_PATH)).size, size);
  await Deno.remove(folder, { recursive: true });
});
