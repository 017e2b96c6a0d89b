import { MARK } from "../../src/ssh/login_command.ts";
import type { Connection, Session } from "../../src/ssh2/ssh2.ts";
import { newHostKey, type Ssh2Host, startSsh2Host } from "../harness/ssh2_host.ts";

/** Reaction of a host to a second session channel on a connection. */
export type Second =
  /** Refuses the channel. */
  | "refuse the channel"
  /** Opens the channel and refuses the terminal. */
  | "refuse the terminal"
  /** Closes the connection when the channel is requested. */
  | "close the connection"
  /** Takes the command, then closes the connection without an answer. */
  | "take the command";

/** Host that runs one command on each connection. Disposing closes it. */
export interface OneSessionHost extends Ssh2Host {
  /** Number of logins. */
  readonly logins: number;
  /** Number of commands that reached the host. */
  readonly commands: number;
}

/** Starts a host on a free port of 127.0.0.1. Its commands print `done` and exit with 0. */
export async function startOneSessionHost(second: Second): Promise<OneSessionHost> {
  const count = { logins: 0, commands: 0 };
  const serve = (connection: Connection) => {
    let sessions = 0;
    connection.on("error", () => {}).on("authentication", (attempt) => attempt.accept())
      .on("ready", () => count.logins++)
      .on("session", (accept, reject) => {
        const isFirst = sessions++ === 0;
        if (isFirst) runCommand(accept(), count);
        else if (second === "refuse the channel") reject();
        else if (second === "close the connection") connection.end();
        else if (second === "refuse the terminal") accept().on("pty", (_accept, no) => no?.());
        else {
          accept().on("pty", (yes) => yes?.()).on("exec", () => {
            count.commands++;
            connection.end();
          });
        }
      });
  };
  const host = await startSsh2Host([newHostKey()], serve);
  return {
    ...host,
    get logins() {
      return count.logins;
    },
    get commands() {
      return count.commands;
    },
  };
}

function runCommand(session: Session, count: { commands: number }): void {
  session.on("pty", (accept) => accept?.()).on("exec", (accept, _reject, { command }) => {
    count.commands++;
    const channel = accept();
    const [nonce] = /[0-9a-f]{8}-[0-9a-f-]{27}/.exec(command) ?? [];
    channel.write(`${MARK}${nonce}${MARK}done\r\n`);
    channel.exit(0);
    channel.end();
  });
}
