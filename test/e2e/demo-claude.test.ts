import { execFile } from 'node:child_process';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { builtPlugin } from '../support/built-plugin.ts';
import { tempFolder } from '../support/folder.ts';
import { FOR_SOAK, unless } from '../support/needs.ts';
import { byPrompt } from './support/by-prompt.ts';
import { clientBinary, whyLeftOut } from './support/clients.ts';
import { call, say } from './support/reply.ts';
import { startModel, type Turn } from './support/scripted-model.ts';
import { tool } from './support/workshop.ts';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const plugin = builtPlugin();
const reason = FOR_SOAK ?? whyLeftOut('new');

/** Writes a file in the worktree of the run whose conversation it is. */
const write = (name: string, content: string) => (turn: Turn) => {
  const [folder] = /\/[^\s"]+\/runs\/r\d+\/tree/.exec(`${turn.system}\n${turn.text}`) ?? [];
  return call('Write', { file_path: join(String(folder), name), content });
};
const read = (name: string) => (turn: Turn) => {
  const { input } = write(name, '')(turn).calls[0]!;
  return call('Read', { file_path: input.file_path });
};
const total = (each: string) => `export const total = (items) => items.reduce((sum, item) => sum + ${each}, 0);\n`;
const CART_TEST = `import assert from 'node:assert';
import test from 'node:test';
import { total } from './cart.js';
import { FOR_SOAK, unless } from '../support/needs.ts';

test('cart', () => assert.equal(total([{ price: 2, count: 3 }]), 6));
`;

test(`npm run demo -- --agent claude does the main job with the person's own Claude`, unless(reason), async () => {
  const model = await startModel();
  model.main(
    byPrompt({
      'failed these checks': [
        read('cart.js'),
        write('cart.js', total('item.price * item.count')),
        (turn) =>
          call(tool('task_annotate'), {
            id: 1,
            criterion: /- \[(\w{8})\]/.exec(turn.text)?.[1],
            text: 'node --test: 2 passed',
          }),
        () => say('It counts them now'),
      ],
      'active Add up the cart': [
        write('cart.js', total('item.price')),
        write('cart.test.js', CART_TEST),
        () => say('It adds up'),
      ],
      'active Check the password': [
        read('login.js'),
        write('login.js', 'export const login = (word, wanted) => word === wanted;\n'),
        () => say('It is compared'),
      ],
    }),
  );
  const home = tempFolder('demo-claude');
  mkdirSync(join(home, 'bin'));
  symlinkSync(clientBinary('new'), join(home, 'bin/claude'));
  const env = {
    ...process.env,
    HOME: home,
    PATH: `${join(home, 'bin')}:${process.env.PATH}`,
    ANTHROPIC_BASE_URL: model.url,
    ANTHROPIC_API_KEY: 'sk-dummy-key-for-tests',
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
  };
  const words = ['scripts/run-ts.mjs', 'demo/main.ts', plugin.folder, '--agent', 'claude'];
  const { stdout } = await promisify(execFile)(process.execPath, words, { cwd: repository, env });
  expect(stdout).toMatch(/check unit: failed.*round 2 \(checks\).*check unit: passed/s);
  expect(stdout).toContain('Check the password\nAdd up the cart\nAn empty shop\n');
  expect(stdout).toMatch(/^That took \d+ s\. Removed /m);
});
