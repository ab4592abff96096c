import { execFileSync, spawn } from 'node:child_process';
import { setTimeout as passed } from 'node:timers/promises';
import { READ_MS } from '../../../src/domain/calls/drawn.ts';
import { ENVIRONMENT } from '../../support/environment.ts';
import { DEADLINE_MS } from '../../support/seed.ts';

export interface Typed {
  code: number | null;
  /** What stood on the screen. */
  screen: string;
}

/** A program that runs at a terminal. */
export interface Sitting {
  screen(): string;
  /** Waits until the screen fits a pattern. Fails when the program ends before that, or after a long while. */
  shows(pattern: RegExp): Promise<void>;
  /** Keys. */
  type(text: string): void;
  /** Keys of somebody who has read the question that stands there. */
  answer(text: string): Promise<void>;
  /** Makes the terminal as wide as that. Wants one that was told how wide it is. */
  resize(columns: number): void;
  /** Ctrl+C. */
  interrupt(): void;
  ended: Promise<Typed>;
}

interface Where {
  cwd: string;
  env: Record<string, string>;
  /** Of the terminal; it says none unless this does. */
  columns?: number;
}

/** Runs a program as somebody who sits at a terminal: a real one, which script(1) makes. Nothing is typed into it. */
export function atTerminal(words: readonly string[], where: Where): Promise<Typed> {
  const { child, ended } = start(words, where);
  child.stdin.end();
  return ended;
}

/** The same, for a program that goes on until it is interrupted, or asks. */
export function sitDown(words: readonly string[], where: Where): Sitting {
  const { child, ended, screen, device } = start(words, where);
  const type = (text: string) => void child.stdin.write(text);
  return {
    ...{ screen, ended, type },
    async answer(text) {
      await passed(READ_MS);
      type(text);
    },
    interrupt: () => type('\u0003'),
    resize: (columns) => void execFileSync('stty', ['-F', device(), 'cols', String(columns)]),
    shows: (pattern) =>
      new Promise<void>((done, fail) => {
        const late = setTimeout(() => {
          // Otherwise the program goes on after the test, and vitest doesn't end.
          child.kill('SIGKILL');
          fail(new Error(`${pattern} was not shown:\n${screen()}`));
        }, DEADLINE_MS);
        const look = () => {
          if (!pattern.test(screen())) return;
          clearTimeout(late);
          child.stdout.off('data', look);
          done();
        };
        child.stdout.on('data', look);
        child.once('close', () => {
          look();
          clearTimeout(late);
          fail(new Error(`${pattern} was not shown before the end:\n${screen()}`));
        });
        look();
      }),
  };
}

function start(words: readonly string[], { columns, ...where }: Where) {
  const program = words.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ');
  const line = columns === undefined ? program : `tty; stty cols ${columns} rows 40; exec ${program}`;
  const child = spawn('script', ['-qec', line, '/dev/null'], {
    ...where,
    env: { NODE_COMPILE_CACHE: ENVIRONMENT.NODE_COMPILE_CACHE, ...where.env, SHELL: '/bin/sh' },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let printed = '';
  child.stdin.on('error', () => {});
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed += text;
  });
  const all = () => printed.replaceAll('\r', '').replaceAll('^D\b\b', '');
  // The first line is the terminal's name where its size is set.
  const screen = () => (columns === undefined ? all() : all().split('\n').slice(1).join('\n'));
  const device = () => all().split('\n')[0]!;
  const ended = new Promise<Typed>((done, fail) =>
    child.once('error', fail).once('close', (code) => done({ code, screen: screen() })),
  );
  return { child, ended, screen, device };
}
