import type { Page } from "../handler.ts";

/** What an asset is made of. */
export interface AssetOptions {
  /** Its media type. */
  readonly type: "text/css" | "text/javascript";
  /** Loads its text; called at the first request, so that a start does not wait for megabytes nobody may ask for. */
  readonly load: () => Promise<string>;
}

/** A file of a page: browsers keep it, and ask each time whether it is still the same (RFC 9111, 5.2.2.4). */
export function asset({ type, load }: AssetOptions): Page {
  let loading: Promise<{ text: string; etag: string }> | undefined;
  return async (request) => {
    loading ??= load().then(withEtag);
    loading.catch(() => loading = undefined); // The next request tries again.
    const { text, etag } = await loading;
    const headers = {
      etag,
      "content-type": `${type}; charset=utf-8`,
      "cache-control": "no-cache",
      "x-content-type-options": "nosniff",
    };
    const known = request.headers.get("if-none-match")?.includes(etag) === true;
    return known ? new Response(null, { status: 304, headers }) : new Response(text, { headers });
  };
}

async function withEtag(text: string): Promise<{ text: string; etag: string }> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return { text, etag: `"${new Uint8Array(digest).toBase64({ alphabet: "base64url" })}"` };
}
