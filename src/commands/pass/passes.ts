import * as z from 'zod';
import { counted } from '../../base/amounts.ts';
import { present } from '../../base/present.ts';
import { typedAs } from '../../base/shape.ts';
import { switchField } from '../../domain/calls/inputs.ts';
import { refuse } from '../../domain/errors.ts';
import { repositoryHere } from '../../domain/repository.ts';
import type { Cell } from '../../text/doc/doc.ts';
import { oneLine, quoted } from '../../text/safe.ts';
import { ifApproved } from '../../work/config/approval.ts';
import { PASSES_FOLDER } from '../../work/config/files.ts';
import {
  acceptedOf,
  BUILT_IN_PASSES,
  type PassRun as KeptRun,
  passId,
  passTexts,
} from '../../work/passes/known-passes.ts';
import { readPass } from '../../work/passes/read-pass.ts';
import { defineCommand } from '../command.ts';
import { configRepository } from '../config/fields.ts';
import { proposalName } from '../inbox/outputs.ts';
import * as outputs from '../outputs.ts';

const row = () =>
  z.strictObject({
    name: z.string(),
    builtIn: z.literal(true).exactOptional(),
    /** What it looks for, or its program. */
    does: z.string(),
    when: z.string(),
    /** How many of its last decided proposals a person accepted. */
    accepted: z.int(),
    decided: z.int(),
    /** Whether it pauses itself because too few were accepted. */
    paused: z.boolean(),
    last: z.string().exactOptional(),
    problem: z.string().exactOptional(),
  });

export const passList = defineCommand({
  name: 'pass_list',
  title: 'List passes',
  summary: 'List the passes that look for work and fill the inbox, with how many of their proposals were accepted.',
  group: 'plan',
  access: { effect: 'read' },
  input: () => z.strictObject({}),
  output: () => z.strictObject({ passes: z.array(row()) }),
  async run(context) {
    const { store } = context;
    const { state } = store;
    const here = repositoryHere(context.repositories);
    const base = (name: string) => {
      const id = passId(here, name);
      const last = state.get('pass', id)?.runs.at(-1)?.at;
      return { ...acceptedOf(state.all('proposal'), id), ...present({ last }) };
    };
    const texts = new Map<string, string>(ifApproved(store, (records) => [...passTexts(records, here?.name)]));
    const own = await Promise.all(
      [...texts].map(async ([name, text]) => {
        try {
          const { program, agent, uses, when } = await readPass(name, text, `${PASSES_FOLDER}/${name}.md`);
          const does = program?.join(' ') ?? (agent === undefined ? BUILT_IN_PASSES[uses!] : `agent ${agent}`);
          return { name, does, when, ...base(name) };
        } catch (error) {
          return { name, does: '', when: 'by hand', ...base(name), problem: (error as Error).message };
        }
      }),
    );
    const builtIn = Object.entries(BUILT_IN_PASSES)
      .filter(([name]) => !texts.has(name))
      .map(([name, does]) => ({ name, builtIn: true as const, does, when: 'by hand', ...base(name) }));
    return { passes: [...own, ...builtIn] };
  },
  show: {
    rows: { of: 'passes', columns: ['name', 'does', 'accepted', 'decided', 'paused', 'last'] },
    doc: ({ passes }) => ({
      sections: [
        {
          noun: 'pass',
          columns: [
            { head: 'Pass', kind: 'name' },
            { head: 'Finds', kind: 'description' },
            { head: 'State', kind: 'note' },
          ],
          rows: passes.map(({ name, does, accepted, decided, paused, problem, when }): Cell[] => [
            name,
            oneLine(does, 120),
            problem === undefined
              ? [
                  paused ? 'paused' : '',
                  decided > 0 ? `${accepted} of ${decided} accepted` : '',
                  when === 'by hand' ? '' : `runs ${when}`,
                ]
                  .filter(Boolean)
                  .join(', ')
              : oneLine(problem, 200),
          ]),
        },
      ],
      notes: [passes.some(({ paused }) => paused) ? PAUSED : undefined],
    }),
  },
  cli: { silent: ['passes'], examples: ['pass list'] },
});

const PAUSED =
  'A pass pauses itself if people accepted less than 30 % of its last proposals. To run it: `backlog pass run NAME --anyway`';

const runFields = () => ({
  at: z.string(),
  actor: z.string(),
  ...Object.fromEntries(['ms', 'found', 'added', 'known', 'bad'].map((name) => [name, z.int().exactOptional()])),
  commit: z.string().exactOptional(),
  costUsd: z.number().exactOptional(),
  unpriced: z.literal(true).exactOptional(),
  why: z.string().exactOptional(),
});
type ShownRun = Omit<KeptRun, 'process'>;

export const passRun = defineCommand({
  name: 'pass_run',
  title: 'Run a pass',
  summary: 'Run a pass in a copy of the target branch, and put what it finds into the inbox. For people.',
  group: 'plan',
  access: { effect: 'write', personAct: 'passes.run' },
  input: () =>
    z.strictObject({
      name: z.string().min(1).describe('Name of the pass'),
      anyway: switchField('Run it although it pauses itself'),
    }),
  output: () =>
    z.strictObject({
      pass: z.string(),
      run: typedAs<ShownRun>(z.strictObject(runFields())),
      bad: z.array(z.strictObject({ line: z.int(), why: z.string() })),
      added: z.array(outputs.stored('proposal')),
    }),
  async run(context, { name, anyway }, write) {
    const repository = configRepository(context, undefined);
    const id = passId(repository, name);
    const { paused, accepted, decided } = acceptedOf(context.store.state.all('proposal'), id);
    if (paused && !anyway)
      refuse(
        'conflict',
        `the pass ${name} pauses itself: people accepted ${accepted} of its last ${decided} proposals`,
        {
          hint: `Change what it finds, or: \`backlog pass run ${name} --anyway\``,
        },
      );
    const { runPass } = await import('../on-call.ts');
    const {
      run: { process: _, ...run },
      ...result
    } = await runPass(context, repository, name, write);
    return { ...result, run };
  },
  show: {
    text({ pass, run, bad, added }) {
      const { found = 0, known = 0, bad: all = 0, why } = run;
      const more = [`${known} known`, ...(all > 0 ? [`${counted(all, 'bad line')}`] : [])];
      return [
        `Pass ${oneLine(pass)}: ${counted(found, 'candidate')}, ${added.length} new in the inbox, ${more.join(', ')}.`,
        ...(why === undefined ? [] : [`Note: ${oneLine(why, 300)}`]),
        ...added.map(proposalName),
        ...bad.map(({ line, why: said }) => `line ${line}: ${oneLine(said, 200)}`),
        ...(all > bad.length ? [`… and ${counted(all - bad.length, 'bad line')} more`] : []),
      ].join('\n');
    },
  },
  cli: { positional: ['name'], examples: ['pass run todos', 'pass run todos --anyway'] },
});

const RUN_STATES = ['running', 'interrupted', 'ended'] as const;
type LoggedRun = ShownRun & { pass: string; state: (typeof RUN_STATES)[number] };

export const passLog = defineCommand({
  name: 'pass_log',
  title: 'Show the runs of passes',
  summary: 'Show the last runs of passes: what each found, and how it ended.',
  group: 'plan',
  access: { effect: 'read' },
  input: () => z.strictObject({ name: z.string().describe('Only this pass').optional() }),
  output: () =>
    z.strictObject({
      runs: z.array(
        typedAs<LoggedRun>(z.strictObject({ ...runFields(), pass: z.string(), state: z.enum(RUN_STATES) })),
      ),
    }),
  async run({ store, alive }, { name }) {
    const runs = Array.from(store.state.all('pass'), ([, pass]) => pass)
      .filter((pass) => name === undefined || pass.name === name || pass.name.endsWith(`:${name}`))
      .flatMap(({ name: pass, runs: each }) =>
        each.map(({ process, ...run }): LoggedRun => {
          const isActive = run.ms === undefined && process !== undefined && alive(process) !== false;
          return { ...run, pass, state: run.ms === undefined ? (isActive ? 'running' : 'interrupted') : 'ended' };
        }),
      )
      .sort((a, b) => (a.at < b.at ? 1 : -1));
    return { runs };
  },
  show: {
    rows: { of: 'runs', columns: ['pass', 'at', 'state', 'found', 'added', 'known', 'bad', 'why'] },
    doc: ({ runs }) => ({
      sections: [
        {
          noun: 'run of a pass',
          empty: 'No pass has run.',
          columns: [
            { head: 'Pass', kind: 'name' },
            { head: 'When', kind: 'when' },
            { head: 'By', kind: 'who' },
            { head: 'Found', kind: 'description' },
            { head: 'Note', kind: 'note' },
          ],
          rows: runs.map((run): Cell[] => [
            run.pass,
            { is: 'when', at: run.at },
            run.actor,
            run.state === 'ended' ? `${run.found ?? 0} found, ${run.added ?? 0} new, ${run.bad ?? 0} bad` : run.state,
            run.why === undefined ? undefined : quoted(run.why, 200),
          ]),
        },
      ],
    }),
  },
  cli: { positional: ['name'], examples: ['pass log', 'pass log todos'] },
});
