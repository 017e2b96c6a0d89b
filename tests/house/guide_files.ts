const ROOT = new URL("../../", import.meta.url);
/** Documents that hold the guide for extending the service; the first that exists is read. */
const GUIDES = ["src/documents/guide/extending.md", "README.md"];

/** Returns the files that the guide's section about `thing` creates or changes. */
export async function filesFor(thing: string): Promise<string[] | undefined> {
  const text = await guide();
  const heading = new RegExp(`^#+ (?:An? )?(?:new )?${thing}$`, "im").exec(text);
  if (heading === null) return undefined;
  const rest = text.slice(heading.index + heading[0].length);
  const next = rest.search(/^#+ /m);
  const files = [
    ...rest.slice(0, next < 0 ? undefined : next).matchAll(/^(?:---|\/\/) (\S+\.\w+)$/gm),
  ];
  return [...new Set(files.map(([, path = ""]) => path))];
}

async function guide(): Promise<string> {
  for (const path of GUIDES) {
    try {
      return await Deno.readTextFile(new URL(path, ROOT));
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
  return "";
}
