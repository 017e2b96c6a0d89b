import type { Command } from "commander";
import { within } from "../async/within.ts";
import type { CommonOptions } from "./common_options.ts";
import { completionsOf, type Known, matching } from "./completions.ts";
import type { Io } from "./io.ts";
import { openClient } from "./open_client.ts";

/** Maximum time for the names of a service, in milliseconds. */
const NAMES_MS = 300;
/** Line that asks the shell for the names of files. */
const FILES = ":files";

/** Shells with completion. */
export const SHELLS = ["bash", "zsh", "fish"] as const;

/** Functions of the shells, which ask `pink-page complete` at each press of Tab. */
const SCRIPTS: Readonly<Record<(typeof SHELLS)[number], string>> = {
  bash: `_pink_page() {
  local word="\${COMP_WORDS[COMP_CWORD]}" found
  COMPREPLY=()
  while IFS= read -r found; do
    if [ "$found" = ${FILES} ]; then
      compopt -o default
    else
      COMPREPLY+=("$found")
    fi
  done < <(pink-page complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -F _pink_page pink-page
`,
  zsh: `_pink_page() {
  local -a found
  found=(\${(f)"$(pink-page complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)"})
  if [[ "$found[1]" == ${FILES} ]]; then
    _files
  else
    compadd -a found
  fi
}
(( $+functions[compdef] )) || { autoload -Uz compinit && compinit }
compdef _pink_page pink-page
`,
  fish: `function __pink_page_complete
  set -l words (commandline -opc) (commandline -ct | string collect --allow-empty)
  set -l found (pink-page complete -- $words[2..] 2>/dev/null)
  if test "$found" = ${FILES}
    __fish_complete_path (commandline -ct)
  else
    printf '%s\\n' $found
  end
end
complete -c pink-page -f -a '(__pink_page_complete)'
`,
};

/** Prints the completion of a shell. Resolves to 0. */
export async function completionCommand(io: Io, shell: (typeof SHELLS)[number]): Promise<number> {
  await io.stdout.write(SCRIPTS[shell]);
  return 0;
}

/** Prints the completions of the last word, one a line. Resolves to 0. */
export async function completeCommand(
  io: Io,
  { program, words }: { readonly program: Command; readonly words: readonly string[] },
): Promise<number> {
  const found = completionsOf(program, words);
  const names = typeof found === "string" ? await namesOf(io, found, words) : found;
  if (names.length > 0) await io.stdout.write(`${names.join("\n")}\n`);
  return 0;
}

async function namesOf(io: Io, known: Known, words: readonly string[]): Promise<readonly string[]> {
  if (known === "files") return [FILES];
  const valueOf = (name: string) => words[words.indexOf(name) + 1] ?? "";
  const options: CommonOptions = {
    ...(words.includes("--url") && { url: valueOf("--url") }),
    ...(words.includes("--token-file") && { tokenFile: valueOf("--token-file") }),
  };
  const signal = AbortSignal.timeout(NAMES_MS);
  const names = readNames(io, options, { known, signal }).catch(() => []);
  return matching(await within(NAMES_MS, names) ?? [], words.at(-1) ?? "");
}

/** Reads names from the service. */
async function readNames(
  io: Io,
  options: CommonOptions,
  { known, signal }: { readonly known: Known; readonly signal: AbortSignal },
): Promise<string[]> {
  await using client = await openClient(io, options, { signal });
  if (known === "servers") return Object.keys(client.welcome.server_health);
  if (known === "transfers") {
    return (await client.get("/api/v1/transfers")).items.map(({ name }) => name);
  }
  if (known === "jobs") return (await client.get("/api/v1/jobs")).items.map(({ name }) => name);
  if (known === "runs") {
    return (await client.get("/api/v1/runs")).items.map(({ run_id }) => run_id);
  }
  const { items } = await client.get("/api/v1/operations", { running: true });
  return items.map(({ operation_id }) => operation_id);
}
