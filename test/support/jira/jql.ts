import { categoryOf, type FakeIssue, type FakeSite } from './state.ts';

const MINUTE_MS = 60_000;

/** Compiles the part of JQL that the tests use; undefined for what Jira would refuse. */
export function compileJql(site: FakeSite, jql: string): ((issue: FakeIssue) => boolean) | undefined {
  const conditions = jql
    .replace(/\s+ORDER BY .*$/i, '')
    .split(/\s+AND\s+/i)
    .map((text) =>
      condition(
        site,
        text
          .trim()
          .replace(/^\((.*)\)$/, '$1')
          .trim(),
      ),
    );
  return conditions.every((one) => one !== undefined) ? (issue) => conditions.every((fits) => fits!(issue)) : undefined;
}

function condition(site: FakeSite, text: string): ((issue: FakeIssue) => boolean) | undefined {
  const [, field, sign, raw] = /^(\w+)\s*(=|!=|>=)\s*(.+)$/.exec(text) ?? [];
  if (field === undefined) return undefined;
  const value = raw!.replace(/^"(.*)"$/, '$1');
  if (sign === '>=') return since(site, field, value);
  const is = values(field);
  if (!is) return undefined;
  return (issue) => is(issue).some((one) => one.toLowerCase() === value.toLowerCase()) === (sign === '=');
}

/** Jira rounds to minutes. The fake rounds so that less is found. */
function since(site: FakeSite, field: string, value: string): ((issue: FakeIssue) => boolean) | undefined {
  const minutes = Number(/^-(\d+)m$/.exec(value)?.[1] ?? Number.NaN);
  if (Number.isNaN(minutes) || (field !== 'updated' && field !== 'created')) return undefined;
  const from = Math.ceil((site.now - minutes * MINUTE_MS) / MINUTE_MS) * MINUTE_MS;
  return (issue) => issue[field] >= from;
}

function values(field: string): ((issue: FakeIssue) => string[]) | undefined {
  if (field === 'project') return ({ project }) => [project];
  if (field === 'labels') return ({ labels }) => labels;
  if (field === 'status') return ({ status }) => [status];
  return field === 'statusCategory' ? ({ status }) => [categoryOf(status)] : undefined;
}
