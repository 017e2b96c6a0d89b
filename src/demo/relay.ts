import type { Socket } from "node:net";
import type { ServerChannel } from "../ssh2/ssh2.ts";
import { ChannelSink } from "./channel_sink.ts";
import type { HostProcess } from "./host_process.ts";

/**
 * Connects a process with its channel until the process has ended and its output is sent, then
 * sends the exit status and closes the channel. Output is read no faster than the client takes it.
 *
 * When `signal` aborts because the channel has closed, a terminal hangs up and pipes close, as with
 * sshd. The promise still waits for the end of the process.
 */
export async function relay(
  process: HostProcess,
  { channel, socket, signal }: { channel: ServerChannel; socket: Socket; signal: AbortSignal },
): Promise<void> {
  const over = new AbortController();
  const input = feed(process, { channel, signal: over.signal });
  const hangUp = () => {
    process.hangUp();
    over.abort();
  };
  signal.addEventListener("abort", hangUp, { once: true });
  if (signal.aborted) hangUp();
  const sink = new ChannelSink(channel, { socket, signal });
  await Promise.allSettled([
    process.stdout.pipeTo(sink.stdout, { signal }),
    process.stderr?.pipeTo(sink.stderr, { signal }),
  ]);
  const status = await process.status;
  signal.removeEventListener("abort", hangUp);
  over.abort();
  if (!signal.aborted) {
    if (status.signal === null) channel.exit(status.code);
    else channel.exit(status.signal.replace(/^SIG/, ""), false, "");
    channel.end();
  }
  await input;
}

/** Writes the client's input to the process, until the channel ends or `signal` aborts. */
async function feed(
  process: HostProcess,
  { channel, signal }: { channel: ServerChannel; signal: AbortSignal },
): Promise<void> {
  const writer = process.stdin.getWriter();
  const stop = () => writer.abort().catch(() => {});
  signal.addEventListener("abort", stop, { once: true });
  try {
    // By default, the iterator closes the channel at the end of the input, before the output is
    // sent.
    for await (const chunk of channel.iterator({ destroyOnReturn: false })) {
      await writer.write(chunk);
    }
    if (process.endsWithInput) await writer.close();
  } catch {
    channel.resume(); // The process has ended, or closed its input. The rest is discarded.
  }
}
