import type { Answer } from "../http_route.ts";

/** Options for {@linkcode asset}. */
export interface AssetOptions {
  /** Media type of the file. */
  readonly type: "text/css" | "text/javascript";
  /** Loads the text, at the first request: a start does not wait for megabytes of scripts. */
  readonly load: () => Promise<string>;
}

/** Returns the answer with a file that browsers keep and revalidate (RFC 9111, 5.2.2.4). */
export function asset({ type, load }: AssetOptions): Answer {
  let loading: Promise<{ text: string; etag: string }> | undefined;
  return async (request) => {
    loading ??= load().then(withEtag);
    // The next request loads again.
    loading.catch(() => loading = undefined);
    const { text, etag } = await loading;
    const headers = {
      etag,
      "content-type": `${type}; charset=utf-8`,
      "cache-control": "no-cache",
    };
    const known = request.headers.get("if-none-match")?.includes(etag) === true;
    return known ? new Response(null, { status: 304, headers }) : new Response(text, { headers });
  };
}

async function withEtag(text: string): Promise<{ text: string; etag: string }> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return { text, etag: `"${new Uint8Array(digest).toBase64({ alphabet: "base64url" })}"` };
}
