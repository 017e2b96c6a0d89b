// Asks a service something every 20 ms. Told its URL it says "connected"; told "stop" it says how many milliseconds each
// answer took, those that are still awaited included.

const INTERVAL_MS = 20;

const scope = globalThis as unknown as Worker;
const sentMs = new Map<string, number>();
const times: number[] = [];
let stopped = false;

scope.onmessage = ({ data: url }: MessageEvent<string>) => {
  const socket = new WebSocket(url);
  let count = 0;
  const ask = () => {
    const request_id = String(++count);
    sentMs.set(request_id, performance.now());
    socket.send(JSON.stringify({ type: "get_lock_status", request_id }));
  };
  socket.onmessage = ({ data }) => {
    const { request_id } = JSON.parse(data);
    const askedMs = sentMs.get(request_id);
    if (askedMs === undefined) return;
    times.push(performance.now() - askedMs);
    sentMs.delete(request_id);
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
