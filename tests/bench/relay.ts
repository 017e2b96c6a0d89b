// Reference of the benchmarks: a plain relay from a WebSocket to SSH, without a protocol. The first
// letter of a text frame is its type. `x` runs the rest as a command on a terminal, and `i` types
// the rest there; the output comes back unchanged, and the socket closes at the end. `n` runs the
// rest without a terminal and answers with the exit code. `p` is answered with the rest, and `b`
// sends the rest to every socket.
import { Buffer } from "node:buffer";
// @ts-types="@types/ssh2"
import ssh2, { type ClientChannel } from "ssh2";

/** Login of the relay. */
export interface RelayLogin {
  readonly host: string;
  readonly port: number;
  readonly username: string;
  readonly privateKey: string;
}

if (import.meta.main) serve(JSON.parse(await Deno.readTextFile(Deno.args[0] ?? "")));

function serve(login: RelayLogin): void {
  const sockets = new Set<WebSocket>();
  // deno-lint-ignore no-console -- the parent process reads the port
  const onListen = ({ port }: Deno.NetAddr) => console.log(port);
  Deno.serve({ hostname: "127.0.0.1", port: 0, onListen }, (request) => {
    // Without pings, like the service, so that an idle client costs no timer of Deno.
    const { socket, response } = Deno.upgradeWebSocket(request, { idleTimeout: 0 });
    relay(socket, { login, sockets });
    return response;
  });
}

function relay(
  socket: WebSocket,
  { login, sockets }: { login: RelayLogin; sockets: Set<WebSocket> },
): void {
  let connection: Promise<ssh2.Client> | undefined;
  let terminal: ClientChannel | undefined;
  const connected = () => connection ??= connect(login);
  const give = async (letter: string, rest: string) => {
    if (letter === "i") terminal?.write(Buffer.from(rest));
    else if (letter === "p") socket.send(rest);
    else if (letter === "b") { for (const other of sockets) other.send(rest); }
    else if (letter === "n") exec(await connected(), { command: rest, socket });
    else terminal = await open(await connected(), { command: rest, socket });
  };
  socket.onopen = () => sockets.add(socket);
  socket.onmessage = ({ data }: MessageEvent<string>) => {
    give(data.charAt(0), data.slice(1)).catch(() => socket.close(4000));
  };
  socket.onclose = () => {
    sockets.delete(socket);
    connection?.then((client) => client.end(), () => {});
  };
}

function connect(login: RelayLogin): Promise<ssh2.Client> {
  const client = new ssh2.Client();
  client.on("connect", () => client.setNoDelay(true));
  client.connect({ ...login, algorithms: { cipher: ["chacha20-poly1305@openssh.com"] } });
  return new Promise((resolve, reject) =>
    client.on("ready", () => resolve(client)).on("error", reject)
  );
}

function open(
  client: ssh2.Client,
  { command, socket }: { command: string; socket: WebSocket },
): Promise<ClientChannel> {
  const pty = { cols: 80, rows: 24, term: "xterm-256color" };
  return new Promise((resolve, reject) =>
    client.exec(command, { pty }, (error, channel) => {
      if (error) return reject(error);
      const decoder = new TextDecoder();
      channel.on("data", (data: Buffer) => socket.send(decoder.decode(data, { stream: true })));
      channel.on("close", () => socket.close(1000));
      resolve(channel);
    })
  );
}

function exec(
  client: ssh2.Client,
  { command, socket }: { command: string; socket: WebSocket },
): void {
  client.exec(command, (error, channel) => {
    if (error) return socket.close(4000);
    channel.on("exit", (code: number) => socket.send(String(code)));
    channel.resume();
  });
}
