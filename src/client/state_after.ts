import type { ClientState } from "./client_state.ts";
import type { Errors } from "./errors.ts";
import type { SocketEnd } from "./socket.ts";

/** Returns the final state after a close that no resume can follow, if it is such a close. */
export function stateAfter({ code, reason }: SocketEnd, errors: Errors): ClientState | undefined {
  const refused = (code: number, fields: { message: string; detail: string }): ClientState => {
    return { name: "refused", error: errors.coded(code, fields) };
  };
  switch (code) {
    case 1000:
      return { name: "lost", error: errors.closed("Another connection has resumed this one") };
    case 1008:
      return refused(11001, { message: "Access denied", detail: reason });
    case 1009:
      return refused(31003, { message: "Message too large", detail: reason });
    default:
      return undefined;
  }
}
