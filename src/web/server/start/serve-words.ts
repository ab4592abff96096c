import { helpHint, parseOwnFlags, SWITCH } from '../../../commands/own-flags.ts';
import { refuse } from '../../../domain/errors.ts';
import type { ListenOptions } from './listen-flags.ts';
import { LISTEN_FLAGS, LISTEN_HELP, listenOptions } from './listen-flags.ts';

export const SERVE_HELP = [
  'Usage: backlog serve [flags]',
  '',
  'Serve the board, the HTTP API and its events on this machine without a terminal or a browser, and keep orchestrators running. Without --foreground, the server runs in the background: the command ends when it answers.',
  '',
  ...LISTEN_HELP,
  '  --foreground           Serve in this process, for systemd and containers: one line on stdout when ready, errors on stderr, SIGTERM to stop',
  '  --replace              Stop the running server first, also of another version; repeat its flags',
  '  --status               Only show the running server; exit code 1 if there is none',
  '  --stop                 Only stop the running server',
  '  --json                 Print the answer, or the error, as JSON',
  '',
  'Scripts call it with a token (`backlog token add`). A person at a terminal of this machine gets a link with `backlog board`.',
  '',
  'Examples:',
  '  backlog serve',
  '  backlog serve --foreground --host 0.0.0.0 --tls-cert cert.pem --tls-key key.pem',
  '  backlog serve --status',
  '  backlog serve --stop',
].join('\n');

export interface ServeWords extends ListenOptions {
  does: 'start' | 'status' | 'stop';
  foreground: boolean;
  replace: boolean;
  json: boolean;
  /** The words of the call without those that only the first process needs. */
  passed: readonly string[];
}

/** Parses the words after `serve`. @throws BacklogError `usage` */
export function serveWords(words: readonly string[]): ServeWords {
  const { values, positionals } = parseOwnFlags('serve', words, FLAGS);
  if (positionals.length > 0)
    refuse('usage', `serve takes flags only, received ${positionals.join(', ')}`, helpHint('serve'));
  const { foreground = false, replace = false, status, stop, json = false } = values;
  const acts = Object.entries({ replace, status, stop }).filter(([, is]) => is);
  const places = Object.keys(LISTEN_FLAGS).filter((name) => values[name as keyof typeof LISTEN_FLAGS] !== undefined);
  const others = [...places, ...(foreground ? ['foreground'] : [])];
  if (acts.length > 1 || ((status || stop) && others.length > 0))
    refuse(
      'usage',
      `serve: can't combine ${[...acts.map(([name]) => name), ...others].map((name) => `--${name}`).join(' and ')}`,
      helpHint('serve'),
    );
  return {
    ...listenOptions(values),
    does: status ? 'status' : stop ? 'stop' : 'start',
    ...{ foreground, replace, json },
    passed: words.filter((word) => word !== '--replace' && word !== '--json'),
  };
}

const FLAGS = {
  ...LISTEN_FLAGS,
  ...{ foreground: SWITCH, replace: SWITCH, status: SWITCH, stop: SWITCH },
} as const;
