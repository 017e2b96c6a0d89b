import { z } from "zod";
import type { CatalogueText } from "../protocol/catalogue/explanation.ts";

/** Variables by name: the process environment over `.env`. An empty variable counts as unset. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Records a fault of the variable `name` with an example of a value, never with its value. */
export type Report = (name: string, fault: string, example: string) => void;

/** Documentation of a variable. */
export interface Variable {
  /** Value that an unset variable stands for. */
  readonly default?: string;
  /** Example of a valid value in the report of a fault; `default` if there is none. */
  readonly example?: string;
  /** Meaning of the value with its unit: one or two sentences of Markdown. */
  readonly meaning: CatalogueText;
}

/** Setting of the service: its variable, rule and meaning. */
export interface Setting extends Variable, Rule<unknown> {
  /** Name of the variable. */
  readonly variable: string;
}

/** Rule of a variable. */
export interface Rule<Value> {
  /** Schema that parses the text of the variable. */
  readonly schema: z.ZodType<Value>;
  /** Valid texts, in words of Markdown. */
  readonly values: CatalogueText;
}

/** Returns the rule of a whole number from `min` to `max`. */
export function wholeNumber(min: number, max: number): Rule<number> {
  const schema = z.string().regex(/^\d{1,15}$/, "is not a whole number").transform(Number)
    .refine((value) => value >= min && value <= max, `is not between ${min} and ${max}`);
  return { schema, values: { en: `${min} to ${max}`, ko: `${min}~${max}` } };
}

/** Returns the rule of a choice, whose case does not matter. */
export function oneOf<const Option extends string>(...options: readonly Option[]): Rule<Option> {
  const schema = z.string().toLowerCase()
    .pipe(z.enum(options, `is none of ${options.join(", ")}`));
  const values = options.map((option) => `\`${option}\``).join(", ");
  return { schema, values: { en: values, ko: values } };
}

/** Splits a comma list. White space and empty entries are dropped. */
export function splitList(text: string): string[] {
  return text.split(",").map((entry) => entry.trim()).filter((entry) => entry !== "");
}

/**
 * Checks whether only this machine reaches the address (RFC 1122, 3.2.1.3; RFC 4291, 2.5.3).
 */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127\.\d+\.\d+\.\d+$/.test(host);
}
