import { createHash } from 'node:crypto';

/** What kind of place the gate takes: that of git's own hook, or of the file that every hook of husky 8 reads first. */
export type SeatKind = 'hook' | 'husky-8';

export interface Script {
  kind: SeatKind;
  /** The program that looks, and the Node that runs it. */
  program: string;
  node: string;
  /** Was there a hook before, which is asked afterwards? */
  chains: boolean;
  /** Was the folder made for it? */
  madeFolder: boolean;
}

/** What refuses a commit; any other code of the program means that it could not look. */
export const REFUSED = 65;

/** How a hook is called that the gate was put before. */
export const BEFORE = '.before-backlog';

/** The line that tells a gate of ours from other hooks, of whatever version, with a sum of all other lines. */
const MARK = /^# backlog git-hook ([0-9a-f]{16}): .*$/m;
const MADE_FOLDER = '# The folder was made for it.';

export function isGate(text: string): boolean {
  return MARK.test(text);
}

/** Is it as it was written? Some tools add lines of their own to a hook that they find. */
export function isIntact(text: string): boolean {
  return MARK.exec(text)?.[1] === sumOf(text);
}

function sumOf(text: string): string {
  return createHash('sha256').update(text.replace(MARK, '')).digest('hex').slice(0, 16);
}

export function madeFolder(text: string): boolean {
  return text.split('\n').includes(MADE_FOLDER);
}

/** Does it ask the hook that was there before? */
export function chains(text: string): boolean {
  return isGate(text) && text.includes(BEFORE);
}

/** The program that a gate starts; undefined when it cannot be read. */
export function programIn(text: string): string | undefined {
  return /^gate_program='((?:[^']|'\\'')*)'$/m.exec(text)?.[1]?.replaceAll(`'\\''`, `'`);
}

/**
 * The hook, for any POSIX shell. It lets the commit through with a word when the program is gone or fails. The hook that was there before
 * keeps its `$0` and its folder, by which husky finds its own: a shell script is read by the same shell, anything else is executed.
 */
export function gateScript({ kind, program, node, chains, madeFolder }: Script): string {
  const lines = (mark: string) => [
    '#!/bin/sh',
    mark,
    ...(madeFolder ? [MADE_FOLDER] : []),
    `gate_program=${quoted(program)}`,
    `gate_node=${quoted(node)}`,
    ...(kind === 'husky-8' ? onlyOnce(LOOK) : [...UNLESS_WITHIN, ...LOOK]),
    ...(chains ? CHAIN[kind] : []),
    '',
  ];
  const marked = (sum: string) => lines(`# backlog git-hook ${sum}: ${PURPOSE}`).join('\n');
  return marked(sumOf(marked('0'.repeat(16))));
}

const PURPOSE = 'refuses to commit files that somebody else holds. `backlog git-hook uninstall` takes it away.';

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** Tools that put themselves before a hook call it in turn: the gate may find itself behind the hook that it asks. */
const UNLESS_WITHIN = [
  `case $0 in */*) gate_folder=$(CDPATH= cd -- "\${0%/*}" && pwd) ;; *) gate_folder=$PWD ;; esac`,
  '[ "$BACKLOG_GATE_WITHIN" != "$gate_folder" ] || exit 0',
];

const LOOK = [
  'gate_code=0',
  `[ -x "$gate_node" ] || gate_node=node`,
  'if [ -f "$gate_program" ]; then',
  '  "$gate_node" "$gate_program" || gate_code=$?',
  '  case $gate_code in',
  '    0) ;;',
  `    ${REFUSED}) exit 1 ;;`,
  '    *) echo "backlog: it could not be told who holds these files (exit $gate_code); the commit goes on" >&2 ;;',
  '  esac',
  'else',
  '  echo "backlog: the plugin is gone from $gate_program; nobody looked who holds these files. backlog git-hook install mends it, uninstall takes this hook away" >&2',
  'fi',
];

/** Husky 8 starts the hook once more from inside, and reads the same file for every hook. */
function onlyOnce(lines: readonly string[]): string[] {
  return [`case \${husky_skip_init:-}\${0##*/} in`, 'pre-commit)', ...lines, '  ;;', 'esac'];
}

const GONE = `  echo "backlog: the hook that was here before is gone: $gate_before" >&2`;

const CHAIN: Readonly<Record<SeatKind, readonly string[]>> = {
  hook: [
    'export BACKLOG_GATE_WITHIN="$gate_folder"',
    `gate_before="$gate_folder/pre-commit${BEFORE}"`,
    'if [ -x "$gate_before" ]; then',
    '  gate_first=',
    '  IFS= read -r gate_first <"$gate_before" || :',
    '  case $gate_first in',
    `    '#!/bin/sh' | '#! /bin/sh' | '#!/usr/bin/sh' | '#!/usr/bin/env sh' | '#! /usr/bin/env sh')`,
    '      . "$gate_before"',
    '      exit',
    '      ;;',
    '  esac',
    '  exec "$gate_before" "$@"',
    'elif [ ! -e "$gate_before" ]; then',
    GONE,
    'fi',
  ],
  'husky-8': [
    `gate_before="$(dirname -- "$0")/_/husky.sh${BEFORE}"`,
    'if [ -f "$gate_before" ]; then',
    '  . "$gate_before"',
    'else',
    GONE,
    'fi',
  ],
};
