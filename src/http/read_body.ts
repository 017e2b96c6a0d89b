import { AppError } from "../errors.ts";

/** Maximum size of the body of a request to an endpoint, in bytes: that of a job's file. */
const MAX_BODY_BYTES = 1_048_576;

/**
 * Returns the text of the body.
 *
 * @throws {AppError} 31003 over `maxBytes` bytes
 */
export async function readText({ body }: Request, maxBytes: number): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  for await (const chunk of body ?? []) {
    bytes += chunk.length;
    if (bytes > maxBytes) {
      throw new AppError("MESSAGE_TOO_LARGE", `The body is over ${maxBytes} bytes`);
    }
    text += decoder.decode(chunk, { stream: true });
  }
  return text;
}

/**
 * Reads the JSON object in the body of a request; without a body it is empty. Only programs and our
 * own pages can send this media type: a form of another page cannot.
 *
 * @throws {AppError} 31003 over 1 MiB, 12000 for another media type or no JSON object
 */
export async function readJson(request: Request): Promise<object> {
  const text = await readText(request, MAX_BODY_BYTES);
  if (text === "") return {};
  const [mediaType = ""] = request.headers.get("content-type")?.split(";") ?? [];
  if (mediaType.trim().toLowerCase() !== "application/json") {
    const detail = "The body has another media type: send it with Content-Type: application/json";
    throw new AppError("VALIDATION_FAILED", detail);
  }
  return parseObject(text, "The body is not a JSON object");
}

/** Parses a JSON object. @throws {AppError} 12000 with `detail` when `text` is none */
export function parseObject(text: string, detail: string): object {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  } catch {
    // The error below names both.
  }
  throw new AppError("VALIDATION_FAILED", detail);
}
