import { lstatSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Effects } from '../../../src/domain/runs/effects.ts';
import { runCommand } from '../../../src/runs/process/run-command.ts';
import { containLines } from '../../../src/runs/sandbox/contain-lines.ts';
import { writeFiles } from '../../support/files.ts';
import { git } from '../../support/git.ts';
import { socketServer } from '../../support/socket.ts';
import { field } from '../support/field.ts';

export const SECRET = 'secret-of-ada';

/** A person's home, checkout and queue, and a folder in which lines of a result run contained and observed. */
export async function ground() {
  const place = await field({ supervisor: '' });
  await place.task({ description: 'Test more' });
  // A person's folders are below the home folder, and none of them is a temporary one.
  const [home, out] = [place.root, join(place.root, 'out')];
  const secrets = [
    '.ssh/id_rsa',
    '.aws/credentials',
    '.netrc',
    '.npmrc',
    '.config/gh/hosts.yml',
    '.docker/config.json',
  ];
  writeFiles(home, Object.fromEntries(['.bashrc', '.bash_history', ...secrets].map((path) => [path, `${SECRET}\n`])));
  writeFiles(out, { private: `${SECRET}\n` });
  writeFileSync(join(place.user, '.env'), `${SECRET}\n`);
  const tree = join(place.root, 'sealed', 'tree');
  mkdirSync(tree, { recursive: true });
  git(tree, 'init', '-q');
  let sent = 0;
  const listener = socketServer((client) => {
    sent++;
    client.destroy();
  }).listen(0, '127.0.0.1');
  await new Promise((done) => listener.once('listening', done));
  onTestFinished(() => void listener.close());
  const [[, repository] = []] = place.opened.store.state.all('repository');
  const at = { runs: join(place.store, 'runs'), repository: repository! };
  const contain = containLines(place.opened, at, { step: () => {}, observed: true });
  const isX64 = process.arch === 'x64';
  const env = {
    ...{ HOME: home, PATH: process.env.PATH ?? '', CHECKOUT: place.user, OUT: out, STORE: place.store, KEY: 'word' },
    ...{ KEYCTL: isX64 ? '250' : '219', PTRACE: isX64 ? '101' : '117', SECCOMP: isX64 ? '317' : '277' },
    PORT: String((listener.address() as { port: number }).port),
  };
  /** Lists files with their contents. Links are not followed: a line can leave a circle of them. */
  const below = (folder: string): unknown[] =>
    readdirSync(folder, { withFileTypes: true }).flatMap((one): unknown[] => {
      const path = join(folder, one.name);
      if (path === join(home, 'sealed') || path === place.store) return [];
      const { mode } = lstatSync(path);
      const own = [path, mode, one.isFile() ? readFileSync(path, 'latin1') : ''];
      return one.isDirectory() ? [own, ...below(path)] : [own];
    });
  const state = () => below(home);
  return {
    state,
    sent: () => sent,
    async line(line: string): Promise<{ effects: Effects; output: string }> {
      const entered = await contain('unit', { command: ['/bin/sh', '-c', line], env }, tree);
      if ('why' in entered) throw new Error(entered.why);
      const { command, bounds } = entered;
      const end = await runCommand({ command, cwd: tree, env: entered.env, timeoutMs: 60_000, bounds });
      const effects = entered.effects!();
      await entered.leave!();
      if ('why' in effects) throw new Error(`${effects.why}: ${end.text} ${end.tail}`);
      // A line may not leave anything for the next one.
      git(tree, 'init', '-q');
      return { effects, output: end.tail };
    },
  };
}
