import { existsSync } from 'node:fs';

/** The system's own Python. The one in PATH may be a script of a version manager, which starts 20 processes. */
const SYSTEM_PYTHON = '/usr/bin/python3';

/** The program and options of a Python that starts fast. */
export const PYTHON: readonly [string, ...string[]] = [
  existsSync(SYSTEM_PYTHON) ? SYSTEM_PYTHON : 'python3',
  '-I',
  '-S',
];

/**
 * Put it before a program's command line. The program's standard input is then a terminal, and it keeps the id of the
 * started process.
 */
export const AT_TERMINAL: readonly string[] = [
  ...PYTHON,
  '-c',
  [
    'import os, pty, sys',
    'master, slave = pty.openpty()',
    'os.set_inheritable(master, True)',
    'os.dup2(slave, 0)',
    'os.execvp(sys.argv[1], sys.argv[1:])',
  ].join('\n'),
];
