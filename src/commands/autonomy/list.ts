import * as z from 'zod';
import { counted } from '../../base/amounts.ts';
import { present } from '../../base/present.ts';
import { typedAs } from '../../base/shape.ts';
import { changeableText, conditionsText, EFFECTS } from '../../domain/autonomy/rule.ts';
import { refuse } from '../../domain/errors.ts';
import { stored } from '../../domain/kinds/schemas.ts';
import { repositoryHere } from '../../domain/repository.ts';
import { shortCommit } from '../../domain/runs/commit-id.ts';
import { rawTitle } from '../../domain/task/raw-title.ts';
import { titleOf } from '../../domain/task/task.ts';
import type { LedgerEntry } from '../../runs/autonomy/ledger.ts';
import { presentStop, ruleDigest, rulesIn } from '../../runs/autonomy/rules-in.ts';
import { runsIn } from '../../runs/find-run.ts';
import type { OutputDoc } from '../../text/doc/doc.ts';
import { tasksOfRuns } from '../../work/archive/tasks-of.ts';
import type { Context } from '../../work/workspace/context.ts';
import { defineCommand } from '../command.ts';
import { configNotesIn } from '../config/fields.ts';

/** A rule, with the number of results that it landed, and of those that were reverted or fixed later. */
const ruleView = () =>
  z.strictObject({
    name: z.string(),
    effect: z.enum(EFFECTS),
    /** Its conditions in words. */
    when: z.string(),
    /** Identity of its content. */
    digest: z.string(),
    landed: z.int(),
    later: z.int(),
    /** What its filter reads and agents can change. Such a rule starts and lands nothing; one that asks always asks. */
    unread: z.array(z.string()).exactOptional(),
  });

/** A result that a rule landed, with the facts that the rule read. */
const landing = () =>
  z.strictObject({
    run: z.string(),
    id: z.int(),
    ...rawTitle(),
    rule: typedAs<LedgerEntry['rule']>(z.looseObject({ name: z.string(), digest: z.string(), says: z.string() })),
    commit: z.string(),
    at: z.string(),
    later: z.string().exactOptional(),
    /** Set if the branch had all of it already. */
    nothing: z.string().exactOptional(),
    /** The line that takes it back. Absent if it made no commit. */
    back: z.string().exactOptional(),
  });

const listed = () =>
  z.strictObject({
    /** Present if a person has stopped autonomy. */
    stopped: stored('autonomy').exactOptional(),
    rules: z.array(ruleView()),
    /** What is wrong with the rules. Until it is fixed, every result needs a person. */
    problems: z.array(z.string()),
    /** Config files that may have rules that don't count yet, with the next step. */
    waiting: z.array(z.string()),
  });

async function listRules(context: Context): Promise<z.output<ReturnType<typeof listed>>> {
  const { ledgerOf, ruleFilters } = await import('../on-call.ts');
  const { store, repositories, root, caller } = context;
  const { rules, problems } = rulesIn(store, repositoryHere(repositories)?.name);
  const ledger = ledgerOf(store.state, await tasksOfRuns(context, runsIn(store.state)));
  const filters = await ruleFilters(context, rules);
  return {
    ...present({ stopped: presentStop(store.state) }),
    rules: rules.map((rule) => {
      const own = ledger.filter((entry) => entry.rule.name === rule.name && entry.nothing === undefined);
      const unread = filters.unread(rule.task);
      return {
        ...{ name: rule.name, effect: rule.effect, when: conditionsText(rule), digest: ruleDigest(rule) },
        ...{ landed: own.length, later: own.filter(({ later }) => later !== undefined).length },
        ...present({ unread: unread.length > 0 ? [...unread] : undefined }),
      };
    }),
    problems: problems.map(({ text }) => text),
    waiting: configNotesIn({ store, root, caller }),
  };
}

export const autonomyList = defineCommand({
  name: 'autonomy_list',
  title: 'List rules of autonomy',
  summary:
    'List the rules about what starts and lands without a person, with the results that each landed. Without a rule that lands, nothing does.',
  group: 'runs',
  access: { effect: 'read' },
  input: () => z.strictObject({}),
  output: listed,
  run: async (context) => listRules(context),
  show: {
    rows: { of: 'rules', columns: ['name', 'effect', 'when', 'landed', 'later'] },
    doc: ({ stopped, rules, problems, waiting }): OutputDoc => ({
      sections: [
        {
          noun: 'rule',
          empty:
            'No rules: nothing lands without a person. Write `autonomy:` into .backlog/config.yaml, and commit it.',
          columns: [
            { head: 'Rule', kind: 'name' },
            { head: '', kind: 'state' },
            { head: 'Landed', kind: 'figure' },
            { head: 'When', kind: 'details' },
          ],
          rows: rules.map(({ name, effect, when, landed, later }) => [
            name,
            { is: 'text', text: effect, style: effect === 'ask' ? 'alarm' : 'good' },
            landed === 0 ? undefined : `${landed} landed${later > 0 ? `, ${later} reverted or fixed later` : ''}`,
            when,
          ]),
        },
      ],
      notes: [
        stopped &&
          `Stopped by ${stopped.actor}${stopped.note ? `: ${stopped.note}` : ''}. To continue: \`backlog autonomy start\``,
        ...rules.flatMap(({ name, effect, unread }) =>
          unread
            ? [`${name} ${effect === 'ask' ? 'always asks' : `${effect}s nothing`}: ${changeableText(unread)}`]
            : [],
        ),
        ...problems.map((text) => `No rule lands a result: ${text}`),
        ...waiting,
      ],
    }),
  },
  cli: { examples: ['autonomy list'] },
});

export const autonomyShow = defineCommand({
  name: 'autonomy_show',
  title: 'Show what rules landed',
  summary:
    'Show the ledger: the results that rules landed, or one rule. Each has the facts, the commit and the line that undoes it.',
  group: 'runs',
  access: { effect: 'read' },
  input: () => z.strictObject({ rule: z.string().describe('Name of a rule; default: all').optional() }),
  output: () => z.strictObject({ rule: ruleView().exactOptional(), landings: z.array(landing()) }),
  async run(context, { rule: name }) {
    const { ledgerOf } = await import('../on-call.ts');
    const { rules } = await listRules(context);
    const rule = rules.find((one) => one.name === name);
    const { state } = context.store;
    const landings = ledgerOf(state, await tasksOfRuns(context, runsIn(state)), name).map((entry) => ({
      ...entry,
      ...present({ back: entry.nothing === undefined ? `backlog run revert ${entry.run}` : undefined }),
    }));
    if (name !== undefined && !rule && landings.length === 0)
      return refuse('not-found', `there is no rule ${JSON.stringify(name)}`, {
        hint:
          rules.length > 0
            ? `Rules: ${rules.map((one) => one.name).join(', ')}`
            : 'There are no rules: `backlog autonomy list`',
        data: { received: name },
      });
    return { ...present({ rule }), landings };
  },
  show: {
    rows: { of: 'landings', columns: ['run', 'id', 'description', 'commit', 'at', 'later', 'back'] },
    doc: ({ rule, landings }): OutputDoc => ({
      ...present({ title: rule && `${rule.name} (${rule.effect}): ${rule.when}` }),
      sections: [
        {
          noun: 'landing',
          empty: 'No rule has landed a result yet.',
          columns: [
            { head: 'Run', kind: 'id' },
            { head: 'Rule', kind: 'word' },
            { head: 'Task', kind: 'description' },
            { head: 'Facts', kind: 'note' },
            { head: 'When', kind: 'when' },
            { head: '', kind: 'details' },
          ],
          rows: landings.map(({ run, id, rule: { name, facts }, commit, at, later, nothing, back, ...task }) => [
            run,
            name,
            `${id} ${titleOf(task)}`,
            factsText(facts),
            { is: 'when', at },
            nothing ??
              (later === undefined
                ? `${shortCommit(commit)}; to undo it: ${back}`
                : `${shortCommit(commit)}, ${later}`),
          ]),
        },
      ],
    }),
  },
  cli: { positional: ['rule'], examples: ['autonomy show', 'autonomy show docs'] },
});

type Facts = LedgerEntry['rule']['facts'];

/** Formats facts: `1 file, 3 lines, low risk; passed unit`. */
function factsText({ files, lines, risk, passed = [], verdicts = [], grade }: Facts): string {
  return [
    `${counted(files, 'file')}, ${counted(lines, 'line')}, ${risk} risk`,
    ...(passed.length > 0 ? [`passed ${passed.join(', ')}`] : []),
    ...(verdicts.length > 0 ? [`judged ${verdicts.map(({ by, kind }) => `${kind} (${by})`).join(', ')}`] : []),
    ...(grade === undefined ? [] : [`evidence ${grade}`]),
  ].join('; ');
}
