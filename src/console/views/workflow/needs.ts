import type { wire, Workflow } from "../../../client/mod.ts";

/** Parts of the configuration that a workflow needs. */
export interface Needs {
  /** Names of its servers, each once. */
  readonly servers: readonly string[];
  /** Names of the servers and transfers that are not configured. */
  readonly missing: readonly string[];
}

/** Returns the parts of the configuration that a workflow needs. */
export function needsOf(
  { steps }: Workflow,
  known: {
    readonly servers: readonly wire.Server[];
    readonly transfers: readonly wire.Transfer[];
  },
): Needs {
  const names = new Set<string>();
  const missing = new Set<string>();
  for (const step of steps) {
    if ("command" in step) names.add(step.command.server);
    else {
      const transfer = known.transfers.find(({ name }) => name === step.transfer.name);
      if (transfer !== undefined) names.add(transfer.from.server).add(transfer.to.server);
      else missing.add(step.transfer.name);
    }
  }
  for (const name of names) {
    if (known.servers.every((server) => server.name !== name)) missing.add(name);
  }
  return { servers: [...names], missing: [...missing] };
}
