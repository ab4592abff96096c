import { cpSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isReadOnly } from '../../src/commands/command.ts';
import { findCommand } from '../../src/commands/index.ts';
import { builtPlugin } from '../support/built-plugin.ts';
import { soak } from '../support/soak-test.ts';
import { describeClients } from './support/describe-clients.ts';
import { call, say } from './support/reply.ts';
import { tempFolder } from './support/repo.ts';
import type { Script } from './support/scripted-model.ts';
import { openWorkshop, tool, type Workshop } from './support/workshop.ts';

const plugin = builtPlugin();

const FOLDER = new URL('../../skills/', import.meta.url);
const SKILLS = readdirSync(FOLDER);
const textOf = (skill: string) => readFileSync(new URL(`${skill}/SKILL.md`, FOLDER), 'utf8');

/** Where a skill is played. */
const STATES = ['a queue', 'no queue', 'plan mode', 'no repository', 'no server'] as const;
type State = (typeof STATES)[number];

/** The cells of `npm test`; a soak plays all. */
const SHORT: readonly string[] = ['plan: no queue', 'implement: no queue', 'handoff: no server', 'tasks: plan mode'];

/** A call of each tool that a skill names: its arguments, and the words behind its name on a command line. */
const CALLS: Readonly<Record<string, readonly [args: Record<string, unknown>, words: string]>> = {
  backlog_status: [{}, ''],
  claim_acquire: [{ task: 1, scope: 'docs/**' }, "'docs/**' --task 1"],
  claim_list: [{}, ''],
  claim_release: [{ claim: 'nothing' }, 'nothing'],
  report_standup: [{}, ''],
  run_control: [{ run: 'r1', verb: 'discard' }, ''],
  run_diff: [{ run: 'r1' }, 'r1'],
  run_events: [{ run: 'r1' }, 'r1'],
  run_list: [{}, ''],
  run_show: [{ run: 'r1' }, 'r1'],
  run_start: [{ filter: '99' }, '99'],
  task_add: [{ description: 'Read the log' }, "'Read the log'"],
  task_annotate: [{ id: 1, text: 'It is read twice' }, "1 'It is read twice'"],
  task_doc_read: [{ id: 1 }, '1'],
  task_doc_write: [{ id: 1, content: '## Goal' }, "1 --content '## Goal'"],
  task_done: [{ id: 1 }, '1'],
  task_explain: [{ id: 1 }, '1'],
  task_history: [{ id: 1 }, '1'],
  task_import: [{ tasks: [{ description: 'Fix login' }] }, `'[{"description":"Fix login"}]'`],
  task_info: [{ id: 1 }, '1'],
  task_lint: [{}, ''],
  task_list: [{ filter: '+READY' }, '+READY'],
  task_log: [{ description: 'Upgraded the linter' }, "'Upgraded the linter'"],
  task_modify: [{ filter: '1', priority: 'H' }, '1 --priority H'],
  task_next: [{}, ''],
  task_search: [{ text: 'login' }, 'login'],
  task_start: [{ id: 1 }, '1'],
  task_stop: [{ id: 1, handoff: 'Left: all' }, "1 --handoff 'Left: all'"],
  task_undo: [{}, ''],
};

/** Answers of a client, or of Backlog, to a call of what isn't there or isn't understood. */
const NOT_THERE =
  /No such tool|command not found|InputValidation|unknown (field|command|option)|is required|did you mean|does not offer|requires approval/i;

describeClients('a skill, done word for word', (version) => {
  for (const skill of SKILLS)
    for (const state of STATES) {
      const name = `${skill}: ${state}`;
      (SHORT.includes(name) ? test : soak)(
        `${name}: each tool and line of its text is there, or it says what to do`,
        async () => {
          const shop = await openWorkshop(version, plugin);
          const cwd = state === 'no repository' ? await tempFolder() : shop.cwd;
          if (state !== 'no queue' && state !== 'no repository') await fill(shop);
          const { result, model } = await shop.play({
            prompt: `/backlog:${skill}`,
            main: literally(skill, state),
            cwd,
            args: state === 'plan mode' ? ['--permission-mode', 'plan'] : [],
            ...(state === 'no server' ? { pluginDir: await withoutServer() } : {}),
          });
          const last = model.asked('main').at(-1);
          expect(result.denials).toEqual([]);
          expect(result.answer).toMatch(/^(done|stopped)$/);
          for (const { text } of last?.results ?? []) expect(text).not.toMatch(NOT_THERE);
          if (process.env.BACKLOG_SHOW_CELLS)
            console.log(`CELL ${version} ${name}: ${result.answer}, ${last?.results.length} calls`);
        },
      );
    }
});

/** A queue with a task, a vision and a bet. */
async function fill(shop: Workshop): Promise<void> {
  await shop.plan({ description: 'Fix login', scope: ['src/**'] }, { description: 'Write tests' });
  for (const skill of ['vision', 'bet']) {
    const [, records = ''] = /`backlog goal save '([^']+)'`/.exec(textOf(skill)) ?? [];
    await shop.cli('goal', 'save', records);
  }
}

/** The plugin, whose server can't start. */
async function withoutServer(): Promise<string> {
  const folder = await tempFolder();
  cpSync(plugin.patient, folder, { recursive: true });
  rmSync(join(folder, 'dist/server.cjs'));
  return folder;
}

/** A model that does what the prompt of a skill says, and nothing else: the calls of its text, in their order. */
function literally(skill: string, state: State): Script {
  return ({ prompt, step }) => {
    expect(prompt, 'the state of the queue stands in the prompt').toMatch(/^(Queue of|No queue in) .*/m);
    expect(prompt).toContain('In plan mode, call only tools that read.');
    if (prompt.includes('Do none of the steps below')) return say('stopped');
    // A prompt without a queue leaves out reading, plan mode leaves out changes, and a form needs the server.
    const isLeftOut = (command: string) =>
      isReading(command)
        ? prompt.includes('leave out the calls that read')
        : state === 'plan mode' || (state === 'no server' && command === 'run_control');
    const calls = Array.from(
      bodyOf(skill).matchAll(/`(?:(\w+_\w+)|(backlog goal [^`]+))`/g),
      ([, name, line]) => name ?? line!,
    );
    const todo = [...new Set(calls)].filter((each) => (each.startsWith('backlog ') || CALLS[each]) && !isLeftOut(each));
    const next = todo[step];
    if (next === undefined) return say('done');
    if (next.startsWith('backlog ')) return call('Bash', { command: next, description: 'x' });
    const [args, words] = CALLS[next]!;
    return state === 'no server'
      ? call('Bash', { command: `backlog ${next} ${words}`.trim(), description: 'x' })
      : call(tool(next), args);
  };
}

const bodyOf = (skill: string) => textOf(skill).replace(/^---\n.*?\n---\n/s, '');

function isReading(command: string): boolean {
  if (command.startsWith('backlog ')) return /^backlog goal (list|info|health)/.test(command);
  const found = findCommand(command);
  return found !== undefined && isReadOnly(found);
}

test('each tool that a skill names has a call', () => {
  const named = SKILLS.flatMap((skill) =>
    Array.from(textOf(skill).matchAll(/mcp__plugin_backlog_tasks__(\w+)/g), ([, name]) => name!),
  );
  expect(Object.keys(CALLS)).toEqual(expect.arrayContaining([...new Set(named)]));
});
