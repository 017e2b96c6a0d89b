import type { Socket } from "node:net";
import type { ServerChannel } from "../ssh2/ssh2.ts";
import { ChannelSink } from "./channel_sink.ts";
import type { SessionProcess } from "./session_process.ts";

/**
 * Connects a process with its channel until it has ended and all of its output is sent, then tells the client how it
 * ended and closes the channel. Reads only what the client takes. When `signal` aborts (the client closed the channel),
 * a terminal hangs up and pipes close, as with sshd; the promise still waits for the end of the process.
 */
export async function relay(
  process: SessionProcess,
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

/** Takes the client's input to the process, up to the end of the channel or of `signal`. */
async function feed(
  process: SessionProcess,
  { channel, signal }: { channel: ServerChannel; signal: AbortSignal },
): Promise<void> {
  const writer = process.stdin.getWriter();
  const stop = () => writer.abort().catch(() => {});
  signal.addEventListener("abort", stop, { once: true });
  try {
    // The default would close the channel at the end of the input, before the output is sent.
    for await (const chunk of channel.iterator({ destroyOnReturn: false })) {
      await writer.write(chunk);
    }
    if (process.endsWithInput) await writer.close();
  } catch {
    channel.resume(); // Nobody reads the rest: the process ended, or closed its input.
  }
}
