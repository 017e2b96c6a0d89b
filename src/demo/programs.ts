/** The programs a demo host starts, as absolute paths; absent where the machine lacks them. */
export interface Programs {
  /** Login shell: bash, or sh where there is none. */
  readonly shell: string;
  /** `script` of util-linux, which opens the pseudo-terminals. */
  readonly script?: string;
  /** `stty`, which sets their size. */
  readonly stty?: string;
  /** OpenSSH's `sftp-server`. */
  readonly sftpServer?: string;
}

/** Where distributions keep `sftp-server`: Debian, Arch and SUSE, Fedora, Alpine and macOS. */
const SFTP_SERVERS = [
  "/usr/lib/openssh/sftp-server",
  "/usr/lib/ssh/sftp-server",
  "/usr/libexec/openssh/sftp-server",
  "/usr/libexec/sftp-server",
];

/** One line for each program, empty where it is absent. Asked of `sh`, because looking itself would need `--allow-read`. */
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
