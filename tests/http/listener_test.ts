import { assertEquals } from "@std/assert";
import { serverVariables } from "../harness/app.ts";
import { Client } from "../harness/client.ts";
import { eventually } from "../harness/eventually.ts";
import { sshdAvailability, startSshd } from "../harness/sshd.ts";
import { LimitedService } from "./limited_service.ts";

const CLOSED = " listener closed ";
const OPEN_AGAIN = " listener open again ";

const ignore = !sshdAvailability().ok;

/** Starts the service with one server, `near`. Returns it with its working folder. */
async function limited(
  stack: AsyncDisposableStack,
  more: Record<string, string> = {},
): Promise<LimitedService> {
  const folder = await Deno.makeTempDir();
  stack.defer(() => Deno.remove(folder, { recursive: true }));
  const sshd = stack.use(await startSshd());
  const variables = { ...serverVariables("near", sshd), COMMAND_LOCK: "off", ...more };
  return stack.use(await LimitedService.start(folder, variables));
}

/** Starts a command on `near`. */
function run(client: Client, command: string): void {
  client.send({ type: "ssh_command", data: { server_name: "near", command } });
}

/** Says a line to the running command and waits until it is printed. */
async function echo(client: Client, line: string): Promise<void> {
  client.send({ type: "ssh_input", data: { input: `${line}\n` } });
  for (let text = ""; !text.includes(line);) text += (await client.next("output")).data;
}

Deno.test({
  name: "Listener: out of file descriptors, clients stay, and it opens again on the same port",
  ignore,
  async fn() {
    await using stack = new AsyncDisposableStack();
    const service = await limited(stack);
    const working = stack.use(await Client.connect(service.url));
    const others = await Promise.all(Array.from({ length: 3 }, () => Client.connect(service.url)));
    for (const other of others) stack.use(other);
    run(working, "cat");
    await echo(working, "before");

    await service.exhaust();
    await eventually(() => service.count(CLOSED) > 0, "the listener is closed");
    await echo(working, "during");
    working.send({ type: "get_lock_status", data: {} });
    await working.next("lock_status");
    // The closed listener has left one descriptor.
    for (const other of others) run(other, "cat");
    await eventually(
      () => others.some(({ events }) => events.at(-1)?.type === "error"),
      "a command gets no connection",
    );
    for (const { events } of others) {
      const last = events.at(-1);
      if (last?.type === "error") assertEquals(last.error_code, 20000);
    }

    service.relieve();
    await eventually(() => service.count(OPEN_AGAIN) > 0, "the listener is open again");
    {
      await using late = await Client.connect(service.url);
      run(late, "echo late");
      assertEquals((await late.next("complete")).exit_code, 0);
    }
    await echo(working, "after");
    assertEquals([service.count(CLOSED), service.count(OPEN_AGAIN)], [1, 1]);

    assertEquals(await service.stop(), 0);
    assertEquals((await working.closed).code, 1001);
  },
});

Deno.test({
  name: "Listener: fails again while it recovers: one outage, and the service ends meanwhile",
  ignore,
  async fn() {
    await using stack = new AsyncDisposableStack();
    const service = await limited(stack);
    const client = stack.use(await Client.connect(service.url));
    await service.exhaust();
    await eventually(() => service.count(CLOSED) > 0, "the listener is closed");
    service.relieve();
    await eventually(() => fetch(`${service.url}/healthz`).then(read, () => false), "it serves");
    await service.exhaust();
    assertEquals(await service.stop(), 0);
    assertEquals((await client.closed).code, 1001);
    assertEquals([service.count(CLOSED), service.count(OPEN_AGAIN)], [1, 0]);
  },
});

async function read(response: Response): Promise<boolean> {
  await response.body?.cancel();
  return response.ok;
}

Deno.test({
  name: "Listener: stays closed without spare descriptors, and the service ends while it waits",
  ignore,
  async fn() {
    await using stack = new AsyncDisposableStack();
    const service = await limited(stack, { LOG_LEVEL: "debug" });
    const client = stack.use(await Client.connect(service.url));
    await service.exhaust();
    await eventually(() => service.count(" listener not opened ") > 1, "it is tried again");
    assertEquals(await service.stop(), 0);
    assertEquals((await client.closed).code, 1001);
  },
});
