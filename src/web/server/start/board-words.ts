import { present } from '../../../base/present.ts';
import { helpHint, parseOwnFlags, SWITCH, TEXT } from '../../../commands/own-flags.ts';
import { refuse } from '../../../domain/errors.ts';
import { oneLine } from '../../../text/safe.ts';
import type { Running } from './board-home.ts';
import type { ReachAsked } from './reach.ts';

export const BOARD_HELP = [
  'Usage: backlog board [flags]',
  '',
  'Serve the board on this machine and open it in the browser. One server shows all workspaces; if one is running, this opens it. Ctrl+C stops the server.',
  '',
  '  --port PORT            Port to listen on; 0: any free port',
  '  --host ADDRESS         Address to listen on; default: 127.0.0.1. Other addresses require TLS, by one of',
  "    --tls-cert FILE --tls-key FILE   Certificate for the board's names, and its key, in PEM",
  '    --behind-proxy ADDRESS           Address of a proxy with TLS: https://board.example',
  '  --no-open              Only print the link, which logs in one browser, once',
  "  --workspace WORKSPACE  Workspace to open: a name, a folder or a UUID; default: this folder's",
  '  --browsers             Only list the logged-in browsers',
  '  --log-out              Only log out all browsers; each can also log out on its page',
  '  --json                 Print the link, or the error, as JSON',
  '',
  'Examples:',
  '  backlog board',
  '  backlog board --no-open --port 8080',
  '  backlog board --log-out',
].join('\n');

export interface BoardWords {
  port?: number;
  reach: ReachAsked;
  open: boolean;
  workspace?: string;
  json: boolean;
  /** If present, the command lists the logged-in browsers, or logs them out. It then serves no board. */
  browsers?: 'list' | 'log-out';
  help: boolean;
}

/** Parses the words after `board`. @throws BacklogError `usage` */
export function boardWords(words: readonly string[]): BoardWords {
  const { values, positionals } = parseOwnFlags('board', words, FLAGS);
  if (positionals.length > 0)
    refuse('usage', `board takes flags only, received ${positionals.join(', ')}`, helpHint('board'));
  return {
    ...(values.port === undefined ? {} : { port: portIn(values.port) }),
    ...present({ workspace: values.workspace }),
    ...(values['log-out'] ? { browsers: 'log-out' } : values.browsers ? { browsers: 'list' } : {}),
    reach: {
      ...{ host: values.host, tlsCert: values['tls-cert'], tlsKey: values['tls-key'] },
      behindProxy: values['behind-proxy'],
    },
    open: !values['no-open'],
    json: values.json ?? false,
    help: values.help ?? false,
  };
}

/**
 * Returns the flags that differ from the running board's flags. Includes all flags about the certificate, because the
 * running board's certificate is unknown.
 */
export function unusedFlags(
  { port, reach }: Pick<BoardWords, 'port' | 'reach'>,
  running: Pick<Running, 'port' | 'address' | 'origin'>,
): string[] {
  const given = [
    ['--host', reach.host, running.address],
    ['--port', port || undefined, running.port],
    ['--tls-cert', reach.tlsCert, undefined],
    ['--tls-key', reach.tlsKey, undefined],
    ['--behind-proxy', reach.behindProxy, running.origin],
  ] as const;
  return given
    .filter(([, asked, is]) => asked !== undefined && asked !== is)
    .map(([flag, asked]) => `${flag} ${oneLine(String(asked), 80)}`);
}

function portIn(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  return port <= 65_535 ? port : refuse('usage', `--port: expected a number from 0 to 65535, received "${text}"`);
}

const FLAGS = {
  ...{ port: TEXT, workspace: TEXT, 'no-open': SWITCH, browsers: SWITCH, 'log-out': SWITCH },
  ...{ host: TEXT, 'tls-cert': TEXT, 'tls-key': TEXT, 'behind-proxy': TEXT },
} as const;
