// Holds every exported symbol of `src/` to a doc comment. `deno doc --lint` also wants each type of a signature to be
// exported beside it, which types of other packages can not be, and each constant to be typed, which the schemas are by
// what they hold: those findings are left out.

if (import.meta.main) Deno.exit(await docLint() === 0 ? 0 : 1);

/** Prints what `deno doc --lint` finds, and returns how much that is. */
async function docLint(): Promise<number> {
  const root = new URL("../../", import.meta.url);
  const files = await modulesBelow(new URL("src/", root));
  const { stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["doc", "--lint", ...files, new URL("main.ts", root).pathname],
    env: { NO_COLOR: "1" },
  }).output();
  const findings = new TextDecoder().decode(stderr).split(/^(?=error\[)/m)
    .filter((part) =>
      /^error\[(?!private-type-ref|missing-explicit-type)/.test(part) &&
      part.includes(root.pathname)
    );
  // deno-lint-ignore no-console -- a task for people
  console.log(findings.length === 0 ? "every exported symbol is documented" : findings.join(""));
  return findings.length;
}

async function modulesBelow(folder: URL): Promise<string[]> {
  const files: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (isDirectory) files.push(...await modulesBelow(new URL(`${name}/`, folder)));
    else if (name.endsWith(".ts")) files.push(new URL(name, folder).pathname);
  }
  return files;
}
