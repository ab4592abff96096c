/** Returns the server of an address, as the setting `runs.network` names it; undefined without an address. */
export function serverOf(address: string | undefined): string[] | undefined {
  if (!address || !URL.canParse(address)) return undefined;
  const { protocol, hostname, port } = new URL(address);
  const isHere = hostname === 'localhost' || hostname === '127.0.0.1';
  const usual = protocol === 'http:' ? '80' : '443';
  return [isHere ? `localhost:${port || usual}` : port ? `${hostname}:${port}` : hostname];
}
