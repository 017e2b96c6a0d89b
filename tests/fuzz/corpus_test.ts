import { startApp } from "../harness/app.ts";
import { inTime } from "../harness/in_time.ts";
import { FrameLedger } from "./frame_ledger.ts";
import { textFrame } from "./frame_mutations.ts";
import { FuzzSocket } from "./fuzz_socket.ts";

/** Frames that a fuzzer found, sent in one write. */
interface Found {
  /** Consequence before it was cured. */
  readonly broke: string;
  /** Texts, in which `$OWN` and `$OTHER` are resume tokens. */
  readonly input: readonly string[];
}

const FOLDER = new URL("corpus/", import.meta.url);
for (const { name } of Deno.readDirSync(FOLDER)) {
  const { broke, input }: Found = JSON.parse(Deno.readTextFileSync(new URL(name, FOLDER)));
  Deno.test(`corpus, ${name}: is answered. ${broke}`, async () => {
    await using app = await startApp({ LOG_LEVEL: "error" });
    using other = await FuzzSocket.connect(app.url);
    using socket = await FuzzSocket.connect(app.url);
    const ledger = new FrameLedger();
    socket.onEvent = (event) => ledger.receive(socket, event);
    const own = (await socket.welcome).resume_token;
    const others = (await other.welcome).resume_token;
    const frames = input.map((text) =>
      textFrame(text.replace("$OWN", own).replace("$OTHER", others))
    );
    ledger.begin();
    for (const frame of frames) ledger.expect(socket, frame);
    await socket.send(frames);
    await inTime(ledger.settled(), "every frame is answered", { limitMs: 10_000 })
      .catch((cause) => {
        throw new Error(`${cause.message}: ${ledger.unanswered()}`);
      });
    for (const end of [socket, other]) end.cut();
    await Promise.all([socket.ended, other.ended]);
  });
}
