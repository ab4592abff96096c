import * as z from 'zod';
import { switchField, textField } from '../../domain/calls/inputs.ts';
import type { ListenOptions } from './start/same-flags.ts';

/** The fields of `board` and `serve` that decide where the server listens. */
const listenFields = () => ({
  port: z
    .string()
    .refine((port) => /^\d{1,5}$/.test(port) && Number(port) <= 65_535, 'expected a number from 0 to 65535')
    .transform(Number)
    .describe('Port to listen on; 0: any free port')
    .optional(),
  host: textField('Address to listen on; default: 127.0.0.1. Others require TLS, by a certificate or a proxy'),
  tls_cert: textField("File with the certificate for the board's names, in PEM"),
  tls_key: textField('File with its key, in PEM'),
  behind_proxy: textField('Address of a proxy with TLS: https://board.example'),
  trust_proxy_header: textField('Header in which this proxy names the person that it logged in: X-Forwarded-User'),
  proxy_secret: textField(
    'File with the secret that the proxy sends as Backlog-Proxy-Secret; required with that header',
  ),
  proxy_from: textField('IP address of the proxy; default: the loopback'),
  proxy_rights: textField('Rights of these people: read, write, review; default: read'),
});

/** The input of `backlog board`. */
export const boardInput = () =>
  z.strictObject({
    ...listenFields(),
    no_open: switchField('Only print the link, which logs in one browser, once'),
    workspace: textField("Workspace to open: a name, a folder or a UUID; default: this folder's"),
    browsers: switchField('Only list the logged-in browsers'),
    log_out: switchField('Only log out all browsers; each can also log out on its page'),
  });

/** The input of `backlog serve`. */
export const serveInput = () =>
  z.strictObject({
    ...listenFields(),
    foreground: switchField(
      'Serve in this process, for systemd and containers: one line on stdout when ready, errors on stderr, SIGTERM to stop',
    ),
    replace: switchField('Stop the running server first, also of another version; repeat its flags'),
    status: switchField('Only show the running server; exit code 1 if there is none'),
    stop: switchField('Only stop the running server'),
    once: switchField(
      'Only bring this queue in step once, without a server: pull, push, pull requests, and merges of approved results',
    ),
    source: textField('With --once, names of sources, separated by commas; default: all enabled services'),
    dry_run: switchField('With --once, only show the effect'),
  });

export type BoardInput = z.output<ReturnType<typeof boardInput>>;
export type ServeInput = z.output<ReturnType<typeof serveInput>>;
type ListenInput = Pick<BoardInput & ServeInput, keyof ReturnType<typeof listenFields>>;

/** Checks whether a call says where the server listens. */
export const listenNames = (input: ListenInput): string[] =>
  Object.keys(listenFields()).filter((name) => input[name as keyof ListenInput] !== undefined);

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

/** The input of `backlog token remove`. */
export const tokenInput = () =>
  z.strictObject({
    name: z.string().describe('Name of the token'),
    machine: switchField('Act on a token of this machine, which is valid in all queues of this machine'),
  });

/** The input of `backlog token add`. */
export const newTokenInput = () =>
  tokenInput().extend({
    rights: textField('Rights, separated by commas; default: read. The others include read'),
    as: textField(
      'Author of its changes, such as ai:semgrep; default: system:NAME. Before the word token, your own author: backlog --as human:ada token add nightly',
    ),
    expires: textField('End of its validity: 90d, or a date; default: none'),
    file: textField('Write the token to this new file (mode 0600) instead of the terminal'),
  });
