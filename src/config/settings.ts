import type { z } from "zod";
import { ACCESS_SETTINGS } from "./access_settings.ts";
import { CLIENT_SETTINGS } from "./client_settings.ts";
import { SERVICE_SETTINGS } from "./service_settings.ts";
import type { Environment, Report, Setting } from "./setting.ts";

/**
 * Settings of the service, by their names in `Config`. These tables are the only place that spells
 * them: parsing, the type {@linkcode Settings} and the documents are made from them.
 */
export const SETTINGS = {
  ...SERVICE_SETTINGS,
  ...ACCESS_SETTINGS,
  ...CLIENT_SETTINGS,
} as const;

/** Values of the settings. */
export type Settings = {
  readonly [Name in keyof typeof SETTINGS]: z.output<(typeof SETTINGS)[Name]["schema"]>;
};

/** Reads the settings. Returns `undefined` after the report of a value that breaks its rule. */
export function readSettings(env: Environment, report: Report): Settings | undefined {
  let isValid = true;
  const entries = Object.entries<Setting>(SETTINGS).map(([name, setting]) => {
    const { variable, schema, example = setting.default ?? "" } = setting;
    const { data, error } = schema.safeParse(env[variable] || setting.default);
    for (const { message } of error?.issues ?? []) report(variable, message, example);
    isValid &&= error === undefined;
    return [name, data];
  });
  if (!isValid) return undefined;
  const settings = Object.fromEntries(entries) as Settings;
  reportHalfOfTls(settings, report);
  return settings;
}

/** Reports a certificate without a key, or a key without a certificate. */
function reportHalfOfTls({ tlsCertFile, tlsKeyFile }: Settings, report: Report): void {
  if ((tlsCertFile === undefined) === (tlsKeyFile === undefined)) return;
  const missing: Setting = SETTINGS[tlsCertFile === undefined ? "tlsCertFile" : "tlsKeyFile"];
  report(missing.variable, "is missing: TLS needs both files", missing.example ?? "");
}
