// Sends messages to a service as fast as it can. The message with their number is answered with
// "answered" when each has its answer.
import type { Service } from "../client.ts";
import { speechOf } from "../speech.ts";

/** Number of messages that are sent before one of them is answered. */
const AHEAD = 1_000;

const scope = globalThis as unknown as Worker;

scope.onmessage = ({ data }: MessageEvent<Service & { messages: number }>) => {
  const { url, dialect, messages } = data;
  const socket = new WebSocket(url);
  const speech = speechOf(dialect);
  let sent = 0;
  let answered = 0;
  const send = () => {
    for (; sent < messages && sent < answered + AHEAD; sent++) {
      socket.send(speech.ping(`flood ${sent}`));
    }
  };
  socket.onmessage = ({ data }) => {
    // A refused message has an answer with its id too.
    if (!data.includes("flood ")) return;
    answered++;
    if (answered === messages) {
      socket.close(1000);
      scope.postMessage("answered");
    } else if (answered % 100 === 0) send();
  };
  socket.onopen = send;
};
