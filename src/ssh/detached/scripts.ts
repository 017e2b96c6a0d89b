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
import { inLoginShell } from "../login_command.ts";
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
 * Exec request of a shell that reads a script from its input, up to a line with a dot, and runs it.
 * The script goes on with that input. One that is cut off does not run. The line passes the login
 * shell: it holds nothing that one of them changes in single quotes. A restricted shell refuses
 * `exec`, and goes on with the second line.
 */
export const START_SCRIPT = ["exec /bin/sh", "sh"].map((shell) =>
  `${shell} -c 'n=\${IFS#??}; s=; while IFS= read -r l; ` +
  `do case $l in .) eval "$s"; exit;; esac; s=$s$l$n; done'`
).join("\n");

/**
 * Returns the input of {@linkcode START_SCRIPT} for one call.
 *
 * @param options.folder path of the installation's folder, below the home folder
 * @param options.key random text at the start of each fact
 */
export function scriptText(
  { name, args = [], variables = {} }: ScriptCall,
  { folder, key }: { folder: string; key: string },
): string {
  const base = `B=$HOME/${folder} K=${key}\n${shared}`;
  const exported = name === "launch"
    ? { ...variables, PINK_SUPERVISE: base + supervise, PINK_RUN: run + inLoginShell('exec "$@"') }
    : variables;
  const lines = Object.entries(exported).map(([variable, value]) =>
    `export ${variable}; ${variable}=${quoted(dense(String(value)))}`
  );
  const words = args.map((arg) => quoted(String(arg))).join(" ");
  return `${lines.join("\n")}\n${dense(base + SCRIPTS[name], words)}\n.\n`;
}

/** Removes comments and indentation: a shell reads its input byte by byte. */
function dense(script: string, words?: string): string {
  const text = script.replaceAll(/^ *(#.*)?\n?/gm, "");
  return words === undefined ? text : `set -- ${words}\n${text}`;
}

function quoted(text: string): string {
  return shellQuoted(Buffer.from(text)).toString();
}
