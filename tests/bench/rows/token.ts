import { createToken, hashOf } from "../../../src/access/token.ts";
import { changeTokens } from "../../../src/access/write_tokens.ts";
import { alternate } from "../alternate.ts";
import { within } from "../figure.ts";
import { median } from "../percentile.ts";
import { oneServer, type ServiceProcess } from "../processes.ts";
import type { Row } from "../row.ts";

/** Number of other tokens in the file: a team. */
const OTHERS = 50;

/** Row of the cost of a token: from the handshake to the first frame, with and without one. */
export const token: Row = {
  id: "token",
  async measure(lab) {
    const sshd = await lab.sshd();
    const folder = await Deno.makeTempDir({ prefix: "pink-page-bench-" });
    const TOKENS_FILE = `${folder}/tokens.json`;
    const secret = await addTokens(TOKENS_FILE);
    const open = await lab.service(oneServer(sshd));
    const guarded = await lab.service({ ...oneServer(sshd), AUTH: "tokens", TOKENS_FILE });
    const tasks = {
      guarded: () => welcomeMs(guarded, { authorization: `Bearer ${secret}` }),
      open: () => welcomeMs(open, {}),
    };
    await alternate(20, tasks); // The first connections have cold code.
    const runs = await alternate(lab.extent({ short: 200, full: 2_000 }), tasks);
    await Deno.remove(folder, { recursive: true });
    return [{
      what: "Handshake to `welcome` with a token: p50",
      unit: "ms",
      value: median(runs.guarded),
      reference: { name: "no token", value: median(runs.open) },
      goal: within(1),
    }];
  },
};

/** Writes a file with many tokens. Returns the last of them. */
async function addTokens(path: string): Promise<string> {
  const tokens = Array.from({ length: OTHERS + 1 }, createToken);
  const entries = await Promise.all(tokens.map(async (each, index) => ({
    name: `token ${index}`,
    role: "operator" as const,
    sha256: await hashOf(each),
    created_at: new Date().toISOString(),
  })));
  await changeTokens(path, () => entries);
  return tokens.at(-1) ?? "";
}

/** Connects, and returns the time to the first frame, in milliseconds. */
async function welcomeMs(
  { url }: Pick<ServiceProcess, "url">,
  headers: Record<string, string>,
): Promise<number> {
  const startMs = performance.now();
  const socket = new WebSocket(url, { headers });
  const closed = new Promise((resolve) => socket.onclose = resolve);
  await new Promise((resolve, reject) => {
    socket.onerror = reject;
    socket.onmessage = resolve;
  });
  const ms = performance.now() - startMs;
  socket.close(1000);
  await closed;
  return ms;
}
