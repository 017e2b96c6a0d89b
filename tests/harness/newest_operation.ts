import type { OperationRecord } from "../../src/protocol/rest/records.ts";

/** Returns the newest operation of the service at `url`, as `headers` see it. */
export async function newestOperation(
  url: string,
  headers: Record<string, string> = {},
): Promise<OperationRecord> {
  const answer = await fetch(`${url}/api/v1/operations?limit=1`, { headers });
  const { items: [operation] } = await answer.json();
  return operation;
}
