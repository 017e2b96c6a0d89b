// PINK_PAGE_FAULTS=long: clients take sessions for a minute.
import { assert, assertEquals } from "@std/assert";
import { serverVariables, startApp } from "../harness/app.ts";
import { Client } from "../harness/client.ts";
import { sshdTest, startSshd } from "../harness/sshd.ts";
import { Random } from "../output/random.ts";

const SERVERS = ["a", "b", "c"];

/** Number of the clients. */
const CLIENTS = 200;
/** Time for which each takes one session after the other, in milliseconds; at least one. */
const RACE_MS = Deno.env.get("PINK_PAGE_FAULTS") === "long" ? 60_000 : 0;

/** Session that a client had: the numbers of its ask and its grant, and its servers. */
interface Turn {
  readonly id: number;
  readonly fence: number;
  readonly servers: readonly string[];
}

/** Takes a session on servers, writes its begin and end on one of them, and ends it. */
async function takeTurn(
  client: Client,
  { servers, file }: { servers: string[]; file: (server: string) => string },
): Promise<Turn> {
  client.send({ type: "start_session", data: { servers, wait_seconds: 600 } });
  let position = Infinity;
  const { lease_id, fence } = await granted(client, (next) => {
    assert(next <= position, "a place does not get worse");
    position = next;
  });
  const [server = ""] = servers;
  const line = (mark: string) => `echo ${mark} ${fence} >> ${file(server)}`;
  const command = `${line("begin")}; ${line("end")}`;
  client.send({ type: "ssh_command", data: { server_name: server, command } });
  assertEquals((await client.next("complete")).exit_code, 0);
  client.send({ type: "end_session" });
  await client.next("session_ended");
  return { id: lease_id, fence, servers };
}

/** Waits for the session, and tells each place in the queue. */
async function granted(
  client: Client,
  onPlace: (position: number) => void,
): Promise<{ lease_id: number; fence: number }> {
  for (;;) {
    const event = await client.find(({ type }) =>
      type === "session_queued" || type === "session_started"
    );
    if (event.type === "session_started") return event;
    if (event.type === "session_queued") onPlace(event.position);
  }
}

sshdTest("200 clients race for sets of servers: one owner at a time, in order", async () => {
  await using sshd = await startSshd();
  const variables = SERVERS.map((name) => serverVariables(name, sshd));
  await using app = await startApp({
    ...Object.assign({}, ...variables),
    MAX_CONNECTIONS_PER_ADDRESS: "1000",
  });
  await using clients = new AsyncDisposableStack();
  const file = (server: string) => `${sshd.folder}/turns-${server}`;
  const random = new Random(1);
  const endMs = performance.now() + RACE_MS;
  const racing = Array.from({ length: CLIENTS }, async () => {
    const client = clients.use(await Client.connect(app.url));
    const turns: Turn[] = [];
    do {
      const some = SERVERS.filter(() => random.chance(40));
      const servers = some.length === 0 ? [random.of(SERVERS)] : some;
      turns.push(await takeTurn(client, { servers, file }));
    } while (performance.now() < endMs);
    return turns;
  });
  const turns = (await Promise.all(racing)).flat();
  for (const server of SERVERS) {
    const own = turns.filter(({ servers }) => servers.includes(server));
    own.sort((one, other) => one.id - other.id);
    const fences = own.map(({ fence }) => fence);
    assertEquals(fences, fences.toSorted((a, b) => a - b), "first come, first served");
    const written = own.filter(({ servers }) => servers[0] === server);
    const lines = written.flatMap(({ fence }) => [`begin ${fence}`, `end ${fence}`]);
    assertEquals((await Deno.readTextFile(file(server))).trim().split("\n"), lines);
  }
});
