/** Tries what the service must not be able to do. Prints the error of each attempt as JSON. */
const attempts: Readonly<Record<string, () => unknown>> = {
  readShadow: () => Deno.readTextFileSync("/etc/shadow"),
  readParent: () => Deno.readTextFileSync("../passwd"),
  writeBesideData: () => Deno.writeTextFileSync("elsewhere", ""),
  writeDotenv: () => Deno.writeTextFileSync(".env", ""),
  connectElsewhere: () => Deno.connect({ hostname: "127.0.0.1", port: 1 }),
  listenElsewhere: () => Deno.listen({ hostname: "127.0.0.1", port: 9 }),
  spawn: () => new Deno.Command("true").outputSync(),
  readOtherVariable: () => Deno.env.get("OTHER_SECRET"),
  readAllVariables: () => Deno.env.toObject(),
  loadLibrary: () => Deno.dlopen("libc.so.6", {}),
  readSystem: () => Deno.hostname(),
};

const results: Record<string, string> = {};
for (const [name, attempt] of Object.entries(attempts)) {
  try {
    await attempt();
    results[name] = "done";
  } catch (error) {
    results[name] = error instanceof Error ? error.name : "";
  }
}
// deno-lint-ignore no-console -- the test reads it
console.log(JSON.stringify(results));
