import type { Principal } from "../domain/principal.ts";
import type { AnswerOf, InputOf } from "../protocol/rest/endpoint.ts";
import type { EndpointId, ENDPOINTS } from "../protocol/rest/endpoints.ts";

/** Client that sent a request. */
export interface Caller {
  /** Identity, and what it may do. */
  readonly principal: Principal;
  /** Address: `address:port`, or the address alone behind a trusted proxy. */
  readonly address: string;
}

/** Handlers of the endpoints, by the names of the endpoints. */
export type Api = {
  readonly [Id in EndpointId]: (
    input: InputOf<(typeof ENDPOINTS)[Id]>,
    caller: Caller,
  ) => AnswerOf<(typeof ENDPOINTS)[Id]>;
};
