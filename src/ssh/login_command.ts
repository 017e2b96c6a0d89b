import { Buffer } from "node:buffer";
import { shellQuoted } from "./shell_quoted.ts";

/** Starts and ends a marker in the output: ASCII's record separator, which no ordinary text holds. */
export const MARK = "\x1e";

/** Characters that not every login shell passes on in a quoted word, as `/bin/sh` writes them after `n=${IFS#??}`. */
const REPLACED: Readonly<Record<string, string>> = {
  "\n": '"$n"',
  "'": `"'"`,
  "\\": "\\\\",
  "!": "'!'",
};

/** Stand-ins for them: control characters that mean nothing to a shell, neither in a word nor in `IFS`. */
const STAND_INS = "\x02\x03\x04\x05\x06\x07\x08\x0e\x0f\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19";

/**
 * Writes `command` as an exec request for any login shell. It runs on the terminal in the user's login environment: a
 * POSIX shell and fish run it as a login shell, csh and tcsh after their login files, and a restricted shell as
 * `ssh host command` does. Two markers with `nonce` are printed on the way: the first tells the process id, which is also
 * the id of the terminal's session because every step is an `exec`; the second ends what the login prints.
 *
 * The request stays below the 131,072 bytes that Linux allows one argument (MAX_ARG_STRLEN) for 65,536 bytes of anything.
 */
export function loginCommand(command: Uint8Array, nonce: string): Buffer {
  const { word, restore } = packed(command);
  const mark = `printf "\\036${nonce}\\036"`;
  const markPid = `printf "\\036${nonce}:$$\\036"`;
  const outer = `${restore("$1")}; ${markPid}; m='${mark}'; ${RUN_IN_LOGIN_SHELL}`;
  // Only a restricted shell, which refuses `exec`, comes to the second line. The word is the last argument that it saw.
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
 * Becomes the login shell, which runs `$m` after its start-up files and then `$c`. csh and tcsh have no option for a login
 * shell that runs a command. The command is a line of its own: a syntax error in it must not stop the marker.
 */
const RUN_IN_LOGIN_SHELL = [
  "s=${SHELL:-/bin/sh}; case ${s##*/} in",
  'fish) exec "$s" -l -C "$m" -c "$c" ;;',
  'csh|tcsh|bsd-csh) l="if (-r /etc/csh.login) source /etc/csh.login" ;',
  'exec "$s" -c "$l${n}if (-r ~/.login) source ~/.login$n$m$n$c" ;;',
  '*) exec "$s" -l -c "$m$n$c" ;;',
  "esac",
].join(" ");

/**
 * Makes one word of `command` that every login shell passes on unchanged, and the line of `/bin/sh` that makes the command of
 * it again, in `$c`. Fields are split and joined by `IFS`: no program and no process is needed, and time grows with length.
 */
function packed(
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
  // A separator at the end would not make a field: a dot is there behind it.
  const word = shellQuoted(Buffer.from(`${text}.`, "latin1"));
  const restore = (parameter: string) =>
    `c=${parameter}; n=\${IFS#??}; u() { r=$2; IFS=$1; set -- $c; IFS=$r; c="$*"; }; ` +
    `set -f; ${steps.join("")}set +f; unset IFS; c=\${c%.}`;
  return { word, restore };
}
