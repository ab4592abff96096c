import { existsSync, mkdirSync, readFileSync, realpathSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import os from 'node:os';
import { dirname, join } from 'node:path';
import { vi } from 'vitest';
import { type Said, said } from '../../interfaces/cli/line.ts';
import { writeFiles } from '../../support/files.ts';
import { git } from '../../support/git.ts';
import { madeOnce } from '../../support/made-once.ts';
import { initRepository } from '../../support/repository.ts';
import { NOON } from '../../support/workspace.ts';
import { type Mask, maskOf } from './forms.ts';

/** The queues of the machine. The last one is removed. */
const QUEUES = ['project', 'other', 'removed'];

/** The home folder of the person in texts, as long as the real one, on which layouts depend. */
const HOME = '/home/ada-of-the-fixed-machine';

const TEMP = realpathSync('/tmp');
/** Has the same length on each system. */
const PREFIX = join(TEMP, 'made'.padEnd(HOME.length - '/folder'.length - TEMP.length - 1 - 6, '-'));

export type Form = 'pipe' | 'terminal, 80 columns' | 'terminal, 200 columns' | 'JSON';
export const FORMS: readonly Form[] = ['pipe', 'terminal, 80 columns', 'terminal, 200 columns', 'JSON'];

/** What a line is typed with. */
export interface Typed {
  home: string;
  programs: string;
  env?: Readonly<Record<string, string>>;
  stdin?: string;
  /** Ends the command after its first text. */
  runs?: boolean;
}

/** Types a line on the machine. */
export async function typed(line: string, form: Form, at: Typed): Promise<Said> {
  const isTerminal = form !== 'pipe';
  const interrupt = new AbortController();
  const asked: string[] = [];
  const out: string[] = [];
  const terminal = {
    ...{ isTerminal: true, rewrites: true, put: () => undefined },
    size: () => ({ columns: form === 'terminal, 200 columns' ? 200 : 80, rows: 60 }),
    ask: async (question: string) => {
      asked.push(question);
      return 'y';
    },
  };
  const { code, err } = await said([...line.split(' '), ...(form === 'JSON' ? ['--json'] : [])], {
    ...(isTerminal ? terminal : { isTerminal: false, rewrites: false }),
    ...{ cwd: join(at.home, 'project'), env: environment(at), now: Date.now },
    stdin: async () => at.stdin ?? '',
    interrupted: interrupt.signal,
    out: (text) => {
      out.push(text);
      if (at.runs) interrupt.abort();
    },
    bytes: (bytes) => void out.push(String(bytes)),
  });
  return { code, out: out.join('\n'), err: [...asked, err].filter(Boolean).join('\n') };
}

const environment = ({ home, programs, env }: Typed) => ({
  ...{ HOME: home, PATH: programs, TZ: 'Europe/Berlin', USER: 'ada', NO_COLOR: '1', ...env },
});

/**
 * Makes a person's machine: two queues and a removed one, aliases, profiles, tokens, and a repository with changes of
 * three days. The clock stands still while a line runs.
 */
export const machineCopy = (programs: () => string) =>
  madeOnce(async (home) => {
    for (const name of QUEUES) {
      const folder = join(home, name);
      mkdirSync(folder, { recursive: true });
      initRepository(folder);
      writeFiles(folder, { 'README.md': `# ${name}\n` });
      git(folder, 'add', '-A');
      git(folder, 'commit', '-q', '-m', 'First');
    }
    writeFiles(home, {
      'backlog/bin/backlog': '#!/bin/sh\n',
      'backlog/skills/queue/SKILL.md': '---\nname: queue\ndescription: Work with the queue\n---\n\nRead the queue.\n',
      '.cursor/mcp.json': '{\n  "mcpServers": {}\n}\n',
    });
    const leave = standAt(home, NOON - 75 * 3_600_000);
    for (const line of HISTORY) {
      vi.setSystemTime(Date.now() + 3 * 3_600_000);
      const { code, err } = await typed(line, 'terminal, 80 columns', { home, programs: programs() });
      if (code !== 0) throw new Error(`${line}: ${err}`);
    }
    leave();
    return home;
  }, PREFIX);

const HISTORY = [
  'add one --as human:ada --cwd ../removed',
  'queue remove removed --yes',
  'add Water-the-plants --as human:ada --cwd ../other',
  'add Sign-in-with-a-passkey project:web priority:H due:2026-08-05 --as human:ada',
  'add Name-the-buttons project:web +ux --as human:ada',
  'add Ask-the-lawyers project:legal --as human:ada',
  'start 2 --as human:ada',
  'done 3 --as human:ada',
  '--as human:ada token add ci --rights read,write,review --expires 90d',
  '--as human:ada token add deploy --rights read --machine',
  'profile add work -w project --filter project:web --as human:ada',
  'profile add other -w other',
  'alias set mine list +READY project:web',
  'alias set o now -w other',
  'connect cursor --yes',
];

/**
 * Makes this process one of ada's on the machine, and lets its clock stand.
 * @returns a function that takes all of it back
 */
export function standAt(home: string, now = NOON): () => void {
  vi.useFakeTimers({ toFake: ['Date'], now });
  vi.stubEnv('HOME', home);
  const [script, { hostname, userInfo }] = [process.argv[1]!, os];
  process.argv[1] = join(home, 'backlog/bin/backlog');
  Object.assign(os, { hostname: () => 'host', userInfo: () => ({ ...userInfo(), username: 'ada' }) });
  syncBuiltinESMExports();
  return () => {
    vi.useRealTimers();
    process.argv[1] = script;
    Object.assign(os, { hostname, userInfo });
    syncBuiltinESMExports();
  };
}

/** What differs each time, with what stands for it. */
const RANDOM: readonly (readonly [RegExp, string])[] = [
  [/127\.0\.0\.1(:|%3A)\d+/g, '127.0.0.1$17323'],
  [/"port":\d+/g, '"port":7323'],
  [/("process":|\(process )\d+/g, '$14711'],
  [/\bkey=[\w.-]+/g, 'key=KEY'],
  [/\bbacklog_([0-9a-f]{32}_)?[\w-]{43}(?![\w-])/g, 'backlog_SECRET'],
  [/\d+\.\d KB|"bytes":\d+/g, 'SIZE'],
  // A sum over random ids, and the time of a file.
  [/("version"|"changed"):"[^"]+"/g, '$1:"…"'],
];

/** Returns the mask of what a machine prints. */
export function machineMask({ home, programs }: Typed): Mask {
  // A narrow column shows only the beginning of a path.
  const cut = Array.from({ length: home.length - dirname(home).length + 1 }, (_, i) => home.length - i);
  const paths = cut.map((n) => [home.slice(0, n), HOME.slice(0, n)] as const);
  const mask = maskOf([...paths, [programs, '/bin'], [process.execPath, '/bin/node']], { sizes: false });
  // Texts have only the beginnings of ids.
  for (const name of QUEUES) {
    const marker = join(home, name, '.git/backlog');
    if (existsSync(marker)) mask.text(readFileSync(marker, 'utf8'));
  }
  const text = (given: string) => RANDOM.reduce((so, [from, to]) => so.replaceAll(from, to), mask.text(given));
  return { ...mask, text };
}
