import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { frameTexts } from "../../frame/frame_texts.ts";
import { ownerHeadline } from "../../frame/owner_headline.ts";
import { goTo, hrefOf, route } from "../../frame/route.ts";
import { relationOf } from "../../link/own.ts";
import { owner, servers } from "../../link/state.ts";
import { Action } from "../../parts/action.tsx";
import { CopyButton } from "../../parts/copy_button.tsx";
import { HeldBy, TellWhenFree } from "../../parts/held.tsx";
import { CommandFields } from "./command_fields.tsx";
import { commandFrame, commandLine } from "./command_line.ts";
import { CommandOutput } from "./command_output.tsx";
import { dataOf, queryOf } from "./command_route.ts";
import { cancelCommand, runCommand } from "./command_runner.ts";
import { commandTexts } from "./command_texts.ts";
import type { CommandData } from "./command_data.ts";
import { pageCommand } from "./page_command.ts";

/** Shows the view that runs one command. */
export function CommandView(): JSX.Element {
  const text = commandTexts();
  const [edited, setData] = useState(() => dataOf(route.value.query));
  const [first] = servers.value;
  const data = { ...edited, server_name: edited.server_name || first?.name || "" };
  const address = route.value.query.toString();
  // A link within the page brings another command.
  useEffect(() => {
    if (address !== "") setData(dataOf(route.value.query));
  }, [address]);
  const run = () => {
    goTo(hrefOf("command", "", queryOf(data)), { replace: true });
    void runCommand(data);
  };
  const isRunning = pageCommand.value !== undefined && pageCommand.value.ending === undefined;
  return (
    <>
      <h1>{frameTexts().command}</h1>
      <form
        class="command-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (!isRunning && isComplete(data) && !isHeld()) run();
        }}
      >
        <CommandFields data={data} onChange={setData} />
        {isHeld() && !isRunning ? <HeldBy /> : null}
        <div class="button-row">
          {isRunning ? <Cancel /> : <Run data={data} onRun={run} />}
          <CopyButton text={() => commandLine(data)}>{text.copyLine}</CopyButton>
          <CopyButton text={() => commandFrame(data)}>{text.copyFrame}</CopyButton>
        </div>
      </form>
      {pageCommand.value === undefined ? null : <CommandOutput command={pageCommand.value} />}
    </>
  );
}

/** Checks whether another client has the session or the lock. */
function isHeld(): boolean {
  return owner.value !== null && relationOf(owner.value) !== "tab";
}

function isComplete({ server_name, command }: CommandData): boolean {
  return server_name !== "" && command.trim() !== "";
}

function Run(
  { data, onRun }: { readonly data: CommandData; readonly onRun: () => void },
): JSX.Element {
  const text = commandTexts();
  if (isHeld()) return <TellWhenFree />;
  // In the session of the page a command runs beside the others.
  const now = owner.value;
  const isLocked = now !== null && now.kind !== "session";
  const reason = isLocked ? ownerHeadline(now) : isComplete(data) ? undefined : text.incomplete;
  return <Action kind="filled" reason={reason} onClick={onRun}>{text.run}</Action>;
}

function Cancel(): JSX.Element {
  const text = commandTexts();
  const [isCancelling, setCancelling] = useState(false);
  const cancel = async () => {
    setCancelling(true);
    await cancelCommand();
  };
  return (
    <Action reason={isCancelling ? text.cancelling : undefined} onClick={cancel}>
      {isCancelling ? text.cancelling : text.cancel}
    </Action>
  );
}
