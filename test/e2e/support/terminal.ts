import { spawn } from 'node:child_process';

export interface Typed {
  code: number | null;
  /** What stood on the screen. */
  screen: string;
}

/** A program that runs at a terminal. */
export interface Sitting {
  screen(): string;
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

/** The same, for a program that goes on until it is interrupted. */
export function sitDown(words: readonly string[], where: Where): Sitting {
  const { child, ended, screen } = start(words, where);
  return { screen, ended, interrupt: () => void child.stdin.write('\u0003') };
}

function start(words: readonly string[], { columns, ...where }: Where) {
  const program = words.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ');
  const line = columns === undefined ? program : `stty cols ${columns} rows 40; exec ${program}`;
  const child = spawn('script', ['-qec', line, '/dev/null'], {
    ...where,
    env: { ...where.env, SHELL: '/bin/sh' },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let printed = '';
  child.stdin.on('error', () => {});
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed += text;
  });
  const screen = () => printed.replaceAll('\r', '').replaceAll('^D\b\b', '');
  const ended = new Promise<Typed>((done, fail) =>
    child.once('error', fail).once('close', (code) => done({ code, screen: screen() })),
  );
  return { child, ended, screen };
}
