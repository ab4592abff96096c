import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { findCommand } from '../../../src/commands/index.ts';
import { editAndExecute } from '../../../src/interfaces/cli/editor.ts';
import { printFitted } from '../../../src/interfaces/cli/terminal/print-fitted.ts';
import { tempFolder } from '../../support/folder.ts';
import { ADA, agent, type TestWorkspace, testWorkspace } from '../../support/workspace.ts';

/** What a person does in the editor: each time it opens, its exit code. */
type Hand = (file: string, work: TestWorkspace) => number | Promise<number>;

async function edited(hands: Hand[], { answer = 'n', env = {} as NodeJS.ProcessEnv } = {}) {
  const work = await testWorkspace();
  await work.run('task_add', { description: 'First' });
  const said: string[] = [];
  let file = '';
  const streams = {
    edit: async (given: string) => {
      file = given;
      return hands.shift()!(given, work);
    },
    ask: async () => answer,
    err: (text: string) => said.push(text),
    interrupted: new AbortController().signal,
    ...{ env, cwd: work.folder },
  };
  onTestFinished(() => rmSync(dirname(file), { recursive: true, force: true }));
  const calling = { workspace: work.opened, caller: ADA, streams } as never;
  const end = editAndExecute(findCommand('task_edit')!, { id: '1' }, calling);
  const error = await end.then(
    () => undefined,
    (thrown: Error & { hint?: string }) => thrown,
  );
  const { message: failure, hint } = error ?? {};
  const kept = said.find((line) => line.startsWith('Your text'));
  return { work, said, failure, hint, kept: kept?.replace('Your text is kept in ', ''), file };
}

const write =
  (from: string | RegExp, to: string, code = 0): Hand =>
  (file) => {
    writeFileSync(file, readFileSync(file, 'utf8').replace(from, to));
    return code;
  };

const remove: Hand = (file) => {
  rmSync(file);
  return 0;
};

test('a text that is taken, or was not changed, leaves no file', async () => {
  for (const hand of [write('First', 'Second'), write('First', 'First'), write(/.*/gs, '')]) {
    const { failure, kept, file } = await edited([hand]);
    expect([failure, kept, existsSync(dirname(file))]).toEqual([undefined, undefined, false]);
  }
});

test('a refused text that is given up is kept in a file', async () => {
  const { kept, failure } = await edited([write('project:', 'project: a b:c')]);
  expect(failure).toBeUndefined();
  expect(readFileSync(kept!, 'utf8')).toContain('project: a b:c');
});

test('an editor that is missing is replaced by one of this machine in the line for the same task', async () => {
  const programs = tempFolder('editors');
  for (const name of ['nano', 'vi']) writeFileSync(join(programs, name), '#!/bin/sh\n', { mode: 0o755 });
  const missing = async (env: NodeJS.ProcessEnv) => (await edited([() => 127], { env })).hint;
  expect(await missing({ PATH: programs, EDITOR: 'nano' })).toContain('`EDITOR=vi backlog edit 1`');
  expect(await missing({ PATH: programs, VISUAL: 'code', EDITOR: 'vi' })).toContain('`VISUAL=nano backlog edit 1`');
  expect(await missing({ PATH: '/nowhere' })).toContain('Install an editor');
});

test('a text is kept when the editor ends with another code, and when a defect of ours stops the command', async () => {
  const crashed = await edited([write('First', 'Second', 1)]);
  expect(crashed.failure).toMatch(/the editor ended with 1: nothing was changed/);
  expect(readFileSync(crashed.kept!, 'utf8')).toContain('Second');
  const broken = await edited([
    (file, work) => {
      vi.spyOn(work.opened, 'context').mockImplementation(() => {
        throw new TypeError('a defect');
      });
      return write('First', 'Second')(file, work);
    },
  ]);
  expect(broken.failure).toBe('a defect');
  expect(readFileSync(broken.kept!, 'utf8')).toContain('Second');
});

test('a file that was deleted is refused by name, and what was written before comes back', async () => {
  const none = await edited([remove]);
  expect(none.failure).toBe('the editor left no file: nothing was changed');
  expect(existsSync(dirname(none.file))).toBe(false);
  const again = await edited([write('project:', 'project: a b:c'), remove], { answer: 'y' });
  expect(again.failure).toBe('the editor left no file: nothing was changed');
  expect(readFileSync(again.kept!, 'utf8')).toContain('project: a b:c');
});

test('a criterion may have a box as in Markdown, and a tick is refused: it is no evidence', async () => {
  const { work, said } = await edited(
    [write('acceptance:', 'acceptance:\n- [ ] Tests pass\n- [x] Docs say so'), write('[x] ', '[] ')],
    { answer: 'y' },
  );
  expect(said[0]).toMatch(/line \d+: "- \[x\] Docs say so" is ticked, but only evidence meets a criterion/);
  expect([...work.opened.store.state.all('task')][0]![1].acceptance?.map(({ text }) => text)).toEqual([
    'Tests pass',
    'Docs say so',
  ]);
});

describe('what others changed while the editor was open', () => {
  const taskOf = ({ opened }: TestWorkspace) => [...opened.store.state.all('task')][0]![1];

  test('stays, where the person did not change it', async () => {
    const theirs = { filter: '1', description: 'Theirs', tags: '+theirs', priority: 'H' };
    const { failure, work } = await edited([
      async (file, at) => {
        await at.run('task_modify', theirs, agent('s1'));
        await at.run('task_doc_write', { id: 1, content: 'Their spec' }, agent('s1'));
        return write('project:', 'project: web')(file, at);
      },
    ]);
    expect(failure).toBeUndefined();
    expect(taskOf(work)).toMatchObject({ description: 'Theirs', tags: ['theirs'], priority: 'H', project: 'web' });
    expect(await work.run('task_doc_read', { id: 1 })).toMatchObject({ content: 'Their spec' });
  });

  test.each<[field: string, command: string, theirs: object, mine: Hand]>([
    ['description', 'task_modify', { filter: '1', description: 'Theirs' }, write('First', 'Mine')],
    ['tags', 'task_modify', { filter: '1', tags: '+theirs' }, write('tags:', 'tags: mine')],
    ['acceptance', 'task_modify', { filter: '1', criterion: 'Theirs' }, write('acceptance:', 'acceptance:\n- Mine')],
    ['spec', 'task_doc_write', { id: 1, content: 'Theirs' }, write(/$/, 'Mine')],
  ])('is not replaced where both changed the %s, and the text is kept', async (field, command, theirs, mine) => {
    const { failure, kept, said, work } = await edited([
      async (file, at) => {
        await at.run(command, theirs, agent('s1'));
        return mine(file, at);
      },
    ]);
    expect(failure).toBe(`${field} of task 1 was changed meanwhile`);
    expect(said).toHaveLength(1);
    expect(readFileSync(kept!, 'utf8')).toMatch(/mine/i);
    const spec = field === 'spec' ? await work.run('task_doc_read', { id: 1 }) : {};
    expect(JSON.stringify([taskOf(work), spec])).not.toMatch(/mine/i);
    expect(JSON.stringify([taskOf(work), spec])).toMatch(/theirs/i);
  });

  test('is not replaced either if it is a spec that was written while the edit was stored', async () => {
    const work = await testWorkspace();
    await work.run('task_add', { description: 'First', spec: 'One' });
    const { store } = work.opened;
    const putBlob = store.putBlob.bind(store);
    vi.spyOn(store, 'putBlob').mockImplementationOnce(async (text) => {
      await work.run('task_doc_write', { id: 1, content: 'Theirs' }, agent('s1'));
      return putBlob(text);
    });
    const document = 'description: First\nacceptance:\n--- spec (Markdown, to the end) ---\nMine';
    const error = await work.refused('task_edit', { id: 1, document });
    expect(error).toMatchObject({ code: 'conflict', message: 'spec of task 1 was changed meanwhile' });
  });
});

test('a heading that looks like a remark of ours stays in the specification', async () => {
  const { failure, said, work } = await edited([write(/$/, '# ! Caution\nHot')]);
  expect([failure, said]).toEqual([undefined, []]);
  expect((await work.run<{ content: string }>('task_doc_read', { id: 1 })).content).toBe('# ! Caution\nHot');
});

test('on a terminal a refusal is broken between words; a line with a command, or with a mark below a place, is not', () => {
  const said: string[] = [];
  const told = (text: string) =>
    printFitted(text, { err: (line) => said.push(line), put: () => {}, size: () => ({ columns: 20 }) });
  told('expected a date such as friday\nsay `backlog modify 12 --due friday`');
  told('no attribute\nprojct:web and +something\n^^^^^^');
  expect(said).toEqual([
    'expected a date such\nas friday\nsay\n`backlog modify 12 --due friday`',
    'no attribute\nprojct:web and +something\n^^^^^^',
  ]);
});
