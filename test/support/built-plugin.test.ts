import { expect, test } from 'vitest';
import { builtPlugin } from './built-plugin.ts';

test('a test that would use a plugin that nobody builds fails at once', () => {
  expect(() => builtPlugin()).toThrow('builtPlugin() builds before the tests of a file: call it outside of them');
});
