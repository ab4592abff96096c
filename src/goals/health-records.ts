import { groupedBy } from '../base/iterables.ts';
import { GOAL_KINDS } from '../domain/goals/words.ts';
import { sameName } from './check.ts';
import { ADD_VISION, archiveGoal, fixGoal, type GoalFinding } from './finding.ts';
import type { HealthView } from './health-view.ts';
import { linksFrom } from './links.ts';
import { isOpenRecord, type PlanRecord } from './plan.ts';

/** Problems of the vision, pillars, problems and personas. */
export function peopleFindings(view: HealthView): GoalFinding[] {
  const { plan, outcomes, openBets, openGoals, layered } = view;
  const served = new Set(outcomes.flatMap(({ pillars = [] }) => pillars));
  const named = new Set([...openBets, ...openGoals].flatMap(({ problems = [] }) => problems));
  const problems = plan.live('problem').filter(({ solved_by }) => solved_by === undefined);
  const hurt = new Set(problems.flatMap(({ hurts = [] }) => hurts.map(({ persona }) => persona)));
  const [outcome] = outcomes;
  const [goal] = openGoals;
  const [persona] = plan.live('persona');
  const [problem] = problems;
  const pillars = plan
    .live('pillar')
    .flatMap(({ id, title, wont }): GoalFinding[] => [
      ...when(
        !served.has(id),
        'pillar.no_outcome',
        'warn',
        id,
        `no outcome serves ${id} ${title}`,
        outcome
          ? fixGoal(outcome.id, { pillars: `+${id}` })
          : { command: 'goal_add', words: { title: '<outcome>' }, flags: { kind: 'outcome', pillars: id } },
      ),
      ...when(
        wont === undefined,
        'pillar.no_wont',
        'info',
        id,
        `${id} ${title} refuses nothing`,
        fixGoal(id, { wont: '<what it will not be>' }),
      ),
    ]);
  const unsolved = problems.flatMap(({ id, title, severity, hurts }): GoalFinding[] => [
    ...when(
      !named.has(id),
      'problem.unaddressed',
      severity >= 4 ? 'warn' : 'info',
      id,
      `no open bet or goal names ${id} ${title} (severity ${severity})`,
      goal
        ? fixGoal(goal.id, { problems: `+${id}` })
        : { command: 'goal_add', words: { title: '<goal>' }, flags: { problems: id } },
    ),
    ...when(
      !hurts?.length,
      'problem.no_persona',
      'info',
      id,
      `${id} ${title} hurts nobody that is named`,
      persona ? fixGoal(id, { hurts: persona.id }) : newPersona(id),
    ),
  ]);
  const unserved = plan
    .live('persona')
    .flatMap(({ id, title }) =>
      when(
        !hurt.has(id),
        'persona.unserved',
        'info',
        id,
        `no unsolved problem hurts ${id} ${title}`,
        problem ? fixGoal(problem.id, { hurts: hurtsWith(problem, id) }) : archiveGoal(id),
      ),
    );
  const vision = when(
    layered && plan.live('vision').length === 0,
    'vision.missing',
    'error',
    undefined,
    'the vision is missing',
    ADD_VISION,
  );
  return [...vision, ...pillars, ...unsolved, ...unserved];
}

/** A call that adds a persona and names it in a problem. */
function newPersona(problem: string): GoalFinding['fix'] {
  const records = [
    { kind: 'persona', ref: 'who', title: '<persona>' },
    { id: problem, hurts: ['who'] },
  ];
  return { command: 'goal_save', words: {}, flags: { records } };
}

/** The list of personas as an argument, with one more. */
function hurtsWith(
  { hurts = [] }: { hurts?: readonly { persona: string; stakes?: string | undefined }[] | undefined },
  id: string,
): string[] {
  return [...hurts.map(({ persona, stakes }) => [persona, stakes].filter(Boolean).join(' ')), id];
}

function when(
  holds: boolean,
  code: string,
  level: GoalFinding['level'],
  id: string | undefined,
  why: string,
  fix: GoalFinding['fix'],
): GoalFinding[] {
  return holds ? [{ code, level, ids: id === undefined ? [] : [id], why, fix }] : [];
}

/** Links that lead nowhere, and names that two records have. Only records that are neither archived nor closed count. */
export function recordFindings({ plan }: HealthView): GoalFinding[] {
  const records = GOAL_KINDS.flatMap((kind): PlanRecord[] => plan.live(kind));
  const links = records.filter(isOpenRecord).flatMap((record) =>
    linksFrom(record).flatMap(({ field, to }): GoalFinding[] => {
      const found = plan.find(to);
      if (found && found.archived === undefined) return [];
      const why = `${record.id} ${record.title} names ${to} in ${field}, which ${found ? 'is archived' : "doesn't exist"}`;
      return [
        {
          code: 'link.unknown',
          level: found ? 'warn' : 'error',
          ids: [record.id, to],
          why,
          fix: fixGoal(record.id, { [field]: without(record, field, to) }),
        },
      ];
    }),
  );
  const names = GOAL_KINDS.flatMap((kind) =>
    [...groupedBy(plan.live(kind) as PlanRecord[], ({ title }) => sameName(title)).values()].flatMap(
      ([first, ...others]) =>
        others.map(
          (other): GoalFinding => ({
            ...{ code: 'dup.title', level: 'warn', ids: [first!.id, other.id] },
            why: `${first!.id} and ${other.id} have the same name: ${other.title}`,
            fix: fixGoal(other.id, { title: `<another name>` }),
          }),
        ),
    ),
  );
  return [...links, ...names];
}

/** The value of a field as an argument, without a link. */
function without(record: PlanRecord, field: string, to: string): unknown {
  const value = record[field as keyof PlanRecord] as unknown;
  if (!Array.isArray(value)) return '';
  if (field === 'hurts') return hurtsWith({ hurts: value.filter(({ persona }) => persona !== to) }, '').filter(Boolean);
  return (value as string[]).filter((id) => id !== to);
}
