import type { Mutant } from "./mutant.ts";

const HEAD = { file: "src/pack/head.sh", tests: ["tests/pack/head_test.ts"] };
const FILE = { file: "src/pack/packed_file.ts", tests: ["tests/pack/packed_file_test.ts"] };

/** Faults of the file that `deno task pack` makes. */
export const PACK_MUTANTS: readonly Mutant[] = [
  {
    ...HEAD,
    filter: "own process",
    fault: "signals reach the shell instead of Deno",
    find: `  exec "$pink_home/deno"`,
    replace: `  "$pink_home/deno"`,
  },
  {
    ...HEAD,
    filter: "own process",
    fault: "arguments with blanks are split",
    find: `"$pink_home/main.js" "$@"`,
    replace: `"$pink_home/main.js" $*`,
  },
  {
    ...HEAD,
    filter: "second start",
    fault: "each start unpacks",
    find: `[ -x "$pink_home/deno" ] || pink_unpack`,
    replace: `pink_unpack`,
  },
  {
    ...HEAD,
    filter: "altered",
    fault: "an altered file is unpacked",
    find: `[ "\${pink_sha%% *}" = @SHA256@ ]`,
    replace: `[ -n "\${pink_sha%% *}" ]`,
  },
  {
    ...HEAD,
    filter: "altered",
    fault: "bytes behind the end are not noticed",
    find: `[ "$pink_bytes" -eq @BYTES@ ]`,
    replace: `[ "$pink_bytes" -ge @BYTES@ ]`,
  },
  {
    ...HEAD,
    filter: "eight",
    fault: "starts that are not the first leave what they unpacked",
    find: `  rm -rf "$pink_new"\n  pink_drop_old`,
    replace: "  pink_drop_old",
  },
  {
    ...HEAD,
    filter: "eight",
    fault: "of several first starts only one succeeds",
    find: `[ -x "$pink_home/deno" ] ||\n    pink_fail "$pink_home`,
    replace: `pink_fail "$pink_home`,
  },
  {
    ...HEAD,
    filter: "SIGTERM",
    fault: "a start that is stopped leaves what it unpacked",
    find: `  trap 'rm -rf "$pink_new"' EXIT\n`,
    replace: "",
  },
  {
    ...HEAD,
    filter: "newest",
    fault: "a version that runs is removed",
    find: `grep -qF "/$pink_old/deno" ||`,
    replace: "false ||",
  },
  {
    ...HEAD,
    filter: "newest",
    fault: "one version too few is kept",
    find: "tail -n +3",
    replace: "tail -n +2",
  },
  {
    ...HEAD,
    filter: "environment",
    fault: "a list of folders of systemd is taken as one",
    find: "${pink_base%%:*}",
    replace: "$pink_base",
  },
  {
    ...HEAD,
    filter: "environment",
    fault: "a cache is looked for in the working directory of each start",
    find: `*) pink_cache=$PWD/$pink_cache ;;`,
    replace: "*) ;;",
  },
  {
    ...HEAD,
    filter: "environment",
    fault: "others can write into the cache when the umask allows it",
    find: "mkdir -p -m 700",
    replace: "mkdir -p",
  },
  {
    ...FILE,
    filter: "same bytes",
    fault: "the time of a file changes the packed file",
    find: `"--mtime=@0", `,
    replace: "",
  },
  {
    file: "src/pack/bundle.ts",
    tests: ["tests/pack/packed_file_test.ts"],
    filter: "renamed",
    fault: "modules are numbered by names that depend on the folder",
    find: ".sort((a, b) => a.plain < b.plain ? -1 : 1)",
    replace: ".sort((a, b) => a.name < b.name ? -1 : 1)",
  },
];
