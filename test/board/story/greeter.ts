/** A few greetings, each of which is to become one in another language. */
export const GREETINGS = Object.fromEntries(
  ['fr', 'de', 'da', 'all'].map((name) => [
    `src/${name}.txt`,
    Array.from({ length: 12 }, (_, i) => `hello ${i + 1}\n`).join(''),
  ]),
);

/**
 * An agent that says what it begins with, waits until a file lets it go on, and translates a line; the one with the German greetings
 * asks first, and whoever is told to be polite is.
 */
export const greeter = (gate: string) => `
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
const prompt = readFileSync(process.env.BACKLOG_PROMPT_FILE, 'utf8');
const file = process.env.BACKLOG_SCOPE.trim().replace(/^.*:/, '');
console.log('I begin with ' + file);
while (!existsSync(${JSON.stringify(gate)})) await wait(20);
const answer = /The answer: "(.*)"/.exec(prompt)?.[1];
if (file === 'src/de.txt' && !answer) {
  execFileSync('backlog', ['run', 'ask', 'Du or Sie?']);
} else {
  const word = { 'src/fr.txt': prompt.includes('politely') ? 'bonjour' : 'salut', 'src/de.txt': 'hallo ' + answer, 'src/da.txt': 'hej', 'src/all.txt': 'hi' }[file];
  const lines = readFileSync(file, 'utf8').split('\\n');
  for (const i of [2, 3, 4]) lines[i] = word + ' ' + (i + 1);
  writeFileSync(file, lines.join('\\n'));
  console.log(JSON.stringify({ backlog: 'summary', text: 'I translated ' + file }));
}
`;
