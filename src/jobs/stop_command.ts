import type { Server } from "../domain/server.ts";
import { toAppError } from "../errors.ts";
import { Patience } from "./patience.ts";
import type { RunPorts } from "./run_ports.ts";

/** Options for {@linkcode stopCommand}. */
export interface StopCommandOptions {
  /** Server of the command. */
  readonly server: Server;
  /** Id of its attempt. */
  readonly id: string;
  /** `cancel`: Ctrl-C first; `hangUp`: as when its terminal is closed. */
  readonly how: "cancel" | "hangUp";
  /** Ends the tries. */
  readonly signal: AbortSignal;
}

/**
 * Stops a command, in the background, again while its server is out of reach. Its end comes to the
 * one that follows it.
 */
export function stopCommand(
  { detached, reattachSeconds, log }: Pick<RunPorts, "detached" | "reattachSeconds" | "log">,
  { server, id, how, signal }: StopCommandOptions,
): void {
  const stop = () => detached[how](server, { id, signal });
  new Patience(reattachSeconds).retry(stop, signal).catch((cause) => {
    if (signal.aborted) return;
    log.error("a command cannot be stopped", { server: server.name, error: toAppError(cause) });
  });
}
