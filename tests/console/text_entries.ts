import ts from "typescript";
import type { Module } from "../harness/modules.ts";

/** Entry of a table of texts. */
export interface TextEntry {
  readonly table: string;
  readonly key: string;
  /** Source of the text in both languages. */
  readonly en: string;
  readonly ko: string;
}

/** Returns the entries of all tables of texts in the modules of the console. */
export function textEntries(modules: readonly Module[]): TextEntry[] {
  const tables = modules.filter(({ path }) => path.endsWith("_texts.ts"));
  return tables.flatMap(({ path, text }) => {
    const [en, ko] = ["en", "ko"].map((language) => propertiesOf(path, text, language));
    return [...en ?? []].map(([key, source]) => ({
      table: path,
      key,
      en: source,
      ko: ko?.get(key) ?? "",
    }));
  });
}

/** Returns the properties of the object `language` in a table, by name. */
function propertiesOf(path: string, text: string, language: string): Map<string, string> {
  const found = new Map<string, string>();
  const visit = (node: ts.Node): void => {
    const isTable = ts.isPropertyAssignment(node) && node.name.getText() === language &&
      ts.isObjectLiteralExpression(node.initializer);
    if (!isTable) return ts.forEachChild(node, visit);
    for (const property of (node.initializer as ts.ObjectLiteralExpression).properties) {
      if (!ts.isPropertyAssignment(property)) continue;
      found.set(property.name.getText(), property.initializer.getText());
    }
  };
  visit(ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true));
  return found;
}
