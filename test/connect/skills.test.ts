import { load } from 'js-yaml';
import { expect, test } from 'vitest';
import { skillFiles } from '../../src/connect/skills.ts';
import { SKILLS } from './ground.ts';

const shared = [...skillFiles({ folder: SKILLS, version: '1.2.3' }, 'shared')];
const claude = [...skillFiles({ folder: SKILLS, version: '1.2.3' }, 'claude')];

test.each(shared)('%s says nothing that only Claude Code or the plugin understands', (path, text) => {
  expect(text).not.toMatch(
    /CLAUDE_|\$ARGUMENTS|mcp__|\/backlog:|backlog:implementer|allowed-tools|argument-hint|disable-model-invocation/,
  );
  expect(text).not.toMatch(/subagent/);
  if (path.endsWith('SKILL.md')) {
    const folder = path.split('/')[0];
    expect(text).toMatch(new RegExp(`^---\nname: ${folder}\ndescription: .{10,1024}\n---\n# `));
  }
});

test.each(claude)('%s for Claude Code names the tools of the server that `connect` writes', (_, text) => {
  expect(text).not.toMatch(/plugin_backlog|\/backlog:|backlog:implementer/);
});

test.each([...shared, ...claude].filter(([path]) => path.endsWith('SKILL.md')))(
  '%s begins with YAML, whose values are the words of its lines',
  (path, text) => {
    const [, head = ''] = /^---\n(.*?)\n---\n/s.exec(text) ?? [];
    expect(load(head)).toMatchObject({
      name: path.split('/')[0],
      description: /^description: (.*)$/m.exec(head)![1],
    });
  },
);

test('references of a skill are where it says', () => {
  const paths = new Set(shared.map(([path]) => path));
  for (const [path, text] of shared)
    for (const [, file] of text.matchAll(/`(references\/[a-z]+\.md)`/g))
      expect(paths).toContain(`${path.split('/')[0]}/${file}`);
});
