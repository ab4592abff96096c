import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { socketServer } from '../../support/socket.ts';
import { type Field, field } from '../support/field.ts';
import { ATTACKS, type Attack } from './attacks.ts';
import { isInQueue } from './in-queue.ts';

const secret = (name: string): string => `secret-${name}-of-ada`;

/**
 * Makes a person's home folder, another folder, listeners, and a run whose agent plays all attacks.
 * @param container the setting `runs.container`; empty for bubblewrap
 */
export async function attacked(
  supervisor: string,
  sandbox: 'off' | 'worktree',
  container = '',
): Promise<{ harmful: string[]; place: Field; id: string }> {
  const place = await field({ supervisor });
  await place.run('setting_set', { name: 'runs.container', value: container });
  const mark = `backlog-attack-${randomUUID()}`;
  const [home, out] = [join(place.root, 'home'), join(place.root, 'out')];
  for (const folder of ['.ssh', '.aws', '.config/gh', '.docker']) mkdirSync(join(home, folder), { recursive: true });
  mkdirSync(out);
  const files: Record<string, string> = {
    [`${home}/.ssh/id_rsa`]: secret('key'),
    [`${home}/.aws/credentials`]: secret('aws'),
    [`${home}/.netrc`]: secret('netrc'),
    [`${home}/.config/gh/hosts.yml`]: secret('gh'),
    [`${home}/.npmrc`]: secret('npm'),
    [`${home}/.bash_history`]: secret('history'),
    [`${home}/.docker/config.json`]: secret('docker'),
    [`${home}/.bashrc`]: 'x\n',
    [`${out}/private`]: secret('private'),
    [`${out}/hard`]: 'x\n',
    [`${out}/deleted`]: 'x\n',
    [`${place.user}/.env`]: secret('dotenv'),
  };
  for (const [path, text] of Object.entries(files)) writeFileSync(path, text);
  writeFileSync(`${out}/mode`, 'x', { mode: 0o600 });

  let isReached = false;
  const listen = async (at: string | number): Promise<number> => {
    const server = socketServer((client) => {
      // What the attack without an answer sends. Another test may try this port, because it was free.
      client.once('data', (bytes) => {
        isReached ||= String(bytes) === 'x\n';
        client.end('HTTP/1.0 200 OK\r\n\r\nreached it\n');
      });
    });
    await new Promise<void>((done) => server.listen(at, done));
    onTestFinished(() => void server.close());
    return (server.address() as { port?: number })?.port ?? 0;
  };
  const port = await listen(0);
  for (const path of [`\0${mark}`, `${home}/.docker/run.sock`, `${out}/bus`]) await listen(path);
  const other = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 600000)', secret('cmdline')]);
  let isEnded = false;
  other.once('exit', () => {
    isEnded = true;
  });
  onTestFinished(() => void other.kill('SIGKILL'));

  const task = await place.task({ description: 'Do', spec: 'The spec' });
  await place.task({ description: secret('record'), spec: 'Another spec' });
  const folder = { out, user: place.user, home, store: place.store };
  const at = (path: string): string => {
    if (path.startsWith('/')) return path.replace('MARK', mark);
    const [name = '', ...rest] = path.split('/');
    return join(folder[name as keyof typeof folder], ...rest);
  };
  const exports = {
    ...{ OUT: out, CHECKOUT: place.user, STORE: place.store, MARK: mark, PORT: String(port), HOME: home },
    OTHER: String(other.pid),
  };
  const lines = ATTACKS.map(([name, script]) => `echo "=== ${name}"; ( ${script} ) 2>&1 < /dev/null; echo`);
  const agent = join(place.root, 'attack.sh');
  writeFileSync(agent, [...Object.entries(exports).map(([n, v]) => `export ${n}='${v}'`), ...lines, 'true'].join('\n'));

  const before = new Map(ATTACKS.map((attack) => [attack, seenOf(attack, at)]));
  const [was, home0] = [process.env.BACKLOG_TEST_SECRET, process.env.HOME];
  Object.assign(process.env, { BACKLOG_TEST_SECRET: secret('env'), HOME: home });
  const argv = ['/bin/bash', agent];
  await place.run('agent_add', { name: 'sh', provider: 'command', argv, sandbox, network: ['allowed.test'] });
  const id = await place.start(task, 'sh');
  Object.assign(process.env, { HOME: home0 });
  if (was === undefined) delete process.env.BACKLOG_TEST_SECRET;
  await place.until(id, ({ rounds }) => rounds?.[0]?.ended !== undefined);

  const output = outputsOf(readFileSync(join(place.store, 'runs', id, 'output.txt'), 'utf8'));
  const harmful = ATTACKS.filter((attack) => {
    const [name, , harm] = attack;
    const said = output.get(name) ?? '';
    if ('writes' in harm) return before.get(attack) !== seenOf(attack, at);
    if ('leaks' in harm) return said.includes(secret(harm.leaks));
    if ('ends' in harm) return isEnded;
    if ('reaches' in harm) return said.includes('reached it') || (isReached && name === 'a plain connection');
    return isInQueue(place.store, harm.changes);
  }).map(([name]) => name);
  return { harmful, place, id };
}

/** What is at the path that an attack changes. */
function seenOf([, , harm]: Attack, at: (path: string) => string): string {
  if (!('writes' in harm)) return '';
  const path = at(harm.writes);
  if (!existsSync(path)) return 'nothing';
  const facts = statSync(path);
  return facts.isFile() ? `${facts.mode} ${readFileSync(path, 'utf8')}` : 'folder';
}

function outputsOf(text: string): Map<string, string> {
  return new Map(
    text.split(/^=== /m).map((part): [string, string] => {
      const [name = '', ...rest] = part.split('\n');
      return [name, rest.join('\n')];
    }),
  );
}
