import { assert } from "@std/assert";
import type { TestAuthority } from "./certificates.ts";
import { blocksOf, sectionOf } from "./guide.ts";
import { type Nginx, startNginx } from "./nginx.ts";

/** Address from which nginx connects: another one than that of the clients. */
export const NGINX_ADDRESS = "127.0.0.9";

/**
 * Starts nginx with the configuration of the guide, before the service at `url`. It speaks TLS on
 * `port` with a certificate of `authority`.
 */
export async function startGuideNginx(
  url: string,
  { port, authority }: { port: number; authority: TestAuthority },
): Promise<Nginx> {
  const [block = ""] = blocksOf(await sectionOf("tls", "A reverse proxy"), "nginx");
  const { certFile, keyFile } = await authority.issue(20);
  const places: Readonly<Record<string, string>> = {
    "http://127.0.0.1:8000": url,
    "127.0.0.1:8443": `127.0.0.1:${port}`,
    "/etc/nginx/tls.crt": certFile,
    "/etc/nginx/tls.key": keyFile,
    "proxy_pass": `proxy_bind ${NGINX_ADDRESS};\n        proxy_pass`,
  };
  let http = block;
  for (const [place, value] of Object.entries(places)) {
    assert(http.includes(place), place);
    http = http.replace(place, value);
  }
  return await startNginx({ http, port });
}
