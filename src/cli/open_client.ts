import { type Client, connect, type wire } from "../client/mod.ts";
import { accessToken } from "./access_token.ts";
import { CommandFailure } from "./command_failure.ts";
import type { CommonOptions } from "./common_options.ts";
import type { Io } from "./io.ts";

/** Address of a service on this machine with the default port. */
const DEFAULT_URL = "http://127.0.0.1:8000";
/** Time before each of the tries to connect, in milliseconds. */
const RETRY_MS = 100;
/** Maximum time before a try to resume, in milliseconds. */
const MAX_RESUME_MS = 5_000;
/** Names that the service accepts from a client. */
const NAME = /^\P{C}{1,64}$/u;

/** Options for {@linkcode openClient}. */
export interface OpenOptions {
  /** Topics of broadcasts to follow. */
  readonly follow?: readonly wire.Topic[];
  /** Ends the attempt, and not the client. */
  readonly signal: AbortSignal;
}

/**
 * Connects to the service. The client is called by the name of the user.
 *
 * @throws {PinkPageError} 10001 when the service does not answer, or its refusal
 * @throws {CommandFailure} when the address or the token is wrong
 */
export async function openClient(
  io: Pick<Io, "env">,
  options: CommonOptions,
  { follow = [], signal }: OpenOptions,
): Promise<Client> {
  const url = addressOf(options.url ?? (io.env.PINK_PAGE_URL || DEFAULT_URL));
  const token = await accessToken(options, io);
  const { USER: user = "" } = io.env;
  let isOpen = false;
  const resumeMs = (n: number) => Math.min(MAX_RESUME_MS, RETRY_MS * 2 ** n);
  const attempt = new AbortController();
  const abort = () => attempt.abort();
  signal.addEventListener("abort", abort);
  if (signal.aborted) abort();
  try {
    const client = await connect(url, {
      ...(token === undefined ? {} : { token }),
      ...(NAME.test(user) ? { name: user } : {}),
      follow,
      backoff: (n) => isOpen ? resumeMs(n) * (0.5 + Math.random() / 2) : RETRY_MS,
      signal: attempt.signal,
    });
    isOpen = true;
    return client;
  } finally {
    signal.removeEventListener("abort", abort);
  }
}

function addressOf(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url !== undefined && /^(https?|wss?):$/.test(url.protocol)) return url;
  throw new CommandFailure(`${text} is no address of a service: take one like ${DEFAULT_URL}`);
}
