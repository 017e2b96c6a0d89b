// Runs the fuzzers, and the property tests with more rounds. A failure names its seed.
// Usage: deno task fuzz [TARGET …] [--rounds N] [--seed N]
import { parseArgs } from "node:util";

/** Targets by name: the files that `deno test` runs. */
const TARGETS: Readonly<Record<string, readonly string[]>> = {
  frames: ["tests/fuzz/frames.ts"],
  http: ["tests/fuzz/http.ts"],
  ssh: ["tests/fuzz/ssh.ts"],
  output: ["tests/fuzz/output.ts"],
  properties: ["tests/output/", "tests/leases/leases_test.ts", "tests/sockets/outbox_test.ts"],
};

/** Factor of the usual rounds of the property tests. */
const PROPERTY_ROUNDS = "3";
const ROOT = new URL("../../", import.meta.url).pathname;

if (import.meta.main) Deno.exit(await main(Deno.args) ? 0 : 1);

/** Runs the targets, two at a time. Returns whether all passed. */
async function main(args: readonly string[]): Promise<boolean> {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { rounds: { type: "string" }, seed: { type: "string" } },
    allowPositionals: true,
  });
  const names = positionals.length > 0 ? positionals : Object.keys(TARGETS);
  const unknown = names.find((name) => !Object.hasOwn(TARGETS, name));
  if (unknown !== undefined) {
    const known = Object.keys(TARGETS).join(", ");
    throw new Error(`There is no target ${unknown}: choose among ${known}`);
  }
  const waiting = [...names];
  let isGood = true;
  const work = async () => {
    for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
      const isPassed = await run(name, { ...values, isAlone: names.length === 1 });
      isGood &&= isPassed;
    }
  };
  await Promise.all([work(), work()]);
  return isGood;
}

/**
 * Runs a target in a process of its own. Returns whether it passed. The output of several targets
 * is printed at their ends, so that it is not mixed.
 */
async function run(
  name: string,
  { rounds, seed, isAlone }: { rounds?: string; seed?: string; isAlone: boolean },
): Promise<boolean> {
  const usual = name === "properties" ? PROPERTY_ROUNDS : undefined;
  const env = Object.entries({ FUZZ_ROUNDS: rounds ?? usual, FUZZ_SEED: seed })
    .flatMap(([key, value]) => value === undefined ? [] : [[key, value]]);
  const output = isAlone ? "inherit" : "piped";
  const command = new Deno.Command(Deno.execPath(), {
    args: ["test", "-A", "--no-check", "--sanitize-ops", "--sanitize-resources"].concat(
      TARGETS[name] ?? [],
    ),
    cwd: ROOT,
    env: Object.fromEntries(env),
    stdout: output,
    stderr: output,
  });
  if (isAlone) return (await command.spawn().status).success;
  const { success, stdout, stderr } = await command.output();
  for (const bytes of [stderr, stdout]) {
    await new Blob([bytes]).stream().pipeTo(Deno.stdout.writable, { preventClose: true });
  }
  return success;
}
