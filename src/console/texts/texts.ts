import { language } from "./language.ts";

/** Text of the page, or a function that makes one. */
type Text = string | ((...values: never[]) => string);

/** Texts of a part of the page, by name. */
type Table = Readonly<Record<string, Text>>;

/** Texts of the same names and parameters in another language. */
type SameTexts<T extends Table> = {
  readonly [Name in keyof T]: T[Name] extends (...values: infer Values) => string
    ? (...values: Values) => string
    : string;
};

/**
 * Returns a function that gives the texts of a part of the page in the language of the page. A
 * component that calls it is drawn again when the language changes.
 */
export function texts<T extends Table>(
  tables: { readonly en: T; readonly ko: SameTexts<T> },
): () => SameTexts<T> {
  return () => tables[language.value] as SameTexts<T>;
}
