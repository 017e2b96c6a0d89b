import { SSHD_PROGRAM } from "./sshd_listener.ts";

/** Options for {@linkcode sshdConfigText}. */
export interface SshdConfig {
  /** Port on 127.0.0.1. */
  readonly port: number;
  /** Paths of the private host keys. */
  readonly hostKeyFiles: readonly string[];
  /** Maximum number of sessions of a connection. Default: 100. */
  readonly maxSessions?: number;
  /** Whether the method `password` is on. Default: false. */
  readonly password?: boolean;
  /** Whether the method `keyboard-interactive` is on. Default: false. */
  readonly keyboardInteractive?: boolean;
  /** Whether the server offers SFTP. Default: true. */
  readonly sftp?: boolean;
  /** Command that every session runs. Default: that of the client. */
  readonly forceCommand?: string;
  /** Lines that override all others. */
  readonly extraConfig?: readonly string[];
}

/** Returns the configuration of sshd. The first line of a keyword counts (sshd_config(5)). */
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
 * Returns the line that turns off penalties: OpenSSH 9.8 and later refuse an address after failed
 * logins and killed sessions, and all tests share one address. Earlier versions do not know the
 * line. The oldest do not know `-V` either, but print their version.
 */
async function penaltyLines(): Promise<string[]> {
  const { stderr } = await new Deno.Command(SSHD_PROGRAM, { args: ["-V"] }).output();
  const [, major, minor] = new TextDecoder().decode(stderr).match(/OpenSSH_(\d+)\.(\d+)/) ?? [];
  return Number(major) * 100 + Number(minor) >= 908 ? ["PerSourcePenalties no"] : [];
}

function yesNo(value: boolean): "yes" | "no" {
  return value ? "yes" : "no";
}
