import { eventually } from "./eventually.ts";
import { inTime } from "./in_time.ts";

/** Running nginx. Disposing it ends the process. */
export interface Nginx extends AsyncDisposable {
  /** Address of the listener: `http://127.0.0.1:port`. */
  readonly url: string;
}

/** Checks whether nginx is installed. */
export function hasNginx(): boolean {
  try {
    return new Deno.Command("nginx", { args: ["-v"], stderr: "null" }).outputSync().success;
  } catch {
    return false;
  }
}

/** Returns a free port. Another process can take it at any time. */
export function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}

/** Starts nginx with the `http` block `http`, which listens on `port`, in a temporary folder. */
export async function startNginx({ http, port }: { http: string; port: number }): Promise<Nginx> {
  const folder = await Deno.makeTempDir({ prefix: "pink-page-nginx-" });
  const paths = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
    .map((name) => `${name}_temp_path ${folder}/${name};`);
  const file = `${folder}/nginx.conf`;
  await Deno.writeTextFile(
    file,
    [
      "daemon off;",
      "master_process off;",
      `pid ${folder}/pid;`,
      "events {}",
      "http {",
      "access_log off;",
      ...paths,
      http,
      "}",
    ].join("\n"),
  );
  const child = new Deno.Command("nginx", {
    args: ["-p", folder, "-e", `${folder}/error.log`, "-c", file],
    stdin: "null",
    stdout: "null",
    stderr: "inherit",
  }).spawn();
  let hasEnded = false;
  const ended = child.status.finally(() => hasEnded = true);
  const close = async () => {
    if (!hasEnded) child.kill("SIGTERM");
    await inTime(ended, "nginx ends on SIGTERM");
    await Deno.remove(folder, { recursive: true });
  };
  try {
    await eventually(() => hasEnded || answers(port), "nginx listens");
    if (hasEnded) throw new Error(await Deno.readTextFile(`${folder}/error.log`));
  } catch (error) {
    await close();
    throw error;
  }
  return { url: `http://127.0.0.1:${port}`, [Symbol.asyncDispose]: close };
}

async function answers(port: number): Promise<boolean> {
  try {
    (await Deno.connect({ hostname: "127.0.0.1", port })).close();
    return true;
  } catch {
    return false;
  }
}
