/**
 * Returns the path of the file that `path` leads to, without symbolic links, so that one file has
 * one path. The file may be missing, also at the end of a link. Creates a missing folder.
 *
 * @throws {Error} what the file system throws
 */
export function realPath(path: string): string {
  try {
    return Deno.realPathSync(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  const folder = folderOf(path);
  const target = linkTarget(path);
  if (target !== undefined) return realPath(target.startsWith("/") ? target : folder + target);
  if (folder !== "") Deno.mkdirSync(folder, { recursive: true });
  const realFolder = Deno.realPathSync(folder === "" ? "." : folder);
  return `${realFolder === "/" ? "" : realFolder}/${path.slice(folder.length)}`;
}

/** Returns the part of `path` up to its last slash. */
function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/") + 1);
}

/** Returns the text of the symbolic link at `path`, or `undefined` when nothing is there. */
function linkTarget(path: string): string | undefined {
  try {
    return Deno.readLinkSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
