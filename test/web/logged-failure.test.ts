import { expect, test } from 'vitest';
import { BacklogError } from '../../src/domain/errors.ts';
import { serverFailed } from '../../src/store/backends/postgres/failure.ts';
import { loggedFailure } from '../../src/web/server/start/logged-failure.ts';

test("a server's log has one line for an outage and a refusal, and the stack of a defect", () => {
  const outage = serverFailed('read', 'postgres://db/work/', Object.assign(new Error(), { code: 'ECONNREFUSED' }));
  expect(loggedFailure(outage)).toBe(
    'backlog: cannot read postgres://db/work/: no server listens there. Waiting until it answers.',
  );
  expect(loggedFailure(new BacklogError('store', 'a file is damaged'))).toBe('backlog: a file is damaged');
  expect(loggedFailure(new Error('defect'))).toContain('at ');
});
