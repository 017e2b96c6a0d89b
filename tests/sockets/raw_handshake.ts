/**
 * Connects to the service at `url` (`http://host:port`) and makes the opening handshake (RFC 6455,
 * 4.1). The caller reads what follows it from the returned connection, and closes that.
 *
 * @throws {Error} with the whole HTTP answer when it is not 101
 */
export async function rawHandshake(url: string): Promise<Deno.TcpConn> {
  const { hostname, port, host } = new URL(url);
  const tcp = await Deno.connect({ hostname, port: Number(port) });
  const key = crypto.getRandomValues(new Uint8Array(16)).toBase64();
  const request = `GET /ws/v1/stub HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade\r\n` +
    `Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${key}\r\n\r\n`;
  try {
    await tcp.write(new TextEncoder().encode(request));
    await readAnswer(tcp);
    return tcp;
  } catch (error) {
    tcp.close();
    throw error;
  }
}

/** Reads the answer byte by byte, since frames may follow it. */
async function readAnswer(tcp: Deno.TcpConn): Promise<void> {
  let answer = "";
  const byte = new Uint8Array(1);
  const more = async () => {
    if (await tcp.read(byte) === null) throw new Error(`TCP ended after: ${answer}`);
    answer += String.fromCharCode(...byte);
  };
  while (!answer.endsWith("\r\n\r\n")) await more();
  if (answer.startsWith("HTTP/1.1 101 ")) return;
  const length = Number(/^content-length: (\d+)/im.exec(answer)?.[1] ?? 0);
  for (let read = 0; read < length; read++) await more();
  throw new Error(answer);
}
