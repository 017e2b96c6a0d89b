import { z } from "zod";

const PROTOCOL = new URL("../../src/protocol/", import.meta.url);

/** Schemas that the modules of the protocol export, by the names of their types. */
export interface NamedSchemas {
  /** Schemas. */
  readonly schemas: Readonly<Record<string, z.ZodType>>;
  /** Doc comments of the schemas. */
  readonly comments: Readonly<Record<string, string>>;
}

/** Reads the schemas of the modules in a folder, and below it. Default: those of the protocol. */
export async function namedSchemas(folder: URL = PROTOCOL): Promise<NamedSchemas> {
  const schemas: Record<string, z.ZodType> = {};
  const comments: Record<string, string> = {};
  const entries = await Array.fromAsync(Deno.readDir(folder));
  for (const { name, isDirectory } of entries.sort((a, b) => a.name < b.name ? -1 : 1)) {
    const url = new URL(isDirectory ? `${name}/` : name, folder);
    if (isDirectory) {
      const below = await namedSchemas(url);
      Object.assign(schemas, below.schemas);
      Object.assign(comments, below.comments);
      continue;
    }
    for (const [key, value] of Object.entries(await import(url.href))) {
      if (isNamed(value)) schemas[typeName(key)] = value;
    }
    const text = await Deno.readTextFile(url);
    for (const [, comment = "", key = ""] of text.matchAll(COMMENTED)) {
      comments[typeName(key)] = comment;
    }
  }
  return { schemas, comments };
}

const COMMENTED = /^\/\*\* (.+?) \*\/\nexport const (\w+)/gm;

function typeName(constant: string): string {
  return constant.replace(/Schema$/, "");
}

/** Checks whether a schema makes a type: a part of a field, such as a default, does not. */
function isNamed(value: unknown): value is z.ZodType {
  return [z.ZodObject, z.ZodUnion, z.ZodEnum, z.ZodNullable].some((kind) => value instanceof kind);
}
