type Call = readonly [tool: string, input?: Readonly<Record<string, unknown>>, who?: 'other'];

/** Texts of tools that scripted models wait for. `after`: the calls, of which the last one gets the text. */
interface AnswerRow {
  after: readonly Call[];
  text: RegExp;
}

const HANDOFF = 'Done: parser. Next: swap the constructor.';
const TASKS: Call = ['task_import', { tasks: [{ description: 'Fix login' }, { description: 'Write the printer' }] }];
const HANDED_OFF: readonly Call[] = [
  ['task_add', { description: 'Fix login' }],
  ['task_start', { id: 1 }],
  ['task_annotate', { id: 1, text: 'The token is read twice' }],
  ['task_stop', { id: 1, handoff: HANDOFF }],
];

/**
 * What tests with real clients expect of the plugin's tools. `npm test` plays each row without a client
 * (test/interfaces/mcp/answers.test.ts), because only a soak plays most of those tests. So a changed text fails at once.
 */
export const ANSWERS = {
  ownClaim: { after: [TASKS, ['task_start', { id: 1 }], ['claim_list']], text: /^[0-9a-f]{8} you +#\d Fix login / },
  ownTask: {
    after: [TASKS, ['task_start', { id: 1 }], ['backlog_status']],
    text: /Your active tasks:\n- 1 - active Fix login/,
  },
  mostUrgent: {
    after: [
      ['task_import', { tasks: Array.from({ length: 7 }, (_, i) => ({ description: `Task ${i}` })) }],
      ['backlog_status'],
    ],
    text: /Next:\n(?:- \d+ .*\n){5}- … and \d+ more/,
  },
  duplicate: {
    after: [
      ['task_import', { tasks: [{ description: 'Write the release notes' }, { description: 'Write release notes' }] }],
      ['task_lint', { kind: 'duplicate' }],
    ],
    text: /it has the same description as #1 Write the release notes/,
  },
  handoffNote: {
    after: [...HANDED_OFF, ['backlog_status']],
    text: /Needs attention \(run_show, task_start\):\n- 1 - handoff Fix login: "Done: parser\./,
  },
  ownHandoff: {
    after: [...HANDED_OFF, ['task_next']],
    text: /^No task to take.*it was released with a handoff note by you/s,
  },
  handedOn: {
    after: [...HANDED_OFF, ['task_next', {}, 'other']],
    text: /^Started and claimed.*The token is read twice.*Handed off: Done: parser. Next: swap the constructor/s,
  },
} as const satisfies Readonly<Record<string, AnswerRow>>;
