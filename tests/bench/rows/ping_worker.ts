// Pings a service every 20 ms. The message with the service is answered with "connected"; "stop" is
// answered with the milliseconds of each ping, unanswered ones included.
import type { Service } from "../client.ts";
import { speechOf } from "../speech.ts";

const INTERVAL_MS = 20;

const scope = globalThis as unknown as Worker;
const sentMs = new Map<string, number>();
const times: number[] = [];
let stopped = false;

scope.onmessage = ({ data: { url, dialect } }: MessageEvent<Service>) => {
  const socket = new WebSocket(url);
  const speech = speechOf(dialect);
  let count = 0;
  const ask = () => {
    const id = String(++count);
    sentMs.set(id, performance.now());
    socket.send(speech.ping(id));
  };
  socket.onmessage = ({ data }) => {
    const id = speech.pong(data) ?? "";
    const askedMs = sentMs.get(id);
    if (askedMs === undefined) return;
    times.push(performance.now() - askedMs);
    sentMs.delete(id);
    if (stopped && sentMs.size === 0) scope.postMessage(times);
  };
  socket.onopen = () => {
    scope.postMessage("connected");
    ask();
    const timer = setInterval(ask, INTERVAL_MS);
    scope.onmessage = () => {
      clearInterval(timer);
      stopped = true;
      ask();
    };
  };
};
