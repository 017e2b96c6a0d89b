// Plugin of StrykerJS that leaves out sentences for people: tests read fields instead of prose.

/** Part of Babel's `NodePath`. */
interface NodePath {
  readonly key: string | number | null;
  readonly node: {
    readonly type: string;
    readonly key?: { readonly name?: string };
    readonly callee?: Callee;
  };
  readonly parentPath: NodePath | null;
}

/** Part of a Babel expression with the name of the called function. */
interface Callee {
  readonly name?: string;
  readonly object?: Callee;
  readonly property?: Callee;
}

const PROSE_KEYS = /^(description|summary|title|example|examples|detail|fault|message)$/;
const PROSE_CALLS = /^(log|describe|meta|warn|info|debug|transferFailure|\w*Error|Cancelled)$/;

/** Plugins that StrykerJS finds in this file. */
export const strykerPlugins = [{
  kind: "Ignore",
  name: "prose",
  value: { shouldIgnore: (path: NodePath) => isProse(path) ? "prose" : undefined },
}] as const;

function isProse({ node, key, parentPath }: NodePath): boolean {
  if (node.type === "ObjectProperty") return PROSE_KEYS.test(node.key?.name ?? "");
  const isText = node.type === "StringLiteral" || node.type === "TemplateLiteral";
  if (!isText || typeof key !== "number") return false;
  return calledNames(parentPath?.node.callee).some((name) => PROSE_CALLS.test(name)) &&
    !/^[A-Z_]+$/.test((node as { value?: string }).value ?? "");
}

function calledNames(callee: Callee | undefined): string[] {
  if (callee === undefined) return [];
  return [callee.name, callee.property?.name, ...calledNames(callee.object)]
    .filter((name) => name !== undefined);
}
