import * as z from 'zod';
import { counted } from '../../../base/amounts.ts';
import { inputOf } from '../../../domain/calls/door.ts';
import { flagInput } from '../../../domain/calls/inputs.ts';
import { refuse } from '../../../domain/errors.ts';
import { wordsOfText } from '../../../domain/task/folded-words.ts';
import { planOf } from '../../../goals/plan.ts';
import { searchGoals } from '../../../goals/texts.ts';
import { rowText, titleText } from '../../../text/row.ts';
import { oneLine, quoted } from '../../../text/safe.ts';
import { loadArchive } from '../../../work/archive/load-archive.ts';
import { search, searchHit } from '../../../work/search/search.ts';
import { defineCommand } from '../../command.ts';
import { limitInput, moreLine, rowLimit } from '../../limit.ts';
import * as outputs from '../../outputs.ts';

/** Maximum number of goals in an answer. */
const GOALS = 5;
const HITS = { usual: 20, most: 200 };

export const taskSearch = defineCommand({
  name: 'task_search',
  title: 'Search tasks',
  elsewhere: 'find, search issues',
  summary:
    'Search descriptions, notes, criteria and documents by words or their beginnings, best match first. Tolerates small typos.',
  toolset: 'queue',
  group: 'daily',
  access: { effect: 'read' },
  input: () =>
    z.strictObject({
      text: z.string().describe('Words, in any order'),
      filter: z.string().describe('Only these tasks').optional(),
      all: flagInput().describe('Include closed tasks').optional(),
      archived: flagInput().describe('Only archived tasks').optional(),
      limit: limitInput('hits', HITS),
      format: z.enum(['text', 'json']).describe('json: with UUIDs and scores').optional(),
    }),
  output: () =>
    z.strictObject({
      total: z.int(),
      notes: outputs.notes(),
      hits: z.array(searchHit()),
      /** The first goals, and records above them, that match. Only without a filter. */
      goals: z.array(z.strictObject({ id: z.string(), title: z.string() })).exactOptional(),
    }),
  async run(context, { text, filter, all = false, archived = false, limit }) {
    if (wordsOfText(text).length === 0) {
      refuse('usage', `there is no word in ${quoted(text, 60)}`, { hint: 'Search for words of letters or digits.' });
    }
    const narrowed = filter?.trim() ? filter : undefined;
    const query = { text, filter: narrowed, closed: all, limit: rowLimit(limit, HITS, context.caller) };
    const searched = archived
      ? await (await loadArchive()).searchArchive(context, query)
      : await search(context, query);
    const { total, hits } = searched;
    const unreadable = context.texts.unreadable().length;
    const notes = [
      ...(searched.all || hits.length === 0 ? [] : ['No match has all of these words. These have some of them.']),
      ...(searched.closed > 0
        ? [
            `${counted(searched.closed, 'closed task')} ${searched.closed === 1 ? 'matches' : 'match'}, too; ${inputOf(context.caller.door, 'all')} shows ${searched.closed === 1 ? 'it' : 'them'}.`,
          ]
        : []),
      ...(unreadable > 0 ? [`${counted(unreadable, 'document')} can't be read; run doctor.`] : []),
    ];
    const goals = narrowed || archived ? [] : searchGoals(planOf(context.store.state), text).slice(0, GOALS);
    return {
      total,
      hits,
      ...(goals.length > 0 ? { goals: goals.map(({ id, title }) => ({ id, title })) } : {}),
      ...(notes.length > 0 ? { notes } : {}),
    };
  },
  show: {
    rows: { of: 'hits', columns: ['id', 'description', 'in', 'snippet', 'score'], pages: true },
    text: ({ total, hits, goals = [], notes = [] }, context) => {
      const facts = context.facts();
      const lines = hits.flatMap(({ uuid, in: where, snippet, ...found }) => {
        const task = uuid === undefined ? undefined : context.queue.get(uuid);
        const archived = `${found.id} - ${found.status}, archived ${titleText({ ...found, description: found.description ?? '' })}`;
        const head = task ? rowText(task, facts) : uuid ? archived : `- workspace ${where}`;
        const part = uuid ? `${where}: ` : '';
        return where === 'description' || !snippet ? [head] : [head, `  ${part}${quoted(snippet)}`];
      });
      lines.push(...goals.map((goal) => oneLine(`${goal.id} ${goal.title}`)));
      if (lines.length === 0) lines.push('No match.');
      const more = moreLine(
        context.caller,
        total > hits.length && `the best ${hits.length} of ${counted(total, 'match')}; narrow them with a filter`,
      );
      return [...lines, ...more, ...notes].join('\n');
    },
  },
  cli: {
    positional: ['text'],
    examples: ['search login timeout', 'search "Überschreitung" --filter project:web --all'],
  },
  mcp: { unlisted: { all: 'with closed tasks', archived: 'only those', limit: '20', format: 'json' } },
});
