/** Placeholder in a text of a job: `{{today}}`, or `{{inputs.day}}` with `day` as its group. */
const PLACEHOLDER = /\{\{\s*(?:today|inputs\.([a-z][a-z0-9_]*))\s*\}\}/g;

/** Values for the placeholders in the texts of a job. */
export interface PlaceholderValues {
  /** Values of the inputs, by name. */
  readonly inputs: Readonly<Record<string, string>>;
  /** Day of the run: `20260131`. */
  readonly today: string;
}

/** Returns a text with values instead of its placeholders. */
export function filled(text: string, { inputs, today }: PlaceholderValues): string {
  return text.replace(PLACEHOLDER, (_, input?: string) => input ? inputs[input] ?? "" : today);
}

/**
 * Returns the first placeholder of a text that stands for nothing, or `undefined`.
 *
 * @param inputs Names of the inputs.
 */
export function unknownPlaceholder(text: string, inputs: readonly string[]): string | undefined {
  const rest = text.replace(
    PLACEHOLDER,
    (placeholder, input?: string) =>
      input === undefined || inputs.includes(input) ? "" : placeholder,
  );
  return /\{\{.*?\}\}/.exec(rest)?.[0];
}
