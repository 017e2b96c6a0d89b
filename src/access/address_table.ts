import { addressKey } from "./address_key.ts";

/** Number of addresses in a table; the one that was set longest ago is forgotten first. */
const MAX_ADDRESSES = 10_000;

/** Values by client address; IPv6 by /64. Bounded: 10,000 addresses. */
export class AddressTable<Value> {
  readonly #values = new Map<string, Value>();

  /** Returns the value of `address`, or `undefined`. */
  get(address: string): Value | undefined {
    return this.#values.get(addressKey(address));
  }

  /** Sets the value of `address`. */
  set(address: string, value: Value): void {
    const key = addressKey(address);
    this.#values.delete(key);
    this.#values.set(key, value);
    const [oldest] = this.#values.keys();
    if (this.#values.size > MAX_ADDRESSES && oldest !== undefined) this.#values.delete(oldest);
  }
}
