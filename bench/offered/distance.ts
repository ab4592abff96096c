import { connect, createServer, type Socket } from 'node:net';

/** Passes connections on to a port of the loopback, and delays each direction by half of a round trip. Prints its port. */
const [port, roundTripMs] = process.argv.slice(2).map(Number) as [number, number];
const server = createServer((client) => {
  const upstream = connect(port, '127.0.0.1');
  pass(client, upstream);
  pass(upstream, client);
});
server.listen(0, '127.0.0.1', () => process.stdout.write(`${(server.address() as { port: number }).port}\n`));

function pass(from: Socket, to: Socket): void {
  const later = (act: () => void) => setTimeout(act, roundTripMs / 2);
  from.setNoDelay(true);
  from.on('data', (bytes) => later(() => to.writable && to.write(bytes)));
  from.on('end', () => later(() => to.end()));
  from.on('error', () => to.destroy());
}
