import { BacklogError } from '../../../domain/errors.ts';
import { oneLine } from '../../../text/safe.ts';
import type { Running } from './board-home.ts';
import { certificateSum, type Reach, type ReachAsked } from './reach.ts';

/** The flags of a start that decide where the server listens. */
export interface ListenOptions {
  port?: number | undefined;
  reach?: ReachAsked | undefined;
}

/**
 * Checks that a start has no flags that differ from the running server's. Without flags, a start accepts every server.
 * @throws BacklogError `conflict` with the server's address and process
 */
export function checkSameFlags(asked: ListenOptions, own: Reach, running: Running): void {
  const differing = differingFlags(asked, own, running);
  if (differing.length === 0) return;
  throw new BacklogError(
    'conflict',
    `can't use ${differing.join(' ')}: the server already runs with other flags, ${runningText(running)}`,
    {
      hint: 'Stop it, then start it again with these flags: `backlog serve --stop`',
      data: { flags: differing, ...runningFacts(running) },
    },
  );
}

/** Describes a running server on one line. */
export function runningText({ origin, process: { pid }, version }: Running): string {
  return `at ${oneLine(origin, 200)} (process ${pid}, Backlog ${oneLine(version, 40)})`;
}

export function runningFacts({ origin, port, process: { pid }, version }: Running) {
  return { url: origin, port, process: pid, version };
}

function differingFlags({ port, reach = {} }: ListenOptions, own: Reach, running: Running): string[] {
  const isSameTls = own.tls && certificateSum(own.tls) === running.cert;
  const given = [
    ['--host', reach.host, own.address === running.address],
    ['--port', port || undefined, port === running.port],
    ['--tls-cert', reach.tlsCert, isSameTls],
    ['--tls-key', reach.tlsKey, isSameTls],
    ['--behind-proxy', reach.behindProxy, own.origins(running.port)[0] === running.origin],
    ['--trust-proxy-header', reach.proxy?.header, own.proxy?.header === running.proxyHeader],
  ] as const;
  return given
    .filter(([, asked, isSame]) => asked !== undefined && !isSame)
    .map(([flag, asked]) => `${flag} ${oneLine(String(asked), 80)}`);
}
