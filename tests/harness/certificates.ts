/** Certificate with its private key, in files and as PEM. */
export interface TestCertificate {
  /** Path of the certificate. */
  readonly certFile: string;
  /** Path of the private key. */
  readonly keyFile: string;
  /** Certificate in PEM. */
  readonly cert: string;
  /** Private key in PEM. */
  readonly key: string;
}

/** Authority that issues certificates for `localhost` and 127.0.0.1. Disposing it removes them. */
export interface TestAuthority extends AsyncDisposable {
  /** Path of a folder for further files. */
  readonly folder: string;
  /** Path of the authority's own certificate. */
  readonly caFile: string;
  /** Certificate of the authority in PEM. */
  readonly ca: string;
  /** Issues a certificate that is valid for `days` days; a negative number has passed. */
  issue(days: number): Promise<TestCertificate>;
}

const NEW_KEY = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"] as const;

/** Creates an authority in a temporary folder. */
export async function createAuthority(): Promise<TestAuthority> {
  const folder = await Deno.makeTempDir({ prefix: "pink-page-tls-" });
  const [caFile, caKey, extensions] = ["ca.crt", "ca.key", "extensions"]
    .map((name) => `${folder}/${name}`) as [string, string, string];
  await openssl(["req", "-x509", ...NEW_KEY, "-keyout", caKey, "-out", caFile, "-subj", "/CN=ca"]);
  await Deno.writeTextFile(
    extensions,
    "basicConstraints=CA:FALSE\nsubjectAltName=DNS:localhost,IP:127.0.0.1\n",
  );
  let count = 0;
  return {
    folder,
    caFile,
    ca: await Deno.readTextFile(caFile),
    issue: async (days) => {
      const path = `${folder}/${++count}`;
      const [certFile, keyFile, request] = [`${path}.crt`, `${path}.key`, `${path}.csr`];
      const subject = ["-subj", "/CN=localhost"];
      await openssl(["req", "-new", ...NEW_KEY, "-keyout", keyFile, "-out", request, ...subject]);
      const issuer = ["-CA", caFile, "-CAkey", caKey, "-extfile", extensions];
      await openssl([
        "x509",
        "-req",
        "-in",
        request,
        "-days",
        `${days}`,
        ...issuer,
        "-out",
        certFile,
      ]);
      const [cert, key] = await Promise.all(
        [certFile, keyFile].map((file) => Deno.readTextFile(file)),
      ) as [string, string];
      return { certFile, keyFile, cert, key };
    },
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}

/** Result of {@linkcode openssl}. */
export interface OpensslResult {
  /** Whether the exit code was 0. */
  readonly ok: boolean;
  /** Text on standard output and standard error. */
  readonly text: string;
}

/** Runs openssl with `args`. @throws {Error} with its output when it fails */
export async function openssl(args: readonly string[]): Promise<string> {
  const { ok, text } = await tryOpenssl(args);
  if (!ok) throw new Error(`openssl ${args.join(" ")}\n${text}`);
  return text;
}

/** Runs openssl with `args`, which may fail. */
export async function tryOpenssl(args: readonly string[]): Promise<OpensslResult> {
  const { success, stdout, stderr } = await new Deno.Command("openssl", {
    args: [...args],
    stdin: "null",
  }).output();
  const text = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes)).join("");
  return { ok: success, text };
}
