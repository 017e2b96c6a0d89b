/** Set of servers by their names, or all servers. It does not change. */
export type ServerSet = readonly string[] | "*";

/** Returns the set with these names, of which an asterisk stands for all servers. */
export function serverSetOf(names: readonly string[]): ServerSet {
  return names.includes("*") ? "*" : names;
}

/** Checks whether two sets share a server. The set of all servers shares one with every set. */
export function overlaps(a: ServerSet, b: ServerSet): boolean {
  if (a === "*" || b === "*") return true;
  return a.some((name) => b.includes(name));
}

/** Checks whether a set includes every server of `names`. */
export function covers(set: ServerSet, names: readonly string[]): boolean {
  return set === "*" || names.every((name) => set.includes(name));
}
