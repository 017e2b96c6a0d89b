// Sends messages to a service as fast as it can. The message with their number is answered with
// "answered" when each has its answer.

/** Messages that are sent before one of them is answered. */
const AHEAD = 5_000;

const scope = globalThis as unknown as Worker;

scope.onmessage = (
  { data: { url, messages } }: MessageEvent<{ url: string; messages: number }>,
) => {
  const socket = new WebSocket(url);
  let sent = 0;
  let answered = 0;
  const send = () => {
    for (; sent < messages && sent < answered + AHEAD; sent++) {
      socket.send(JSON.stringify({ type: "get_lock_status", request_id: String(sent) }));
    }
  };
  socket.onmessage = ({ data }) => {
    if (!data.includes('"request_id"')) return;
    answered++;
    if (answered === messages) {
      socket.close(1000);
      scope.postMessage("answered");
    } else if (answered % 1_000 === 0) send();
  };
  socket.onopen = send;
};
