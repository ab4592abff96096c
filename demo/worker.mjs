// The program that plays a coding agent in the demo. The `command` provider starts it. It reads its task, edits files
// of its worktree, and corrects its work after a failed check.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';

const prompt = readFileSync(process.env.BACKLOG_PROMPT_FILE, 'utf8');
const failed = prompt.includes('failed these checks');

const WORK = {
  'Add up the cart': () => {
    // The first version ignores the number of items, so that its check fails.
    const price = failed ? 'item.price * item.count' : 'item.price';
    write('src/cart.js', `export const total = (items) => items.reduce((sum, item) => sum + ${price}, 0);\n`);
    write(
      'test/cart.test.js',
      test('cart', `import { total } from '../src/cart.js';`, 'assert.equal(total([{ price: 2, count: 3 }]), 6);'),
    );
    if (failed) addEvidence('node --test: 2 passed, 3 of 2 each cost 6');
    return failed
      ? 'I had forgotten how many there are of each; the sum counts them now.'
      : 'The cart adds up its prices.';
  },
  'Check the password': () => {
    write(
      'src/login.js',
      `import { createHash } from 'node:crypto';\n\nexport const login = (password, hash) =>\n  createHash('sha256').update(password).digest('hex') === hash;\n`,
    );
    write(
      'test/login.test.js',
      test('login', `import { login } from '../src/login.js';`, `assert.equal(login('wrong', 'abc'), false);`),
    );
    return 'A password is compared by its hash.';
  },
  'Round prices to cents': () => {
    const cart = readFileSync('src/cart.js', 'utf8');
    write('src/cart.js', `${cart}\nexport const inCents = (items) => Math.round(total(items) * 100);\n`);
    return 'Totals can be had in cents.';
  },
  'Write the release notes': () => {
    write('CHANGELOG.md', '# 1.1\n\n- The cart adds up.\n- Passwords are checked.\n');
    return 'The notes name what was merged.';
  },
};

// The prompt begins with the agent's own task. Tasks of other agents follow.
const [task] = Object.keys(WORK)
  .filter((name) => prompt.includes(name))
  .sort((a, b) => prompt.indexOf(a) - prompt.indexOf(b));
if (!task) throw new Error('the prompt names no task of the demo');
console.log(`I read the task: ${task}`);
await wait(300);
console.log(WORK[task]());

function addEvidence(text) {
  execFileSync('backlog', ['annotate', process.env.BACKLOG_TASK_ID, '--criterion', '1', text]);
}

function write(path, text) {
  writeFileSync(path, text);
  console.log(`wrote ${path}`);
}

function test(name, imported, assertion) {
  return `import assert from 'node:assert';\nimport test from 'node:test';\n${imported}\n\ntest('${name}', () => ${assertion.replace(/;$/, '')});\n`;
}
