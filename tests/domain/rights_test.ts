import { assert, assertEquals, assertThrows } from "@std/assert";
import type { Principal, Scopes } from "../../src/domain/principal.ts";
import { eventFor, ownerFor, seesEverything, seesTransfer } from "../../src/domain/sees.ts";
import {
  hasRole,
  permitInput,
  permitOperation,
  permitRole,
  permitServer,
} from "../../src/domain/rights.ts";
import { isVisible, visibleOperations } from "../../src/domain/visible_operations.ts";
import type { Transfer } from "../../src/domain/transfer.ts";
import { AppError } from "../../src/errors.ts";
import type { Owner } from "../../src/protocol/owner.ts";
import type { ServerEvent } from "../../src/protocol/server_events.ts";
import { RequiredRole, Role } from "../../src/protocol/user.ts";
import { emptyOperation } from "../harness/empty_operation.ts";

function principalOf(scopes: Scopes, role: Role = "operator"): Principal {
  return { name: "x", role, scopes };
}

/** Checks whether `act` is allowed; the refusal must be 11001. */
function isAllowed(act: () => void): boolean {
  try {
    act();
    return true;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    assertEquals(error.code, 11001);
    return false;
  }
}

function transferOf(from: string, to: string): Transfer {
  const end = (name: string) => ({
    server: { name, host: "h", port: 22, username: "u", encoding: "utf-8" as const },
    path: "/",
  });
  return { name: `${from}-${to}`, from: end(from), to: end(to) };
}

Deno.test("hasRole: admin includes operator, operator viewer, and viewer anyone", () => {
  const table = Role.options.map((role) =>
    RequiredRole.options.map((required) => hasRole({ role }, required))
  );
  assertEquals(table, [
    [true, true, false, false],
    [true, true, true, false],
    [true, true, true, true],
  ]);
});

Deno.test("permitRole: names both roles in its refusal", () => {
  permitRole(principalOf({}, "viewer"), "viewer");
  const refuse = () => permitRole(principalOf({}, "viewer"), "operator");
  const { code, detail } = assertThrows(refuse, AppError);
  assertEquals([code, detail], [
    11001,
    "This needs the role operator; the token has the role viewer",
  ]);
});

Deno.test("permitOperation: only the kinds of the scope, and all without it", () => {
  const kinds = ["command", "terminal", "transfer"] as const;
  const allowed = (operations?: string[]) =>
    kinds.filter((kind) =>
      isAllowed(() => permitOperation(principalOf({ operations }), { kind, command: null }))
    );
  assertEquals(allowed(), [...kinds]);
  assertEquals(allowed(["terminal"]), ["terminal"]);
  assertEquals(allowed(["command", "transfer"]), ["command", "transfer"]);
  assertEquals(allowed(["job"]), []);
});

Deno.test("permitOperation: the whole command must match one of the patterns", () => {
  const commands = ["ok", "ls( -l)? /tmp", "한글 .*"];
  const runs = (command: string) =>
    isAllowed(() => permitOperation(principalOf({ commands }), { kind: "command", command }));
  for (const command of ["ok", "ls /tmp", "ls -l /tmp", "한글 x"]) assert(runs(command), command);
  const tricks = [
    ...["ok\nrm", "rm\nok", "ok\n", "ok\r", "ok; rm", "ok ", " ok", "okay", "not ok", "OK", ""],
    ...["ls /tmp; ls /tmp", "ls  /tmp", "한글 a\nrm", "한글 a\u2028rm", "ok\0", "ok|ok"],
  ];
  for (const command of tricks) assert(!runs(command), JSON.stringify(command));
});

Deno.test("permitOperation: an alternative in a pattern is held to the whole command too", () => {
  const runs = (command: string) =>
    isAllowed(() =>
      permitOperation(principalOf({ commands: ["a|b"] }), { kind: "command", command })
    );
  assertEquals(["a", "b", "a; rm", "rm; b", "ab"].map(runs), [true, true, false, false, false]);
});

Deno.test("permitOperation, permitInput: some commands only means no terminal and no input", () => {
  const some = principalOf({ commands: [".*"] });
  assert(!isAllowed(() => permitOperation(some, { kind: "terminal", command: null })));
  assert(!isAllowed(() => permitInput(some)));
  assert(isAllowed(() => permitOperation(some, { kind: "transfer", command: null })));
  assert(isAllowed(() => permitInput(principalOf({ servers: ["a"], operations: ["command"] }))));
});

Deno.test("permitServer, seesTransfer: only servers of the scope, and both of a transfer", () => {
  const a = principalOf({ servers: ["a"] });
  assertEquals(["a", "b", "A", ""].map((name) => isAllowed(() => permitServer(a, name))), [
    true,
    false,
    false,
    false,
  ]);
  assert(isAllowed(() => permitServer(principalOf({}), "b")));
  const ways = [transferOf("a", "a"), transferOf("a", "b"), transferOf("b", "a")];
  assertEquals(ways.map((way) => seesTransfer(a, way)), [true, false, false]);
  assert(seesTransfer(principalOf({ servers: ["b", "a"] }), transferOf("a", "b")));
});

Deno.test("visibleOperations: everything without scopes, else kinds, servers and transfers", () => {
  const transfers = [transferOf("a", "b"), transferOf("b", "c")];
  assertEquals(visibleOperations(principalOf({ commands: ["x"] }), transfers), undefined);
  assertEquals(
    visibleOperations(principalOf({ operations: ["transfer", "terminal"] }), transfers),
    {
      kinds: ["open_terminal", "scp_transfer"],
      servers: undefined,
      transfers: ["a-b", "b-c"],
    },
  );
  assertEquals(visibleOperations(principalOf({ servers: ["a", "b"] }), transfers), {
    kinds: undefined,
    servers: ["a", "b"],
    transfers: ["a-b"],
  });
});

Deno.test("isVisible: a command by its server, a transfer by its name, both by kind", () => {
  const command = { ...emptyOperation(), kind: "ssh_command", server_name: "a" } as const;
  const transfer = {
    ...emptyOperation(),
    kind: "scp_transfer",
    server_name: null,
    transfer_name: "t",
  } as const;
  const seen = (visible?: Parameters<typeof isVisible>[1]) =>
    [command, transfer].map((operation) => isVisible(operation, visible));
  assertEquals(seen(), [true, true]);
  assertEquals(seen({ kinds: ["ssh_command"] }), [true, false]);
  assertEquals(seen({ servers: ["a"], transfers: [] }), [true, false]);
  assertEquals(seen({ servers: ["b"], transfers: ["t"] }), [false, true]);
  assertEquals(seen({ servers: ["a"], transfers: ["t"], kinds: ["scp_transfer"] }), [false, true]);
  assertEquals(isVisible({ ...transfer, transfer_name: null }, { servers: ["a"] }), false);
});

Deno.test("eventFor: no health of other servers, no name of another server of an owner", () => {
  const owner: Owner = {
    id: "id",
    name: "n",
    kind: "command",
    server_name: "b",
    operation_id: "o",
    since: "s",
    away_until: null,
  };
  const health = { type: "server_health", server_name: "b" } as ServerEvent;
  const lock = { type: "lock_status", owner } as ServerEvent;
  const session = { type: "session_status", owner, leases: [] as unknown } as ServerEvent;
  const [a, b] = ["a", "b"].map((name) => principalOf({ servers: [name] }));
  assert(a !== undefined && b !== undefined);
  for (const event of [health, lock, session]) assertEquals(eventFor(b, event), event);
  assertEquals(eventFor(a, health), undefined);
  for (const event of [lock, session]) {
    const masked = { ...event, owner: { ...owner, server_name: null } } as ServerEvent;
    assertEquals(eventFor(a, event), masked);
  }
  assertEquals(ownerFor(a, null), null);
  assertEquals(ownerFor(principalOf({}), owner), owner);
  assertEquals([seesEverything(a), seesEverything(principalOf({ commands: ["x"] }))], [
    false,
    true,
  ]);
});
