import { describe, expect, test } from 'vitest';
import { NO_EFFECTS, newEffects } from '../../../src/domain/runs/effects.ts';
import { effectsIn } from '../../../src/runs/sandbox/trace.ts';

const PLACES = {
  folder: '/home/ada/.backlog/r1/tree',
  home: '/home/ada',
  reached: new Set<string>(),
  apart: ['/home/ada/.npmrc', '/tmp/shop'],
  forwards: [3128],
  mounts: [
    { how: 'ro', at: '/etc', from: '/etc' },
    { how: 'empty', at: '/home/ada' },
    { how: 'rw', at: '/home/ada/.backlog/r1/tmp', from: '/home/ada/.backlog/r1/tmp' },
    { how: 'rw', at: '/home/ada/.backlog/r1/tree', from: '/home/ada/.backlog/r1/tree' },
    { how: 'ro', at: '/home/ada/.npmrc', from: '/home/ada/.npmrc' },
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
      ...lines.map((line) => (/^\d+ /.test(line) ? line : `2  ${line}`)),
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
    [
      'a shell that waits, and becomes the program',
      ['3  execve("/usr/bin/sleep", [...]) = 0', 'execve("/usr/bin/node", [...]) = 0'],
      ['starts node'],
    ],
    ['a look at the home folder', ['lstat("/home/ada", 0x7f) = 0'], []],
    ['a list of it', ['openat(AT_FDCWD</>, "/home/ada", O_RDONLY|O_DIRECTORY) = 3</home/ada>'], ['reads ~']],
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
        'getsockname(3<socket:[1]>, {sa_family=AF_INET6, sin6_port=htons(45123), sin6_flowinfo=htonl(0), inet_pton(AF_INET6, "::", &sin6_addr), sin6_scope_id=0}, [28]) = 0',
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
    [
      'a rename from a name that imitates the end of a call',
      ['rename("/tmp/a) = 0", "/home/ada/.bashrc") = 0'],
      ['writes ~/.bashrc'],
    ],
    [
      'a folder whose name imitates the end of a call',
      ['unlinkat(AT_FDCWD</tmp/d) = 0>, "../../home/ada/.bashrc", 0) = 0'],
      ['writes ~/.bashrc'],
    ],
    [
      'a relative path after a change of the folder',
      ['chdir("../../..") = 0', 'unlink(".bashrc") = 0'],
      ['writes ~/.bashrc', 'reads ~'],
    ],
    [
      'a relative path after a change by a descriptor',
      [
        `openat(${CWD}, "../../../.config", O_RDONLY) = 3</home/ada/.config>`,
        'fchdir(3</home/ada/.config>) = 0',
        'mkdir("git", 0777) = 0',
      ],
      ['writes ~/.config/git', 'reads ~/.config'],
    ],
    [
      'a relative path of a child of a process that changed its folder',
      [
        'chdir("/home/ada") = 0',
        `vfork( <unfinished ...>`,
        `3  unlink(".bashrc") = 0`,
        `<... vfork resumed>) = 5 /* 3 in strace's PID NS */`,
      ],
      ['writes ~/.bashrc', 'reads ~'],
    ],
    [
      'a folder of another process',
      [`fork() = 5 /* 3 in strace's PID NS */`, '3  chdir("/home/ada") = 0', 'unlink("a") = 0'],
      ['reads ~'],
    ],
    ['a link to a folder above', ['symlink("..", "/tmp/l") = 0'], ['reads /']],
    [
      'a path through a link to a folder above',
      [
        'symlink("../../usr", "/tmp/a/l") = 0',
        'rename("/tmp/a", "/tmp/b") = 0',
        'unlink("/tmp/b/l/../home/ada/.bashrc") = 0',
      ],
      ['writes ~/.bashrc'],
    ],
    [
      'a path through the root of a thread',
      ['mkdir("/proc/self/task/2/root/home/ada/.ssh", 0777) = 0'],
      ['writes ~/.ssh'],
    ],
    ['a path through a descriptor', ['mkdir("/proc/self/fd/5/.ssh", 0777) = 0'], ['writes /proc/self/fd/5/.ssh']],
    ['a camera', ['openat(AT_FDCWD</>, "/dev/video0", O_RDONLY) = -1 ENOENT (x)'], ['reads /dev/video0']],
    [
      'a file of the kernel that starts programs',
      ['openat(AT_FDCWD</>, "/proc/sys/kernel/core_pattern", O_WRONLY) = -1 EROFS (x)'],
      ['writes /proc/sys/kernel/core_pattern'],
    ],
    [
      'whether somebody observes it',
      ['openat(AT_FDCWD</>, "/proc/self/status", O_RDONLY) = 3</proc/2/status>'],
      ['reads /proc/2/status', 'reads /proc/self/status'],
    ],
    ['a named secret', ['openat(AT_FDCWD</>, "/home/ada/.npmrc", O_RDONLY) = 3</home/ada/.npmrc>'], ['reads ~/.npmrc']],
    [
      'a checkout in a temporary folder',
      ['mkdir("/tmp/shop/.git/hooks", 0777) = -1 ENOENT (x)'],
      ['writes /tmp/shop/.git/hooks'],
    ],
    [
      'a name that looks like flags',
      [`openat(${CWD}, "/home/ada/O_RDWR", O_RDONLY) = -1 ENOENT (x)`],
      ['reads ~/O_RDWR'],
    ],
    [
      'the second of two messages',
      [
        'sendmmsg(3<socket:[1]>, [{msg_hdr={msg_name={sa_family=AF_INET, sin_port=htons(0), sin_addr=inet_addr("127.0.0.1")}, msg_namelen=16, msg_iov=[{iov_base="x", iov_len=1}]}, msg_len=1}, {msg_hdr={msg_name={sa_family=AF_INET, sin_port=htons(53), sin_addr=inet_addr("203.0.113.7")}, msg_namelen=16}}], 2, 0) = 2',
      ],
      ['connects to 203.0.113.7:53'],
    ],
    [
      'a socket whose path imitates an address',
      [
        'connect(3<socket:[1]>, {sa_family=AF_UNIX, sun_path="/tmp/sin_port=htons(0)/../../run/docker.sock"}, 110) = -1 ENOENT (x)',
      ],
      ['connects to /run/docker.sock'],
    ],
    [
      'the terminals of the person',
      ['connect(3<socket:[1]>, {sa_family=AF_UNIX, sun_path="/tmp/tmux-1000/default"}, 110) = -1 ENOENT (x)'],
      ['connects to /tmp/tmux-1000/default'],
    ],
    [
      'a socket of its own in a temporary folder',
      [
        'bind(3<socket:[1]>, {sa_family=AF_UNIX, sun_path="a.sock"}, 110) = 0',
        'connect(4<socket:[2]>, {sa_family=AF_UNIX, sun_path="/home/ada/.backlog/r1/tree/a.sock"}, 110) = 0',
        'connect(4<socket:[2]>, {sa_family=AF_UNIX, sun_path="/tmp/b"}, 110) = 0',
      ],
      [],
    ],
    [
      'a service of the person above the ports of its own server',
      [
        'bind(3<socket:[1]>, {sa_family=AF_INET, sin_port=htons(0), sin_addr=inet_addr("127.0.0.1")}, 16) = 0',
        'connect(4<socket:[2]>, {sa_family=AF_INET, sin_port=htons(63342), sin_addr=inet_addr("127.0.0.1")}, 16) = -1 ECONNREFUSED (x)',
      ],
      ['connects to 127.0.0.1:63342'],
    ],
    [
      'a question for a name beside another use of the resolver',
      [
        'connect(3<socket:[1]>, {sa_family=AF_INET, sin_port=htons(53), sin_addr=inet_addr("127.0.0.1")}, 16) = 0',
        'sendto(3<socket:[1]>, "\\26\\337\\1\\0\\0\\1\\0\\0\\0\\0\\0\\0\\5usual\\7example\\0\\0\\1\\0\\1", 37, MSG_NOSIGNAL, NULL, 0) = 37',
        'connect(4<socket:[2]>, {sa_family=AF_INET, sin_port=htons(53), sin_addr=inet_addr("127.0.0.1")}, 16) = -1 ECONNREFUSED (x)',
      ],
      ['connects to 127.0.0.1:53', 'connects to usual.example (DNS)'],
    ],
    [
      'a program of the worktree with the name of another one',
      [`execve("/home/ada/.backlog/r1/tree/sh", ["sh"], 0x7f /* 1 var */) = 0`],
      ['starts its own sh'],
    ],
    [
      'a program of memory',
      ['execveat(3</memfd:sh (deleted)>, "", ["sh"], 0x7f /* 1 var */, AT_EMPTY_PATH) = 0'],
      ['starts memfd:sh (deleted)'],
    ],
    [
      'a state of a pipe',
      ['newfstatat(1<pipe:[7]>, "", {st_mode=S_IFIFO|0600, st_size=0, ...}, AT_EMPTY_PATH) = 0'],
      [],
    ],
    ['a folder that is there already', ['mkdir("/home/ada", 0777) = -1 EEXIST (File exists)'], []],
    ['further attributes of a file', ['setxattr("/home/ada/.bashrc", "user.a", "b", 1, 0) = 0'], ['writes ~/.bashrc']],
  ])('%s', (_, lines, expected) => {
    expect(seen(...lines)).toEqual(expected);
  });

  test('that moves a link below itself comes to an end', () => {
    const move = 'rename("/tmp/a", "/tmp/a/b") = -1 EINVAL (x)';
    expect(seen('symlink("/home/ada", "/tmp/a/l") = 0', move, move)).toEqual(['reads ~']);
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

test('a name is shown on one line, without characters that change a terminal', () => {
  const written = { ...NO_EFFECTS, writes: ['~/a\nb\u001b[2K\u202ec'] };
  expect(newEffects(NO_EFFECTS, written)).toEqual(['writes ~/a?b?[2K?c']);
});

test('a socket in a temporary folder with another number or id is the same', () => {
  const to = (connects: string[]) => ({ ...NO_EFFECTS, connects });
  expect(newEffects(to(['/tmp/x-Ab12cD/s']), to(['/tmp/x-Zz99yX/s', '/tmp/tmux-1000/default']))).toEqual([
    'connects to /tmp/tmux-1000/default',
  ]);
});
