import type { Answer } from "../http_route.ts";

/** Encoding that the service knows (RFC 9110, 8.4.1; RFC 7932). */
type Encoding = "br" | "gzip";

/** Quality of brotli for the first answer: as quick as gzip, and smaller. */
const QUICK = 5;

/**
 * Returns the answer with a file that browsers keep: its address changes with its text. The first
 * answer is compressed quickly, all others as small as brotli can, which takes 0.2 s once.
 */
export function encodedAsset(
  type: "text/css" | "text/javascript",
  load: () => Promise<string>,
): Answer {
  const bodies = new Map<string, Promise<Uint8Array<ArrayBuffer>>>();
  const bodyIn = (encoding: Encoding | undefined) => {
    const key = encoding ?? "identity";
    const body = bodies.get(key) ?? load().then((text) => encoded(text, { encoding }));
    bodies.set(key, body);
    // The next request loads again.
    body.catch(() => bodies.delete(key));
    return body;
  };
  let isFirst = true;
  return async (request) => {
    const encoding = encodingOf(request.headers);
    const isQuick = isFirst;
    isFirst = false;
    const body = isQuick ? encoded(await load(), { encoding, quality: QUICK }) : bodyIn(encoding);
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
function encodingOf(headers: Headers): Encoding | undefined {
  const accepted = headers.get("accept-encoding") ?? "";
  if (/\bbr\b/.test(accepted)) return "br";
  return /\bgzip\b/.test(accepted) ? "gzip" : undefined;
}

/** Compresses a text. Default quality of brotli: the best. */
async function encoded(
  text: string,
  { encoding, quality = 11 }: { encoding: Encoding | undefined; quality?: number },
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new TextEncoder().encode(text);
  if (encoding === undefined) return bytes;
  const { brotliCompress, constants, gzip } = await import("node:zlib");
  const params = { [constants.BROTLI_PARAM_QUALITY]: quality };
  return await new Promise((resolve, reject) => {
    const end = (error: Error | null, body: Uint8Array) =>
      error ? reject(error) : resolve(new Uint8Array(body));
    if (encoding === "br") brotliCompress(bytes, { params }, end);
    else gzip(bytes, end);
  });
}
