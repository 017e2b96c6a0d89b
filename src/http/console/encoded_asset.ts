import type { Answer } from "../http_route.ts";

/** Encoding that the service knows (RFC 9110, 8.4.1; RFC 7932). */
type Encoding = "br" | "gzip";

/** Returns the answer with a file that browsers keep: its address changes with its text. */
export function encodedAsset(
  type: "text/css" | "text/javascript",
  load: () => Promise<string>,
): Answer {
  const bodies = new Map<string, Promise<Uint8Array<ArrayBuffer>>>();
  const bodyIn = (encoding: Encoding | undefined) => {
    const key = encoding ?? "identity";
    const body = bodies.get(key) ?? load().then((text) => encoded(text, encoding));
    bodies.set(key, body);
    // The next request loads again.
    body.catch(() => bodies.delete(key));
    return body;
  };
  return async (request) => {
    const encoding = encodingOf(request.headers);
    return new Response(await bodyIn(encoding), {
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
function encodingOf(headers: Headers): Encoding | undefined {
  const accepted = headers.get("accept-encoding") ?? "";
  if (/\bbr\b/.test(accepted)) return "br";
  return /\bgzip\b/.test(accepted) ? "gzip" : undefined;
}

/** Compresses a text once for all requests: as small as brotli can, which takes 0.2 s. */
async function encoded(
  text: string,
  encoding: Encoding | undefined,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new TextEncoder().encode(text);
  if (encoding === undefined) return bytes;
  const { brotliCompress, gzip } = await import("node:zlib");
  const compress = encoding === "br" ? brotliCompress : gzip;
  return await new Promise((resolve, reject) =>
    compress(bytes, (error, body) => error ? reject(error) : resolve(new Uint8Array(body)))
  );
}
