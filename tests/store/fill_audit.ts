import { auditWrite } from "../../src/store/audit.ts";
import { defineSha256 } from "../../src/store/sha256.ts";
import { outsider } from "./folder.ts";

/** Appends `count` rows to the audit trail of `file` in one transaction, which takes less time. */
export function fillAudit(file: string, count: number): void {
  using database = outsider(file);
  defineSha256(database);
  const append = database.prepare(auditWrite({ action: "login", name: null, address: null }).sql);
  database.transaction(() => {
    for (let row = 1; row <= count; row++) {
      const event = { action: "login", name: "ci", address: "10.0.0.9:5000" } as const;
      append.run(...auditWrite({ ...event, detail: `row ${row}` }).values);
    }
  }).immediate();
}
