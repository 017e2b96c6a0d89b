import { AppError } from "../errors.ts";
import type { ResumeData } from "../protocol/client_messages.ts";
import type { ServerEvent } from "../protocol/server_events.ts";
import type { Call } from "../router/route.ts";
import type { StubContext } from "./context.ts";

/** Takes the place of a lost connection. @throws {AppError} 50007; 50010 when this one has something of its own */
export async function* resume(
  { input, context: { line, leases, client } }: Call<ResumeData, StubContext>,
): AsyncIterable<ServerEvent> {
  if (input.token !== line.token && leases.isHolder(client.connectionId)) {
    const detail = "This connection runs an operation or has the session; resume on a new one";
    throw new AppError("TASK_ALREADY_RUNNING", detail);
  }
  const { connectionId, seq, replay } = line.resume(input);
  // Acknowledgements were lost as well: what was received makes room in the window.
  leases.operationOf(connectionId)?.acknowledge(seq);
  try {
    yield {
      type: "resumed",
      connection_id: connectionId,
      seq,
      resume_token: input.token,
    };
  } finally {
    replay();
  }
}
