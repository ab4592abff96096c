/** File of the program that stands in for a coding agent, in the demo's repository. */
export const AGENT_FILE = 'agent.mjs';

/**
 * The program. It reads its prompt, writes files in its worktree, and corrects its work after a failed check. It is a
 * text, because a run starts it as a program of the demo's repository.
 */
export const AGENT_SCRIPT = `// Stands in for a coding agent.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';

const { BACKLOG_PROMPT_FILE, BACKLOG_TASK_ID } = process.env;
const prompt = readFileSync(BACKLOG_PROMPT_FILE, 'utf8');
const failed = prompt.includes('failed these checks');

console.log(BACKLOG_TASK_ID === '1' ? cart() : login());

function cart() {
  // The first version ignores the number of items, so that its check fails.
  const price = failed ? 'item.price * item.count' : 'item.price';
  writeFileSync('cart.js', \`export const total = (items) => items.reduce((sum, item) => sum + \${price}, 0);\\n\`);
  writeFileSync(
    'cart.test.js',
    test('three of a thing', "import { total } from './cart.js';", 'assert.equal(total([{ price: 2, count: 3 }]), 6)'),
  );
  if (failed) execFileSync('backlog', ['annotate', BACKLOG_TASK_ID, '--criterion', '1', 'node --test: 3 of 2 cost 6']);
  return failed ? 'I had forgotten the number of items. The sum counts them now.' : 'The cart adds up its prices.';
}

function login() {
  writeFileSync('login.js', 'export const login = (given, stored) => given === stored;\\n');
  writeFileSync(
    'login.test.js',
    test('another password', "import { login } from './login.js';", "assert.equal(login('a', 'b'), false)"),
  );
  return 'Only the stored password logs in.';
}

function test(name, imported, assertion) {
  return \`import assert from 'node:assert';\\nimport test from 'node:test';\\n\${imported}\\n\\ntest('\${name}', () => \${assertion});\\n\`;
}
`;
