import { expect, test } from 'vitest';
import { toast, toasts } from '../../src/web/app/shell/notices/toasts.ts';

const shown = () => toasts.value.map(({ text }) => text).join(' ');

test('success messages make room for others before a refusal does', () => {
  toast({ text: 'refused', tone: 'refused' });
  for (const text of ['one', 'two', 'three', 'four']) toast({ text });
  expect(shown()).toBe('refused three four');
  for (const text of ['no', 'never', 'nowhere']) toast({ text, tone: 'refused' });
  expect(shown()).toBe('no never nowhere');
});
