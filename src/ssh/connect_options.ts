import type { Layer } from "../domain/probed_layers.ts";
import type { ConnectionPlaces, TakeOptions } from "./connection_places.ts";
import type { HostKeyPolicy } from "./host_keys.ts";

/** Options for `SshConnection.open`. */
export interface ConnectOptions extends TakeOptions {
  /** Policy for the server's host key. */
  readonly policy: HostKeyPolicy;
  /** Places, of which the connection takes one. Default: it counts nowhere and never waits. */
  readonly places?: ConnectionPlaces | undefined;
  /**
   * Time for TCP, key exchange and login together, and for each channel, in milliseconds. Default:
   * 10,000.
   */
  readonly deadlineMs?: number | undefined;
  /**
   * Time without a byte from the server after which a keepalive is sent, in milliseconds. Default:
   * 10,000. The connection is lost after three keepalives without an answer.
   */
  readonly keepaliveMs?: number;
  /**
   * Called when a layer before the login has succeeded. Another attempt, with another type of host
   * key, repeats the layers.
   */
  readonly onLayer?: (layer: Layer) => void;
  /** Whether `exec` logs in again for a channel that the server refuses. Default: false. */
  readonly opensMore?: boolean;
}
