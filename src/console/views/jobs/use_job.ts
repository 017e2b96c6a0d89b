import type { wire } from "../../../client/mod.ts";
import { useRead } from "../../parts/use_read.ts";

/** Returns the definition of a job that a run keeps; undefined when that was another one. */
export function useJob(
  { job: name, hash, trigger }: Pick<wire.ListedRun, "job" | "hash" | "trigger">,
): wire.JobDefinition | undefined {
  const { value } = useRead(
    async (client) => {
      // A detached command has none.
      if (trigger === "command") return undefined;
      return await client.get("/api/v1/jobs/{name}", { name }).catch(() => undefined);
    },
    { key: `${name} ${hash}` },
  );
  return value?.hash === hash ? value.definition : undefined;
}
