import { type Module, readModules } from "../harness/modules.ts";

/** Comment of a module. */
export interface Comment {
  /** Number of its first line. */
  readonly line: number;
  /** Words of the comment on one line, without stars and slashes. */
  readonly text: string;
  /** Whether it is a doc comment. */
  readonly isDoc: boolean;
  /** Kind of what the doc comment documents. */
  readonly documents: "function" | "getter" | "other";
}

/** Function declaration or method of a module. */
export interface NamedFunction {
  /** Name of the function, or of the method without its class. */
  readonly name: string;
  /** Number of its first line. */
  readonly line: number;
  /** Number of lines, its doc comment left out. */
  readonly length: number;
  /** Words of its doc comment. */
  readonly doc: string;
  /** Kinds of the errors that it throws by name. */
  readonly throws: readonly string[];
}

/** Exported interface, object type or zod schema of a module. */
export interface Shape {
  /** Name of the type or of the schema. */
  readonly name: string;
  /** Whether it is a schema, whose members have no written types. */
  readonly isSchema: boolean;
  /** Members in order of their names: the name, and its type as it is written. */
  readonly members: ReadonlyMap<string, string>;
}

/** A module with what the measures count in it. */
export interface Source extends Module {
  /** Lines of the text. */
  readonly lines: readonly string[];
  readonly comments: readonly Comment[];
  readonly functions: readonly NamedFunction[];
  readonly shapes: readonly Shape[];
}

/** Module that is made from others, and read by nobody. */
export const GENERATED = "src/client/wire.ts";

/** Reads and parses `main.ts` and every written module of `src/` and `tests/`. */
export async function readSources(): Promise<Source[]> {
  const modules = await Promise.all(["main.ts", "src", "tests"].map(readModules));
  return modules.flat().filter(({ path }) => path !== GENERATED).map(parse).sort((a, b) =>
    a.path < b.path ? -1 : 1
  );
}

/** Parses a module with the parser of `deno lint`. */
export function parse(module: Module): Source {
  const { path, text } = module;
  const shapes: Shape[] = [];
  const functions = new Map<Deno.lint.Node, { throws: Set<string> }>();
  const documented = new Map<number, Comment["documents"]>();
  let comments: readonly (Deno.lint.LineComment | Deno.lint.BlockComment)[] = [];
  const lineOf = (offset: number) => text.slice(0, offset).split("\n").length;
  const create = ({ sourceCode }: Deno.lint.RuleContext): Deno.lint.LintVisitor => ({
    Program: () => void (comments = sourceCode.getAllComments()),
    "FunctionDeclaration, MethodDefinition, TSMethodSignature": (node: Deno.lint.Node) => {
      const isGetter = node.type === "MethodDefinition" && node.kind === "get";
      documented.set(startOf(node), isGetter ? "getter" : "function");
      if (node.type !== "TSMethodSignature") functions.set(node, { throws: new Set() });
    },
    NewExpression(node) {
      const ancestors = Array.from<Deno.lint.Node>(sourceCode.getAncestors(node));
      if (sourceCode.getText(node.callee) !== "AppError" || !isThrown(ancestors)) return;
      const [kind] = node.arguments;
      const kinds = kind === undefined ? [] : sourceCode.getText(kind).match(/(?<=")[A-Z_]+(?=")/g);
      const outermost = ancestors.find((ancestor) => functions.has(ancestor));
      for (const kind of kinds ?? []) outermost && functions.get(outermost)?.throws.add(kind);
    },
    "ExportNamedDeclaration > TSInterfaceDeclaration": (node: Deno.lint.TSInterfaceDeclaration) => {
      shapes.push(shapeOf(node.id.name, node.body.body));
    },
    "ExportNamedDeclaration > TSTypeAliasDeclaration": (node: Deno.lint.TSTypeAliasDeclaration) => {
      const { id, typeAnnotation } = node;
      if (typeAnnotation.type === "TSTypeLiteral") {
        shapes.push(shapeOf(id.name, typeAnnotation.members));
      }
    },
    'CallExpression[callee.object.name="z"] > ObjectExpression'(node: Deno.lint.ObjectExpression) {
      const members = node.properties.map((property) =>
        property.type === "Property" ? sourceCode.getText(property.key) : "…"
      );
      shapes.push({
        name: `schema in line ${lineOf(node.range[0])}`,
        isSchema: true,
        members: new Map(members.sort().map((name) => [name, ""])),
      });
    },
  });
  const shapeOf = (name: string, members: readonly Deno.lint.Node[]): Shape => ({
    name,
    isSchema: false,
    members: new Map(
      members.map((member) => memberOf(text.slice(...member.range)))
        .sort(([a], [b]) => a < b ? -1 : 1),
    ),
  });
  Deno.lint.runPlugin({ name: "house", rules: { facts: { create } } }, path, text);
  const docs = new Map<number, string>();
  const read = comments.map(({ type, value, range: [start, end] }): Comment => {
    const isDoc = type === "Block" && value.startsWith("*");
    const next = end + text.slice(end).search(/\S/);
    const words = value.replaceAll(/^\s*\*+ ?/gm, "").replaceAll(/\s+/g, " ").trim();
    if (isDoc) docs.set(next, words);
    const documents = isDoc ? documented.get(next) ?? "other" : "other";
    return { line: lineOf(start), text: words, isDoc, documents };
  });
  const named = [...functions].map(([node, { throws }]): NamedFunction => ({
    name: text.slice(...node.range).match(/#?\w+(?=[(<])/)?.[0] ?? "",
    line: lineOf(node.range[0]),
    length: text.slice(...node.range).split("\n").length,
    doc: docs.get(startOf(node)) ?? "",
    throws: [...throws],
  }));
  const lines = text.replace(/\n$/, "").split("\n");
  return { ...module, lines, comments: joined(read), functions: named, shapes };
}

/** Returns where a declaration starts, with its `export`. */
function startOf(node: Deno.lint.Node): number {
  const { parent } = node as { parent?: Deno.lint.Node };
  return (parent?.type.startsWith("Export") ? parent : node).range[0];
}

/** Checks whether a node with these ancestors is thrown, or rejects a promise, in its function. */
function isThrown(ancestors: readonly Deno.lint.Node[]): boolean {
  const inner = ancestors.slice(ancestors.findLastIndex(({ type }) => type.includes("Function")));
  return inner.some((node) => node.type === "ThrowStatement" || isRejection(node));
}

/** Checks whether `node` is `Promise.reject(…)`. */
function isRejection(node: Deno.lint.Node): boolean {
  return node.type === "CallExpression" && node.callee.type === "MemberExpression" &&
    node.callee.object.type === "Identifier" && node.callee.object.name === "Promise" &&
    node.callee.property.type === "Identifier" && node.callee.property.name === "reject";
}

/** Splits a member of a type into its name and its type, without `readonly` and white space. */
function memberOf(text: string): [string, string] {
  const written = text.replace(/^readonly /, "").replace(/[;,]$/, "").replaceAll(/\s+/g, " ");
  const [, name = written, type = ""] = written.match(/^([\w[\]."]+)(.*)$/) ?? [];
  return [name, type];
}

/** Joins line comments on adjacent lines to one. */
function joined(comments: readonly Comment[]): Comment[] {
  const result: Comment[] = [];
  let nextLine = 0;
  for (const comment of comments) {
    const last = result.at(-1);
    if (last !== undefined && !last.isDoc && !comment.isDoc && comment.line === nextLine) {
      result.splice(-1, 1, { ...last, text: `${last.text} ${comment.text}` });
    } else result.push(comment);
    nextLine = comment.line + 1;
  }
  return result;
}
