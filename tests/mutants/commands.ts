import type { Mutant } from "./mutant.ts";

const run_command = "src/operations/run_command.ts";
const command_output = "src/operations/command_output.ts";
const await_start = "src/operations/await_start.ts";
const remote_shell = "src/ssh/remote_shell.ts";
const shell_output = "src/ssh/shell_output.ts";
const login_command = "src/ssh/login_command.ts";
const preamble = "src/ssh/preamble.ts";
const shell_quoted = "src/ssh/shell_quoted.ts";

const phrase = ["tests/operations/stop_phrase_test.ts"];
const login = ["tests/operations/await_start_test.ts"];
const shells = ["tests/ssh/login_shells_test.ts"];
const cancel = ["tests/operations/adversaries_test.ts"];

/** Faults of commands: their start below a login shell, their stop phrase, their end. */
export const COMMANDS_MUTANTS: readonly Mutant[] = [
  {
    fault: "nothing is drained after the stop phrase",
    file: run_command,
    find: "  shell.discardOutput();\n",
    replace: "",
    tests: phrase,
    filter: "50 MB",
  },
  {
    fault: "output is resumed with its listener on",
    file: shell_output,
    find: '.removeListener("readable", this.#onReadable)',
    replace: "",
    tests: phrase,
    filter: "used again",
  },
  {
    fault: "the output is polled also with a stop phrase",
    file: command_output,
    find: "polls: stop === undefined && input.idle_timeout_seconds",
    replace: "polls: input.idle_timeout_seconds",
    tests: phrase,
    filter: "seen when",
  },
  {
    fault: "no grace after the stop phrase",
    file: run_command,
    find: "within(seconds * 1000, orAborted",
    replace: "within(seconds, exitOf",
    tests: ["tests/operations/run_command_test.ts"],
    filter: "ends by itself within the grace",
  },
  {
    fault: "a command is not hung up after its grace",
    file: run_command,
    find: "  shell.hangUp();\n",
    replace: "",
    tests: ["tests/operations/run_command_test.ts"],
    filter: "within the grace is hung up",
  },
  {
    fault: "a failure without the phrase is complete",
    file: run_command,
    find: "!stop.found && exitCode !== 0",
    replace: "!stop.found && exitCode === null",
    tests: ["tests/operations/run_command_test.ts"],
    filter: "without it is 50000",
  },
  {
    fault: "a command that did not start is searched and complete",
    file: await_start,
    find: "if (shell.hasStarted) return;",
    replace: "return;",
    tests: login,
    filter: "is killed",
  },
  {
    fault: "the login's text is not shown when the command does not start",
    file: await_start,
    find: "operation.outputs(text)",
    replace: 'operation.outputs("")',
    tests: login,
    filter: "exits",
  },
  {
    fault: "a cancel during the login is 22004",
    file: await_start,
    find: "  const { signal } = operation;\n  signal.throwIfAborted();",
    replace: "  const { signal } = new AbortController();",
    tests: login,
    filter: "can be cancelled",
  },
  {
    fault: "a login that asks is silent",
    file: await_start,
    find: "if (text === told) continue;",
    replace: "continue;",
    tests: login,
    filter: "told in a status",
  },
  {
    fault: "the silence of a login does not count",
    file: run_command,
    find: "output.watched(shell.login)",
    replace: "shell.login",
    tests: login,
    filter: "in silence",
  },
  {
    fault: "input does not reach a login that asks",
    file: "src/operations/terminal_operation.ts",
    find: "    this.#input.write(bytes);\n",
    replace: "",
    tests: login,
    filter: "told in a status",
  },
  {
    fault: "the login's text is part of the output",
    file: shell_output,
    find: "this.#preamble?.read(chunk).output ?? chunk",
    replace: "chunk",
    tests: ["tests/ssh/warm_connections_test.ts"],
    filter: "refuse the channel",
  },
  {
    fault: "output that came with the marker is lost",
    file: shell_output,
    find: "    if (early.length > 0) yield early;\n",
    replace: "",
    tests: login,
    filter: "neither output",
  },
  {
    fault: "a stopped command's connection is released",
    file: remote_shell,
    find: 'if (this.#state !== "exited" || this.#options.signal.aborted) return false;',
    replace: 'if (this.#state === "running") return false;',
    tests: ["tests/operations/stopped_connection_test.ts"],
  },
  {
    fault: "a resize to the present size is sent",
    file: remote_shell,
    find: "    if (cols === this.#size.cols && rows === this.#size.rows) return;\n",
    replace: "",
    tests: ["tests/ssh/one_window_change_test.ts"],
  },
  {
    fault: "the new size is not kept, so the old one cannot be set again",
    file: remote_shell,
    find: "    this.#size = { cols, rows };\n",
    replace: "",
    tests: ["tests/ssh/one_window_change_test.ts"],
  },
  {
    fault: "no Ctrl-C before the hang-up",
    file: remote_shell,
    find: "    this.#channel.write(ETX);\n",
    replace: "",
    tests: cancel,
    filter: "cancel",
  },
  {
    fault: "no process group is ended",
    file: remote_shell,
    find: "group === undefined ? undefined : await this.#endProcessGroup(group)",
    replace: "undefined",
    tests: cancel,
    filter: "ignores Ctrl-C",
  },
  {
    fault: "a marker cut in two is not found",
    file: preamble,
    find: "text.length - begun < MARK_BYTES",
    replace: "text.length - begun < 1",
    tests: ["tests/ssh/preamble_test.ts"],
  },
  {
    fault: "the process id stays in the login's text",
    file: preamble,
    find: "return Buffer.concat([text.subarray(0, start), text.subarray(end + 1)]);",
    replace: "return text;",
    tests: ["tests/ssh/preamble_test.ts"],
  },
  {
    fault: "exclamation marks are left to csh's history",
    file: shell_quoted,
    find: "['\\\\!]+",
    replace: "['\\\\]+",
    tests: ["tests/ssh/shell_quoted_test.ts"],
  },
  {
    fault: "backslashes are left to fish's quotes",
    file: shell_quoted,
    find: "['\\\\!]+",
    replace: "['!]+",
    tests: ["tests/ssh/shell_quoted_test.ts"],
  },
  {
    fault: "newlines reach csh",
    file: login_command,
    find: '  "\\n": \'"$n"\',\n',
    replace: "",
    tests: shells,
    filter: "/bin/tcsh: a command prints",
  },
  {
    fault: "fish runs no login shell",
    file: login_command,
    find: 'fish) ${exec} "$s" -l',
    replace: 'fish) ${exec} "$s"',
    tests: shells,
    filter: "/bin/fish: a command runs",
  },
  {
    fault: "csh reads no login file",
    file: login_command,
    find: "if (-r ~/.login) source ~/.login",
    replace: "",
    tests: shells,
    filter: "/bin/tcsh: a command runs",
  },
  {
    fault: "a restricted shell runs nothing",
    file: login_command,
    find: 'Buffer.from("\\neval ")',
    replace: 'Buffer.from("\\n: ")',
    tests: shells,
    filter: "/bin/rbash: a command prints",
  },
  {
    fault: "a script that ends processes is read by the login shell",
    file: "src/ssh/remote_script.ts",
    find: 'connection.exec("exec /bin/sh\\nsh")',
    replace: 'connection.exec("/bin/sh -c true")',
    tests: shells,
    filter: "cancel:",
  },
];
