import type { Errors } from "./errors.ts";
import type * as wire from "./wire.ts";

/** Refuses a command that exited with another code than 0. @throws {PinkPageError} 50000 */
export function refuseFailure(
  complete: wire.CommandComplete | wire.TransferComplete,
  errors: Errors,
): void {
  if (!("reason" in complete) || complete.reason === "stop_phrase") return;
  const { exit_code, signal } = complete;
  if (exit_code === 0) return;
  throw errors.told({
    error_code: 50000,
    message: "Command execution failed",
    detail: `The command ended with ${exit_code ?? signal}`,
    exit_code: exit_code ?? undefined,
  });
}
