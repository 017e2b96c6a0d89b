import { reasonOf } from "../errors.ts";
import { ConfigError } from "./config_error.ts";
import { parseDotenv } from "./dotenv.ts";

const PATH = ".env";

/**
 * Reads the variables of `.env` in the working directory. Returns none when there is no such file.
 *
 * @throws {ConfigError} when the file cannot be read, is not UTF-8 text, or has a line that cannot
 * be parsed
 */
export async function readDotenvFile(): Promise<Record<string, string>> {
  const bytes = await readBytes();
  if (bytes === undefined) return {};
  const fault = encodingFault(bytes);
  if (fault !== undefined) throw new ConfigError([`${PATH} ${fault}; save it as UTF-8`]);
  return parseDotenv(new TextDecoder().decode(bytes));
}

async function readBytes(): Promise<Uint8Array | undefined> {
  try {
    return await Deno.readFile(PATH);
  } catch (cause) {
    // A link to a missing file is a fault, and no missing `.env`.
    if (cause instanceof Deno.errors.NotFound && !await isLink()) return undefined;
    throw new ConfigError([`${PATH} cannot be read: ${reasonOf(cause)}`]);
  }
}

async function isLink(): Promise<boolean> {
  return await Deno.lstat(PATH).then(({ isSymlink }) => isSymlink, () => false);
}

/** Returns the reason why the bytes are no text in UTF-8, or `undefined` when they are. */
function encodingFault(bytes: Uint8Array): string | undefined {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return "is in UTF-16 LE, with a byte order mark";
  if (first === 0xfe && second === 0xff) return "is in UTF-16 BE, with a byte order mark";
  // The first character of the file is ASCII: a letter of a name, or the # of a comment.
  if (first !== 0 && second === 0) return "is in UTF-16 LE";
  if (first === 0 && second !== 0) return "is in UTF-16 BE";
  const lines = new TextDecoder().decode(bytes).split("\n");
  const zero = lines.findIndex((line) => line.includes("\0"));
  if (zero >= 0) return `is not text: line ${zero + 1} holds a NUL byte`;
  if (isUtf8(bytes)) return undefined;
  const wrong = lines.findIndex((line) => line.includes("\ufffd"));
  return `is not UTF-8 from line ${wrong + 1} on (Latin-1 or EUC-KR, perhaps)`;
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}
