import { assertEquals } from "@std/assert";
import { chromiumTest, openPage } from "../harness/chromium.ts";
import { connected } from "../harness/connected.ts";

/** Time that the page has for everything, in milliseconds. */
const PATIENCE_MS = 60_000;

const LINES = Array.from({ length: 80 }, (_, i) => `line-${i + 1}\r\n`).join("");

/**
 * Returns a page that runs a command, reloads itself after some lines, resumes with its stored
 * token, and posts its text in the end. It stores in `sessionStorage`, which a reload keeps.
 */
function page(websocket: string): string {
  return `<!doctype html><script>
const stored = JSON.parse(sessionStorage.getItem("stored") ?? '{"text":"","seq":0,"loads":0}');
const store = (change) =>
  sessionStorage.setItem("stored", JSON.stringify(Object.assign(stored, change)));
const finish = (ending) =>
  fetch("/result", { method: "POST", body: JSON.stringify({ ...stored, ending }) });
store({ loads: stored.loads + 1 });
const socket = new WebSocket("${websocket}");
const send = (message) => socket.send(JSON.stringify(message));
const command = "for i in $(seq 1 80); do echo line-$i; sleep 0.05; done";
socket.onmessage = ({ data }) => {
  const event = JSON.parse(data);
  if (event.type === "welcome" && stored.token !== undefined) {
    send({ type: "resume", data: { token: stored.token, seq: stored.seq } });
  } else if (event.type === "welcome") {
    store({ token: event.resume_token, id: event.connection_id });
    send({ type: "ssh_command", data: { server_name: "a", command } });
  } else if (event.type === "resumed") {
    store({ isSame: event.connection_id === stored.id });
  } else if (event.type === "output") {
    store({ text: stored.text + event.data, seq: event.seq });
    if (stored.loads === 1 && stored.text.includes("line-9")) location.reload();
  } else if (event.type === "complete" || event.type === "error") finish(event);
};
</script>`;
}

/** Result that the page posts. */
interface Result {
  readonly text: string;
  readonly loads: number;
  readonly isSame?: boolean;
  readonly ending: { readonly type: string };
}

chromiumTest(
  "resume: a page that is reloaded goes on with its command, and no line is lost",
  async () => {
    const { promise: result, resolve, reject } = Promise.withResolvers<Result>();
    let websocket = "";
    await using pages = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen: () => {} },
      async (request) => {
        if (request.method !== "POST") {
          return new Response(page(websocket), { headers: { "content-type": "text/html" } });
        }
        resolve(await request.json());
        return new Response("");
      },
    );
    const origin = `http://127.0.0.1:${pages.addr.port}`;
    await using at = await connected({ variables: { ALLOWED_ORIGINS: origin } });
    websocket = `${at.app.url.replace("http", "ws")}/ws/v1/stub`;
    await using _browser = await openPage(`${origin}/`);
    const late = setTimeout(() => reject(new Error("the page posted nothing")), PATIENCE_MS);
    const { text, loads, isSame, ending } = await result.finally(() => clearTimeout(late));
    assertEquals({ text, loads, isSame, ending: ending.type }, {
      text: LINES,
      loads: 2,
      isSame: true,
      ending: "complete",
    });
  },
);
