import { assertEquals, assertThrows } from "@std/assert";
import { FileHandler, type FileHandlerOptions, Logger } from "@std/log";

interface Fixture extends Disposable {
  readonly filename: string;
  read(): string;
  open(options?: Partial<FileHandlerOptions>): FileHandler;
}

/** Creates a file in its own folder, and handlers that write only the message. */
function makeFixture(content?: string): Fixture {
  const folder = Deno.makeTempDirSync();
  const filename = `${folder}/app.log`;
  if (content !== undefined) Deno.writeTextFileSync(filename, content);
  return {
    filename,
    read: () => Deno.readTextFileSync(filename),
    open(options) {
      const handler = new FileHandler("INFO", { filename, formatter: (r) => r.msg, ...options });
      handler.setup();
      return handler;
    },
    [Symbol.dispose]: () => Deno.removeSync(folder, { recursive: true }),
  };
}

function loggerOf(handler: FileHandler): Logger {
  return new Logger("test", "NOTSET", { handlers: [handler] });
}

Deno.test("FileHandler: lines wait in the buffer until flush", () => {
  using fixture = makeFixture();
  using handler = fixture.open();
  loggerOf(handler).info("one");
  loggerOf(handler).error("two");
  assertEquals(fixture.read(), "");
  handler.flush();
  assertEquals(fixture.read(), "one\ntwo\n");
  handler.flush();
  assertEquals(fixture.read(), "one\ntwo\n");
});

Deno.test("FileHandler: destroy writes what is in the buffer", () => {
  using fixture = makeFixture();
  const handler = fixture.open();
  handler.log("one");
  handler.destroy();
  assertEquals(fixture.read(), "one\n");
  handler.destroy();
});

Deno.test("FileHandler: a critical record flushes", () => {
  using fixture = makeFixture();
  using handler = fixture.open();
  loggerOf(handler).info("one");
  loggerOf(handler).critical("two");
  assertEquals(fixture.read(), "one\ntwo\n");
});

Deno.test("FileHandler: drops what is below its level", () => {
  using fixture = makeFixture();
  using handler = fixture.open();
  loggerOf(handler).debug("no");
  handler.flush();
  assertEquals(fixture.read(), "");
});

Deno.test("FileHandler: a line without room in the buffer pushes the others out and waits", () => {
  using fixture = makeFixture();
  using handler = fixture.open({ bufferSize: 8 });
  handler.log("123");
  handler.log("456");
  assertEquals(fixture.read(), "");
  handler.log("7");
  assertEquals(fixture.read(), "123\n456\n");
  handler.flush();
  assertEquals(fixture.read(), "123\n456\n7\n");
});

Deno.test(
  "FileHandler: a line longer than the buffer is written at once, in order, by bytes",
  () => {
    using fixture = makeFixture();
    using handler = fixture.open({ bufferSize: 8 });
    handler.log("a");
    handler.log("가나다");
    assertEquals(fixture.read(), "a\n가나다\n");
  },
);

Deno.test("FileHandler: mode a, the default, appends", () => {
  using fixture = makeFixture("old\n");
  fixture.open().destroy();
  const handler = fixture.open();
  handler.log("new");
  handler.destroy();
  assertEquals(fixture.read(), "old\nnew\n");
});

Deno.test("FileHandler: mode w empties the file", () => {
  using fixture = makeFixture("old\n");
  const handler = fixture.open({ mode: "w" });
  handler.log("new");
  handler.destroy();
  assertEquals(fixture.read(), "new\n");
});

Deno.test("FileHandler: mode x makes the file and refuses an existing one", () => {
  using fixture = makeFixture();
  const handler = fixture.open({ mode: "x" });
  handler.log("new");
  handler.destroy();
  assertEquals(fixture.read(), "new\n");
  assertThrows(() => fixture.open({ mode: "x" }), Deno.errors.AlreadyExists);
});

Deno.test("FileHandler: setup fails for a folder that does not exist", () => {
  using fixture = makeFixture();
  const filename = `${fixture.filename}/none/app.log`;
  assertThrows(() => fixture.open({ filename }));
});

Deno.test("FileHandler: nothing is written before setup", () => {
  using fixture = makeFixture();
  const handler = new FileHandler("INFO", { filename: fixture.filename });
  handler.log("lost");
  handler.flush();
  assertThrows(() => fixture.read(), Deno.errors.NotFound);
  handler.setup();
  handler.destroy();
  assertEquals(fixture.read(), "");
});
