import { gzipSync } from "node:zlib";
import head from "./head.sh" with { type: "text" };

/** Number of bytes of the script at the start of a packed file. Line feeds fill it up. */
const HEAD_BYTES = 8_192;

/** Options of `tar` that leave out all that differs between two folders of the same files. */
const SAME = ["--format=ustar", "--mtime=@0", "--owner=0", "--group=0", "--mode=u=rwX,go="];

/** Facts about a packed file. */
export interface Facts {
  /** Options of `deno run` for the program. */
  readonly options: readonly string[];
  /** CPU that the file is for, as `uname -m` prints it. */
  readonly target: string;
  /** Version of the program. */
  readonly version: string;
  /** Version of Deno. */
  readonly denoVersion: string;
  /** Commit of the program. */
  readonly commit: string;
}

/**
 * Returns the bytes of a packed file: a shell script of {@linkcode HEAD_BYTES}, then the files in
 * `folder`, which has `deno` and `main.js`. The same files and facts give the same bytes.
 *
 * @throws {Error} when the files cannot be read, or the script is too long
 */
export async function packedFile(
  folder: string,
  { options, ...facts }: Facts,
): Promise<Uint8Array<ArrayBuffer>> {
  const files = await archive(folder);
  const payload = gzipSync(files, { level: 9 });
  const values: Readonly<Record<string, string | number>> = {
    VERSION: facts.version,
    DENO_VERSION: facts.denoVersion,
    COMMIT: facts.commit,
    TARGET: facts.target,
    OPTIONS: options.join(" "),
    SHA256: await sha256(payload),
    BYTES: HEAD_BYTES + payload.length,
    PAYLOAD_BYTES: payload.length,
    UNPACKED_MB: Math.ceil(files.length / 1e6),
  };
  const script = head.replaceAll(/@([A-Z_0-9]+)@/g, (_, name: string) => String(values[name]));
  if (script.length > HEAD_BYTES) throw new Error(`The script has over ${HEAD_BYTES} bytes`);
  return await new Blob([script.padEnd(HEAD_BYTES, "\n"), payload]).bytes();
}

/** Returns the files in `folder` as a tar. */
async function archive(folder: string): Promise<Uint8Array<ArrayBuffer>> {
  const names = await Array.fromAsync(Deno.readDir(folder), ({ name }) => name);
  const { success, stdout, stderr } = await new Deno.Command("tar", {
    args: [...SAME, "--create", "--directory", folder, ...names.sort()],
  }).output();
  if (!success) throw new Error(`tar failed: ${new TextDecoder().decode(stderr)}`);
  return stdout;
}

/** Returns the SHA-256 of `bytes`, in hexadecimal. */
export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
}
