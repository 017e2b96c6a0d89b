import { printAnswer } from "./answer.ts";
import { withService } from "./call.ts";
import type { CommonOptions } from "./common_options.ts";
import type { Io } from "./io.ts";
import { operationRow } from "./operation_row.ts";
import { leaseText, ownerText } from "./owner_text.ts";
import { tableOf } from "./table.ts";

/** Prints the owners of the sessions, else of the lock, and what runs. Resolves to 0. */
export function statusCommand(io: Io, options: CommonOptions): Promise<number> {
  return withService(io, options, async ({ client }) => {
    const [state, { items: running }] = await Promise.all([
      client.get("/api/v1/session"),
      client.get("/api/v1/operations", { running: true }),
    ]);
    const { leases, owner } = state;
    const owners = leases.length === 0 ? [ownerText(owner)] : leases.map(leaseText);
    const text = tableOf(owners.map((line) => [line])) + tableOf(running.map(operationRow));
    await printAnswer(io, options, { records: [{ ...state, running }], text });
    return 0;
  });
}
