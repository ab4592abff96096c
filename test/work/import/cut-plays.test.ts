import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Random, seeded } from '../../support/random.ts';
import { runs } from '../../support/seed.ts';
import { newcomer, put } from './brought.ts';

interface Line {
  title: string;
  done: boolean;
}

const FILES = ['TODO.md', 'LATER.md', 'WEB.md'] as const;

/** Takes some lines out of one file, and puts them at a random place of another one. */
function cut(random: Random, files: Line[][]): void {
  const from = random.pick(files);
  const to = random.pick(files);
  if (from === to || from.length === 0) return;
  const taken = from.splice(random.int(from.length), 1 + random.int(from.length));
  to.splice(random.int(to.length + 1), 0, ...taken);
}

/** Puts a line of each of two files into the other one. */
function swap(random: Random, files: Line[][]): void {
  const [one, other] = [random.pick(files), random.pick(files)];
  if (one === other || one.length === 0 || other.length === 0) return;
  const [i, j] = [random.int(one.length), random.int(other.length)];
  [one[i], other[j]] = [other[j]!, one[i]!];
}

function tick(random: Random, files: Line[][]): void {
  const open = files.flat().filter(({ done }) => !done);
  if (open.length > 0) random.pick(open).done = true;
}

/** Plays one story, and returns what went wrong. */
async function play(number: number): Promise<string[]> {
  const random = seeded(number);
  const files: Line[][] = [[], [], []];
  let titles = 0;
  const add = () => random.pick(files).push({ title: `Task ${++titles}`, done: random.int(5) === 0 });
  for (let i = 0; i < 6; i++) files[0]!.push({ title: `Task ${++titles}`, done: i === 0 });
  const textOf = (lines: readonly Line[]) =>
    lines.map(({ title, done }) => `- [${done ? 'x' : ' '}] ${title}\n`).join('');
  const here = newcomer({ format: 'markdown', path: FILES[0], files: { '': textOf(files[0]!) }, closed: {} });
  const write = () => files.forEach((lines, i) => void put(join(here.repository, FILES[i]!), { '': textOf(lines) }));
  const story: string[] = [];
  const wrong: string[] = [];
  const closed = new Set<string>();
  const seen = new Set<string>();
  const bring = async (name: string) => {
    story.push(`import ${name}: ${JSON.stringify(readFileSync(join(here.repository, name), 'utf8'))}`);
    const answer = await here.bring(name).catch((error: Error) => ({ added: 0, changed: [], refused: error.message }));
    if ('refused' in answer && !answer.refused.includes('no task')) wrong.push(answer.refused);
    return answer;
  };
  const judge = async () => {
    const all = await here.tasks();
    const names = all.map(({ description }) => description);
    if (new Set(names).size < names.length) wrong.push(`doubles: ${names.join(', ')}`);
    for (const { description, status } of all) {
      if (status === 'completed') closed.add(description);
      else if (closed.has(description)) wrong.push(`${description} is open again`);
    }
  };
  const bringSome = async (names: readonly string[]) => {
    for (const name of names) {
      await bring(name);
      for (const { title } of files[FILES.indexOf(name as never)]!) seen.add(title);
      await judge();
    }
  };
  await bringSome([FILES[0]]);
  for (let step = 0; step < 5 && wrong.length === 0; step++) {
    random.pick([cut, cut, swap, tick, add as () => void])(random, files);
    write();
    if (random.int(3) === 0) {
      const open = (await here.tasks()).filter(({ status }) => status === 'pending');
      if (open.length > 0) {
        const { id, description } = random.pick(open);
        story.push(`done ${description}`);
        await here.run('task_done', { id: String(id) });
        closed.add(description);
      }
    }
    const order = FILES.filter(() => random.int(3) > 0);
    await bringSome(random.int(2) === 0 ? order : order.toReversed());
  }
  await bringSome(FILES);
  for (const name of FILES) {
    const { added, changed } = await bring(name);
    if (added > 0 || changed.length > 0)
      wrong.push(`a second import of ${name} changed ${JSON.stringify({ added, changed })}`);
  }
  if (seen.size !== (await here.tasks()).length)
    wrong.push(`${(await here.tasks()).length} tasks of ${seen.size} lines`);
  return wrong.length === 0 ? [] : [`play ${number}`, ...wrong, ...story];
}

test.each(Array.from({ length: runs(8, 300) }, (_, i) => i))(
  'play %i of three files: no task is doubled, none is reopened, and a second import changes nothing',
  async (number) => {
    expect(await play(number)).toEqual([]);
  },
);
