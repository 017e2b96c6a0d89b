/** Yields the paths of all files in `folder` and below. */
export async function* walkFiles(folder: string): AsyncGenerator<string, void, void> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (isDirectory) yield* walkFiles(`${folder}/${name}`);
    else yield `${folder}/${name}`;
  }
}
