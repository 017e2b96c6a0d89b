import { assertEquals } from "@std/assert";
import { isEnding } from "../../src/router/dispatch.ts";
import { createAuthority } from "../harness/certificates.ts";
import { Client } from "../harness/client.ts";
import { connected } from "../harness/connected.ts";
import { NGINX_ADDRESS, startGuideNginx } from "../harness/guide_nginx.ts";
import { freePort } from "../harness/nginx.ts";
import { sshdTest } from "../harness/sshd.ts";

/** Time of steady output, in seconds; from `SOAK_SECONDS`, by default 75. */
const SECONDS = Number(Deno.env.get("SOAK_SECONDS") ?? 75);
/** Time of silence, in seconds: longer than nginx's default of 60 s for a proxied connection. */
const SILENCE_SECONDS = 75;

sshdTest(
  `tls: through nginx come ${SECONDS} s of output, and one line after ${SILENCE_SECONDS} s`,
  async () => {
    const port = freePort();
    const origin = `https://localhost:${port}`;
    await using authority = await createAuthority();
    using client = Deno.createHttpClient({ caCerts: [authority.ca] });
    const variables = { AUTH: "none", ALLOWED_ORIGINS: origin, TRUSTED_PROXIES: NGINX_ADDRESS };
    await using at = await connected({ variables });
    await using _nginx = await startGuideNginx(at.app.url, { port, authority });
    const websocket = new WebSocket(`wss://localhost:${port}/ws/v1/stub`, {
      client,
      headers: { origin },
    });
    await using behind = await Client.over(websocket);
    const count = SECONDS * 10;
    const command = `for i in $(seq ${count}); do echo $i; sleep 0.1; done; ` +
      `sleep ${SILENCE_SECONDS}; echo end`;
    behind.send({ type: "ssh_command", data: { server_name: "a", command } });
    const limitMs = 2_000 * (SECONDS + SILENCE_SECONDS);
    for (const endMs = performance.now() + limitMs; performance.now() < endMs;) {
      if (behind.events.some(isEnding)) break;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    const numbers = Array.from({ length: count }, (_, i) => `${i + 1}\r\n`).join("");
    assertEquals(behind.text(), `${numbers}end\r\n`);
  },
);
