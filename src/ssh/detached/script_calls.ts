import { orAborted } from "../../async/or_aborted.ts";
import { within } from "../../async/within.ts";
import type { FollowOptions } from "../../domain/detached.ts";
import type { Server } from "../../domain/server.ts";
import { AppError } from "../../errors.ts";
import type { SshShells } from "../ssh_shells.ts";
import { type Abilities, abilitiesOf } from "./abilities.ts";
import { factOf, type Facts, readFacts } from "./facts.ts";
import { type ScriptCall, scriptRequest } from "./scripts.ts";

/** Time for which the abilities of a server are believed, in milliseconds: a day. */
const ABILITIES_MS = 86_400_000;

/** Maximum time for which a launch waits for the connection of a removal, in milliseconds. */
const REMOVAL_MS = 1_000;

/** Options for {@linkcode ScriptCalls}. */
export interface ScriptCallsOptions {
  /** Shells whose connections are used. */
  readonly shells: Pick<SshShells, "lend" | "release">;
  /** Path of the installation's folder, below the home folder. */
  readonly folder: string;
}

/** Call of a script, and how it connects. */
interface Call extends ScriptCall, Pick<FollowOptions, "signal" | "onWait"> {
  /** Bytes on the standard input of the script. Default: none. */
  readonly input?: Uint8Array;
  /** Whether the key follows them, so that the script knows their end. Default: false. */
  readonly endsWithKey?: boolean;
}

/** Calls of scripts on servers, and what is known of these servers. */
export class ScriptCalls {
  readonly #options: ScriptCallsOptions;
  readonly #abilities = new Map<Server, { abilities: Abilities; atMs: number }>();
  /** Last removal on each server, which may have ended. */
  readonly #removals = new Map<Server, Promise<unknown>>();

  /** Creates the calls without a connection. */
  constructor(options: ScriptCallsOptions) {
    this.#options = options;
  }

  /**
   * Returns the abilities of a server, which is probed when they are not known.
   *
   * @throws {AppError} 22005, 20005, the errors of connecting, or the reason of `signal`
   */
  async abilitiesOf(server: Server, signal: AbortSignal): Promise<Abilities> {
    allow(server);
    const known = this.#abilities.get(server);
    if (known !== undefined && performance.now() - known.atMs < ABILITIES_MS) {
      return known.abilities;
    }
    const facts = await this.run(server, { name: "probe", signal });
    const abilities = abilitiesOf(server.name, facts);
    this.#abilities.set(server, { abilities, atMs: performance.now() });
    return abilities;
  }

  /**
   * Runs a script on an idle connection or on a new one. A step of a job is launched while the
   * directory of the one before is removed: waiting for that connection is faster than a login.
   *
   * @throws {AppError} 20005, the errors of connecting, or the reason of the signal
   */
  async run(server: Server, call: Call): Promise<Facts> {
    const removal = this.#removals.get(server);
    if (call.name === "launch" && removal !== undefined) await within(REMOVAL_MS, removal);
    const facts = this.#run(server, call);
    if (call.name === "remove") this.#removals.set(server, facts.catch(() => {}));
    return await facts;
  }

  async #run(
    server: Server,
    { signal, onWait, input = new Uint8Array(), endsWithKey = false, ...call }: Call,
  ): Promise<Facts> {
    const { shells, folder } = this.#options;
    await using opened = new AsyncDisposableStack();
    const key = crypto.randomUUID();
    const request = scriptRequest(call, { folder, key });
    const { connection, command } = await shells.lend(server, { command: request, signal, onWait });
    opened.use(connection);
    const { channel, exit } = command;
    const facts = readFacts(channel, key);
    channel.resume();
    channel.write(input);
    channel.end(endsWithKey ? key : "");
    await orAborted(signal, exit);
    const told = await orAborted(signal, facts);
    opened.move();
    await shells.release(server, connection);
    return told;
  }

  /** Returns the failure 22005 of a script that did nothing. The server is then probed again. */
  refusal(server: Server, facts: Facts): AppError {
    this.#abilities.delete(server);
    return new AppError("SSH_CANNOT_DETACH", `${server.name} ${whyNot(facts)}`);
  }
}

/**
 * Checks that the configuration allows detached commands on a server.
 *
 * @throws {AppError} 22005
 */
export function allow({ name, detach }: Server): void {
  if (detach !== "off") return;
  const detail = `${name} keeps no commands: ${name.toUpperCase()}_DETACH is off`;
  throw new AppError("SSH_CANNOT_DETACH", detail);
}

/** Returns the reason for which a script did nothing. */
function whyNot(facts: Facts): string {
  if (factOf(facts, "full")) {
    return "could not write to the user's home folder: is its disk full or read-only?";
  }
  if (factOf(facts, "no_leader")) {
    return "cannot start a command apart from its connection: install util-linux";
  }
  return "runs another command than the one that it was sent (ForceCommand)";
}
