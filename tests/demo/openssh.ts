import { outputOf } from "../harness/output_of.ts";
import type { Login } from "./test_host.ts";

/** Time for a client in a test, in milliseconds. 50 MB take 1 s, on a busy machine 30 s. */
const DEADLINE_MS = 90_000;

/** Clients of OpenSSH with the password of a host. Disposing removes their temporary folder. */
export interface OpenSsh extends AsyncDisposable {
  /** Runs `ssh`, `scp` or `sftp`; `%h` in the arguments is `user@127.0.0.1`. */
  run(
    program: "ssh" | "scp" | "sftp",
    args: readonly string[],
    options?: { input?: string },
  ): Promise<{ stdout: Uint8Array; stderr: string; code: number }>;
}

/**
 * Prepares the clients. A small program prints the password, which they do not read from a pipe.
 */
export async function openOpenSsh({ port, username, password }: Login): Promise<OpenSsh> {
  const folder = await Deno.makeTempDir({ prefix: "demo_test_" });
  const askpass = `${folder}/askpass`;
  await Deno.writeTextFile(askpass, '#!/bin/sh\nprintf "%s\\n" "$TEST_PASSWORD"\n', {
    mode: 0o755,
  });
  const options = [
    "StrictHostKeyChecking=no",
    `UserKnownHostsFile=${folder}/known_hosts`,
    "LogLevel=ERROR",
    "PubkeyAuthentication=no",
    `Port=${port}`,
  ].flatMap((option) => ["-o", option]);
  return {
    async run(program, args, { input = "" } = {}) {
      const child = new Deno.Command(program, {
        args: [
          "-F",
          "none",
          ...options,
          ...args.map((arg) => arg.replace("%h", `${username}@127.0.0.1`)),
        ],
        env: { SSH_ASKPASS: askpass, SSH_ASKPASS_REQUIRE: "force", TEST_PASSWORD: password },
        stdin: "piped",
        stdout: "piped",
        stderr: "piped",
      }).spawn();
      const writer = child.stdin.getWriter();
      const written = writer.write(new TextEncoder().encode(input)).then(() => writer.close())
        .catch(() => {}); // It may end without having read everything.
      const { stdout, stderr, code } = await outputOf(child, {
        what: `${program} ends`,
        limitMs: DEADLINE_MS,
      });
      await written;
      return { stdout, stderr: new TextDecoder().decode(stderr), code };
    },
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}
