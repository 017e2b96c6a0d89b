// The only importer of ssh2. Both patches must be applied before ssh2 is loaded.
import "./one_shot_ciphers.ts";
import "./freed_ciphers.ts";
// @ts-types="@types/ssh2"
import ssh2 from "ssh2";

// @ts-types="@types/ssh2"
export type * from "ssh2";
export default ssh2;
