import { AppError } from "../../errors.ts";
import { factOf, type Facts } from "./facts.ts";

/** Abilities of a server's account, as far as detached commands need them. */
export interface Abilities {
  /** Way to run a command: on a terminal of `script`, or without one. */
  readonly mode: "pty" | "plain";
  /** Option of `setsid` that makes it fork; without it, only a process group's leader forks. */
  readonly setsid: "-f" | "";
  /** Command in front of `setsid` that takes the processes out of the reach of logind. */
  readonly wrap: string;
}

/**
 * Reads the facts of a probe.
 *
 * @throws {AppError} 22005
 */
export function abilitiesOf(server: string, facts: Facts): Abilities {
  const lacks = (what: string) => {
    throw new AppError("SSH_CANNOT_DETACH", `${server} ${what}`);
  };
  const has = (name: string) => factOf(facts, name) !== undefined;
  if (!has("probed")) lacks("runs another command than the one that it was sent (ForceCommand)");
  if (!has("home")) lacks("lets nothing be written to the user's home folder");
  if (!has("proc")) lacks("has no /proc with process states and a boot id: only Linux can");
  if (!has("setsid")) lacks("has no program setsid: install util-linux");
  if (has("kills")) {
    lacks(
      "ends all processes at a logout (KillUserProcesses of logind): set it to no, or enable " +
        "lingering for the user",
    );
  }
  return {
    mode: has("script") ? "pty" : "plain",
    setsid: factOf(facts, "setsid")?.[0] === "-f" ? "-f" : "",
    wrap: has("scope") ? "systemd-run --user --scope --quiet" : "",
  };
}
