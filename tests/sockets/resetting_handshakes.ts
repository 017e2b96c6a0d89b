import { connect } from "node:net";

/** Head of an upgrade to a WebSocket (RFC 6455, 4.1). */
const HEAD = "GET /ws/v1/stub HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\n" +
  "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n" +
  "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

/** Returns a program that sends `count` handshakes to `port`, and resets each at once. */
export function resettingHandshakes(
  { port, count }: { port: number; count: number },
): Deno.Command {
  const args = ["run", "-A", "--no-check", import.meta.filename ?? "", String(port), String(count)];
  return new Deno.Command(Deno.execPath(), { args });
}

if (import.meta.main) {
  const [port = 0, count = 0] = Deno.args.map(Number);
  for (let sent = 0; sent < count; sent++) {
    const { promise: closed, resolve } = Promise.withResolvers<void>();
    const socket = connect(port, "127.0.0.1", () => {
      socket.write(HEAD, () => socket.resetAndDestroy());
    });
    socket.on("error", () => {});
    socket.on("close", () => resolve());
    await closed;
  }
}
