/** Before the words of a program: its standard input is a terminal then, as a person's is, and its process is the one that was started. */
export const AT_TERMINAL: readonly string[] = [
  'python3',
  '-c',
  [
    'import os, pty, sys',
    'master, slave = pty.openpty()',
    'os.set_inheritable(master, True)',
    'os.dup2(slave, 0)',
    'os.execvp(sys.argv[1], sys.argv[1:])',
  ].join('\n'),
];
