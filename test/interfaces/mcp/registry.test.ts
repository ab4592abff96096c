import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const read = (name: string) => JSON.parse(readFileSync(new URL(`../../../${name}`, import.meta.url), 'utf8'));

test('the entry for the MCP registry names the npm package of this version, and the package names the entry', () => {
  const { name, version, description, packages } = read('server.json');
  const own = read('package.json');
  expect(name).toBe(own.mcpName);
  expect(description.length).toBeLessThanOrEqual(100);
  expect([version, packages[0].version]).toEqual([own.version, own.version]);
  expect(packages[0]).toMatchObject({ registryType: 'npm', identifier: 'backlog-queue' });
});
