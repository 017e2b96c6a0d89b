import { useState } from "preact/hooks";
import type { JSX } from "preact";
import type { PinkPageError } from "../../../client/mod.ts";
import { goTo, hrefOf } from "../../frame/route.ts";
import { client } from "../../link/link.ts";
import { owner, servers } from "../../link/state.ts";
import { Action } from "../../parts/action.tsx";
import { ErrorNote } from "../../parts/error_note.tsx";
import { known } from "./terminal_state.ts";
import { openTerminal, takeSession } from "./terminals.ts";
import { terminalsTexts } from "./terminals_texts.ts";

/** Shows the form that opens a terminal. */
export function NewTerminal({ server }: { readonly server: string | null }): JSX.Element {
  const text = terminalsTexts();
  const all = servers.value ?? [];
  const [chosen, setChosen] = useState(server ?? "");
  const [isShared, setShared] = useState(false);
  const [error, setError] = useState<PinkPageError>();
  const name = all.some((server) => server.name === chosen) ? chosen : all[0]?.name;
  if (servers.value?.length === 0) return <p>{text.noServers}</p>;
  const open = async () => {
    setError(undefined);
    try {
      if (isShared) await takeSession();
      if (name !== undefined) goTo(hrefOf("terminals", String(openTerminal(name).number)));
    } catch (cause) {
      setError(known(cause));
    }
  };
  return (
    <form class="new-terminal" onSubmit={(event) => (event.preventDefault(), void open())}>
      <h2>{text.new}</h2>
      <label>
        <span>{text.server}</span>
        <select value={name} onChange={(event) => setChosen(event.currentTarget.value)}>
          {all.map(({ name, label }) => (
            <option key={name} value={name}>{label ? `${name} ${label}` : name}</option>
          ))}
        </select>
      </label>
      <ShareChoice isShared={isShared} onChange={setShared} />
      <Action kind="filled" onClick={open}>{text.open}</Action>
      {error === undefined ? null : <ErrorNote error={error} />}
    </form>
  );
}

/** Shows the choice of a session, where one terminal would lock the servers for the others. */
function ShareChoice(
  { isShared, onChange }: {
    readonly isShared: boolean;
    readonly onChange: (isShared: boolean) => void;
  },
): JSX.Element | null {
  const isLocking = client.value?.welcome.service.command_lock === true;
  if (!isLocking || owner.value !== null) return null;
  return (
    <label class="check">
      <input
        type="checkbox"
        checked={isShared}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      {terminalsTexts().share}
    </label>
  );
}
