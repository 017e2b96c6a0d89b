import { Buffer } from "node:buffer";
import { shellQuoted } from "./shell_quoted.ts";

/** Character at both ends of a marker in the output: ASCII's record separator, rare in any text. */
export const MARK = "\x1e";

/**
 * Characters that some login shells change inside a quoted word, with their form in `/bin/sh` after
 * `n=${IFS#??}`.
 */
const REPLACED: Readonly<Record<string, string>> = {
  "\n": '"$n"',
  "'": `"'"`,
  "\\": "\\\\",
  "!": "'!'",
};

/** Control characters that can replace them: none has a meaning in a word or in `IFS`. */
const STAND_INS = "\x02\x03\x04\x05\x06\x07\x08\x0e\x0f\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19";

/**
 * Returns an exec request that runs `command` in the user's login environment, for any login shell:
 * a POSIX shell and fish run it as a login shell, csh and tcsh after their login files, a
 * restricted shell as `ssh host command` does.
 *
 * The request prints two markers with `nonce`. The first holds the process id, which is the id of
 * the terminal's process group because every step is an `exec`. The second ends the output of the
 * login.
 *
 * For any command of up to 65,536 bytes, the request is shorter than the 131,072 bytes that Linux
 * allows one argument (MAX_ARG_STRLEN).
 */
export function loginCommand(command: Uint8Array, nonce: string): Buffer {
  const { word, restore } = packed(command);
  const mark = `printf "\\036${nonce}\\036"`;
  const markPid = `printf "\\036${nonce}:$$\\036"`;
  const outer = `${restore("$1")}; ${markPid}; m='${mark}'; ${inLoginShell("exec")}`;
  // A restricted shell refuses `exec` and goes on with the second line. `$_` is the packed word
  // there.
  const restricted = `${restore("$_")}; ${markPid}; ${mark}; eval "unset c n r; unset -f u$n$c"`;
  return Buffer.concat([
    Buffer.from("exec /bin/sh -c "),
    shellQuoted(Buffer.from(outer)),
    Buffer.from(" sh "),
    word,
    Buffer.from("\neval "),
    shellQuoted(Buffer.from(restricted)),
  ]);
}

/**
 * Returns shell code that becomes the login shell, which runs `$m` after its start-up files, and
 * then `$c`. csh and tcsh have no option for a login shell that runs a command. The command is on
 * its own line, so that the marker is printed before a syntax error in it is found.
 *
 * @param exec Words of `/bin/sh` before the path of the login shell.
 */
export function inLoginShell(exec: string): string {
  return [
    "s=${SHELL:-/bin/sh}; case ${s##*/} in",
    `fish) ${exec} "$s" -l -C "$m" -c "$c" ;;`,
    'csh|tcsh|bsd-csh) l="if (-r /etc/csh.login) source /etc/csh.login" ;',
    `${exec} "$s" -c "$l\${n}if (-r ~/.login) source ~/.login$n$m$n$c" ;;`,
    `*) ${exec} "$s" -l -c "$m$n$c" ;;`,
    "esac",
  ].join(" ");
}

/**
 * Packs `command` into one word that every login shell passes on unchanged.
 *
 * @returns the word, and a function for the line of `/bin/sh` that unpacks it into `$c`. The line
 * splits and joins fields by `IFS`: it starts no process, and its time grows linearly.
 */
export function packed(
  command: Uint8Array,
): { word: Buffer; restore: (parameter: string) => string } {
  let text = Buffer.from(command).toString("latin1");
  const free = [...STAND_INS].filter((char) => !text.includes(char));
  const steps: string[] = [];
  for (const [char, written] of Object.entries(REPLACED)) {
    if (!text.includes(char)) continue;
    const standIn = free.pop();
    if (standIn === undefined) break;
    text = text.replaceAll(char, standIn);
    steps.push(`u '${standIn}' ${written}; `);
  }
  // A separator at the end makes no field, so the word ends with a dot.
  const word = shellQuoted(Buffer.from(`${text}.`, "latin1"));
  const restore = (parameter: string) =>
    `c=${parameter}; n=\${IFS#??}; u() { r=$2; IFS=$1; set -- $c; IFS=$r; c="$*"; }; ` +
    `set -f; ${steps.join("")}set +f; unset IFS; c=\${c%.}`;
  return { word, restore };
}
