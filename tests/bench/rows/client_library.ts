import { connect } from "../../../src/client/mod.ts";
import { alternate } from "../alternate.ts";
import type { Service } from "../client.ts";
import { atLeastTimes } from "../figure.ts";
import { Flood } from "../flood.ts";
import { median } from "../percentile.ts";
import { oneServer, SERVER_NAME } from "../processes.ts";
import type { Row } from "../row.ts";

/** Credit of both readers, in bytes. */
const WINDOW = 1_048_576;

/** Row of the client library beside a WebSocket that reads and acknowledges the same. */
export const clientLibrary: Row = {
  id: "client",
  async measure(lab) {
    const megabytes = lab.extent({ short: 40, full: 200 });
    const service = await lab.service(oneServer(await lab.sshd()));
    for (const read of [readLibrary, readSocket]) await read(service, megabytes / 4);
    const runs = await alternate(5, {
      library: () => readLibrary(service, megabytes),
      socket: () => readSocket(service, megabytes),
    });
    return [{
      what: `Client library, output of ${megabytes} MB`,
      unit: "MB/s",
      value: median(runs.library),
      reference: { name: "bare WebSocket", value: median(runs.socket) },
      goal: atLeastTimes(0.95),
    }];
  },
};

/** Returns the megabytes per second of a command through the library. */
async function readLibrary({ url }: Service, megabytes: number): Promise<number> {
  const flood = new Flood(megabytes);
  const terminal = { onText: (_text: string) => {} };
  const client = await connect(new URL(url).origin.replace("ws", "http"));
  flood.start(terminal);
  for await (const event of client.command(SERVER_NAME, flood.command, { window: WINDOW })) {
    if (event.type === "output") terminal.onText(event.data);
  }
  await client.close();
  return flood.megabytesPerSecond();
}

/** Returns the megabytes per second of a command through a WebSocket. */
async function readSocket({ url }: Service, megabytes: number): Promise<number> {
  const flood = new Flood(megabytes);
  const terminal = { onText: (_text: string) => {} };
  const socket = new WebSocket(url);
  const send = (message: unknown) => socket.send(JSON.stringify(message));
  const { promise: ended, resolve } = Promise.withResolvers<void>();
  let unacknowledged = 0;
  socket.onmessage = ({ data }) => {
    const event = JSON.parse(data);
    if (event.type === "welcome") {
      flood.start(terminal);
      const command = { server_name: SERVER_NAME, command: flood.command, window: WINDOW };
      send({ type: "ssh_command", data: command });
    } else if (event.type === "output") {
      terminal.onText(event.data);
      unacknowledged += event.data.length;
      if (unacknowledged * 4 < WINDOW) return;
      unacknowledged = 0;
      send({ type: "ack", data: { seq: event.seq } });
    } else if (event.type === "complete") resolve();
  };
  await ended;
  socket.close(1000);
  return flood.megabytesPerSecond();
}
