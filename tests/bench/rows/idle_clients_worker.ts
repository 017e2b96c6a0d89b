// Holds many clients of a service. Told its task it answers "connected" when all are; told the number of a round it has the
// service tell all of them something, and answers with the milliseconds to the last arrival.
import type { Service } from "../client.ts";
import { speechOf } from "../speech.ts";

/** What the worker is told. */
export interface IdleClientsTask {
  readonly service: Service;
  readonly clients: number;
}

/** Clients that connect at a time. */
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

/** Connects, and waits for an answer: who has been answered is among those who are told. */
function connect({ url, dialect }: Service): Promise<WebSocket> {
  const socket = new WebSocket(url);
  const speech = speechOf(dialect);
  return new Promise((resolve, reject) => {
    socket.onopen = () => socket.send(speech.ping("here"));
    socket.onmessage = ({ data }) => speech.pong(data) === "here" && resolve(socket);
    socket.onerror = (event) => reject(event);
  });
}
