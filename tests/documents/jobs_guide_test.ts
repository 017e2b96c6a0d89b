import { assertEquals } from "@std/assert";
import { readGuide } from "../../src/documents/guides.ts";
import { readDefinitionText } from "../../src/jobs/read_definition.ts";
import { ClientMessageSchema } from "../../src/protocol/client_messages.ts";
import { blocksOf } from "../harness/guide.ts";

for (const name of ["jobs", "ko/jobs"] as const) {
  Deno.test(`guide ${name}: its definitions are jobs, its lines are messages`, async () => {
    const { text } = await readGuide(name);
    const definitions = blocksOf(text, "json").map(readDefinitionText);
    assertEquals(definitions.map((read) => "error" in read ? read.error : "good"), ["good"]);
    const lines = blocksOf(text, "jsonl").flatMap((block) => block.trim().split("\n"));
    assertEquals(lines.length, 4);
    for (const line of lines) ClientMessageSchema.parse(JSON.parse(line));
  });
}
