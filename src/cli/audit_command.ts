import { parseArgs } from "node:util";
import { loadSetting } from "../config/load_setting.ts";
import { visible } from "../log.ts";
import { type AuditVerdict, verifyAudit } from "../store/verify_audit.ts";
import { refuseUsage } from "./usage.ts";

const USAGE = "audit verify [--head HASH] [--json]";
const HASH = /^[0-9a-f]{64}$/;

/** Arguments of `audit verify`. */
interface VerifyArguments {
  readonly head: string | undefined;
  readonly json: boolean;
}

/**
 * Verifies the audit trail of `DATABASE_PATH`, prints the verdict, and resolves to the exit code: 0
 * when the chain is right, 1 when it is not, 2 for wrong arguments.
 *
 * @throws {ConfigError} when `DATABASE_PATH` or `.env` is wrong
 * @throws {AppError} 41000 when the audit trail cannot be read
 */
export async function auditCommand(args: readonly string[]): Promise<number> {
  const given = parse(args);
  if (given === undefined) return refuseUsage(USAGE);
  const verdict = verifyAudit(await loadSetting("databasePath"), { head: given.head });
  const text = given.json ? JSON.stringify(verdict) : textOf(verdict);
  // deno-lint-ignore no-console -- a command prints to its terminal
  console.log(text);
  return verdict.fault === null ? 0 : 1;
}

/** Parses the arguments. Returns `undefined` when they are wrong. */
function parse(args: readonly string[]): VerifyArguments | undefined {
  try {
    const { values: { head, json = false }, positionals } = parseArgs({
      args: [...args],
      options: { head: { type: "string" }, json: { type: "boolean" } },
      allowPositionals: true,
    });
    const isRight = positionals.join(" ") === "verify" && (head === undefined || HASH.test(head));
    return isRight ? { head, json } : undefined;
  } catch {
    return undefined;
  }
}

/** Formats a verdict for people, one fact a line. */
function textOf({ rows, anchor, head, fault }: AuditVerdict): string {
  const lines = [`rows: ${rows}`];
  if (anchor !== null) lines.push(`anchor: id=${anchor.id} at=${anchor.at}`);
  if (head !== null) lines.push(`head: id=${head.id} hash=${head.hash}`);
  const place = fault === null || fault.id === null ? "" : ` id=${fault.id} at=${fault.at}`;
  lines.push(fault === null ? "The chain is right." : `FAULT:${place} ${fault.reason}.`);
  return lines.map(visible).join("\n");
}
