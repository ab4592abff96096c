import { expect, test } from 'vitest';
import { createStrayLetters } from '../../src/web/app/shell/keys/keys.ts';

const key = (name: string, timeStamp: number, more = {}) => ({
  ...{ key: name, timeStamp, ctrlKey: false, metaKey: false, altKey: false },
  ...more,
});

test('letters typed on after a field has gone are no commands, until a pause', () => {
  const [astray, field] = [createStrayLetters(), { isConnected: true }];
  astray.typed(key('a', 0), field);
  field.isConnected = false;
  expect(astray.taken(key('u', 5_000))).toEqual({ astray: true, first: true });
  expect(astray.taken(key('d', 14_900))).toEqual({ astray: true, first: false });
  expect(astray.taken(key('u', 25_000)).astray).toBe(false);
  expect(astray.taken(key('u', 25_100)).astray).toBe(false);
});

test.each([
  ['a field that is still there', true, key('a', 0), key('u', 10)],
  ['a field that Enter has closed', false, key('Enter', 0), key('j', 10)],
  ['one that Ctrl Enter has closed', false, key('Enter', 0, { ctrlKey: true }), key('j', 10)],
  ['a shortcut', false, key('a', 0), key('k', 10, { ctrlKey: true })],
  ['another key', false, key('a', 0), key('Escape', 10)],
])('what comes after %s is a command', (_, isConnected, typed, next) => {
  const astray = createStrayLetters();
  astray.typed(typed, { isConnected });
  expect(astray.taken(next).astray).toBe(false);
  expect(astray.taken(key('u', 20)).astray).toBe(false);
});

test('the pointer ends it', () => {
  const astray = createStrayLetters();
  astray.typed(key('a', 0), { isConnected: false });
  astray.forget();
  expect(astray.taken(key('u', 10)).astray).toBe(false);
});
