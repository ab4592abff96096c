import { openStore } from '../../src/store/index.ts';
import { seeded } from '../../test/support/random.ts';
import { timed } from '../alternate.ts';
import type { Bench } from '../bench.ts';
import { type Figure, figure } from '../figure.ts';
import { withFreshServer } from '../fresh-server.ts';
import type { BenchProject } from '../stores.ts';
import { taskRecord, taskUuid } from '../tasks.ts';

/** Numbers of tasks and documents for which the targets apply. */
const FULL = { tasks: 10_000, docs: 2_000 };
/** Number of words in a document, about 2 KB. */
const WORDS = 300;

/**
 * Search texts: words in one of a hundred documents, words in every task, misspelled words, and a word that doesn't
 * occur.
 */
const QUESTIONS = { rare: 'login timeout', common: 'task bench', slips: 'logn tiemout', none: 'kubernetes' };

/** Measures the first search on a server, which builds the index, and later searches. */
export async function searchFigures(bench: Bench): Promise<Figure[]> {
  const part = bench.sizes.at(-1)! < FULL.tasks ? 10 : 1;
  const [tasks, docs] = [FULL.tasks / part, FULL.docs / part];
  const at = `${tasks.toLocaleString('en')} + ${docs.toLocaleString('en')} documents`;
  const place = await bench.empty('search');
  await fill(place, tasks, docs);
  const first: number[] = [];
  for (let i = 0; i < bench.rounds(5); i++) {
    await withFreshServer(bench, place, async (server) => {
      await server.text('task_list', { filter: 'bench', limit: 1 });
      first.push(await timed(() => server.text('task_search', { text: QUESTIONS.rare })));
    });
  }
  return [
    figure({
      name: 'first search, index built',
      at,
      unit: 'ms',
      samples: first,
      target: { of: 'median', most: 1_500 },
    }),
    ...(await warmFigures(bench, place, at)),
  ];
}

async function warmFigures(bench: Bench, place: BenchProject, at: string): Promise<Figure[]> {
  const server = bench.start(place);
  await server.initialize();
  const target = { of: 'median', most: 20 } as const;
  const measure = async (name: string, call: (n: number) => Promise<unknown>) => {
    for (let i = 0; i < WARM_UP; i++) await call(-1 - i);
    const samples: number[] = [];
    for (let i = 0; i < bench.rounds(100); i++) samples.push(await timed(() => call(i)));
    return figure({ name, at, unit: 'ms', samples, target });
  };
  const figures: Figure[] = [];
  for (const [kind, text] of Object.entries(QUESTIONS))
    figures.push(await measure(`search, ${kind}`, () => server.text('task_search', { text })));
  figures.push(await measure('task_list text:', () => server.text('task_list', { filter: 'text:"login timeout"' })));
  const afterWrite = async (n: number) => {
    const took = await timed(() => server.text('task_search', { text: `login ${n}` }));
    await server.text('task_doc_write', { id: 1, content: `login ${n + 1}` });
    return took;
  };
  for (let i = 0; i < WARM_UP; i++) await afterWrite(i);
  const samples: number[] = [];
  for (let i = 0; i < bench.rounds(50); i++) samples.push(await afterWrite(i));
  figures.push(figure({ name: 'search after a document changed', at, unit: 'ms', samples, target }));
  server.end('closed stdin');
  await server.ended;
  return figures;
}

const WARM_UP = 10;

async function fill({ dir }: BenchProject, tasks: number, docs: number): Promise<void> {
  const store = await openStore({ dir });
  const text = documents();
  const blobs: string[] = [];
  for (let n = 0; n < docs; n++) blobs.push(await store.putBlob(text(n)));
  await store.write({ command: 'task_import', actor: { kind: 'ai', name: 'bench', session: 'seed' } }, (tx) => {
    for (let n = 0; n < tasks; n++) tx.put('task', taskUuid(n), taskRecord(n, tx.nextId('task'), tx.atMs));
    for (const [n, blob] of blobs.entries()) {
      const task = taskUuid((n * 7) % tasks);
      const name = n % 5 === 0 ? 'plan' : 'spec';
      const versions = [{ n: 1, blob, actor: 'ai:bench', at: tx.at }];
      tx.put('doc', `${task}/${name}`, { task, name, versions });
    }
  });
  await store.maintain({ force: true });
  await store.close();
}

const SYLLABLES = [
  'ka',
  'lo',
  'mi',
  'ten',
  'ra',
  'so',
  'ver',
  'in',
  'del',
  'tu',
  'fra',
  'gen',
  'ost',
  'pli',
  'quo',
  'ne',
];
const VOCABULARY = 8_000;

/**
 * Returns a function that generates texts. Word frequencies are as different as in a natural language. One text in a
 * hundred mentions logins that time out.
 */
function documents(): (n: number) => string {
  const { next } = seeded(1);
  const pick = (most: number) => Math.floor(next() * most);
  const made = Array.from({ length: VOCABULARY }, () =>
    Array.from({ length: 2 + pick(3) }, () => SYLLABLES[pick(SYLLABLES.length)]).join(''),
  );
  const word = () => made[Math.floor(VOCABULARY * next() ** 3)];
  return (n) =>
    `# Document ${n}\n\n${Array.from({ length: WORDS }, word).join(' ')}${n % 100 === 3 ? '\nThe login ends by a timeout.' : ''}\n`;
}
