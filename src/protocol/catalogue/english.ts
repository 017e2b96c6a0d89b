import type { ErrorKind } from "../../errors.ts";
import type { Explanation } from "./explanation.ts";

/** Every error, explained in English. */
export const ENGLISH: Readonly<Record<ErrorKind, Explanation>> = {
  INTERNAL_ERROR: {
    meaning: "The service met a fault of its own.",
    action: "Try again; if it happens again, report it with the time: the log has the cause.",
  },
  SERVICE_UNAVAILABLE: {
    meaning: "The service is shutting down and takes nothing new.",
    action: "Wait until it is up again, then connect again.",
  },
  ACCESS_DENIED: {
    meaning:
      "The page comes from an origin that may not use the service, or Host has a foreign name.",
    action: "Open the service's own address, or add the origin to ALLOWED_ORIGINS.",
  },
  VALIDATION_FAILED: {
    meaning: "A field or a parameter has a value that is not allowed.",
    action: "Correct what detail and validation_errors name, and send it again.",
  },
  MISSING_FIELD: {
    meaning: "A required field is not there.",
    action: "Add the field that detail names, and send it again.",
  },
  NOT_FOUND: {
    meaning: "There is nothing at this address.",
    action: "Check the path and the id; / lists what is here.",
  },
  NOT_ALLOWED: {
    meaning: "The address does not take this method or protocol.",
    action: "Use the method or protocol that detail names.",
  },
  QUOTA_EXCEEDED: {
    meaning: "More than 1 MiB of input waits for a command that does not read it.",
    action: "Wait until the command has read its input, then send the rest.",
  },
  SSH_CONNECTION_FAILED: {
    meaning:
      "No SSH connection to the server could be made: its name, the network, or no common algorithm.",
    action:
      "Read the cause in detail: check name, address and network, or set <NAME>_ALGORITHMS=legacy.",
  },
  SSH_CONNECTION_TIMEOUT: {
    meaning: "The server did not answer in time.",
    action: "Check that the server is up and that no firewall drops the packets.",
  },
  SSH_CONNECTION_REFUSED: {
    meaning: "Nothing listens at the server's address and port.",
    action: "Check <NAME>_IP and <NAME>_PORT, and that the SSH server runs.",
  },
  SSH_CONNECTION_LOST: {
    meaning: "The connection to the server broke while the operation ran.",
    action: "Check what the operation has done so far, then run it again.",
  },
  SSH_HOST_KEY_MISMATCH: {
    meaning: "The server shows another host key than the one that is known.",
    action:
      "Find out why the key changed; when the change is right, pin the new key with <NAME>_HOST_KEY.",
  },
  SSH_AUTHENTICATION_FAILED: {
    meaning: "The server refused the login.",
    action: "Check the user, the password and the key of the server.",
  },
  SSH_KEY_ERROR: {
    meaning: "The private key can not be read or used.",
    action:
      "Read the cause in detail: check <NAME>_KEY_FILE, its format and <NAME>_KEY_PASSPHRASE.",
  },
  SSH_COMMAND_TIMEOUT: {
    meaning: "The command ran longer than timeout_seconds and was stopped.",
    action: "Raise timeout_seconds, or make the command shorter.",
  },
  SSH_CHANNEL_ERROR: {
    meaning: "The server opened no channel for the operation.",
    action: "Check the server's limits, for example MaxSessions.",
  },
  SSH_SHELL_ERROR: {
    meaning: "The server gave no shell or no PTY, or the login ended before the command started.",
    action:
      "Read what the login printed; check that the user may have a shell and a PTY on the server.",
  },
  SERVER_NOT_FOUND: {
    meaning: "No server with this name is configured.",
    action: "Use a name from /api/v1/servers, or configure the server with <NAME>_IP.",
  },
  SCP_TRANSFER_FAILED: {
    meaning: "The transfer could not be finished; no file at its place is half-written.",
    action:
      "Read detail for the file and the server, remove the cause and run it again: that also removes what could not be removed now.",
  },
  TRANSFER_NOT_FOUND: {
    meaning: "No transfer with this name is configured.",
    action: "Use a name from /api/v1/transfers, or configure the transfer with TRANSFER_<NAME>.",
  },
  SCP_PERMISSION_DENIED: {
    meaning: "The user may not read the source, or not write to the target.",
    action: "Check the rights of the file or folder that detail names.",
  },
  SCP_TRANSFER_TIMEOUT: {
    meaning: "No byte of the transfer moved for 45 seconds, and it was stopped.",
    action: "Check both servers and the network between, then run the transfer again.",
  },
  INVALID_MESSAGE: {
    meaning: "The frame is not a message: not text, not a JSON object, or without a text type.",
    action: "Send a text frame with one JSON object that has a type.",
  },
  MESSAGE_TOO_LARGE: {
    meaning: "The frame is larger than MAX_FRAME_BYTES; the connection is closed.",
    action: "Connect again and send less at once, or raise MAX_FRAME_BYTES.",
  },
  HANDLER_NOT_FOUND: {
    meaning: "No message has this type.",
    action: "Check the spelling of type; /asyncapi/docs lists every message.",
  },
  DATABASE_CONNECTION_FAILED: {
    meaning: "The database file can not be opened.",
    action: "Check DATABASE_PATH, its folder and rights, and that no other process uses it.",
  },
  DATABASE_QUERY_FAILED: {
    meaning: "The database did not carry out a query.",
    action: "Check the free space of the disk and that no other program holds the file.",
  },
  COMMAND_FAILED: {
    meaning: "The command ended with an exit code other than 0 before its stop phrase appeared.",
    action: "Read exit_code and the output: the command says there what went wrong.",
  },
  OUTPUT_WAIT_TIMEOUT: {
    meaning: "The command printed nothing for longer than idle_timeout_seconds and was stopped.",
    action: "Raise idle_timeout_seconds, or let the command print its progress.",
  },
  SESSION_EXPIRED: {
    meaning: "The session ran nothing for SESSION_IDLE_SECONDS and was freed.",
    action: "Send start_session again.",
  },
  SESSION_ALREADY_ACTIVE: {
    meaning: "A session is active already; session_owner says whose it is.",
    action:
      "Go on with it when it is yours; else wait for session_status with session_active: false.",
  },
  NO_ACTIVE_SESSION: {
    meaning: "This needs a session, and none is active.",
    action: "Send start_session first.",
  },
  SESSION_PERMISSION_DENIED: {
    meaning: "The session belongs to another connection.",
    action: "Wait for session_status with session_active: false, then start your own.",
  },
  SESSION_OWNER_MISMATCH: {
    meaning: "The token is wrong or its time is over, or the output is not kept that far back.",
    action: "Resume from the seq that detail names; without one, go on with the new connection.",
  },
  RESOURCE_LOCKED: {
    meaning: "Another connection runs a command, and one runs at a time.",
    action: "Wait for lock_status with locked: false, then send it again.",
  },
  TASK_ALREADY_RUNNING: {
    meaning: "This connection runs an operation already.",
    action: "Wait for its ending, or send cancel.",
  },
  TASK_NOT_FOUND: {
    meaning: "This connection runs no operation.",
    action: "Start one first; it may have ended just before the message arrived.",
  },
};
