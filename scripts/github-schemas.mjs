// Writes test/fixtures/github-schemas.json: the endpoints that Backlog calls, as GitHub describes them.
// Usage: npm pack @octokit/openapi, unpack it, and name its generated/api.github.com.json. Add an endpoint to ENDPOINTS.
import { readFileSync, writeFileSync } from 'node:fs';

const ENDPOINTS = [
  'GET ',
  'GET /issues',
  'POST /issues',
  'GET /issues/comments',
  'PATCH /issues/comments/{comment_id}',
  'GET /issues/{issue_number}',
  'PATCH /issues/{issue_number}',
  'GET /issues/{issue_number}/comments',
  'POST /issues/{issue_number}/comments',
  'GET /issues/{issue_number}/events',
  'GET /issues/{issue_number}/labels',
  'POST /issues/{issue_number}/labels',
  'DELETE /issues/{issue_number}/labels/{name}',
  'GET /issues/{issue_number}/dependencies/blocked_by',
  'GET /pulls',
  'POST /pulls',
  'GET /pulls/{pull_number}',
  'PATCH /pulls/{pull_number}',
  'GET /pulls/{pull_number}/reviews',
  'GET /pulls/{pull_number}/comments',
  'GET /commits/{ref}/check-runs',
  'GET /commits/{ref}/status',
  'GET /check-runs/{check_run_id}/annotations',
  'GET /actions/jobs/{job_id}/logs',
  'GET /branches/{branch}',
  'GET /rules/branches/{branch}',
];

const REPOSITORY = '/repos/{owner}/{repo}';
const SCHEMA = '#/components/schemas/';
const api = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const schemas = {};

/** Takes over a schema without what only people read. JSON Schema has no `nullable`. */
function pruned(schema) {
  if (Array.isArray(schema)) return schema.map(pruned);
  if (schema === null || typeof schema !== 'object') return schema;
  if (typeof schema.$ref === 'string') {
    take(schema.$ref.slice(SCHEMA.length));
    return { $ref: schema.$ref };
  }
  const { description, example, examples, title, default: _, nullable, properties, ...rest } = schema;
  const kept = Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, pruned(value)]));
  // A property can have the name of a keyword.
  if (properties)
    kept.properties = Object.fromEntries(Object.entries(properties).map(([name, value]) => [name, pruned(value)]));
  return nullable ? { anyOf: [kept, { type: 'null' }] } : kept;
}

function take(name) {
  if (name in schemas) return;
  schemas[name] = {};
  schemas[name] = pruned(api.components.schemas[name]);
}

/** The schema of a JSON answer; null for an answer of another kind. */
function answer(response) {
  const { content } = response.$ref ? api.components.responses[response.$ref.split('/').at(-1)] : response;
  const schema = content?.['application/json']?.schema;
  return schema ? pruned(schema) : null;
}

const paths = ENDPOINTS.map((endpoint) => {
  const [method, path] = endpoint.split(' ');
  const { responses } = api.paths[`${REPOSITORY}${path}`][method.toLowerCase()];
  return [endpoint, Object.fromEntries(Object.entries(responses).map(([status, one]) => [status, answer(one)]))];
});
const { version } = JSON.parse(readFileSync(new URL('../package.json', `file://${process.argv[2]}`), 'utf8'));
const from = `@octokit/openapi ${version} (MIT), generated/api.github.com.json, by scripts/github-schemas.mjs`;
/** One line for each part, so that differences can be read. */
const lines = (parts) =>
  `{\n${Object.entries(parts)
    .map(([name, part]) => `${JSON.stringify(name)}: ${JSON.stringify(part)}`)
    .join(',\n')}\n}`;
writeFileSync(
  new URL('../test/fixtures/github-schemas.json', import.meta.url),
  `{\n"from": ${JSON.stringify(from)},\n"endpoints": ${lines(Object.fromEntries(paths))},\n"components": {\n"schemas": ${lines(schemas)}\n}\n}\n`,
);
