import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Field } from './field.ts';

/** A large task, if two criteria make it one. */
export const TASK = { description: 'Count the words', acceptance: ['empty files give 0', 'it is fast'] };

/** The words with which a judge writes one test. */
export const hidden = (path: string, lines: string) => `Hidden test: ${path}\nCriterion: 1\n\`\`\`\n${lines}\n\`\`\`\n`;

/** Fails until the file has the line `2`. SECRET stands for what the agent must not read. */
export const DECISIVE = hidden(
  'test/hidden.mjs',
  `import { readFileSync } from 'node:fs';
if (!readFileSync('src/a.txt', 'utf8').includes('2')) { console.log('SECRET output'); process.exit(1); }`,
);

/** Sets a judge that accepts all, and that answers the question for tests with this text. */
export async function judge(place: Field, tests: string, line = 'node "$BACKLOG_TEST"'): Promise<void> {
  const [accepts, writes, program] = ['accepts.txt', 'writes.txt', 'judge.sh'].map((name) => join(place.root, name));
  writeFileSync(accepts!, 'Criterion 1: accepted\nCriterion 2: accepted');
  writeFileSync(writes!, tests);
  writeFileSync(
    program!,
    `if grep -q '^You write tests' "$BACKLOG_JUDGE"; then echo x >> ${place.root}/asked; cat ${writes}; else cat ${accepts}; fi`,
  );
  const values = {
    'checks.judge': `sh ${program}`,
    'runs.judges': 'judge',
    'runs.hiddenTests': line,
    'runs.hiddenCriteria': '2',
  };
  for (const [name, value] of Object.entries(values)) await place.run('setting_set', { name, value });
}

/** Returns how often the judge was asked for tests. */
export const asked = ({ root }: Field) => readFileSync(join(root, 'asked'), 'utf8').length / 2;
