/** Returns a text that changes with a file. */
export function fileState({ mtime, ctime, size, ino }: Deno.FileInfo): string {
  return [mtime?.getTime(), ctime?.getTime(), size, ino].join(" ");
}
