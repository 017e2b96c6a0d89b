// The only importer of ssh2. What it brings must be in place before ssh2 is loaded, so that order of imports matters here.
import "./one_shot_ciphers.ts";
import "./freed_ciphers.ts";
// @ts-types="@types/ssh2"
import ssh2 from "ssh2";

// @ts-types="@types/ssh2"
export type * from "ssh2";
export default ssh2;
