import { ownProperty } from '../../../../base/own-property.ts';
import { present } from '../../../../base/present.ts';
import { refuse } from '../../../../domain/errors.ts';
import type { Saying } from '../saying.ts';
import { insteadOf, lineWithWords } from '../unknown-flag.ts';

/** Fields of `gh issue list --json`, with Backlog's. */
const JSON_FIELDS: Readonly<Record<string, string>> = {
  ...{ url: 'source', author: 'created', milestone: 'project' },
  ...{ number: 'id', title: 'description', state: 'status', labels: 'tags', body: 'spec', assignees: 'agent' },
  ...{ createdAt: 'entry', updatedAt: 'modified', closedAt: 'end' },
};

/** Refuses names of fields after --json, as `gh` has them, because they would be a filter. @throws BacklogError `usage` */
export function refuseJsonFields(said: Saying): void {
  const {
    command,
    before,
    behind: [next = '', ...others],
  } = said;
  const isName = Object.hasOwn(JSON_FIELDS, next) || Object.values(JSON_FIELDS).includes(next);
  if (!(isName || /^[a-z]\w*(,[a-z]\w*)+$/i.test(next))) return;
  if (!command.show.rows) {
    if (command.name !== 'task_info') return;
    const line = lineWithWords(command, [...before, '--json', ...others]);
    refuse('usage', `--json takes no names (did you mean \`${line}\`?)`, { data: { received: next } });
  }
  const fields = next.split(',').map((name) => ownProperty(JSON_FIELDS, name) ?? name);
  const meant = [...before, '--fields', fields.join(','), '--json', ...others];
  const { line, words } = insteadOf(meant, said) ?? { line: lineWithWords(command, meant) };
  refuse('usage', `--json takes no names (did you mean \`${line}\`?)`, {
    data: { received: next, ...present({ instead: words }) },
  });
}
