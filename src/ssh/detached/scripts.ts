import cancel from "./scripts/cancel.sh" with { type: "text" };
import collect from "./scripts/collect.sh" with { type: "text" };
import follow from "./scripts/follow.sh" with { type: "text" };
import launch from "./scripts/launch.sh" with { type: "text" };
import probe from "./scripts/probe.sh" with { type: "text" };
import raise from "./scripts/raise.sh" with { type: "text" };
import remove from "./scripts/remove.sh" with { type: "text" };
import resize from "./scripts/resize.sh" with { type: "text" };
import run from "./scripts/run.sh" with { type: "text" };
import shared from "./scripts/shared.sh" with { type: "text" };
import supervise from "./scripts/supervise.sh" with { type: "text" };
import type from "./scripts/type.sh" with { type: "text" };
import { Buffer } from "node:buffer";
import { inLoginShell, packed } from "../login_command.ts";
import { shellQuoted } from "../shell_quoted.ts";

const SCRIPTS = { cancel, collect, follow, launch, probe, raise, remove, resize, type } as const;

/** Script for a server, one call of it. */
export interface ScriptCall {
  /** Name of the script. */
  readonly name: keyof typeof SCRIPTS;
  /** Arguments. Default: none. */
  readonly args?: readonly (string | number)[];
  /** Variables that the script sets and exports. Default: none. */
  readonly variables?: Readonly<Record<string, string | number>>;
}

/**
 * Returns the exec request that runs a script, for any login shell. The script goes on with the
 * standard input. A restricted shell refuses `exec`, and goes on with the second line: `$_` is the
 * packed word there.
 *
 * @param options.folder path of the installation's folder, below the home folder
 * @param options.key random text at the start of each fact
 */
export function scriptRequest(
  { name, args = [], variables = {} }: ScriptCall,
  { folder, key }: { folder: string; key: string },
): Buffer {
  const base = `B=$HOME/${folder} K=${key}\n${shared}`;
  const exported = name === "launch"
    ? { ...variables, PINK_SUPERVISE: base + supervise, PINK_RUN: run + inLoginShell('exec "$@"') }
    : variables;
  const words = args.map((arg) => shellQuoted(Buffer.from(String(arg)))).join(" ");
  const text = `set -- ${words}\n${base}${SCRIPTS[name]}`;
  const { word, restore } = packed(Buffer.concat([exportLines(exported), Buffer.from(text)]));
  const start = shellQuoted(Buffer.from(`${restore("$1")}; eval "$c"`));
  return Buffer.concat([
    ...[Buffer.from("exec /bin/sh -c "), start, Buffer.from(" sh "), word],
    ...[Buffer.from("\nsh -c "), start, Buffer.from(' sh "$_"')],
  ]);
}

/** Returns lines of `/bin/sh` that set and export variables. */
export function exportLines(
  variables: Readonly<Record<string, string | number | Uint8Array>>,
): Buffer {
  return Buffer.concat(
    Object.entries(variables).flatMap(([variable, value]) => [
      Buffer.from(`export ${variable}; ${variable}=`),
      shellQuoted(typeof value === "object" ? value : Buffer.from(String(value))),
      Buffer.from("\n"),
    ]),
  );
}
