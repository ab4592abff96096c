import { expect, test } from 'vitest';
import { createOrder } from '../../src/store/backends/postgres/pool.ts';

/** Calls whose answers the test gives, and the names of those that were sent. */
function calls() {
  const sent: string[] = [];
  const answers = new Map<string, () => void>();
  const make = (name: string) => () => {
    sent.push(name);
    return new Promise<string>((resolve) => answers.set(name, () => resolve(name)));
  };
  return { sent, make, answer: (name: string) => answers.get(name)!() };
}

const soon = () => new Promise((resolve) => setImmediate(resolve));

test('calls are sent together; one that is alone waits for all before it, and those after it wait for its answer', async () => {
  const { sent, make, answer } = calls();
  const order = createOrder();
  for (const name of ['a', 'b']) void order.together(make(name));
  void order.alone(make('turn'));
  void order.together(make('c'));
  void order.alone(make('turn 2'));
  void order.together(make('d'));
  const after = async (name: string) => {
    answer(name);
    await soon();
    return [...sent];
  };
  await soon();
  expect(sent).toEqual(['a', 'b']);
  expect(await after('b')).toEqual(['a', 'b']);
  expect(await after('a')).toEqual(['a', 'b', 'turn']);
  expect(await after('turn')).toEqual(['a', 'b', 'turn', 'c']);
  expect(await after('c')).toEqual(['a', 'b', 'turn', 'c', 'turn 2']);
  expect(await after('turn 2')).toEqual(['a', 'b', 'turn', 'c', 'turn 2', 'd']);
});

test('a call that failed holds up nobody', async () => {
  const order = createOrder();
  await expect(order.alone(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
  await expect(order.together(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await order.alone(async () => 'yes')).toBe('yes');
});

test('a call that waited for one that was forgotten is lost, and the next ones wait for neither', async () => {
  const { sent, make, answer } = calls();
  const order = createOrder();
  void order.alone(make('hung'));
  const waited = order.together(make('waited'));
  waited.catch(() => {});
  await soon();
  order.forget();
  void order.alone(make('next'));
  await soon();
  expect(sent).toEqual(['hung', 'next']);
  answer('hung');
  await expect(waited).rejects.toMatchObject({ code: 'CONNECT_TIMEOUT' });
  expect(sent).toEqual(['hung', 'next']);
});
