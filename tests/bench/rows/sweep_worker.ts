// Stands in for many servers that are only asked whether they are there. Told anything it answers with its port.
import { startTcpServer } from "../../harness/tcp_server.ts";

const scope = globalThis as unknown as Worker;

scope.onmessage = async () => {
  const { port } = await startTcpServer((socket) => {
    socket.on("end", () => socket.end()).resume();
    socket.write("SSH-2.0-OpenSSH_9.2p1\r\n");
  });
  scope.postMessage(port);
};
