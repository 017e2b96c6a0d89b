import type { Mutant } from "./mutant.ts";

const DOTENV = { file: "src/config/dotenv.ts", tests: ["tests/config/dotenv_test.ts"] };
const DOTENV_FILE = {
  file: "src/config/dotenv_file.ts",
  tests: ["tests/config/dotenv_file_test.ts"],
};
const IGNORED = {
  file: "src/config/ignored_variables.ts",
  tests: ["tests/config/ignored_variables_test.ts"],
  filter: "ignoredVariables",
};
const ADDRESS = { file: "src/config/address.ts", tests: ["tests/config/address_test.ts"] };
const KEY_FILES = { file: "src/config/key_files.ts", tests: ["tests/config/key_files_test.ts"] };
const SERVERS = { file: "src/config/servers.ts", tests: ["tests/config/config_test.ts"] };
const CONFIG = { file: "src/config/config.ts", tests: ["tests/config/config_test.ts"] };

/** Faults of the configuration. */
export const CONFIG_MUTANTS: readonly Mutant[] = [
  {
    file: "src/config/servers.ts",
    tests: ["tests/config/servers_test.ts"],
    filter: "label",
    fault: "a label is counted in UTF-16",
    find: "[...label].length <= 24",
    replace: "label.length <= 24",
  },
  {
    file: "src/config/servers.ts",
    tests: ["tests/config/servers_test.ts"],
    filter: "label",
    fault: "a label can reorder the text around it",
    find: "!PRINTABLE.test(label)",
    replace: "false",
  },
  {
    ...DOTENV,
    fault: "a line that cannot be parsed is dropped in silence",
    find: "if (problems.length > 0)",
    replace: "if (false)",
  },
  {
    ...DOTENV,
    fault: "the line number does not count the lines of a quoted value",
    find: 'line += text.split("\\n").length - 1;',
    replace: "line += 1;",
  },
  {
    ...DOTENV,
    fault: "a # without white space before it starts a comment",
    find: String.raw`replace(/\s#[^\n]*/, "")`,
    replace: String.raw`replace(/\s?#[^\n]*/, "")`,
  },
  {
    ...DOTENV,
    fault: "text after a closing quote is left out",
    find: "if (end === undefined) return",
    replace: "if (false) return",
  },
  {
    ...DOTENV,
    fault: "a quote that is never closed takes in the rest of the file",
    find: "if (quoted === undefined) return { text: line,",
    replace: "if (quoted === undefined) return { text: source,",
  },
  {
    ...DOTENV,
    fault: "single quotes know the escapes of double quotes",
    find: "unescape(single, SINGLE_ESCAPES)",
    replace: "unescape(single, DOUBLE_ESCAPES)",
  },
  {
    ...DOTENV,
    fault: "the error quotes the line",
    find: "problems.push(`.env line ${line} ${fault}`)",
    replace: "problems.push(`.env line ${line} ${fault} ${text}`)",
  },
  {
    ...DOTENV_FILE,
    fault: "UTF-16 with a byte order mark counts as text",
    filter: "not UTF-8",
    find: "first === 0xff && second === 0xfe",
    replace: "first === 0xff && second === 0xff",
  },
  {
    ...DOTENV_FILE,
    fault: "UTF-16 BE without a byte order mark is called something else",
    filter: "not UTF-8",
    find: "first === 0 && second !== 0",
    replace: "first === 0 && second === 1",
  },
  {
    ...DOTENV_FILE,
    fault: "a NUL byte is part of a value",
    filter: "not UTF-8",
    find: "if (zero >= 0)",
    replace: "if (zero > 99)",
  },
  {
    ...DOTENV_FILE,
    fault: "Latin-1 is read with replacement characters",
    filter: "not UTF-8",
    find: "if (isUtf8(bytes)) return undefined;",
    replace: "if (bytes) return undefined;",
  },
  {
    ...DOTENV_FILE,
    fault: "a .env that cannot be read counts as none",
    filter: "cannot be read",
    find: "throw new ConfigError([`${PATH} cannot be read: ${reasonOf(cause)}`]);",
    replace: "return reason === undefined ? new Uint8Array() : undefined;",
  },
  {
    ...DOTENV_FILE,
    fault: "a link to a missing file counts as none",
    filter: "cannot be read",
    find: " && !await isLink()",
    replace: "",
  },
  {
    ...IGNORED,
    fault: "names of other programs are compared loosely",
    find: "isLoose: inFile.has(name)",
    replace: "isLoose: inFile.has(name) || true",
  },
  {
    ...IGNORED,
    fault: "a short name with another letter is taken for a slip",
    find: "distance === 1 && text.length !== word.length",
    replace: "distance === 1",
  },
  {
    ...IGNORED,
    fault: "an empty variable is warned of",
    find: "if (!env[name] || read",
    replace: "if (read",
  },
  {
    ...IGNORED,
    fault: "swapped letters of a short name in the process environment go unnoticed",
    find: "if (distance === 0 || isSwapped) return true;",
    replace: "if (distance === 0) return true;",
  },
  {
    ...IGNORED,
    fault: "HIWARE_PASSWORD is taken for a server's password",
    find: `    const reason = aliasReason(name, names) ?? orphanReason(name, names) ??
      likelyReason(name, names);`,
    replace: `    const reason = orphanReason(name, names) ?? aliasReason(name, names) ??
      likelyReason(name, names);`,
  },
  {
    ...IGNORED,
    fault: "what refines POD, HOST or NODE is warned of",
    find: 'if (suffix === "" || !isServerPrefix(prefix)) return undefined;',
    replace: 'if (suffix === "") return undefined;',
  },
  {
    ...IGNORED,
    filter: "editDistance",
    fault: "a swap counts as two replacements",
    find: "isSwapped ? (beforeLast[column - 2] ?? 0) + 1 : Infinity,",
    replace: "Infinity,",
  },
  {
    ...ADDRESS,
    fault: "a port after an IPv4 address passes",
    find: "isNumber ? parseIp(text) !== undefined : HOST_NAME.test(text)",
    replace: "text.includes(`:`) || HOST_NAME.test(text)",
  },
  {
    ...ADDRESS,
    fault: "an octet of 300 passes as a host name",
    find: " || ENDS_IN_NUMBER.test(text)",
    replace: "",
  },
  {
    ...KEY_FILES,
    fault: "a key file that cannot be read passes the start",
    find: "if (isFile) (await Deno.open(path)).close();",
    replace: "if (isFile) return undefined;",
  },
  {
    ...KEY_FILES,
    fault: "a folder passes as a key file",
    find: 'if (isDirectory) return "names a folder, not a file";',
    replace: "if (isDirectory) return undefined;",
  },
  {
    ...CONFIG,
    file: "src/config/config.ts",
    tests: ["tests/config/key_files_test.ts"],
    fault: "the key files are not checked",
    find: "  await checkKeyFiles(reading.servers, reading.report);\n",
    replace: "",
  },
  {
    ...CONFIG,
    fault: "a start that fails hides the names that are not read",
    find: "[...problems, ...hints]",
    replace: "[...problems, ...hints.slice(hints.length)]",
  },
  {
    ...CONFIG,
    fault: ".env wins over the process environment",
    find: "const env = { ...file, ...process };",
    replace: "const env = { ...process, ...file };",
  },
  {
    ...SERVERS,
    fault: "any text is an address",
    find: "if (isAddress(host)) return undefined;",
    replace: "if (host) return undefined;",
  },
  {
    ...SERVERS,
    fault: "POD_IP makes a server",
    find: " && !NEVER_SERVERS.includes(prefix)",
    replace: "",
  },
  {
    file: "src/config/authentication.ts",
    tests: ["tests/config/config_test.ts"],
    fault: "it listens beyond loopback without being told to",
    find: "if (!isLoopback(host)) return",
    replace: "if (host === undefined) return",
  },
  {
    file: "src/config/servers.ts",
    tests: ["tests/app_test.ts"],
    filter: "logs each server",
    fault: "the path of the private key is logged",
    find: '? [] : ["publickey"]',
    replace: "? [] : [server.keyFile]",
  },
];
