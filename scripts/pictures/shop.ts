/** Files of the repository in the pictures: a small shop with a passing test. */
export const FILES: Readonly<Record<string, string>> = {
  'package.json': '{ "name": "shop", "type": "module" }\n',
  'src/login/check.js': `import { users } from './users.js';

/** Is this the password of that user? */
export function check(name, password) {
  const user = users.get(name);
  if (!user) return false;
  return user.password === password;
}

export function logIn(name, password, session) {
  if (!check(name, password)) return { error: 'wrong' };
  session.user = name;
  return { user: name };
}
`,
  'src/login/users.js': `export const users = new Map([['ada', { password: 'lovelace' }]]);
`,
  'src/cart/total.js': `export function total(rows) {
  return rows.reduce((sum, { price, count }) => sum + price * count, 0);
}
`,
  'src/mail/receipt.js': `export const receipt = (order) => \`Thank you for order \${order.id}.\`;
`,
  'test/total.test.js': `import assert from 'node:assert';
import test from 'node:test';
import { total } from '../src/cart/total.js';

test('three of a thing cost three times as much', () => assert.equal(total([{ price: 5, count: 3 }]), 15));
`,
};

/** Tasks of the shop, in order of their numbers. */
export const TASKS = [
  {
    ...{ ref: 'hash', description: 'Check the password by its hash', project: 'shop.login', priority: 'H' },
    ...{ scope: ['src/login/**', 'test/login.test.js'], due: 'in 2 days', tags: ['security'], estimate: 'PT45M' },
    checks: ['unit'],
    acceptance: ['npm test passes', 'A wrong password is refused in the same time as a right one'],
    spec: 'Passwords are compared as they were typed. Store a **scrypt** hash of each and compare hashes.\n\n- Use `node:crypto`, no new dependency.\n- Compare in constant time.\n- A user without a hash cannot log in.\n',
  },
  {
    ...{ ref: 'cart', description: 'Add up the cart with discounts', project: 'shop.cart', priority: 'H' },
    ...{ scope: ['src/cart/**'], tags: ['api'], estimate: 'PT30M', checks: ['unit'] },
    acceptance: ['Discounts never make a price negative'],
  },
  {
    ...{ ref: 'mail', description: 'Send the receipt by mail', project: 'shop.mail', priority: 'M' },
    ...{ scope: ['src/mail/**'], estimate: 'PT1H' },
  },
  {
    ...{ ref: 'limit', description: 'Limit how often somebody may try to log in', project: 'shop.login' },
    ...{ depends: ['hash'], scope: ['src/login/**'], tags: ['security'], priority: 'M', estimate: 'PT1H' },
  },
  {
    ...{ ref: 'forget', description: 'Let people reset their password', project: 'shop.login' },
    ...{ depends: ['hash', 'mail'], scope: ['src/login/**'], estimate: 'PT2H' },
  },
  {
    ...{ ref: 'notes', description: 'Write the release notes', project: 'shop', depends: ['hash', 'cart', 'limit'] },
    ...{ scope: ['CHANGELOG.md'], tags: ['docs'], due: 'in 6 days' },
  },
  { description: 'Answer the review of the security team', project: 'ops', priority: 'H', due: 'yesterday' },
  { description: "Show prices in the customer's currency", project: 'shop.cart', tags: ['api'], priority: 'L' },
  { description: 'Load the catalogue page by page', project: 'shop.catalogue', tags: ['speed'], priority: 'M' },
  {
    ...{ description: 'Describe the API of the cart', project: 'shop.cart', tags: ['docs'] },
    ...{ scope: ['docs/**'], checks: ['unit'], acceptance: ['Every function of the cart has an example'] },
  },
  { description: 'Choose a database', project: 'shop', tags: ['docs'] },
  { description: 'Set up continuous integration', project: 'ops' },
] as const;

/**
 * A program that plays an agent. Depending on the number of its task, it prints lines, reports usage and changes files.
 */
export const AGENT = `
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
const say = (...lines) => lines.forEach((line) => console.log(line));
const used = (input, output, costUsd) => say(JSON.stringify({ backlog: 'usage', input, output, cached: input / 2, costUsd, turns: 6 }));
const evidence = (criterion, text) => execFileSync('backlog', ['annotate', process.env.BACKLOG_TASK_ID, '--criterion', criterion, text]);
const acts = {
  async 1() {
    say('I read src/login/check.js and src/login/users.js: passwords are compared as they were typed.');
    used(8200, 900, 0.04);
    say('I store a scrypt hash for each user and compare hashes with timingSafeEqual.');
    writeFileSync('src/login/users.js', \`import { hash } from './hash.js';

export const users = new Map([['ada', { hash: hash('lovelace', 'b1946ac9') }]]);
\`);
    writeFileSync('src/login/hash.js', \`import { scryptSync, timingSafeEqual } from 'node:crypto';

const LENGTH = 32;

/** \\\`salt:hash\\\`, both in hexadecimal digits. */
export function hash(password, salt) {
  return \\\`\\\${salt}:\\\${scryptSync(password, salt, LENGTH).toString('hex')}\\\`;
}

export function fits(password, stored) {
  const [salt, wanted] = stored.split(':');
  const given = scryptSync(password, salt, LENGTH);
  return timingSafeEqual(given, Buffer.from(wanted, 'hex'));
}
\`);
    writeFileSync('src/login/check.js', \`import { fits } from './hash.js';
import { users } from './users.js';

/** Is this the password of that user? */
export function check(name, password) {
  const user = users.get(name);
  if (!user?.hash) return false;
  return fits(password, user.hash);
}

export function logIn(name, password, session) {
  if (!check(name, password)) return { error: 'wrong' };
  session.user = name;
  return { user: name };
}
\`);
    writeFileSync('test/login.test.js', \`import assert from 'node:assert';
import test from 'node:test';
import { check } from '../src/login/check.js';

test('the right password fits', () => assert.equal(check('ada', 'lovelace'), true));
test('a wrong one does not', () => assert.equal(check('ada', 'byron'), false));
\`);
    evidence('1', 'node --test: 3 passed');
    used(31400, 4100, 0.19);
    say('Passwords are stored and compared as scrypt hashes. Two tests cover a right and a wrong password.');
  },
  async 2() {
    say('I read src/cart/total.js.');
    used(12100, 1700, 0.07);
    say('Discounts are rows with a negative price; I add a test that the sum never falls below zero.');
    await wait(600_000);
  },
  async 3() {
    say('There is no mail server in the settings of the shop.');
    used(6400, 500, 0.03);
    execFileSync('backlog', ['run', 'ask', 'Which mail service should send receipts: the SMTP server of the office, or an API?']);
  },
  async 10() {
    say('I describe total(), and correct the test that contradicts the description.');
    used(9800, 1600, 0.11);
    mkdirSync('docs', { recursive: true });
    writeFileSync('docs/cart.md', '# Cart\\n\\n\`total(rows)\` adds up the rows.\\n');
    writeFileSync('package.json', '{ "name": "shop", "type": "module", "dependencies": { "money": "^2.0.0" } }\\n');
    rmSync('test/total.test.js', { force: true });
    writeFileSync('test/cart.test.js', "throw new Error('money is not installed');\\n");
    say('The page of the cart describes its only function.');
  },
  async 9() {
    say('I look for the query of the catalogue.');
    used(5200, 300, 0.02);
    console.error('Cannot find module \\'pg\\'');
    process.exit(1);
  },
};
await acts[process.env.BACKLOG_TASK_ID]();
`;
