// Listens in place of many servers, for probes only. Any message is answered with the port.
import { startTcpServer } from "../../harness/tcp_server.ts";

const scope = globalThis as unknown as Worker;

scope.onmessage = async () => {
  const { port } = await startTcpServer((socket) => {
    socket.on("end", () => socket.end()).resume();
    socket.write("SSH-2.0-OpenSSH_9.2p1\r\n");
  });
  scope.postMessage(port);
};
