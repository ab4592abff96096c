import { TEXT } from '../../../commands/own-flags.ts';
import { refuse } from '../../../domain/errors.ts';
import type { ListenOptions } from './same-flags.ts';

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
