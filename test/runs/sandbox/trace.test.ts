import { describe, expect, test } from 'vitest';
import { NO_EFFECTS, newEffects } from '../../../src/domain/runs/effects.ts';
import { effectsIn } from '../../../src/runs/sandbox/trace.ts';

const PLACES = {
  folder: '/home/ada/.backlog/r1/tree',
  home: '/home/ada',
  reached: new Set<string>(),
  mounts: [
    { how: 'ro', at: '/etc', from: '/etc' },
    { how: 'empty', at: '/home/ada' },
    { how: 'rw', at: '/home/ada/.backlog/r1/tmp', from: '/home/ada/.backlog/r1/tmp' },
    { how: 'rw', at: '/home/ada/.backlog/r1/tree', from: '/home/ada/.backlog/r1/tree' },
    { how: 'empty', at: '/tmp' },
    { how: 'ro', at: '/usr', from: '/usr' },
  ],
} as const;
const CWD = 'AT_FDCWD</home/ada/.backlog/r1/tree>';
const effects = (...lines: string[]) =>
  effectsIn(
    [
      '1  execve("/usr/bin/bwrap", [...], 0x7f /* 3 vars */) = 0',
      '1  mkdir("/newroot", 0755) = 0',
      '2  execve("/bin/sh", [...], 0x7f /* 3 vars */) = 0',
      ...lines.map((line) => `2  ${line}`),
      '',
    ].join('\n'),
    PLACES,
  );
const seen = (...lines: string[]) => {
  const found = effects(...lines);
  if ('why' in found) throw new Error(found.why);
  return newEffects({ ...NO_EFFECTS, starts: ['sh'] }, found);
};

describe('the trace of a contained program', () => {
  test.each<[what: string, lines: string[], effects: string[]]>([
    [
      'a file of the worktree',
      [`openat(${CWD}, "src/a", O_WRONLY|O_CREAT, 0666) = 3</home/ada/.backlog/r1/tree/src/a>`],
      [],
    ],
    [
      'a temporary file',
      [
        'openat(AT_FDCWD</tmp>, "a", O_WRONLY|O_CREAT, 0666) = 3</tmp/a>',
        'mkdir("/home/ada/.backlog/r1/tmp/x", 0777) = 0',
      ],
      [],
    ],
    ['a library', ['openat(AT_FDCWD</>, "/usr/lib/libc.so", O_RDONLY) = 3</usr/lib/libc.so>'], []],
    [
      'a start file',
      [`openat(${CWD}, "/home/ada/.bashrc", O_WRONLY|O_APPEND) = -1 ENOENT (No such file)`],
      ['writes ~/.bashrc'],
    ],
    ['a relative path', [`openat(${CWD}, "../../../.bashrc", O_RDWR) = -1 ENOENT (x)`], ['writes ~/.bashrc']],
    ['a relative path without its folder', ['unlink("../../../.bashrc") = 0'], ['writes ~/.bashrc']],
    [
      'a hook of the own git folder',
      [
        `openat(${CWD}, ".git/hooks/pre-commit", O_WRONLY|O_CREAT, 0777) = 3</home/ada/.backlog/r1/tree/.git/hooks/pre-commit>`,
      ],
      ['writes .git/hooks/pre-commit'],
    ],
    ['a read of it', [`openat(${CWD}, ".git/HEAD", O_RDONLY) = 3</home/ada/.backlog/r1/tree/.git/HEAD>`], []],
    [
      'a file opened through a link',
      [`openat(${CWD}, "/tmp/l/.bashrc", O_WRONLY|O_CREAT, 0666) = 3</home/ada/.bashrc>`],
      ['writes ~/.bashrc'],
    ],
    ['a link to the home folder', ['symlink("/home/ada", "/tmp/l") = 0'], ['reads ~']],
    [
      'a missing key',
      [`newfstatat(${CWD}, "/home/ada/.ssh/id_rsa", 0x7f, 0) = -1 ENOENT (x)`],
      ['reads ~/.ssh/id_rsa'],
    ],
    [
      'a missing package',
      ['openat(AT_FDCWD</>, "/home/ada/node_modules/x/package.json", O_RDONLY) = -1 ENOENT (x)'],
      [],
    ],
    ['a system file', ['openat(AT_FDCWD</>, "/etc/passwd", O_RDWR) = -1 EROFS (x)'], ['writes /etc/passwd']],
    ['a device', ['openat(AT_FDCWD</>, "/dev/null", O_WRONLY) = 3</dev/null>'], []],
    [
      'the environment of a process',
      ['openat(AT_FDCWD</>, "/proc/1/environ", O_RDONLY) = 3</proc/1/environ>'],
      ['reads /proc/1/environ'],
    ],
    ['a program', ['execve("/usr/bin/curl", [...], 0x7f /* 1 var */) = 0'], ['starts curl']],
    [
      'a program that is missing here',
      ['execve("/usr/bin/curl", [...], 0x7f /* 1 var */) = -1 ENOENT (x)'],
      ['starts curl'],
    ],
    [
      'a search of the shell',
      ['newfstatat(AT_FDCWD</>, "/usr/local/bin/crontab", 0x7f, 0) = -1 ENOENT (x)'],
      ['starts crontab'],
    ],
    [
      'an address',
      [
        'connect(3<socket:[1]>, {sa_family=AF_INET, sin_port=htons(53), sin_addr=inet_addr("203.0.113.7")}, 16) = -1 ENETUNREACH (x)',
      ],
      ['connects to 203.0.113.7:53'],
    ],
    [
      'an address of IPv6',
      [
        'connect(3<socket:[1]>, {sa_family=AF_INET6, sin6_port=htons(443), sin6_flowinfo=htonl(0), inet_pton(AF_INET6, "2001:db8::1", &sin6_addr), sin6_scope_id=0}, 28) = -1 E (x)',
      ],
      ['connects to [2001:db8::1]:443'],
    ],
    [
      'a datagram',
      [
        'sendto(3<socket:[1]>, ..., 20, 0, {sa_family=AF_INET, sin_port=htons(53), sin_addr=inet_addr("203.0.113.7")}, 16) = -1 E (x)',
      ],
      ['connects to 203.0.113.7:53'],
    ],
    [
      'its own server',
      [
        'bind(3<socket:[1]>, {sa_family=AF_INET6, sin6_port=htons(0), inet_pton(AF_INET6, "::", &sin6_addr)}, 28) = 0',
        'connect(4<socket:[2]>, {sa_family=AF_INET, sin_port=htons(45123), sin_addr=inet_addr("127.0.0.1")}, 16) = 0',
      ],
      [],
    ],
    [
      'a database of the person',
      [
        'bind(3<socket:[1]>, {sa_family=AF_INET6, sin6_port=htons(0), inet_pton(AF_INET6, "::", &sin6_addr)}, 28) = 0',
        'connect(4<socket:[2]>, {sa_family=AF_INET, sin_port=htons(5432), sin_addr=inet_addr("127.0.0.1")}, 16) = -1 E (x)',
      ],
      ['connects to 127.0.0.1:5432'],
    ],
    [
      'a socket of docker',
      ['connect(3<socket:[1]>, {sa_family=AF_UNIX, sun_path="/run/docker.sock"}, 110) = -1 ENOENT (x)'],
      ['connects to /run/docker.sock'],
    ],
    [
      'a socket without a file',
      ['connect(3<socket:[1]>, {sa_family=AF_UNIX, sun_path=@"bus"}, 110) = -1 ENOENT (x)'],
      ['connects to @bus'],
    ],
    [
      'the name service',
      ['connect(3<socket:[1]>, {sa_family=AF_UNIX, sun_path="/var/run/nscd/socket"}, 110) = -1 ENOENT (x)'],
      [],
    ],
    [
      'a call with another one between',
      [
        `openat(${CWD}, "/tmp/l/x", O_WRONLY|O_CREAT, 0666 <unfinished ...>`,
        '<... openat resumed>) = 3</home/ada/.profile>',
      ],
      ['writes ~/.profile'],
    ],
    ['a call that never ended', ['unlink("/home/ada/.bashrc" <unfinished ...>'], ['writes ~/.bashrc']],
    [
      'a name looked up',
      [
        'sendto(3<socket:[1]>, "\\26\\337\\1\\0\\0\\1\\0\\0\\0\\0\\0\\0\\6secret\\4evil\\7example\\0\\0\\1\\0\\1", 37, MSG_NOSIGNAL, {sa_family=AF_INET, sin_port=htons(53), sin_addr=inet_addr("127.0.0.1")}, 16) = 37',
      ],
      ['connects to secret.evil.example (DNS)'],
    ],
    [
      'data that imitates an address',
      [
        'sendto(3<socket:[1]>, "sin_port=htons(0), inet_addr(\\"1.1.1.1\\")", 20, 0, {sa_family=AF_INET, sin_port=htons(53), sin_addr=inet_addr("203.0.113.7")}, 16) = 20',
      ],
      ['connects to 203.0.113.7:53'],
    ],
    [
      'a name that imitates a call which goes on',
      ['unlink("/home/ada/ <unfinished ...>/../.bashrc") = 0'],
      ['writes ~/.bashrc'],
    ],
    [
      'a name with a quote and a bracket',
      [`openat(${CWD}, "/home/ada/a\\"b>c", O_WRONLY) = -1 ENOENT (x)`],
      ['writes ~/a"b>c'],
    ],
  ])('%s', (_, lines, expected) => {
    expect(seen(...lines)).toEqual(expected);
  });

  test('that has no program says so', () => {
    expect(effectsIn('1  execve("/usr/bin/bwrap", [...]) = 0\n', PLACES)).toEqual({ why: 'strace saw no program' });
  });
});

test.each<[before: string[], now: string[], fresh: string[]]>([
  [['~/.npm/_logs/2026-12-01T10_00_00_000Z-debug-0.log'], ['~/.npm/_logs/2026-12-02T11_22_33_444Z-debug-0.log'], []],
  [['~/.cache/x-Ab12cD/a'], ['~/.cache/x-Zz99yX/a'], []],
  [['~/.cache/0b1f22aa9c/a'], ['~/.cache/9911ffeedd/a'], []],
  [['~/.bashrc'], ['~/.zshrc'], ['writes ~/.zshrc']],
  [['~/.docker'], ['~/.bashrc'], ['writes ~/.bashrc']],
])('a write of %j before and of %j now', (before, now, fresh) => {
  expect(newEffects({ ...NO_EFFECTS, writes: before }, { ...NO_EFFECTS, writes: now })).toEqual(fresh);
});

test('another address is new, also if only its digits differ', () => {
  const to = (connects: string[]) => ({ ...NO_EFFECTS, connects });
  expect(newEffects(to(['203.0.113.7:80']), to(['203.0.113.8:80']))).toEqual(['connects to 203.0.113.8:80']);
});
