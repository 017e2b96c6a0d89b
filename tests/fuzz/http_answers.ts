import { ERRORS } from "../../src/errors.ts";
import { schemaErrors } from "../harness/contract.ts";

/**
 * Statuses of the service: of successes, and of errors that a client causes. The listener itself
 * answers what is no HTTP with 400, and what is too long with 414 or 431, without a body.
 */
const STATUSES = new Set([
  ...[101, 200, 303, 400, 405, 414, 426, 431],
  ...Object.values(ERRORS).map(({ status }) => status).filter((status) => status < 500),
]);

/** Answer of the service. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** Body; empty for an answer to HEAD. */
  readonly body: string;
}

/**
 * Reads the whole answers in `text`, one character for each byte.
 *
 * @throws {Error} when `text` is no HTTP, a status is not documented, or an error has another shape
 */
export function readAnswers(text: string): HttpAnswer[] {
  const answers: HttpAnswer[] = [];
  for (let rest = text; rest !== "";) {
    const end = rest.indexOf("\r\n\r\n");
    if (end < 0) break;
    const answer = headOf(rest.slice(0, end));
    rest = rest.slice(end + 4);
    if (answer.status === 100) continue;
    const body = bodyOf(rest, answer);
    if (body === undefined) break;
    rest = rest.slice(body.length);
    checkAnswer({ ...answer, body });
    answers.push({ ...answer, body });
    if (answer.status === 101) break;
  }
  return answers;
}

function headOf(head: string): Omit<HttpAnswer, "body"> {
  const [first = "", ...lines] = head.split("\r\n");
  const [, status] = /^HTTP\/1\.[01] (\d{3}) [A-Za-z ]+$/.exec(first) ?? [];
  if (status === undefined) throw new Error(`no HTTP: ${JSON.stringify(first.slice(0, 200))}`);
  const headers = new Headers(lines.map((line): [string, string] => {
    const [, name = "", value = ""] = /^([\w-]+): ?(.*)$/.exec(line) ?? [];
    return [name, value];
  }));
  return { status: Number(status), headers };
}

/** Returns the body at the start of `text`; undefined when some of it is missing. */
function bodyOf(text: string, { status, headers }: Omit<HttpAnswer, "body">): string | undefined {
  // No body of the service begins like another answer: then this one is to HEAD.
  if (status === 101 || text.startsWith("HTTP/1.")) return "";
  if (headers.get("transfer-encoding") === "chunked") return chunksOf(text);
  const length = Number(headers.get("content-length") ?? 0);
  return text.length < length ? text === "" ? "" : undefined : text.slice(0, length);
}

/** Returns the chunks at the start of `text` (RFC 9112, 7.1), their sizes included. */
function chunksOf(text: string): string | undefined {
  for (let at = 0; at < text.length;) {
    const [line, size] = /^([0-9a-f]+)\r\n/i.exec(text.slice(at, at + 20)) ?? [];
    if (line === undefined || size === undefined) return undefined;
    at += line.length + parseInt(size, 16) + 2;
    if (/^0+$/.test(size)) return text.slice(0, at);
  }
  return text === "" ? "" : undefined;
}

function checkAnswer({ status, headers, body }: HttpAnswer): void {
  const shown = () => `${status} ${JSON.stringify(body.slice(0, 300))}`;
  if (!STATUSES.has(status)) throw new Error(`undocumented status: ${shown()}`);
  if (status < 400 || body === "") return;
  const bytes = Uint8Array.from(body, (char) => char.charCodeAt(0));
  const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  // A page tells a person of a failed login.
  if (headers.get("content-type")?.startsWith("text/html")) return;
  const errors = schemaErrors(JSON.parse(text), "openapi.json#/components/schemas/ErrorAnswer");
  if (errors !== null) throw new Error(`another shape: ${JSON.stringify(errors)} in ${shown()}`);
}
