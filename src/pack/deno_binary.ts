import { output } from "./output.ts";

/** Names of the CPUs in packages of Deno, by that which `uname -m` prints. */
const PACKAGE_CPUS: Readonly<Record<string, string>> = { x86_64: "x64", aarch64: "arm64" };

/** CPUs that a file can be packed for, as `uname -m` prints them. */
export const TARGETS = Object.keys(PACKAGE_CPUS);

/**
 * Returns the path of Deno for Linux on the CPU `target`: the program that runs this, or the npm
 * package of the same version for another CPU, which is downloaded once.
 */
export async function denoBinary(target: string): Promise<string> {
  const { os, arch } = Deno.build;
  if (os === "linux" && arch === target) return Deno.execPath();
  const name = `npm:@deno/linux-${PACKAGE_CPUS[target]}-glibc@${Deno.version.deno}`;
  const apart = ["--quiet", "--no-config", "--no-lock"];
  await output(Deno.execPath(), ["cache", ...apart, name]);
  const info = JSON.parse(await output(Deno.execPath(), ["info", ...apart, "--json", name]));
  const [found] = Object.values<{ localPath: string }>(info.npmPackages);
  return `${found?.localPath}/deno`;
}
