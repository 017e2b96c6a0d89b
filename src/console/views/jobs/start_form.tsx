import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { wire } from "../../../client/mod.ts";
import { goTo, hrefOf } from "../../frame/route.ts";
import { client } from "../../link/link.ts";
import { Action } from "../../parts/action.tsx";
import { ErrorNote } from "../../parts/error_note.tsx";
import { InputFields } from "./input_fields.tsx";
import { Plan } from "./plan.tsx";
import { startTexts } from "./start_texts.ts";

/** Act that is under way. */
type Pending = "plan" | "start" | undefined;

/** Values of inputs, by name. */
type Inputs = Readonly<Record<string, string>>;

/** State of the start of a run. */
interface Start {
  readonly inputs: Inputs;
  readonly plan: wire.RunPlan | undefined;
  readonly pending: Pending;
  readonly error: unknown;
  readonly change: (name: string, value: string) => void;
  readonly showPlan: () => Promise<void>;
  readonly start: () => Promise<void>;
}

/** Returns the state of the start of a run, whose acts check the fields of `form` first. */
function useStart(name: string, form: HTMLFormElement | null): Start {
  const [inputs, setInputs] = useState<Inputs>({});
  const [plan, setPlan] = useState<wire.RunPlan>();
  const [pending, setPending] = useState<Pending>();
  const [error, setError] = useState<unknown>();
  const act = async (next: Pending, done: () => Promise<void> | undefined) => {
    if (form?.reportValidity() === false) return;
    setError(undefined);
    setPending(next);
    await done()?.catch(setError);
    setPending(undefined);
  };
  const job = () => client.peek()?.job;
  const showPlan = () => act("plan", () => job()?.plan(name, { inputs }).then(setPlan));
  const start = () =>
    act("start", () =>
      job()?.start(name, { inputs })
        .then(({ run_id }) => goTo(hrefOf("runs", run_id))));
  const change = (input: string, value: string) => {
    setPlan(undefined);
    const { [input]: _, ...others } = inputs;
    setInputs(value === "" ? others : { ...others, [input]: value });
  };
  return { inputs, plan, pending, error, change, showPlan, start };
}

/** Shows the start of a run: its inputs, and what it would do. */
export function StartForm(
  { definition: { name, inputs } }: { readonly definition: wire.JobDefinition },
): JSX.Element {
  const text = startTexts();
  const [form, setForm] = useState<HTMLFormElement | null>(null);
  const now = useStart(name, form);
  const { pending, error, plan } = now;
  return (
    <section class="run-panel" aria-labelledby="start">
      <h2 id="start">{text.heading}</h2>
      <form
        ref={setForm}
        class="run-panel"
        onSubmit={(event) => {
          event.preventDefault();
          void now.start();
        }}
      >
        <InputFields inputs={inputs ?? {}} values={now.inputs} onChange={now.change} />
        {error === undefined ? null : <ErrorNote error={error} />}
        <div class="button-row">
          <Action kind="filled" reason={pending && text.starting} onClick={now.start}>
            {pending === "start" ? text.starting : text.start}
          </Action>
          <Action reason={pending && text.planning} onClick={now.showPlan}>
            {pending === "plan" ? text.planning : text.plan}
          </Action>
        </div>
      </form>
      {plan === undefined ? null : <Plan plan={plan} />}
    </section>
  );
}
