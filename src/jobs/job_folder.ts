import { fileState } from "../domain/file_state.ts";
import { reasonOf } from "../errors.ts";
import type { JobDefinition } from "../protocol/job_definition.ts";
import { readDefinitionText } from "./read_definition.ts";

/** File that defines a job. */
export interface JobFile {
  /** Name of the file; that of a built-in job is `built-in`. */
  readonly file: string;
  /** Definition of the last good version; undefined when there was none. */
  readonly job: JobDefinition | undefined;
  /** Faults of the present version, in words; null when it is good. */
  readonly error: string | null;
}

/** Maximum size of a file, in bytes. */
const MAX_BYTES = 1_048_576;

/** Folder of jobs. A file is read again when it has changed. */
export class JobFolder {
  readonly #path: string;
  /** Files as they were read last, with a text that changes with each of them. */
  readonly #files = new Map<string, JobFile & { readonly version: string }>();

  /** Takes the path of a folder, which can be missing. */
  constructor(path: string) {
    this.#path = path;
  }

  /** Returns the files of the folder, by name. Reads those that have changed. */
  read(): JobFile[] {
    const names = this.#names();
    for (const name of this.#files.keys()) if (!names.includes(name)) this.#files.delete(name);
    return names.map((file) => {
      const known = this.#files.get(file);
      const read = readFile(`${this.#path}/${file}`, known?.version);
      if (read === undefined && known !== undefined) return known;
      const { version = "", error = null, job = known?.job } = read ?? {};
      const now = { file, job, error, version };
      this.#files.set(file, now);
      return now;
    });
  }

  #names(): string[] {
    try {
      return [...Deno.readDirSync(this.#path)].map(({ name }) => name)
        .filter((name) => /^[^.].*\.jsonc?$/.test(name)).sort();
    } catch (cause) {
      if (cause instanceof Deno.errors.NotFound) return [];
      throw cause;
    }
  }
}

/** File as it was read. */
interface ReadFile {
  /** Text that changes with the file; undefined when it is to be read again. */
  readonly version?: string | undefined;
  readonly job?: JobDefinition;
  readonly error?: string;
}

/** Reads a file. Returns `undefined` for the version that is known. */
function readFile(path: string, knownVersion: string | undefined): ReadFile | undefined {
  try {
    const info = Deno.statSync(path);
    const { size } = info;
    const version = fileState(info);
    if (version === knownVersion) return undefined;
    if (size > MAX_BYTES) return { version, error: `The file has over ${MAX_BYTES} bytes` };
    return { version, ...readDefinitionText(Deno.readTextFileSync(path)) };
  } catch (cause) {
    return { error: `The file cannot be read: ${reasonOf(cause)}` };
  }
}
