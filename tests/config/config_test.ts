import { assert, assertEquals, assertFalse, assertThrows } from "@std/assert";
import { ConfigError, parseConfig } from "../../src/config/config.ts";

/** Variables of the seed's `.env`, with addresses in place of its placeholders. */
const SEED = {
  ENV: "dev",
  HIWARE_ID: "your_ssh_username",
  HIWARE_PW: "your_ssh_password",
  MDWAP1P_IP: "10.10.10.1",
  MYPAP1D_IP: "10.10.10.2",
};

function problemsOf(env: Record<string, string>): readonly string[] {
  return assertThrows(() => parseConfig(env), ConfigError).problems;
}

Deno.test("parseConfig: without variables, has the defaults and the demo hosts", () => {
  const config = parseConfig({});
  assertEquals(config.env, "dev");
  assert(config.demo);
  assertEquals([config.host, config.port], ["127.0.0.1", 8000]);
  assertEquals(config.databasePath, "data/pink-page.db");
  assertEquals([config.logLevel, config.logFormat, config.logFile], ["info", "text", undefined]);
  assertEquals([config.hostKeys, config.commandLock, config.maxFrameBytes], [
    "tofu",
    "on",
    1_048_576,
  ]);
  assert(Object.isFrozen(config) && Object.isFrozen(config.servers));
});

Deno.test("parseConfig: the seed's .env makes two servers and the transfer between them", () => {
  const config = parseConfig(SEED);
  assertFalse(config.demo);
  assertEquals(config.servers.map(({ name, host, port }) => [name, host, port]), [
    ["mdwap1p", "10.10.10.1", 22],
    ["mypap1d", "10.10.10.2", 22],
  ]);
  assertEquals(config.servers[0]?.username, "your_ssh_username");
  assertEquals(config.servers[1]?.password, "your_ssh_password");
  const [mdwap1p, mypap1d] = config.servers;
  assert(mdwap1p !== undefined && mypap1d !== undefined);
  assertEquals(config.transfers, [{
    name: "stub_data_transfer",
    from: { server: mdwap1p, path: "/nbsftp/myd/myp/snd/postgresql_unload/*.dat" },
    to: { server: mypap1d, path: "/shbftp/myd/myp/rcv/mock/" },
  }]);
});

Deno.test("parseConfig: a server's own variables refine it", () => {
  const { servers: [server] } = parseConfig({
    DB_1_IP: "db.internal",
    DB_1_PORT: "2222",
    DB_1_USER: "oracle",
    DB_1_PASSWORD: "p#1",
    DB_1_KEY_FILE: "/keys/db",
    DB_1_KEY_PASSPHRASE: "open",
    DB_1_HOST_KEY: `SHA256:${"a".repeat(43)}`,
    DB_1_ALGORITHMS: "legacy",
    DB_1_DETACH: "OFF",
    DB_1_LABEL: "운영 production",
    DB_1_ENCODING: "euc-kr",
  });
  assertEquals(server, {
    name: "db_1",
    label: "운영 production",
    host: "db.internal",
    port: 2222,
    username: "oracle",
    password: "p#1",
    keyFile: "/keys/db",
    keyPassphrase: "open",
    hostKey: `SHA256:${"a".repeat(43)}`,
    algorithms: "legacy",
    detach: "off",
    encoding: "euc-kr",
  });
});

Deno.test("parseConfig: ENV accepts the long names", () => {
  assertEquals(parseConfig({ ENV: "development" }).env, "dev");
  assertEquals(parseConfig({ ...SEED, ENV: "production" }).env, "prod");
  assertEquals(parseConfig({ ENV: "test" }).env, "test");
  assertFalse(parseConfig({ ENV: "test" }).demo);
});

Deno.test("parseConfig: POD_IP, HOST_IP and NODE_IP are never servers", () => {
  assertEquals(
    parseConfig({ POD_IP: "10.0.0.1", HOST_IP: "10.0.0.2", NODE_IP: "10.0.0.3" }).servers,
    [],
  );
});

Deno.test("parseConfig: SERVERS selects servers, and refuses one without address", () => {
  assertEquals(parseConfig({ ...SEED, SERVERS: "mypap1d" }).servers.map(({ name }) => name), [
    "mypap1d",
  ]);
  assertEquals(problemsOf({ ...SEED, SERVERS: "mypap1d,other" }), [
    "SERVERS names a server that has no OTHER_IP; for example SERVERS=mdwap1p,mypap1d",
  ]);
});

Deno.test("parseConfig: prod without configuration reports each missing variable", () => {
  assertEquals(problemsOf({ ENV: "prod" }).map((line) => line.split(" ")[0]), [
    "HIWARE_ID",
    "HIWARE_PW",
    "MDWAP1P_IP",
    "MYPAP1D_IP",
  ]);
});

Deno.test("parseConfig: a missing login is reported once for all servers", () => {
  const problems = problemsOf({ A_IP: "10.0.0.1", B_IP: "10.0.0.2" });
  assertEquals(problems.map((line) => line.split(";")[0]), [
    "HIWARE_ID is missing: the user name for a, b",
    "HIWARE_PW is missing: the password for a, b, which have no <NAME>_KEY_FILE either",
  ]);
});

Deno.test("parseConfig: reports every wrong value by its name, without its content", () => {
  const secret = "s3cr3t-value";
  const wrong = {
    ENV: secret,
    PORT: secret,
    HOST: `${secret} x`,
    LOG_LEVEL: secret,
    LOG_FORMAT: secret,
    HOST_KEYS: secret,
    COMMAND_LOCK: secret,
    SESSION_IDLE_SECONDS: secret,
    HEALTH_TIMEOUT_MS: "25001",
    HISTORY_DAYS: secret,
    AUDIT_DAYS: secret,
    MAX_FRAME_BYTES: "33554433",
    ALLOWED_ORIGINS: secret,
    AUTH: secret,
    A_IP: "xxx.xxx.xxx.xxx",
    A_PORT: secret,
    A_USER: "u",
    A_PASSWORD: secret,
    A_HOST_KEY: secret,
    A_ALGORITHMS: secret,
    A_DETACH: secret,
    A_LABEL: `${secret}\u202e`,
    A_ENCODING: secret,
    TRANSFER_X: secret,
  };
  const problems = problemsOf(wrong);
  const names = problems.map((line) => line.split(" ")[0]);
  for (const name of Object.keys(wrong)) {
    if (name !== "A_USER" && name !== "A_PASSWORD") {
      assert(names.includes(name), `${name} is not reported`);
    }
  }
  assertFalse(problems.join("\n").includes(secret));
});

Deno.test("parseConfig: refuses a placeholder of an address", () => {
  assertEquals(problemsOf({ ...SEED, MDWAP1P_IP: "xxx.xxx.xxx.xxx" }), [
    "MDWAP1P_IP is still a placeholder; for example MDWAP1P_IP=10.10.10.1",
  ]);
});

Deno.test("parseConfig: refuses an address with a port, a user or a scheme", () => {
  for (const address of ["1.2.3.4:22", "ssh://x", "user@host", "10.10.10.300"]) {
    assertEquals(problemsOf({ ...SEED, MDWAP1P_IP: address }), [
      "MDWAP1P_IP is not an address or a host name alone (a port goes into MDWAP1P_PORT, a user " +
      "into MDWAP1P_USER); for example MDWAP1P_IP=10.10.10.1",
    ]);
  }
  assertEquals(
    problemsOf({ HOST: "127.0.0.1:80" })[0],
    "HOST is not an address or a host name; for example HOST=127.0.0.1",
  );
});

Deno.test("parseConfig: variables that are not read are in the result and the error", () => {
  const { ignored } = parseConfig({ ...SEED, PROT: "1", NOTES: "x" }, ["PROT", "NOTES"]);
  assertEquals(ignored, [{ name: "PROT", reason: "PORT is likely meant" }]);
  assertEquals(problemsOf({ ENV: "x", PROT: "1" })[1], "PROT is not read: PORT is likely meant");
});

Deno.test("parseConfig: listening beyond loopback needs AUTH=none", () => {
  assertEquals(problemsOf({ HOST: "0.0.0.0" }), [
    "AUTH must be set to listen beyond loopback: tokens asks for a token (make one with " +
    "deno task token add), none lets everybody in; for example AUTH=tokens",
  ]);
  assertEquals(parseConfig({ HOST: "0.0.0.0", AUTH: "none" }).host, "0.0.0.0");
  for (const HOST of ["127.0.0.1", "127.1.2.3", "::1", "localhost"]) {
    assertEquals(parseConfig({ HOST }).host, HOST);
  }
});

Deno.test("parseConfig: transfers name configured servers and absolute paths", () => {
  const TRANSFER_NIGHTLY = "mdwap1p:/out/a b/*.dat -> mypap1d:/in/";
  const { transfers, servers } = parseConfig({ ...SEED, TRANSFER_NIGHTLY });
  const [mdwap1p, mypap1d] = servers;
  assert(mdwap1p !== undefined && mypap1d !== undefined);
  assertEquals(transfers[0], {
    name: "nightly",
    from: { server: mdwap1p, path: "/out/a b/*.dat" },
    to: { server: mypap1d, path: "/in/" },
  });
  assertEquals(transfers.length, 2);
  assertEquals(problemsOf({ ...SEED, TRANSFER_X: "nobody:/a -> mypap1d:/b" }).length, 1);
  assertEquals(problemsOf({ ...SEED, TRANSFER_X: "mdwap1p:a -> mypap1d:/b" }).length, 1);
});

Deno.test("parseConfig: DATABASE_PATH is the path of a file, or :memory:", () => {
  for (
    const path of [":memory:", "a b.db", "/a/b.db", "../x", "./file:x", "a.db:b", "...", "a/.b"]
  ) {
    assertEquals(parseConfig({ DATABASE_PATH: path }).databasePath, path);
  }
  const faults: Record<string, string> = {
    "file:data/x.db": "is a URI; it takes a path",
    "FILE:///x.db?mode=memory": "is a URI; it takes a path",
    "sqlite:x.db": "is a URI; it takes a path",
    "data/": "names a folder; it takes the path of a file",
    "data/..": "names a folder; it takes the path of a file",
    ".": "names a folder; it takes the path of a file",
    "a\0b": "holds a NUL character",
  };
  for (const [path, fault] of Object.entries(faults)) {
    assertEquals(problemsOf({ DATABASE_PATH: path }), [
      `DATABASE_PATH ${fault}; for example DATABASE_PATH=data/pink-page.db`,
    ]);
  }
});

Deno.test("loadConfig: reads .env; the process environment wins", async () => {
  const folder = await Deno.makeTempDir();
  const text = "PORT=9999\nENV=test\nHIWARE_PW=a#b$c\nHIWARE_ID=u\nA_IP=10.0.0.1  # one\n";
  await Deno.writeTextFile(`${folder}/.env`, text);
  // In a process of its own: working directory and environment belong to all tests.
  const program = `import { loadConfig } from "${new URL(
    "../../src/config/config.ts",
    import.meta.url,
  )}";
    const { port, env, servers: [{ name, password }] } = await loadConfig();
    console.log(JSON.stringify([port, env, name, password]));`;
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: [
      "eval",
      "--quiet",
      `--config=${new URL("../../deno.json", import.meta.url).pathname}`,
      program,
    ],
    cwd: folder,
    env: { PORT: "8123" },
  }).output();
  await Deno.remove(folder, { recursive: true });
  assertEquals(JSON.parse(new TextDecoder().decode(stdout)), [8123, "test", "a", "a#b$c"]);
});
