import type { Answer } from "../http_route.ts";

/** Encodings that the service knows, best first (RFC 9110, 8.4.1; RFC 7932). */
const ENCODINGS = { br: "brotli", gzip: "gzip" } as const;

/** Returns the answer with a file that browsers keep: its address changes with its text. */
export function encodedAsset(
  type: "text/css" | "text/javascript",
  load: () => Promise<string>,
): Answer {
  const bodies = new Map<string, Promise<Uint8Array<ArrayBuffer>>>();
  let text: Promise<string> | undefined;
  return async (request) => {
    const encoding = encodingOf(request.headers);
    text ??= load();
    let body = bodies.get(encoding ?? "");
    if (body === undefined) bodies.set(encoding ?? "", body = encoded(await text, encoding));
    return new Response(await body, {
      headers: {
        "content-type": `${type}; charset=utf-8`,
        "cache-control": "max-age=31536000, immutable",
        vary: "Accept-Encoding",
        ...(encoding && { "content-encoding": encoding }),
      },
    });
  };
}

/** Returns the best encoding that a browser accepts; undefined without one. */
function encodingOf(headers: Headers): keyof typeof ENCODINGS | undefined {
  const accepted = headers.get("accept-encoding") ?? "";
  if (/\bbr\b/.test(accepted)) return "br";
  return /\bgzip\b/.test(accepted) ? "gzip" : undefined;
}

async function encoded(
  text: string,
  encoding: keyof typeof ENCODINGS | undefined,
): Promise<Uint8Array<ArrayBuffer>> {
  const plain = new Blob([text]).stream();
  // The types of the runtime do not know its brotli yet.
  const format = encoding && ENCODINGS[encoding] as CompressionFormat;
  return await new Response(format ? plain.pipeThrough(new CompressionStream(format)) : plain)
    .bytes();
}
