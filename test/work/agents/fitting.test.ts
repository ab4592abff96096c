import { expect, test } from 'vitest';
import type { Repository } from '../../../src/domain/records.ts';
import { beyondLimits } from '../../../src/work/agents/agent-limits.ts';
import type { KnownAgent } from '../../../src/work/agents/known-agents.ts';

const AGENT: KnownAgent = {
  name: 'careful',
  provider: 'claude',
  permission: { mode: 'default', allow: [], deny: [] },
  enabled: true,
  capabilities: ['python'],
  paths: [{ glob: 'src/**' }, { repo: 'api', glob: '**' }],
  repositories: ['web', 'api'],
  risk: 'medium',
};

const REPOSITORIES: Repository[] = [
  { name: 'web', folder: '/web', home: true },
  { name: 'api', folder: '/api' },
  { name: 'ops', folder: '/ops' },
];

test.each<[string, object, object, object[]]>([
  ['a task that asks for nothing fits', {}, {}, []],
  ['a capability that it has', {}, { tags: ['needs.python', 'bug'] }, []],
  ['one that it lacks', {}, { tags: ['needs.python', 'needs.gpu'] }, [{ why: 'lacks', capabilities: ['gpu'] }]],
  ['a risk that it may take', {}, { tags: ['risk.medium'] }, []],
  ['a higher one', {}, { tags: ['risk.low', 'risk.high'] }, [{ why: 'risk', risk: 'high', most: 'medium' }]],
  ['a risk that is no word', {}, { tags: ['risk.huge'] }, [{ why: 'risk', risk: 'high', most: 'medium' }]],
  ['files that it may work on', {}, { scope: [{ glob: 'src/a/**' }, { repo: 'api', glob: 'x' }] }, []],
  ['others', {}, { scope: [{ glob: 'docs/**' }] }, [{ why: 'paths', glob: 'docs/**' }]],
  ['another repository', {}, { scope: [{ repo: 'ops', glob: 'src/**' }] }, [{ why: 'repository', repository: 'ops' }]],
  ['disabled', { enabled: false }, {}, [{ why: 'disabled' }]],
  [
    'without limits all fits',
    { paths: undefined, risk: undefined },
    { tags: ['risk.high'], scope: [{ glob: 'x' }] },
    [],
  ],
])('%s', (_, agent, task, reasons) => {
  expect(beyondLimits({ ...AGENT, ...agent }, task, REPOSITORIES)).toEqual(reasons);
});
