/** Absolute paths of the programs that a demo host starts; undefined when the machine lacks one. */
export interface Programs {
  /** Login shell: bash, or sh on a machine without bash. */
  readonly shell: string;
  /** Program `script` of util-linux, which opens the pseudo-terminals. */
  readonly script?: string;
  /** Program `stty`, which sets their size. */
  readonly stty?: string;
  /** Program `sftp-server` of OpenSSH. */
  readonly sftpServer?: string;
}

/** Paths of `sftp-server` in Debian, in Arch and SUSE, in Fedora, and in Alpine and macOS. */
const SFTP_SERVERS = [
  "/usr/lib/openssh/sftp-server",
  "/usr/lib/ssh/sftp-server",
  "/usr/libexec/openssh/sftp-server",
  "/usr/libexec/sftp-server",
];

/**
 * Script that prints a line for each program, empty when it is missing. `sh` searches because Deno
 * would need `--allow-read` for it.
 */
const SEARCH = `
for name in bash sh stty; do echo "$(command -v $name)"; done
case "$(script --version 2>/dev/null)" in *util-linux*) command -v script ;; *) echo ;; esac
for path; do [ -x "$path" ] && echo "$path" && break; done
`;

/** Finds the programs on the `PATH` of this process. */
export async function findPrograms(): Promise<Programs> {
  const search = new Deno.Command("sh", { args: ["-c", SEARCH, "sh", ...SFTP_SERVERS] });
  const { stdout } = await search.output();
  const lines = new TextDecoder().decode(stdout).split("\n").map((line) => line || undefined);
  const [bash, sh = "/bin/sh", stty, script, sftpServer] = lines;
  return { shell: bash ?? sh, stty, script, sftpServer };
}
