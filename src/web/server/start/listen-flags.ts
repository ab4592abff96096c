import * as z from 'zod';
import type { ListenOptions } from './same-flags.ts';

const text = (means: string) => z.string().describe(means).optional();

/** The fields of `board` and `serve` that decide where the server listens. */
export const listenFields = () => ({
  port: z
    .string()
    .refine((port) => /^\d{1,5}$/.test(port) && Number(port) <= 65_535, 'expected a number from 0 to 65535')
    .transform(Number)
    .describe('Port to listen on; 0: any free port')
    .optional(),
  host: text('Address to listen on; default: 127.0.0.1. Others require TLS, by a certificate or a proxy'),
  tls_cert: text("File with the certificate for the board's names, in PEM"),
  tls_key: text('File with its key, in PEM'),
  behind_proxy: text('Address of a proxy with TLS: https://board.example'),
  trust_proxy_header: text('Header in which this proxy names the person that it logged in: X-Forwarded-User'),
  proxy_secret: text('File with the secret that the proxy sends as Backlog-Proxy-Secret; required with that header'),
  proxy_from: text('IP address of the proxy; default: the loopback'),
  proxy_rights: text('Rights of these people: read, write, review; default: read'),
});

/** The values of {@link listenFields}. */
export type ListenInput = {
  [Name in keyof ReturnType<typeof listenFields>]?: z.output<ReturnType<typeof listenFields>[Name]>;
};

/** The fields of {@link ListenInput}. */
export const LISTEN_NAMES = Object.keys(listenFields()) as (keyof ListenInput)[];

/** Returns where the server listens. */
export function listenOptions(input: ListenInput): ListenOptions {
  return {
    port: input.port,
    reach: {
      ...{ host: input.host, tlsCert: input.tls_cert, tlsKey: input.tls_key, behindProxy: input.behind_proxy },
      proxy: {
        ...{ header: input.trust_proxy_header, secret: input.proxy_secret },
        ...{ from: input.proxy_from, rights: input.proxy_rights },
      },
    },
  };
}
