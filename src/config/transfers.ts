import type { ServerConfig } from "./servers.ts";
import type { Environment, Report } from "./settings.ts";

/** One end of a transfer. */
export interface TransferEnd {
  /** Name of a server. */
  readonly server: string;
  /** Absolute path there: of a file, a folder or a glob at the source, of a folder at the target. */
  readonly path: string;
}

/** A configured host-to-host transfer. */
export interface TransferConfig {
  /** Its name in messages, in lower case. */
  readonly name: string;
  /** Where the files are. */
  readonly from: TransferEnd;
  /** Where they go. */
  readonly to: TransferEnd;
}

const EXAMPLE = "mdwap1p:/data/out/*.dat -> mypap1d:/data/in/";

/** The transfer that exists without configuration, when both of its servers do. */
const STUB_DATA_TRANSFER: TransferConfig = {
  name: "stub_data_transfer",
  from: { server: "mdwap1p", path: "/nbsftp/myd/myp/snd/postgresql_unload/*.dat" },
  to: { server: "mypap1d", path: "/shbftp/myd/myp/rcv/mock/" },
};

/** Reads every `TRANSFER_<NAME>=src:/path/or/glob -> dst:/folder/`. */
export function readTransfers(
  env: Environment,
  { servers, report }: { servers: readonly ServerConfig[]; report: Report },
): TransferConfig[] {
  const known = servers.map(({ name }) => name);
  const transfers: TransferConfig[] = [];
  for (
    const variable of Object.keys(env).filter((name) => /^TRANSFER_[A-Z][A-Z0-9_]*$/.test(name))
      .sort()
  ) {
    const transfer = parseTransfer(variable, env[variable] ?? "");
    if (transfer === undefined) {
      report(variable, "is not of the form source:/path -> target:/folder/", EXAMPLE);
    } else if (!known.includes(transfer.from.server)) {
      report(variable, "names a source that is no configured server", EXAMPLE);
    } else if (!known.includes(transfer.to.server)) {
      report(variable, "names a target that is no configured server", EXAMPLE);
    } else transfers.push(transfer);
  }
  const { name, from, to } = STUB_DATA_TRANSFER;
  const hasStub = transfers.some((transfer) => transfer.name === name);
  if (!hasStub && known.includes(from.server) && known.includes(to.server)) {
    transfers.push(STUB_DATA_TRANSFER);
  }
  return transfers;
}

function parseTransfer(variable: string, text: string): TransferConfig | undefined {
  const match = /^\s*([\w.-]+):(\/.*?)\s+->\s+([\w.-]+):(\/.*?)\s*$/s.exec(text);
  const [, source, path, target, folder] = match ?? [];
  if (!source || !path || !target || !folder) return undefined;
  return {
    name: variable.slice("TRANSFER_".length).toLowerCase(),
    from: { server: source.toLowerCase(), path },
    to: { server: target.toLowerCase(), path: folder },
  };
}
