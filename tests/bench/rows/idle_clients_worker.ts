// Keeps many clients of a service. The task is answered with "connected" when all are connected.
// The number of a round causes a broadcast, and is answered with the milliseconds to its last
// arrival.
import type { Service } from "../client.ts";
import { speechOf } from "../speech.ts";

/** Task of the worker. */
export interface IdleClientsTask {
  readonly service: Service;
  readonly clients: number;
}

/** Number of clients that connect at a time. */
const CONNECTING = 50;

const scope = globalThis as unknown as Worker;

scope.onmessage = async ({ data: { service, clients } }: MessageEvent<IdleClientsTask>) => {
  const speech = speechOf(service.dialect);
  const sockets: WebSocket[] = [];
  let reached = 0;
  let allReached = Promise.withResolvers<void>();
  const onmessage = ({ data }: MessageEvent<string>) => {
    if (speech.isBroadcast(data) && ++reached === clients) allReached.resolve();
  };
  for (let left = clients; left > 0; left -= CONNECTING) {
    const count = Math.min(left, CONNECTING);
    sockets.push(...await Promise.all(Array.from({ length: count }, () => connect(service))));
  }
  for (const socket of sockets) socket.onmessage = onmessage;
  scope.onmessage = async ({ data: round }: MessageEvent<number>) => {
    reached = 0;
    allReached = Promise.withResolvers();
    const startMs = performance.now();
    sockets[0]?.send(speech.broadcast(round));
    await allReached.promise;
    scope.postMessage(performance.now() - startMs);
  };
  scope.postMessage("connected");
};

/** Connects and waits for an answer. An answered client receives broadcasts. */
function connect({ url, dialect }: Service): Promise<WebSocket> {
  const socket = new WebSocket(url);
  const speech = speechOf(dialect);
  return new Promise((resolve, reject) => {
    socket.onopen = () => socket.send(speech.ping("here"));
    socket.onmessage = ({ data }) => speech.pong(data) === "here" && resolve(socket);
    socket.onerror = (event) => reject(event);
  });
}
