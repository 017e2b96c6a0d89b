import type { Server } from "../domain/server.ts";
import type { Transfer, TransferEnd } from "../domain/transfer.ts";
import type { Environment, Report } from "./setting.ts";

const EXAMPLE = "mdwap1p:/data/out/*.dat -> mypap1d:/data/in/";

/** Transfer that needs no configuration but that of its two servers. */
const STUB_DATA_TRANSFER = {
  name: "stub_data_transfer",
  text: "mdwap1p:/nbsftp/myd/myp/snd/postgresql_unload/*.dat -> mypap1d:/shbftp/myd/myp/rcv/mock/",
};

/** Reads every `TRANSFER_<NAME>=src:/path/or/glob -> dst:/folder/`. */
export function readTransfers(
  env: Environment,
  { servers, report }: { servers: readonly Server[]; report: Report },
): Transfer[] {
  const transfers: Transfer[] = [];
  const variables = Object.keys(env).filter((name) => /^TRANSFER_[A-Z][A-Z0-9_]*$/.test(name));
  for (const variable of variables.sort()) {
    const ends = parseEnds(env[variable] ?? "", servers);
    if (ends === undefined) {
      report(variable, "is not of the form source:/path -> target:/folder/", EXAMPLE);
    } else if (ends.from === undefined) {
      report(variable, "names a source that is no configured server", EXAMPLE);
    } else if (ends.to === undefined) {
      report(variable, "names a target that is no configured server", EXAMPLE);
    } else {
      const name = variable.slice("TRANSFER_".length).toLowerCase();
      transfers.push({ name, from: ends.from, to: ends.to });
    }
  }
  const { name, text } = STUB_DATA_TRANSFER;
  const { from, to } = parseEnds(text, servers) ?? {};
  if (transfers.some((transfer) => transfer.name === name)) return transfers;
  if (from !== undefined && to !== undefined) transfers.push({ name, from, to });
  return transfers;
}

/** Returns the facts of a transfer for the log. */
export function transferFacts({ name, from, to }: Transfer): Record<string, string> {
  return { name, from: `${from.server.name}:${from.path}`, to: `${to.server.name}:${to.path}` };
}

/** Ends of a transfer. An end is `undefined` when its server is not configured. */
type Ends = Readonly<Record<"from" | "to", TransferEnd | undefined>>;

/** Returns the ends that `text` names, or `undefined` when it does not have the form. */
function parseEnds(text: string, servers: readonly Server[]): Ends | undefined {
  const match = /^\s*([\w.-]+):(\/.*?)\s+->\s+([\w.-]+):(\/.*?)\s*$/s.exec(text);
  const [, source, path, target, folder] = match ?? [];
  if (!source || !path || !target || !folder) return undefined;
  const end = (name: string, path: string) => {
    const server = servers.find((server) => server.name === name.toLowerCase());
    return server && { server, path };
  };
  return { from: end(source, path), to: end(target, folder) };
}
