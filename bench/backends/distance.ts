import { connect, createServer, type Socket } from 'node:net';
import { type Child, startChild } from '../../test/support/child.ts';

/** The argument with which a program of the bench starts itself as the distance to a server. */
const WORD = 'distance';

/**
 * Starts a process that passes connections on to a port of the loopback, and holds each direction for half of a round
 * trip.
 * @returns the port of the process, and a function that ends it
 */
export async function startDistance(port: number, roundTripMs: number): Promise<{ port: number; end(): void }> {
  const child = startChild(process.argv[1] ?? '', [WORD, String(port), String(roundTripMs)]);
  return { port: Number(await firstLine(child)), end: () => child.process.kill('SIGKILL') };
}

/** Waits for the first line of a process. @throws an error if it ends before */
export const firstLine = (child: Child): Promise<string> => lineOf(child, 1);

/** Waits for a line of a process, from 1 on. @throws an error if it ends before */
export async function lineOf({ process: child, lines, ended }: Child, number: number): Promise<string> {
  const over = ended.then(({ errors }) => Promise.reject(new Error(`a process ended before it was ready: ${errors}`)));
  while (lines.length < number)
    await Promise.race([new Promise((resolve) => child.stdout!.once('data', resolve)), over]);
  over.catch(() => {});
  return lines[number - 1]!;
}

/** Runs as the distance if the arguments say so, until the process is killed. */
export async function passIfAsked([word, ...numbers]: readonly string[]): Promise<boolean> {
  if (word !== WORD) return false;
  const [port, roundTripMs] = numbers.map(Number) as [number, number];
  const server = createServer((client) => {
    const upstream = connect(port, '127.0.0.1');
    pass(client, upstream, roundTripMs / 2);
    pass(upstream, client, roundTripMs / 2);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  process.stdout.write(`${(server.address() as { port: number }).port}\n`);
  return true;
}

function pass(from: Socket, to: Socket, ms: number): void {
  const later = (act: () => void) => setTimeout(act, ms);
  from.setNoDelay(true);
  from.on('data', (bytes) => later(() => to.writable && to.write(bytes)));
  from.on('end', () => later(() => to.end()));
  from.on('error', () => to.destroy());
}
