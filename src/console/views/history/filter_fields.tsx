import type { JSX } from "preact";
import { goTo, hrefOf, route } from "../../frame/route.ts";
import { servers } from "../../link/state.ts";
import { operationTexts } from "../../parts/operation_texts.ts";
import {
  ENDINGS,
  fieldTime,
  type FilterName,
  FILTERS,
  KINDS,
  timeOf,
  withFilter,
} from "./filters.ts";
import { historyTexts } from "./history_texts.ts";

/** Maximum length of a name, in characters. */
const MAX_NAME = 64;

/** Shows the filters, which are those of the address. A change leads to another address. */
export function FilterFields(): JSX.Element {
  const text = historyTexts();
  const { query } = route.value;
  const names = servers.value.map(({ name }) => name);
  const server = query.get("server") ?? "";
  const listed = server === "" || names.includes(server) ? names : [...names, server];
  return (
    <form
      class="filters"
      role="search"
      aria-label={text.filters}
      onSubmit={(event) => event.preventDefault()}
    >
      <Select
        name="kind"
        options={Object.entries(KINDS).map(([name, kind]) => [name, operationTexts()[kind]])}
      />
      <Select name="server" options={listed.map((name) => [name, name])} />
      <Select
        name="ending"
        options={["running" as const, ...ENDINGS].map((name) => [name, text[name]])}
      />
      <NameField />
      <TimeField name="since" />
      <TimeField name="until" />
      {FILTERS.some((name) => query.has(name)) || query.has("running") ? <Clear /> : null}
    </form>
  );
}

/** Shows the link to the history without filters. */
export function Clear(): JSX.Element {
  return <a class="text" href={hrefOf("history")}>{historyTexts().clear}</a>;
}

function Select(
  { name, options }: {
    readonly name: FilterName;
    readonly options: readonly (readonly [string, string])[];
  },
): JSX.Element {
  const text = historyTexts();
  const { query } = route.value;
  const isRunning = name === "ending" && query.get("running") === "true";
  const value = isRunning ? "running" : query.get(name) ?? "";
  return (
    <label>
      <span>{text[name]}</span>
      <select value={value} onChange={(event) => filter(name, event.currentTarget.value)}>
        <option value="">{text.any}</option>
        {options.map(([value, label]) => <option key={value} value={value}>{label}</option>)}
      </select>
    </label>
  );
}

function NameField(): JSX.Element {
  return (
    <label>
      <span>{historyTexts().name}</span>
      <input
        type="search"
        value={route.value.query.get("name") ?? ""}
        maxLength={MAX_NAME}
        onChange={({ currentTarget: { value } }) => filter("name", value.trim())}
      />
    </label>
  );
}

function TimeField({ name }: { readonly name: "since" | "until" }): JSX.Element {
  return (
    <label>
      <span>{historyTexts()[name]}</span>
      <input
        type="datetime-local"
        value={fieldTime(route.value.query.get(name))}
        onChange={({ currentTarget: { value } }) => filter(name, timeOf(value) ?? "")}
      />
    </label>
  );
}

function filter(name: FilterName, value: string): void {
  goTo(hrefOf("history", "", withFilter(route.value.query, { name, value })));
}
