// The reference of the benchmarks: a plain relay from a WebSocket to an SSH terminal, with no protocol and no care. A text
// frame starts with `x` (connect, and run the rest as a command) or `i` (type the rest); what the terminal prints comes back
// as it is, and the socket closes with the terminal.
import { Buffer } from "node:buffer";
// @ts-types="@types/ssh2"
import ssh2, { type ClientChannel } from "ssh2";

/** How the relay logs in. */
export interface RelayLogin {
  readonly host: string;
  readonly port: number;
  readonly username: string;
  readonly privateKey: string;
}

if (import.meta.main) serve(JSON.parse(await Deno.readTextFile(Deno.args[0] ?? "")));

function serve(login: RelayLogin): void {
  // deno-lint-ignore no-console -- the parent process reads the port
  const onListen = ({ port }: Deno.NetAddr) => console.log(port);
  Deno.serve({ hostname: "127.0.0.1", port: 0, onListen }, (request) => {
    const { socket, response } = Deno.upgradeWebSocket(request);
    relay(socket, login);
    return response;
  });
}

function relay(socket: WebSocket, login: RelayLogin): void {
  const client = new ssh2.Client();
  let command = "";
  let channel: ClientChannel | undefined;
  const attach = (error: Error | undefined, opened: ClientChannel) => {
    if (error) return socket.close(1011);
    channel = opened;
    const decoder = new TextDecoder();
    opened.on("data", (data: Buffer) => socket.send(decoder.decode(data, { stream: true })));
    opened.on("close", () => socket.close(1000));
  };
  client.on("connect", () => client.setNoDelay(true));
  client.on("ready", () => {
    client.exec(command, { pty: { cols: 80, rows: 24, term: "xterm-256color" } }, attach);
  });
  client.on("error", () => socket.close(1011));
  socket.onmessage = ({ data }: MessageEvent<string>) => {
    if (data.startsWith("i")) {
      channel?.write(Buffer.from(data.slice(1)));
    } else {
      command = data.slice(1);
      client.connect({ ...login, algorithms: { cipher: ["chacha20-poly1305@openssh.com"] } });
    }
  };
  socket.onclose = () => client.end();
}
