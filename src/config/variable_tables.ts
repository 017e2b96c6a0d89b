import type { CatalogueText } from "../protocol/catalogue/explanation.ts";
import { LIMIT_SETTINGS } from "./client_settings.ts";
import { SERVER_VARIABLES, SHARED_VARIABLES } from "./server_variables.ts";
import type { Variable } from "./setting.ts";
import { SETTINGS } from "./settings.ts";

/** Row of a table of variables. */
export interface VariableRow extends Variable {
  /** Name of the variable, with placeholders: `<NAME>_PORT`. */
  readonly variable: string;
  /** Valid texts, in words of Markdown, where the meaning does not list them. */
  readonly values?: CatalogueText;
}

/** Every variable of the configuration, by the tables that the documents show. */
export interface VariableTables {
  /** Variables that make servers and refine them. */
  readonly servers: readonly VariableRow[];
  /** Settings of the service. */
  readonly settings: readonly VariableRow[];
  /** Settings among them that limit how much clients can take. */
  readonly limits: readonly VariableRow[];
}

/** Returns the tables of all variables. */
export function variableTables(): VariableTables {
  return {
    servers: [...rowsOf(SHARED_VARIABLES, ""), ...rowsOf(SERVER_VARIABLES, "<NAME>_")],
    settings: Object.values(SETTINGS),
    limits: Object.values(LIMIT_SETTINGS),
  };
}

function rowsOf(variables: Readonly<Record<string, Variable>>, prefix: string): VariableRow[] {
  return Object.entries(variables).map(([name, variable]) => {
    return { variable: `${prefix}${name}`, ...variable };
  });
}
