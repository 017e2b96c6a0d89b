import { serverVariables } from "../../harness/app.ts";
import { clientOf, setUpLeases } from "../../leases/lease_setup.ts";
import { atMost } from "../figure.ts";
import { median } from "../percentile.ts";
import { oneServer } from "../processes.ts";
import type { Row } from "../row.ts";

/** Number of the asks that wait. */
const WAITING = 1_000;

/** Row of the time to get a session, and of the time to settle 1,000 asks that wait. */
export const leases: Row = {
  id: "leases",
  async measure(lab) {
    const rounds = lab.extent({ short: 50, full: 300 });
    const sshd = await lab.sshd();
    const service = await lab.service({ ...oneServer(sshd), ...serverVariables("other", sshd) });
    await asked(service.url, rounds);
    const settled: number[] = [];
    for (let round = 0; round < lab.extent({ short: 5, full: 20 }); round++) {
      settled.push(await settleMs());
    }
    return [
      {
        what: "Session on a server, asked and granted",
        unit: "ms",
        value: median(await asked(service.url, rounds)),
        goal: atMost(2),
      },
      {
        what: "1,000 asks that wait, settled at the end of a session",
        unit: "ms",
        value: median(settled),
        goal: atMost(20),
      },
    ];
  },
};

/** Returns the milliseconds of each session from the message to the answer. */
async function asked(url: string, rounds: number): Promise<number[]> {
  const socket = new WebSocket(url);
  const times: number[] = [];
  const { promise: done, resolve, reject } = Promise.withResolvers<void>();
  let startMs = 0;
  const ask = () => {
    startMs = performance.now();
    socket.send(JSON.stringify({ type: "start_session", data: { servers: ["other"] } }));
  };
  socket.onerror = () => reject(new Error("the service closed the socket"));
  socket.onmessage = ({ data }) => {
    const { type } = JSON.parse(data);
    if (type === "session_started") {
      times.push(performance.now() - startMs);
      socket.send(JSON.stringify({ type: "end_session" }));
    } else if (type === "error") reject(new Error(data));
    else if (type === "session_ended" && times.length === rounds) resolve();
    else if (type === "welcome" || type === "session_ended") ask();
  };
  await done;
  socket.close();
  return times;
}

/** Returns the milliseconds to end a session for which 1,000 asks wait, each with a new place. */
async function settleMs(): Promise<number> {
  const { leases, ask } = setUpLeases();
  const [first] = Array.from({ length: WAITING + 1 }, (_, index) => {
    const servers = index % 3 === 0 ? ["a", "b"] : ["a"];
    return ask(clientOf(index), { servers, waitSeconds: Infinity });
  });
  const startMs = performance.now();
  const ending = leases.endSession(clientOf(0));
  const ms = performance.now() - startMs;
  await ending;
  if (first?.ended.signal.aborted !== true) throw new Error("the session has not ended");
  return ms;
}
