import { singleQuoted } from '../base/shell-word.ts';
import { sha256 } from '../store/index.ts';
import { fileText } from './file-facts.ts';

/** The file that Backlog's hook replaces: git's own `pre-commit`, or what every hook of husky 8 reads first. */
export type HookKind = 'hook' | 'husky-8';

export interface Script {
  kind: HookKind;
  /** Path of the program that checks the commit. `node` is the path of Node, which runs it. */
  program: string;
  node: string;
  /**
   * The environment variable that locates the queue, as `BACKLOG_HOME=FOLDER`. The script sets it, because programs
   * that were started from the desktop may not have it.
   */
  store: string;
  /** Relative path from the folder of hooks to the folder of the former hook, which runs after Backlog's own check. */
  former?: string;
  /** Whether the installation created the folder of hooks. */
  madeFolder: boolean;
}

/** Exit code that rejects a commit. Any other code except 0 means that the program couldn't check the commit. */
export const REFUSED = 65;

/** Matches the line that identifies Backlog's hook in every version. It has a hash of all other lines. */
const MARK = /^# backlog git-hook ([0-9a-f]{16}): .*$/m;
const MADE_FOLDER = '# The folder was created for this hook.';

export function isOurHook(text: string): boolean {
  return MARK.test(text);
}

/** Checks whether the hook is unchanged since Backlog wrote it. Some tools add lines to existing hooks. */
export function isIntact(text: string): boolean {
  return MARK.exec(text)?.[1] === sumOf(text);
}

function sumOf(text: string): string {
  return sha256(text.replace(MARK, '')).slice(0, 16);
}

export function madeFolder(text: string): boolean {
  return text.split('\n').includes(MADE_FOLDER);
}

/** Checks whether a script is Backlog's hook and runs the hook that was installed before it. */
export function chains(text: string): boolean {
  return isOurHook(text) && /^ *gate_before=/m.test(text);
}

/** Returns the program that Backlog's hook starts; undefined if the text names none. */
export function programIn(text: string): string | undefined {
  return /^gate_program='((?:[^']|'\\'')*)'$/m.exec(text)?.[1]?.replaceAll(`'\\''`, `'`);
}

/**
 * Returns the hook's script for any POSIX shell. If the program is missing or fails, the hook prints a warning and
 * allows the commit.
 * The former hook keeps its file name, because scripts for several hooks read it. The same shell sources a former hook
 * for `sh`, which keeps `$0` as husky needs it. Any other former hook is executed.
 */
export function hookScript({ kind, program, node, store, former, madeFolder }: Script): string {
  const lines = (mark: string) => [
    '#!/bin/sh',
    mark,
    ...(madeFolder ? [MADE_FOLDER] : []),
    `gate_program=${singleQuoted(program)}`,
    `gate_node=${singleQuoted(node)}`,
    `gate_store=${singleQuoted(store)}`,
    ...(kind === 'husky-8' ? onlyOnce(LOOK) : [...UNLESS_WITHIN, ...LOOK]),
    ...(former === undefined ? [] : CHAIN[kind](former)),
    '',
  ];
  const marked = (sum: string) => lines(`# backlog git-hook ${sum}: ${PURPOSE}`).join('\n');
  return marked(sumOf(marked('0'.repeat(16))));
}

const PURPOSE = 'rejects commits of files that someone else has claimed. `backlog git-hook uninstall` removes it.';

/**
 * Shell lines that exit if Backlog's hook is already running. If another tool's hook runs before Backlog's hook, the
 * former hook can call Backlog's hook a second time.
 */
const UNLESS_WITHIN = [
  `case $0 in */*) gate_folder=$(CDPATH= cd -- "\${0%/*}" && pwd) ;; *) gate_folder=$PWD ;; esac`,
  'case "|$BACKLOG_GATE_WITHIN|" in *"|$gate_folder|"*) exit 0 ;; esac',
];

const LOOK = [
  'gate_code=0',
  `[ -x "$gate_node" ] || gate_node=node`,
  'if [ -f "$gate_program" ]; then',
  '  "$gate_node" "$gate_program" "$gate_store" || gate_code=$?',
  '  case $gate_code in',
  '    0) ;;',
  `    ${REFUSED}) exit 1 ;;`,
  '    *) echo "backlog: claims were not checked, and the commit continues: $gate_program failed (exit $gate_code)" >&2 ;;',
  '  esac',
  'else',
  '  echo "backlog: the plugin no longer exists at $gate_program, so claims were not checked. Repair this hook: backlog git-hook install. Remove it: backlog git-hook uninstall" >&2',
  'fi',
];

/**
 * Wraps shell lines so that they run only for `pre-commit` and only once. Every hook of husky 8 reads this file, and
 * husky 8 starts each hook twice.
 */
function onlyOnce(lines: readonly string[]): string[] {
  return [`case \${husky_skip_init:-}\${0##*/} in`, 'pre-commit)', ...lines, '  ;;', 'esac'];
}

const GONE = `  echo "backlog: your previous pre-commit hook no longer exists: $gate_before" >&2`;

/** First lines of hooks for a POSIX shell. */
const SHELLS = ['#!/bin/sh', '#! /bin/sh', '#!/usr/bin/sh', '#!/usr/bin/env sh', '#! /usr/bin/env sh'];

/** Checks whether Backlog's hook sources this hook in its own shell instead of executing it. */
export function isReadByShell(file: string): boolean {
  const [first = ''] = (fileText(file) ?? '').split('\n', 1);
  return SHELLS.includes(first);
}

const CHAIN: Readonly<Record<HookKind, (former: string) => readonly string[]>> = {
  hook: (former) => [
    `gate_own=$(CDPATH= cd -- "$gate_folder"/${singleQuoted(former)} 2>/dev/null && pwd)`,
    'export BACKLOG_GATE_WITHIN="$gate_folder|$gate_own"',
    'gate_before="$gate_own/pre-commit"',
    'if [ -x "$gate_before" ]; then',
    '  gate_first=',
    '  IFS= read -r gate_first <"$gate_before" || :',
    '  case $gate_first in',
    `    ${SHELLS.map((line) => `'${line}'`).join(' | ')})`,
    '      . "$gate_before"',
    '      exit',
    '      ;;',
    '  esac',
    '  exec "$gate_before" "$@"',
    'elif [ ! -e "$gate_before" ]; then',
    GONE,
    'fi',
  ],
  'husky-8': (former) => [
    `gate_before="$(dirname -- "$0")/_"/${singleQuoted(former)}/husky.sh`,
    'if [ -f "$gate_before" ]; then',
    '  . "$gate_before"',
    'else',
    GONE,
    'fi',
  ],
};
