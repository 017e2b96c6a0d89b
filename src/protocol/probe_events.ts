import { z } from "zod";
import { ErrorCode } from "./catalogue/catalogue.ts";
import { reply } from "./event.ts";

/** Result of one layer of a connection. */
export const ProbedLayer = z.strictObject({
  ok: z.boolean(),
  latency_ms: z.number().min(0).nullable()
    .describe("Duration of this layer alone; null when it failed."),
  error_code: ErrorCode.nullable().describe("Code of the failure; null without one."),
  detail: z.string().nullable()
    .describe("Reason of the failure; of a good key exchange, what is known of the host key."),
});

const reached = ProbedLayer.nullable();

/** Layers of a connection to a server, in their order. */
const layers = z.strictObject({
  tcp: reached.describe("TCP connection; like each layer, null when it was not reached."),
  banner: reached.describe("Identification line of the SSH server."),
  kex: reached.describe("Key exchange, with the check of the host key."),
  login: reached.describe("Login, without a command."),
});

/** Ending of a probe, also when a layer failed. */
export const ProbeComplete = reply("complete", {
  message: z.literal("Probe completed"),
  server_name: z.string(),
  layers,
}).meta({
  description: "Ending of a probe, also when a layer failed: `ok` of that layer is false.",
  examples: [{
    type: "complete",
    message: "Probe completed",
    server_name: "mdwap1p",
    layers: {
      tcp: { ok: true, latency_ms: 0.8, error_code: null, detail: null },
      banner: { ok: true, latency_ms: 6.1, error_code: null, detail: null },
      kex: {
        ok: true,
        latency_ms: 21.4,
        error_code: null,
        detail: "The host key SHA256:uNiVztksCsDhcc0u9e8BgrJXVGDYBEqYhcGJCHbaRGo is remembered",
      },
      login: {
        ok: false,
        latency_ms: null,
        error_code: 21000,
        detail: "mdwap1p refused the login",
      },
    },
    request_id: "10",
  }],
});

/** Result of one layer. */
export type ProbedLayer = z.output<typeof ProbedLayer>;

/** Results of all layers. */
export type ProbedLayers = z.output<typeof layers>;

/** `complete` event of a probe. */
export type ProbeComplete = z.output<typeof ProbeComplete>;
