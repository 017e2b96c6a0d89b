import { type Client, connect, type Operation, type wire } from "../../src/client/mod.ts";
import { serverVariables } from "../harness/app.ts";
import { newestOperation } from "../harness/newest_operation.ts";
import { RawClient } from "../harness/raw_client.ts";
import { startSshd } from "../harness/sshd.ts";
import { startProgram } from "../harness/started_program.ts";
import { median, report } from "./figure.ts";
import { IS_LONG } from "./options.ts";

/** Number of watchers that read. One more is stalled. */
const READERS = 9;
/** Number of keys for a median. */
const KEYS = IS_LONG ? 500 : 100;
/** Lines that fill what is between the service and the stalled watcher. */
const LINES = IS_LONG ? 2_500_000 : 500_000;

/**
 * Length after which output is acknowledged, in characters. An acknowledgement of each echo would
 * delay the next key: Deno's WebSocket sends no second small packet before the first is confirmed.
 */
const ACKNOWLEDGED = 16_384;

/** Terminal of an operator. */
interface Terminal {
  /** Types text, and waits until the terminal has shown `text`. */
  type(input: string, text: string): Promise<void>;
}

function readTerminal(operation: Operation<wire.TerminalComplete>): Terminal {
  let shown = "";
  let wanted = { text: "", resolve: () => {} };
  const look = () => {
    if (wanted.text === "" || !shown.includes(wanted.text)) return;
    shown = "";
    wanted.resolve();
  };
  let unacknowledged = 0;
  const read = async () => {
    for await (const event of operation) {
      if (event.type !== "output") continue;
      shown = shown.slice(-100) + event.data;
      unacknowledged += event.data.length;
      if (unacknowledged > ACKNOWLEDGED) {
        operation.acknowledge();
        unacknowledged = 0;
      }
      look();
    }
  };
  read().catch(() => {});
  return {
    type: async (input, text) => {
      shown = "";
      const showing = new Promise<void>((resolve) => wanted = { text, resolve });
      operation.write(input);
      await showing;
    },
  };
}

/** Returns the median time of the echo of a key, in milliseconds. */
async function echoMs(terminal: Terminal): Promise<number> {
  const times: number[] = [];
  for (let key = 0; key < KEYS; key++) {
    const start = performance.now();
    await terminal.type("k", "k");
    times.push(performance.now() - start);
  }
  await terminal.type("\r", "\n");
  return median(times);
}

/** Reads all that a watcher is sent. */
async function readAll(client: Client, id: string): Promise<void> {
  for await (const _event of client.watch(id));
}

Deno.test("watchers: ten of them, one stalled, leave the operator's echo as it is", async () => {
  await using sshd = await startSshd();
  await using app = await startProgram(serverVariables("a", sshd));
  await using operator = await connect(app.url);
  await using operation = operator.terminal("a", { acknowledge: "manual" });
  const terminal = readTerminal(operation);
  await terminal.type("stty -icanon; echo rea''dy\r", "ready");
  const aloneMs = await echoMs(terminal);
  const { operation_id } = await newestOperation(app.url);
  await using watchers = new AsyncDisposableStack();
  const reading: Promise<void>[] = [];
  for (let index = 0; index < READERS; index++) {
    const client = watchers.use(await connect(app.url));
    reading.push(readAll(client, operation_id));
  }
  using stalled = await RawClient.connect(app.url);
  await stalled.send({ type: "watch_operation", data: { operation_id } });
  await stalled.next("watching");
  await terminal.type(`seq ${LINES}; echo d''one\r`, "done");
  const watchedMs = await echoMs(terminal);
  report("operator's echo alone, p50, ms", aloneMs, "–");
  report("operator's echo beside ten watchers, p50, ms more", watchedMs - aloneMs, "≤ 1");
  await operation.cancel();
  await Promise.all(reading);
});
