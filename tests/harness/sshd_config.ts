import { SSHD_PROGRAM } from "./sshd_listener.ts";

/** What differs between the servers of the tests. */
export interface SshdConfig {
  /** On 127.0.0.1. */
  readonly port: number;
  /** Paths of private keys. */
  readonly hostKeyFiles: readonly string[];
  /** Sessions per connection. Default: 100. */
  readonly maxSessions?: number;
  /** Method `password`. Default: false. */
  readonly password?: boolean;
  /** Method `keyboard-interactive`. Default: false. */
  readonly keyboardInteractive?: boolean;
  /** Offer SFTP. Default: true. */
  readonly sftp?: boolean;
  /** What every session runs. Default: what it asks for. */
  readonly forceCommand?: string;
  /** Lines that win over all others. */
  readonly extraConfig?: readonly string[];
}

/** Text for sshd's `-f`. Source: sshd_config(5); of two lines with one keyword the first counts. */
export async function sshdConfigText(config: SshdConfig): Promise<string> {
  const { password = false, keyboardInteractive = false, sftp = true, forceCommand } = config;
  return [
    ...config.extraConfig ?? [],
    `Port ${config.port}`,
    "ListenAddress 127.0.0.1",
    ...config.hostKeyFiles.map((file) => `HostKey ${file}`),
    "PidFile none",
    "AuthorizedKeysFile .ssh/authorized_keys",
    "StrictModes no",
    `UsePAM ${yesNo(password || keyboardInteractive)}`,
    `PasswordAuthentication ${yesNo(password)}`,
    `KbdInteractiveAuthentication ${yesNo(keyboardInteractive)}`,
    `MaxSessions ${config.maxSessions ?? 100}`,
    "MaxStartups 200",
    ...sftp ? ["Subsystem sftp internal-sftp"] : [],
    ...forceCommand === undefined ? [] : [`ForceCommand ${forceCommand}`],
    ...await penaltyLines(),
    "LogLevel VERBOSE",
    "",
  ].join("\n");
}

/**
 * OpenSSH 9.8 and later shut out an address after failed logins and killed sessions: the one that all tests come from.
 * Earlier ones do not start with the line that turns this off. `-V` is unknown to the oldest, which tell their version too.
 */
async function penaltyLines(): Promise<string[]> {
  const { stderr } = await new Deno.Command(SSHD_PROGRAM, { args: ["-V"] }).output();
  const [, major, minor] = new TextDecoder().decode(stderr).match(/OpenSSH_(\d+)\.(\d+)/) ?? [];
  return Number(major) * 100 + Number(minor) >= 908 ? ["PerSourcePenalties no"] : [];
}

function yesNo(value: boolean): "yes" | "no" {
  return value ? "yes" : "no";
}
