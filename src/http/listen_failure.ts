/** Returns an error that names the wrong one of `HOST` and `PORT`, its value, and the remedy. */
export function listenFailure(
  cause: unknown,
  { host, port }: { readonly host: string; readonly port: number },
): Error {
  return new Error(reason(cause, { host, port }), { cause });
}

function reason(cause: unknown, { host, port }: { host: string; port: number }): string {
  if (cause instanceof Deno.errors.AddrInUse) {
    return `PORT ${port} is in use on ${host}: stop what uses it, or set PORT to another one`;
  }
  if (cause instanceof Deno.errors.AddrNotAvailable) {
    return `HOST ${host} is not an address of this machine: set HOST to one of its addresses`;
  }
  if (cause instanceof Deno.errors.PermissionDenied) {
    return `PORT ${port} needs privileges that this user lacks: set PORT to 1024 or above`;
  }
  // A failed lookup has no class of its own.
  if (/lookup address/.test(String(cause))) {
    return `HOST ${host} does not resolve: set HOST to an address of this machine`;
  }
  return `HOST ${host}, PORT ${port} cannot be listened on: set them to other values`;
}
