import { walkFiles } from "./walk_files.ts";

/** A room without input and output, whose faults are generated. */
export interface PureRoom {
  /** Name, as on the command line. */
  readonly name: string;
  /** Matches the paths of its files, from the root of the project. */
  readonly files: RegExp;
  /** Paths of the tests that run when the file's own test does not notice a fault. */
  readonly tests: readonly string[];
}

/** Names of the files that plan a transfer and divide its work. */
const PLANS = [
  "budget",
  "glob",
  "in_parallel",
  "meter",
  "plan",
  "read_ahead",
  "remote_path",
  "temporary_name",
];

/** Rooms without input and output, and the parts of other rooms that have none. */
export const PURE_ROOMS: readonly PureRoom[] = [
  {
    name: "output",
    files: /^src\/output\//,
    tests: ["pipeline", "scrolling", "throttle", "until"].map((name) =>
      `tests/output/${name}_test.ts`
    ),
  },
  { name: "lease", files: /^src\/domain\/lease\.ts$/, tests: ["tests/domain/lease_test.ts"] },
  { name: "router", files: /^src\/router\//, tests: ["tests/router/"] },
  {
    name: "protocol",
    files: /^src\/protocol\/(?!catalogue\/\w+_errors\.ts)/,
    tests: ["tests/protocol/", "tests/router/"],
  },
  {
    name: "config",
    files: /^src\/config\//,
    tests: ["tests/config/"],
  },
  { name: "errors", files: /^src\/errors\.ts$/, tests: ["tests/errors_test.ts"] },
  {
    name: "plans",
    files: new RegExp(`^src/transfer/(?:${PLANS.join("|")})\\.ts$`),
    tests: PLANS.map((name) => `tests/transfer/${name}_test.ts`),
  },
];

/** Returns the paths of the files of `rooms`, from the root of the project at `root`. */
export async function filesOf(rooms: readonly PureRoom[], root: string): Promise<string[]> {
  const paths = await Array.fromAsync(walkFiles(`${root}/src`));
  return paths.map((path) => path.slice(root.length + 1))
    .filter((path) => rooms.some(({ files }) => files.test(path))).sort();
}
