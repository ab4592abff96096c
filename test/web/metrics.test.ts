import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { prometheusText } from '../../src/web/server/metrics/metrics-route.ts';
import { tokenLine } from '../interfaces/cli/token-line.ts';
import { anotherQueue, type Served, served } from './served.ts';
import { listenTo } from './stream.ts';

interface Parsed {
  type: string;
  help: string;
  samples: { name: string; labels: Record<string, string>; value: number }[];
}

const NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const SAMPLE =
  /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{((?:[a-zA-Z_]\w*="(?:[^"\\\n]|\\["\\n])*",?)*)\})? (NaN|[+-]Inf|-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)$/;

/** Reads Prometheus' text format, and throws for whatever it doesn't allow. */
function parse(text: string): Map<string, Parsed> {
  const found = new Map<string, Parsed>();
  let present: (Parsed & { name: string }) | undefined;
  if (!text.endsWith('\n')) throw new Error('the last line has no end');
  for (const line of text.split('\n').filter((one) => one !== '')) {
    const [, word, name = '', rest = ''] = /^# (HELP|TYPE) (\S+) (.*)$/.exec(line) ?? [];
    if (word === 'HELP') {
      if (found.has(name) || !NAME.test(name)) throw new Error(`a second or wrong name: ${line}`);
      present = { name, type: '', help: rest, samples: [] };
      found.set(name, present);
    } else if (word === 'TYPE') {
      if (present?.name !== name || !['counter', 'gauge', 'histogram'].includes(rest)) throw new Error(line);
      present.type = rest;
    } else {
      const [, sample = '', labels = '', value = ''] = SAMPLE.exec(line) ?? [];
      const own = present?.type === 'histogram' ? sample.replace(/_(bucket|sum|count)$/, '') : sample;
      if (!present || own !== present.name) throw new Error(`not a sample of ${present?.name}: ${line}`);
      const pairs = [...labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, key, text = '']) => [key, text]);
      present.samples.push({
        name: sample,
        labels: Object.fromEntries(pairs),
        value: Number(value.replace('Inf', 'Infinity')),
      });
    }
  }
  for (const { type, samples, help } of found.values()) {
    if (help === '' || type === '') throw new Error('no help or no type');
    const keys = samples.map(({ name, labels }) => JSON.stringify([name, Object.entries(labels).sort()]));
    if (new Set(keys).size < keys.length) throw new Error('a sample twice');
  }
  return found;
}

test('labels and help with quotes, backslashes and line breaks stay one line each', () => {
  const odd = 'a "b" \\ c\nd';
  const text = prometheusText([
    { name: 'm', type: 'gauge', help: odd, samples: [{ labels: { queue: odd }, value: Number.NaN }] },
    { name: 'h', type: 'histogram', help: 'x', limits: [1, 2], samples: [{ labels: {}, counts: [1, 2, 3], sum: 9.5 }] },
    { name: 'none', type: 'counter', help: 'x', samples: [] },
  ]);
  const found = parse(text);
  expect(found.get('m')?.samples[0]?.labels.queue).toBe('a \\"b\\" \\\\ c\\nd');
  expect(found.get('h')?.samples.map(({ name, labels, value }) => [name, labels.le, value])).toEqual([
    ['h_bucket', '1', 1],
    ['h_bucket', '2', 3],
    ['h_bucket', '+Inf', 6],
    ['h_sum', undefined, 9.5],
    ['h_count', undefined, 6],
  ]);
  expect(found.get('none')?.samples).toEqual([]);
});

describe('the metrics of a board', () => {
  test('count commits, their time, followers and the age of the oldest ready task', async () => {
    const entry = Date.now();
    const board = await served({ now: () => entry + 90_000 });
    await board.call('task_add', { description: 'First' });
    await board.call('task_add', { description: 'Second' });
    const response = await fetch(`${board.origin}/metrics`, { headers: board.shown as never });
    expect([response.status, response.headers.get('content-type')]).toEqual([
      200,
      'text/plain; version=0.0.4; charset=utf-8',
    ]);
    const found = parse(await response.text());
    const value = (name: string) => {
      const [sample, ...more] = found.get(name)!.samples;
      expect([more, sample?.labels]).toEqual([[], { queue: board.uuid }]);
      return sample?.value;
    };
    expect(value('backlog_queue_reachable')).toBe(1);
    expect(value('backlog_commits_total')).toBe(2);
    expect(value('backlog_queue_commits_total')).toBe(board.opened.store.state.seq + 2);
    expect(value('backlog_commit_retries_total')).toBe(0);
    expect(value('backlog_connections')).toBe(0);
    expect(value('backlog_queue_age_seconds')).toBeGreaterThan(60);
    expect(found.get('backlog_append_seconds')!.samples.at(-1)).toMatchObject({
      name: 'backlog_append_seconds_count',
      value: 2,
    });
    await board.call('task_done', { id: 1 });
    await board.call('task_done', { id: 2 });
    const empty = parse(await (await fetch(`${board.origin}/metrics`, { headers: board.shown as never })).text());
    expect(empty.get('backlog_queue_age_seconds')!.samples).toEqual([]);
  });

  test('count the followers of a queue: all event streams of it are one', async () => {
    const board = await served();
    const count = async () => {
      const found = parse(await (await fetch(`${board.origin}/metrics`, { headers: board.shown as never })).text());
      return ['backlog_followers', 'backlog_event_streams'].map((name) => found.get(name)!.samples[0]?.value);
    };
    await board.get(`/api/v1/${board.uuid}/task_list`);
    expect(await count()).toEqual([0, 0]);
    const streams = [await listenTo(board), await listenTo(board)];
    await expect.poll(count).toEqual([1, 2]);
    for (const stream of streams) stream.close();
    await expect.poll(async () => (await count())[1]).toBe(0);
  });

  /** Runs `backlog token …` in a folder of the board's machine. */
  async function token({ folder }: Served, line: string, cwd = folder): Promise<{ token: string }> {
    return tokenLine(folder, line, cwd);
  }
  const metricsWith = ({ origin }: Served, text: string) =>
    fetch(`${origin}/metrics`, { headers: { authorization: `Bearer ${text}` } });
  const queuesIn = async (response: Response) => {
    const labels = [...parse(await response.text()).values()].flatMap(({ samples }) =>
      samples.map((one) => one.labels),
    );
    return [...new Set(labels.map(({ queue }) => queue))];
  };

  test('are for a token with the right to read: of the machine for all queues, of a queue for that one', async () => {
    const board = await served();
    const uuid = await anotherQueue(board);
    for (const one of [uuid, board.uuid]) await board.get(`/api/v1/${one}/task_list`);
    const ofMachine = await token(board, 'add prometheus --rights read --machine');
    const all = await metricsWith(board, ofMachine.token);
    expect([all.status, (await queuesIn(all)).sort()]).toEqual([200, [board.uuid, uuid, undefined].sort()]);
    const ofQueue = await token(board, 'add prometheus --rights read', join(board.folder, 'project'));
    const own = await metricsWith(board, ofQueue.token);
    expect([own.status, await queuesIn(own)]).toEqual([200, [board.uuid]]);
    await token(board, 'remove prometheus', join(board.folder, 'project'));
    const removed = await metricsWith(board, ofQueue.token);
    expect([removed.status, removed.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
    expect(await removed.text()).toMatch(/backlog token add prometheus --rights read.*--machine/);
  });

  test('of a queue that nobody has used yet are there for its own token', async () => {
    const board = await served();
    const made = await token(board, 'add prometheus', join(board.folder, 'project'));
    expect(await queuesIn(await metricsWith(board, made.token))).toEqual([board.uuid]);
  });

  test('need a login or a token, also on this machine', async () => {
    const board = await served();
    for (const headers of [{}, { authorization: 'Bearer backlog_wrong' }]) {
      const response = await fetch(`${board.origin}/metrics`, { headers });
      expect(response.status).toBe(401);
      expect(await response.text()).not.toContain('backlog_queue');
    }
  });
});
