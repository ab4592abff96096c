import { TEXT } from '../../../commands/own-flags.ts';
import { BacklogError, refuse } from '../../../domain/errors.ts';
import { oneLine } from '../../../text/safe.ts';
import type { Running } from './board-home.ts';
import { certificateSum, type Reach, type ReachAsked } from './reach.ts';

/** The flags of `board` and `serve` that decide where the server listens. */
export const LISTEN_FLAGS = {
  ...{ port: TEXT, host: TEXT, 'tls-cert': TEXT, 'tls-key': TEXT, 'behind-proxy': TEXT },
  ...{ 'trust-proxy-header': TEXT, 'proxy-secret': TEXT, 'proxy-from': TEXT, 'proxy-rights': TEXT },
} as const;

export const LISTEN_HELP = [
  '  --port PORT            Port to listen on; 0: any free port',
  '  --host ADDRESS         Address to listen on; default: 127.0.0.1. Other addresses require TLS, by one of',
  "    --tls-cert FILE --tls-key FILE   Certificate for the board's names, and its key, in PEM",
  '    --behind-proxy ADDRESS           Address of a proxy with TLS: https://board.example',
  '  --trust-proxy-header NAME          Header in which this proxy names the person that it logged in: X-Forwarded-User',
  '    --proxy-secret FILE              File with the secret that the proxy sends as Backlog-Proxy-Secret; required',
  '    --proxy-from ADDRESS             IP address of the proxy; default: the loopback',
  '    --proxy-rights RIGHTS            Rights of these people: read, write, review; default: read',
] as const;

/** Reads the values of {@link LISTEN_FLAGS}. @throws BacklogError `usage` for an invalid port */
export function listenOptions(
  values: { [Name in keyof typeof LISTEN_FLAGS]?: string },
): Required<Pick<ListenOptions, 'reach'>> & Pick<ListenOptions, 'port'> {
  return {
    ...(values.port === undefined ? {} : { port: portIn(values.port) }),
    reach: {
      ...{ host: values.host, tlsCert: values['tls-cert'], tlsKey: values['tls-key'] },
      behindProxy: values['behind-proxy'],
      proxy: {
        ...{ header: values['trust-proxy-header'], secret: values['proxy-secret'] },
        ...{ from: values['proxy-from'], rights: values['proxy-rights'] },
      },
    },
  };
}

function portIn(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  return port <= 65_535 ? port : refuse('usage', `--port: expected a number from 0 to 65535, received "${text}"`);
}

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
