import { assertEquals, assertMatch } from "@std/assert";
import { editDistance, ignoredVariables } from "../../src/config/ignored_variables.ts";
import { TextLineStream } from "../harness/text_lines.ts";
import { endingOf, spawnProgram } from "../harness/program.ts";

/** Variables of the servers `mdwap1p` and `db`. */
const SERVERS = { MDWAP1P_IP: "10.10.10.1", DB_IP: "10.10.10.3" };

/** Returns the reason why `name` is not read, in `.env` or in the process environment. */
function reasonOf(name: string, place: "dotenv" | "process"): string | undefined {
  const ignored = ignoredVariables({ ...SERVERS, [name]: "x" }, place === "dotenv" ? [name] : []);
  assertEquals(ignored.every((entry) => entry.name === name), true);
  return ignored[0]?.reason;
}

Deno.test("ignoredVariables: names the likely variable for a slip, wherever it is set", () => {
  const slips = {
    PROT: "PORT",
    LOG_LEVL: "LOG_LEVEL",
    LOGFILE: "LOG_FILE",
    HOST_KEY: "HOST_KEYS",
    SERVER: "SERVERS",
    port: "PORT",
    HIWARE_PASSWORD: "HIWARE_PW",
    HIWARE_USER: "HIWARE_ID",
    HIWARE_PWD: "HIWARE_PW",
    MDWAP1P_IPP: "MDWAP1P_IP",
    "MDWAP1P-IP": "MDWAP1P_IP",
    MDWAP1P_KEYFILE: "MDWAP1P_KEY_FILE",
    MDWAP1P_PASS: "MDWAP1P_PASSWORD",
    MYPAP1D_HOST: "MYPAP1D_IP",
    MDWAP1P_LABLE: "MDWAP1P_LABEL",
    DB_PROT: "DB_PORT",
    DB_HOSTKEY: "DB_HOST_KEY",
  };
  for (const [name, likely] of Object.entries(slips)) {
    for (const place of ["dotenv", "process"] as const) {
      assertEquals(reasonOf(name, place), `${likely} is likely meant`, `${name} in ${place}`);
    }
  }
});

Deno.test("ignoredVariables: compares names of .env more loosely", () => {
  const slips = {
    ENVS: "ENV",
    HOSY: "HOST",
    SESION_IDLE_SECOND: "SESSION_IDLE_SECONDS",
    NEW_IPP: "NEW_IP",
    new_ip: "NEW_IP",
    NEW_KEYFILE: "NEW_KEY_FILE",
    DB_HOST: "DB_IP",
    TRANSFERS_DAILY: "TRANSFER_DAILY",
    transfer_daily: "TRANSFER_DAILY",
  };
  for (const [name, likely] of Object.entries(slips)) {
    assertEquals(reasonOf(name, "dotenv"), `${likely} is likely meant`, name);
    assertEquals(reasonOf(name, "process"), undefined, name);
  }
  assertEquals(reasonOf("DB_NOTE", "dotenv"), "servers have no such variable");
});

Deno.test("ignoredVariables: names variables that refine a server without address", () => {
  assertEquals(reasonOf("MYPAP1D_PORT", "process"), "no MYPAP1D_IP makes a server");
  assertEquals(
    reasonOf("MDWAPIP_PORT", "process"),
    "no MDWAPIP_IP makes a server; MDWAP1P_PORT is likely meant",
  );
  assertEquals(reasonOf("NEW_LABEL", "dotenv"), "no NEW_IP makes a server");
  assertEquals(reasonOf("NEW_HOST_KEY", "dotenv"), "no NEW_IP makes a server");
  assertEquals(reasonOf("NEW_PASSWORD", "process"), undefined);
});

Deno.test("ignoredVariables: ignores variables that are read, empty, or of others", () => {
  const others = [
    ..."PATH HOME HOSTNAME USER SHELL TERM LANG PWD SHLVL POD_IP HOST_IP NODE_IP NODE_PORT ID OAUTH"
      .split(" "),
    ..."KUBERNETES_PORT KUBERNETES_SERVICE_HOST DB_SERVICE_HOST POSTGRES_USER LOGNAME HISTFILE ENC"
      .split(" "),
    ..."DENO_DIR NO_COLOR CLIENT_ID SSH_AUTH_SOCK SUDO_USER POST SORT DB_HOST".split(" "),
  ];
  for (const name of others) assertEquals(reasonOf(name, "process"), undefined, name);
  for (const name of ["TZ", "ENC", "CLIENT_ID", "NODE_PORT", "COMPOSE_PROJECT_NAME", "NO_COLOR"]) {
    assertEquals(reasonOf(name, "dotenv"), undefined, name);
  }
  const read = { ...SERVERS, PORT: "1", DB_PORT: "2", TRANSFER_A: "x", PROT: "", MYPAP1D_PORT: "" };
  assertEquals(ignoredVariables(read, Object.keys(read)), []);
});

Deno.test("editDistance: counts insertions, deletions, replacements and swaps, either way", () => {
  const pairs: [a: string, b: string, distance: number][] = [
    ["", "", 0],
    ["", "PORT", 4],
    ["PORT", "PORT", 0],
    ["PORT", "PROT", 1],
    ["PORT", "PORTS", 1],
    ["PORT", "PRT", 1],
    ["PORT", "SORT", 1],
    ["PORT", "OPTR", 2],
    ["LOG_LEVEL", "LOGLEVLE", 2],
    ["ABC", "XYZ", 3],
  ];
  for (const [a, b, distance] of pairs) {
    assertEquals([editDistance(a, b), editDistance(b, a)], [distance, distance], `${a} ${b}`);
  }
});

Deno.test("main: a name that nearly matches a variable is one warning in the log", async () => {
  await using program = spawnProgram({ PORT: "0", LOG_LEVL: "debug" }, {
    dotenv: "PROT=9000\nMDWAP1P_PORT=22\nTZ=Asia/Seoul\n",
  });
  const lines: string[] = [];
  const reading = program.child.stdout.pipeThrough(new TextDecoderStream())
    .pipeThrough(new TextLineStream());
  for await (const line of reading) {
    if (line.includes(" WARN ")) lines.push(line.slice(line.indexOf("WARN")));
    if (lines.length === 3) program.child.kill("SIGTERM");
  }
  assertEquals(lines.sort(), [
    'WARN variable is not read name=LOG_LEVL reason="LOG_LEVEL is likely meant"',
    'WARN variable is not read name=MDWAP1P_PORT reason="no MDWAP1P_IP makes a server"',
    'WARN variable is not read name=PROT reason="PORT is likely meant"',
  ]);
});

Deno.test("main: a failed start names the variables that were not read", async () => {
  const { code, stderr } = await endingOf({}, {
    dotenv: "MDWAP1P_IP=10.10.10.1\nHIWARE_ID=u\nHIWARE_PASSWORD=s3cr3t\n",
  });
  assertEquals(code, 1);
  assertMatch(stderr, /^ {2}HIWARE_PW is missing: /m);
  assertMatch(stderr, /^ {2}HIWARE_PASSWORD is not read: HIWARE_PW is likely meant$/m);
});
