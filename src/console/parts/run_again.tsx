import type { JSX } from "preact";
import type { wire } from "../../client/mod.ts";
import { goTo, hrefOf } from "../frame/route.ts";
import { Action } from "./action.tsx";
import { operationTexts } from "./operation_texts.ts";

/** Length at which lists cut a command, in characters. */
const CUT = 1_000;

/** Shows the action that leads to the view which runs an operation once more, filled in. */
export function RunAgain(
  { operation, kind = "text", isWhole = false }: {
    readonly operation: wire.Operation;
    readonly kind?: "filled" | "text";
    /** Whether its command is not cut, as in a list. */
    readonly isWhole?: boolean;
  },
): JSX.Element {
  return (
    <Action kind={kind} onClick={() => goTo(hrefAgain(operation, isWhole))}>
      {operationTexts().again}
    </Action>
  );
}

/** Returns the address of the view. A command that is cut is read on the page of its operation. */
function hrefAgain(operation: wire.Operation, isWhole: boolean): string {
  const { kind, server_name, command, operation_id } = operation;
  const server = server_name ?? "";
  if (kind === "open_terminal") return hrefOf("terminals", "new", { server });
  if (kind === "scp_transfer") return hrefOf("workflow");
  if (!isWhole && (command ?? "").length >= CUT) return hrefOf("operations", operation_id);
  return hrefOf("command", "", { server, command: command ?? "" });
}
