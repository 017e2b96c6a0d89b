import type { ClientState } from "./client_state.ts";
import type { Errors } from "./error.ts";
import type { SocketEnd } from "./socket.ts";

/** Returns the final state after a close that no resume can follow, if it is such a close. */
export function stateAfter({ code, reason }: SocketEnd, errors: Errors): ClientState | undefined {
  switch (code) {
    case 1000:
      return { name: "lost", error: errors.lost("Another connection has resumed this one") };
    case 1008: {
      const detail = reason || "The service closed the connection by its policy";
      return { name: "refused", error: errors.coded(11001, { message: "Access denied", detail }) };
    }
    case 1009:
      return { name: "refused", error: errors.coded(31003, { message: "Message too large" }) };
    default:
      return undefined;
  }
}
