import { assertEquals } from "@std/assert";
import { Broadcast } from "../../src/domain/broadcast.ts";
import { Operation } from "../../src/domain/operation.ts";
import { EVERYBODY } from "../../src/domain/principal.ts";
import { Leases } from "../../src/leases/leases.ts";
import { hello } from "../../src/operations/client_handlers.ts";
import { RunningOperations } from "../../src/operations/running_operations.ts";
import type { OperationContext } from "../../src/operations/service.ts";
import type { ServerEvent } from "../../src/protocol/server_events.ts";
import { Retention } from "../../src/sockets/retention.ts";
import { SocketClient } from "../../src/sockets/socket_client.ts";
import { serveSockets } from "../sockets/served_sockets.ts";
import { PEER, storeFolder } from "../store/folder.ts";

const START = {
  operationId: "01890a5d-ac96-774b-bcce-b302099a8057",
  kind: "ssh_command",
  client: PEER,
  serverName: "a",
  transferName: null,
  command: "true",
} as const;
const END = { ending: "complete", exitCode: 0, errorCode: null, bytes: 0, files: null } as const;

Deno.test("hello: has what started after it was read, and before it is sent", async () => {
  await using at = serveSockets();
  using folder = storeFolder();
  using store = folder.open();
  const broadcast = new Broadcast();
  const told: string[] = [];
  using _subscription = broadcast.subscribe(({ type }) => told.push(type));
  const { history } = store;
  const operations = new RunningOperations({ history, broadcast, transfers: [] });
  const leases = new Leases({
    ...{ commandLock: "on", maxOperations: 1, maxOperationsPerServer: 1, sessionIdleSeconds: 0 },
    announce: () => {},
    store: store.leases,
    history,
  });
  const client = new SocketClient((await at.open()).socket, {
    principal: EVERYBODY,
    retention: new Retention(),
    onUnread: () => {},
    onResume: () => {
      throw new Error("must not be called");
    },
  });
  const context = { client, service: { leases, operations } } as unknown as OperationContext;
  const ended = operations.begin(START, new Operation());
  let answer: ServerEvent | undefined;
  const call = {
    ...{ context, input: { follow: ["operations" as const] }, requestId: undefined },
    ...{ signal: client.signal, untilEnding: new DisposableStack() },
  };
  for await (const event of hello(call)) answer = event;
  assertEquals(client.follows, ["operations"]);
  const operationId = "01890a5d-ac96-774b-bcce-b302099a8058";
  operations.begin({ ...START, operationId }, new Operation());
  ended.end(END);
  assertEquals(told, ["operation_started", "operation_started", "operation_ended"]);
  const { running } = JSON.parse(JSON.stringify(answer));
  assertEquals(running.map((record: { operation_id: string }) => record.operation_id), [
    operationId,
  ]);
});
