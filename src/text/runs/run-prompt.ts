import { oneLine, quoted, quotedLines } from '../safe.ts';

/**
 * Characters that go to an agent at most: of a check's output and of all outputs together, of the project's own instructions, of one note, of
 * a review with comments and of a reason; and how many notes, the last, and files with conflicts.
 */
export const PROMPT_LIMITS = {
  output: 4_000,
  outputs: 16_000,
  instructions: 20_000,
  note: 4_000,
  review: 20_000,
  reason: 1_000,
  notes: 20,
  conflicts: 50,
} as const;

interface CheckSaid {
  name: string;
  why: string;
  output: string;
}

/** What the first message to a run's agent is made of. */
export interface RunBriefing {
  /** The task as text, by `briefText`. */
  brief: string;
  /** Globs of what it may change; none: no limit. */
  scope: readonly string[];
  /** Names of the checks that its result has to pass. */
  checks: readonly string[];
  /** Has it the backlog's MCP tools? */
  tools: boolean;
  /** The project's own instructions for agents, when the client does not read them itself. */
  instructions?: { name: string; text: string } | undefined;
  /** What reviews of earlier attempts said. */
  notes: readonly { actor: string; text: string }[];
  /** Checks that an earlier attempt failed. */
  failed: readonly CheckSaid[];
}

/** The first message of a run: what to do, where, within which limits, and how it is judged. Words of others stand quoted. */
export function firstPrompt(briefing: RunBriefing): string {
  const { brief, instructions, notes, failed } = briefing;
  return [
    'Do the task below in this folder: a git worktree of your own, which nobody else works in.',
    '',
    brief,
    '',
    ...rules(briefing),
    ...(notes.length > 0 ? ['', 'Reviews of earlier attempts said:', ...noteLines(notes)] : []),
    ...(failed.length > 0 ? ['', 'An earlier attempt failed these checks:', ...checkLines(failed)] : []),
    ...(instructions
      ? [
          '',
          `The project says (${oneLine(instructions.name)}):`,
          ...bounded(instructions.text, PROMPT_LIMITS.instructions),
        ]
      : []),
  ].join('\n');
}

function rules({ scope, checks, tools }: RunBriefing): string[] {
  return [
    'How it is judged:',
    '- The result is what is in this folder when you end, committed or not. Do not push, and do not leave the folder.',
    scope.length > 0
      ? `- Change nothing outside of the scope: ${scope.map((glob) => oneLine(glob)).join(' ')}`
      : '- It has no scope: change what the task needs and nothing else.',
    checks.length > 0
      ? `- These checks have to pass: ${checks.map((name) => oneLine(name)).join(', ')}. Then a person reviews the diff before it is merged.`
      : '- A person reviews the diff before it is merged.',
    ...(tools
      ? [
          '- Record evidence for each acceptance criterion: task_annotate with criterion and what you saw. The task is completed by its merge, not by you.',
          '- What only a person can decide: ask with run_ask, and end your turn if you cannot go on without the answer.',
        ]
      : []),
    tools
      ? '- End with a summary of what you did in a few sentences.'
      : '- Say what you did in a line of its own on standard output: {"backlog": "summary", "text": "…"}',
  ];
}

/** Failed checks, for the agent that made the result. */
export function checksPrompt(failed: readonly CheckSaid[]): string {
  return ['Your result failed these checks; mend it:', ...checkLines(failed)].join('\n');
}

/** For an agent whose evidence is about its result so far: a later one leaves it behind. */
export const EVIDENCE_AGAIN =
  'The evidence that you recorded is about your result so far. When you have changed something, record it again for each criterion.';

/** The notes of a review. */
export function notesPrompt(notes: readonly { actor: string; text: string }[]): string {
  return ['A review of your result asks for changes:', ...noteLines(notes)].join('\n');
}

/** What came into the worktree of a result that could not be merged. */
export interface UpdateSaid {
  /** The target branch, and its commit that is in the worktree now, shortened. */
  branch: string;
  tip: string;
  why: string;
  conflicts: readonly { path: string; kind: string }[];
  /** Checks that failed on the merged tree. */
  failed: readonly CheckSaid[];
}

/** After the merge queue gave a result back: what changed in the folder, what conflicts, which checks failed. */
export function updatePrompt({ branch, tip, why, conflicts, failed }: UpdateSaid): string {
  const rest = conflicts.length - PROMPT_LIMITS.conflicts;
  return [
    `Your result could not be merged into ${oneLine(branch)}: ${oneLine(why, PROMPT_LIMITS.reason)}.`,
    `${oneLine(branch)} (${tip}) is now merged into this folder, together with your result. \`git diff ${tip}\` shows what your result changes there.`,
    ...(conflicts.length === 0
      ? ['There are no conflicts.']
      : [
          'These files conflict. Where git could merge them by lines, both sides stand between <<<<<<< (yours) and >>>>>>> (the branch’s). Resolve each, keep what both sides are for, and leave no marks:',
          ...conflicts
            .slice(0, PROMPT_LIMITS.conflicts)
            .map(({ path, kind }) => `- ${oneLine(path)} (${oneLine(kind)})`),
          ...(rest > 0 ? [`- … ${rest} more`] : []),
        ]),
    ...(failed.length > 0
      ? ['On the merged tree these checks failed; make them pass here:', ...checkLines(failed)]
      : []),
  ].join('\n');
}

/** After somebody else changed files of the result. */
export function adoptedPrompt(by: string): string {
  return `${oneLine(by)} changed files in this folder since your last turn. Keep those changes.`;
}

export function answerPrompt(answers: readonly { question: string; answer: string }[]): string {
  const lines = answers.flatMap(({ question, answer }) => [
    `You asked: ${quoted(question, PROMPT_LIMITS.note)}`,
    `The answer: ${quoted(answer, PROMPT_LIMITS.note)}`,
  ]);
  return [...lines, 'Go on with the task.'].join('\n');
}

/** After a crash, a stop or a limit. */
export function resumePrompt(why: string): string {
  return `Your work was interrupted (${oneLine(why, PROMPT_LIMITS.reason)}). What you did is still in the folder. Look at it and go on with the task.`;
}

function checkLines(failed: readonly CheckSaid[]): string[] {
  const each = Math.min(PROMPT_LIMITS.output, Math.floor(PROMPT_LIMITS.outputs / failed.length));
  return failed.flatMap(({ name, why, output }) => [
    `${oneLine(name)}: ${oneLine(why, PROMPT_LIMITS.reason)}`,
    ...bounded(output, each, 'end'),
  ]);
}

function noteLines(notes: readonly { actor: string; text: string }[]): string[] {
  return notes
    .slice(-PROMPT_LIMITS.notes)
    .flatMap(({ actor, text }) =>
      text.includes('\n')
        ? [`- ${oneLine(actor)}:`, ...bounded(text, PROMPT_LIMITS.review)]
        : [`- ${oneLine(actor)}: ${quoted(text, PROMPT_LIMITS.note)}`],
    );
}

/** The beginning of a text, or its end, quoted line by line. */
function bounded(text: string, most: number, keep: 'begin' | 'end' = 'begin'): string[] {
  if (text.length <= most) return quotedLines(text);
  const left = `… (${text.length - most} more characters)`;
  return keep === 'end' ? [left, ...quotedLines(text.slice(-most))] : [...quotedLines(text.slice(0, most)), left];
}
