import { lstatSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type Effects, newEffects } from '../../../src/domain/runs/effects.ts';
import { runCommand } from '../../../src/runs/process/run-command.ts';
import { containLines } from '../../../src/runs/sandbox/contain-lines.ts';
import { writeFiles } from '../../support/files.ts';
import { git } from '../../support/git.ts';
import { NEEDS_SANDBOX } from '../../support/needs-sandbox.ts';
import { everyNth } from '../../support/soak-test.ts';
import { field } from '../support/field.ts';
import { ACTS, CALLS } from './acts.ts';

const SECRET = 'secret-of-ada';

/** A person's home, checkout and queue, and a folder in which lines of a result run contained and observed. */
async function ground() {
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
  const listener = createServer((client) => {
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
    ...{ KEYCTL: isX64 ? '250' : '219', PTRACE: isX64 ? '101' : '117' },
    PORT: String((listener.address() as { port: number }).port),
  };
  const fileOf = (path: string): unknown => {
    const { mode } = lstatSync(path);
    return [path, mode, lstatSync(path).isFile() ? readFileSync(path, 'latin1') : ''];
  };
  const state = () =>
    readdirSync(home, { recursive: true, encoding: 'utf8' })
      .filter((path) => !path.startsWith('sealed') && !path.startsWith('store'))
      .map((path) => fileOf(join(home, path)));
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

describe('the acts of a result’s own tests', NEEDS_SANDBOX, () => {
  test(`do no harm, and are seen (${ACTS.length} of them)`, async () => {
    const { line, state, sent } = await ground();
    const before = state();
    // A usual test program: it starts programs, serves and connects to itself, and writes in its temporary folder.
    const usual =
      'node -e "1"; perl -e 1; cat /dev/null | tar cf /dev/null -T - ; mkdir -p "$TMPDIR/x"; dirname a; cp /dev/null "$TMPDIR/y"; bash -c :; setsid true; sleep 0; ln -s x "$TMPDIR/z"; mv "$TMPDIR/z" "$TMPDIR/v"; rm -f "$TMPDIR/v"; chmod 700 "$TMPDIR"; env true; sh -c :; git --version; grep -q a /dev/null';
    const base = (await line(usual)).effects;
    const unseen: string[] = [];
    const leaked: string[] = [];
    for (const [name, act] of everyNth(8, ACTS)) {
      const { effects, output } = await line(act);
      if (newEffects(base, effects).length === 0) unseen.push(name);
      if (output.includes(SECRET)) leaked.push(name);
    }
    expect({ unseen, leaked, sent: sent() }).toEqual({ unseen: [], leaked: [], sent: 0 });
    expect(state()).toEqual(before);
  });

  test(`reach no key and no rare part of the kernel (${CALLS.length} of them)`, async () => {
    const { line } = await ground();
    const done: string[] = [];
    for (const [name, act] of CALLS) if ((await line(act)).output.includes('secret-of-keys')) done.push(name);
    expect(done).toEqual([]);
  });

  test('of a usual kind are no new effects', async () => {
    const { line } = await ground();
    const usual = (n: number) =>
      `node -e 'const { createServer, connect } = require("net"); const fs = require("fs"); const os = require("os");
const dir = fs.mkdtempSync(os.tmpdir() + "/t-"); fs.writeFileSync(dir + "/a${n}", "x"); fs.mkdirSync("coverage", { recursive: true }); fs.writeFileSync("coverage/${n}.json", "{}");
const s = createServer((c) => c.end()).listen(0, () => connect(s.address().port).on("close", () => s.close()));'; node -e ${n}`;
    const [first, second] = [await line(usual(1)), await line(usual(2))];
    expect(newEffects(first.effects, second.effects)).toEqual([]);
  });

  test('include each name that is looked up', async () => {
    const { line } = await ground();
    const lookup = (name: string) =>
      line(`node -e 'require("dns").resolveTxt("${name}", () => {}); require("dns").lookup("${name}", () => {})'`);
    const [first, second] = [await lookup('usual.example'), await lookup('key.evil.example')];
    expect(newEffects(first.effects, second.effects)).toEqual(['connects to key.evil.example (DNS)']);
  });
});
