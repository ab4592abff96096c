import type { Assignment } from '../../../src/runs/providers/provider.ts';
import { PATH } from './programs.ts';

/** What an agent of a run is given, but for what a test is about. */
export const assignment = (folder: string, more: Partial<Assignment> = {}): Assignment => ({
  run: 'r7',
  folder,
  prompt: 'Fix login\n',
  session: '11111111-2222-4333-8444-555555555555',
  permission: { mode: 'default', allow: [], deny: [] },
  plugin: { folder: '/plugin', server: '/plugin/dist/server.cjs' },
  store: '/store',
  env: { PATH },
  files: { prompt: '/runs/r7/prompt.md' },
  about: { task: 'a-uuid', id: 12, scope: ['src/**', 'docs/*.md'], round: 2 },
  ...more,
});
