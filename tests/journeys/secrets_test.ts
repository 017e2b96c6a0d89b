import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { Client } from "../harness/client.ts";
import { eventually } from "../harness/eventually.ts";
import { readAll } from "../harness/output_of.ts";
import { type Program, spawnProgram } from "../harness/program.ts";
import { type Sshd, sshdTest, startSshd } from "../harness/sshd.ts";
import { bearer, createTokens, type TestTokens } from "../harness/tokens.ts";

/** Secrets of the day, by what they are. None may be left anywhere. */
const MARKED = {
  wrongToken: `pp_${"wrong-token-".repeat(4).slice(0, 43)}`,
  wrongPassword: "a-wrong-password-of-a-server",
  typed: "typed-without-an-echo",
} as const;

/** Service that runs as a process, and everything that it has printed. */
interface Day extends AsyncDisposable {
  readonly url: string;
  readonly pid: number;
  /** Sends a signal, waits for the end, and returns what was printed. */
  end(signal: Deno.Signal): Promise<string>;
}

async function startDay(variables: Record<string, string>): Promise<Day> {
  const program: Program = spawnProgram(variables);
  const { child } = program;
  const { signal } = new AbortController();
  const outputs = [child.stdout, child.stderr].map((stream) => readAll(stream, { signal }));
  let url = "";
  await eventually(async () => {
    const log = await Deno.readTextFile(variables.LOG_FILE ?? "").catch(() => "");
    url = [...log.matchAll(/ listening url=(\S+)/g)].at(-1)?.[1] ?? "";
    return (await fetch(`${url}/healthz`).then((answer) => answer.text(), () => "")) !== "";
  }, "the service answers");
  return {
    url,
    pid: child.pid,
    end: async (signal) => {
      child.kill(signal);
      await child.status;
      const decoder = new TextDecoder();
      return (await Promise.all(outputs)).map((bytes) => decoder.decode(bytes)).join("");
    },
    [Symbol.asyncDispose]: () => program[Symbol.asyncDispose](),
  };
}

/** Presents wrong and right tokens in every way. Returns the answers, and the cookie of a login. */
async function logIn(url: string, token: string): Promise<{ texts: string[]; cookie: string }> {
  const { wrongToken } = MARKED;
  const post = (body: unknown) =>
    fetch(`${url}/login`, { method: "POST", body: JSON.stringify(body) });
  const answers = [
    await fetch(`${url}/api/v1/servers`, { headers: bearer(wrongToken) }),
    await fetch(`${url}/api/v1/servers?token=${wrongToken}`, { headers: bearer(token) }),
    await fetch(`${url}/login`, {
      method: "POST",
      body: new URLSearchParams({ token: wrongToken }),
    }),
    await post({ token: wrongToken }),
    await post({ token: 1, password: wrongToken }),
    await post({ token }),
  ];
  // The answer names the path, but the log hides what looks like a token.
  await (await fetch(`${url}/${wrongToken}`, { headers: bearer(token) })).body?.cancel();
  const cookie = /pink-page=([^;]+)/.exec(answers.at(-1)?.headers.get("set-cookie") ?? "")?.[1];
  assert(cookie);
  return { texts: await Promise.all(answers.map((answer) => answer.text())), cookie };
}

/** Types a secret into a command that reads it without an echo. */
async function typeSecret(client: Client): Promise<void> {
  client.send({
    type: "ssh_command",
    data: { server_name: "a", command: `read -rsp 'Password: ' p; echo " of \${#p}"` },
  });
  await client.textWith("Password: ");
  client.send({ type: "ssh_input", data: { input: `${MARKED.typed}\n` } });
  await client.next("complete");
  assertStringIncludes(client.text(), ` of ${MARKED.typed.length}`);
}

/** Reads every page and endpoint that a client can read. */
async function readPages(url: string, token: string): Promise<string[]> {
  const paths = ["operations", "audit", "session", "servers", "transfers", "servers/a/health"];
  const pages = ["", "docs/configuration", "openapi.json", "login"];
  const all = [...paths.map((path) => `api/v1/${path}`), ...pages];
  return await Promise.all(all.map(async (path) => {
    const answer = await fetch(`${url}/${path}`, { headers: bearer(token) });
    const text = await answer.text();
    assertEquals(answer.status, 200, text);
    return text;
  }));
}

/** Returns the texts of all files below `folder`, by their paths. */
async function filesIn(folder: string): Promise<[string, string][]> {
  const files: [string, string][] = [];
  for await (const { name, isFile } of Deno.readDir(folder)) {
    const path = `${folder}/${name}`;
    if (!isFile) files.push(...await filesIn(path));
    else files.push([path, new TextDecoder("latin1").decode(await Deno.readFile(path))]);
  }
  return files;
}

function variablesOf(
  { sshd, tokens, folder }: { sshd: Sshd; tokens: TestTokens; folder: string },
): Record<string, string> {
  const { host, port, user, password } = sshd;
  const server = (name: string, secret: string) => ({
    [`${name}_IP`]: host,
    [`${name}_PORT`]: String(port),
    [`${name}_USER`]: user,
    [`${name}_PASSWORD`]: secret,
  });
  return {
    ENV: "prod",
    PORT: "0",
    LOG_LEVEL: "debug",
    LOG_FILE: `${folder}/log`,
    DATABASE_PATH: `${folder}/data/pink-page.db`,
    ...server("A", password),
    ...server("B", password),
    ...server("C", MARKED.wrongPassword),
    TRANSFER_COPY: `a:/home/${user}/*.dat -> b:/home/${user}/copy/`,
    ...tokens.variables,
  };
}

sshdTest("secrets: none is left in a file, log, page, event or argument after a day", async () => {
  await using sshd = await startSshd({ password: true });
  await using tokens = await createTokens();
  const folder = await Deno.makeTempDir({ prefix: "pink-page-day-" });
  await using _folder = { [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }) };
  const admin = await tokens.add("ann", { role: "admin" });
  const operator = await tokens.add("bob");
  const variables = variablesOf({ sshd, tokens, folder });
  const left: [string, string][] = [];
  const secrets: Record<string, string> = { ...MARKED, password: sshd.password, admin, operator };

  {
    await using day = await startDay(variables);
    const { texts, cookie } = await logIn(day.url, admin);
    left.push(["answers to logins", texts.join("\n")]);
    secrets.cookie = cookie;
    const client = await Client.connect(day.url, bearer(operator));
    await typeSecret(client);
    client.send({ type: "ssh_command", data: { server_name: "c", command: "true" } });
    assertEquals((await client.next("error")).error_code, 21000);
    client.send({ type: "start_session" });
    const { session_token } = await client.next("session_started");
    secrets.sessionToken = session_token;
    client.send({ type: "join_session", data: { session_token } });
    assertEquals((await client.next("error")).error_code, 50004);
    const prepare = "mkdir -p copy && echo data > x.dat";
    client.send({ type: "ssh_command", data: { server_name: "a", command: prepare } });
    await client.next("complete");
    client.send({ type: "scp_transfer", data: { transfer_name: "copy" } });
    await client.transferred();
    client.send({ type: "ssh_command", data: { server_name: "a", command: "sleep 600" } });
    await client.next("status");
    await tokens.revoke("bob");
    assertEquals((await client.closed).code, 1008);
    // The owner reads the secret of its session, once.
    left.push(["events", JSON.stringify(client.events).replace(session_token, "")]);
    left.push(["pages", (await readPages(day.url, admin)).join("\n")]);
    left.push(["arguments", await Deno.readTextFile(`/proc/${day.pid}/cmdline`)]);
    left.push(["output", await day.end("SIGKILL")]);
  }
  {
    await using day = await startDay(variables);
    left.push(["pages after a crash", (await readPages(day.url, admin)).join("\n")]);
    left.push(["output after a crash", await day.end("SIGTERM")]);
  }
  left.push(...await filesIn(folder), ["tokens", await Deno.readTextFile(tokens.path)]);

  const names = left.map(([name]) => name);
  for (const name of ["pages", "output", `${folder}/log`, `${folder}/data/pink-page.db`]) {
    assert(names.includes(name), name);
  }
  const found = Object.entries(secrets).flatMap(([secret, text]) =>
    left.filter(([, content]) => content.includes(text)).map(([name]) => `${secret} in ${name}`)
  );
  assertEquals(found, []);
});
