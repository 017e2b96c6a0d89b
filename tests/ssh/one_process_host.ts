import ssh2, { type ParsedKey, type ServerChannel } from "../../src/ssh2/ssh2.ts";
import { newHostKey, type Ssh2Host, startSsh2Host } from "../harness/ssh2_host.ts";

/** Options for {@linkcode startOneProcessHost}. */
export interface OneProcessHostOptions {
  /** Text of `SSH_CONNECTION` for the commands. Default: none. */
  readonly sshConnection?: string;
  /** Whether the host presents a public key that it does not own. Default: false. */
  readonly isImpostor?: boolean;
}

/**
 * Starts a host on a free port of 127.0.0.1 that serves all its connections in the process of the
 * test. It accepts every login, and runs commands in `/bin/sh`.
 */
export async function startOneProcessHost(
  { sshConnection, isImpostor = false }: OneProcessHostOptions = {},
): Promise<Ssh2Host> {
  const key = rsaKey();
  if (isImpostor) {
    const foreign = rsaKey();
    key.getPublicSSH = () => foreign.getPublicSSH();
  }
  const env: Record<string, string> = sshConnection === undefined
    ? {}
    : { SSH_CONNECTION: sshConnection };
  // ssh2 takes a parsed key; its types do not say so.
  const hostKeys = [{ key: key as unknown as string }];
  return await startSsh2Host(hostKeys, (connection) => {
    connection.on("error", () => {}).on("authentication", (attempt) => attempt.accept())
      .on("session", (accept) => {
        accept().on("exec", (accept, _reject, { command }) => run(command, accept(), env));
      });
  });
}

function rsaKey(): ParsedKey {
  const key = ssh2.utils.parseKey(newHostKey());
  if (key instanceof Error) throw key;
  return key;
}

async function run(
  command: string,
  channel: ServerChannel,
  env: Record<string, string>,
): Promise<void> {
  const child = new Deno.Command("/bin/sh", {
    args: ["-c", command],
    env,
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const stdin = child.stdin.getWriter();
  // A program may end before it has read its input.
  channel.on("data", (chunk: Uint8Array) => stdin.write(chunk).catch(() => {}))
    .on("end", () => stdin.close().catch(() => {}));
  const { code, stdout } = await child.output();
  channel.write(stdout);
  channel.exit(code);
  channel.end();
}
