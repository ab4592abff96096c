import { isObject } from '../../base/is-object.ts';
import { type Finding, type Level, type ReportFormat, ruleName } from './finding.ts';
import { type JsonObject, lineIn, objectIn, objectsIn, textIn } from './values.ts';

const LEVEL_OF: Readonly<Record<string, Level>> = { error: 'high', warning: 'medium', note: 'low', none: 'low' };

/** SARIF 2.1, which most security scanners and many linters write. Suppressed, passed and absent results are left out. */
export const SARIF: ReportFormat = {
  name: 'sarif',
  title: 'SARIF',
  detect: (_, value) =>
    isObject(value) && Array.isArray(value.runs) && (textIn(value.version) ?? textIn(value.$schema)) !== undefined,
  read(_, value) {
    const runs = objectsIn(objectIn(value).runs);
    const names = runs.flatMap((run) => textIn(driverOf(run).name) ?? []);
    const whole = runs.filter((run) => objectsIn(run.invocations).every((one) => one.executionSuccessful !== false));
    const files = whole.flatMap((run) => objectsIn(run.artifacts).flatMap((one) => pathOf(run, one.location) ?? []));
    return {
      tool: [...new Set(names)].join(', ') || 'SARIF',
      findings: runs.flatMap(resultsOf),
      looked: { files: files },
    };
  },
};

const driverOf = (run: JsonObject) => objectIn(objectIn(run.tool).driver);

function resultsOf(run: JsonObject): Finding[] {
  const rules = objectsIn(driverOf(run).rules);
  const byId = new Map(
    rules.flatMap((rule) => (textIn(rule.id) === undefined ? [] : [[String(rule.id), rule] as const])),
  );
  return objectsIn(run.results).flatMap((result): Finding[] => {
    if (!isOpen(result)) return [];
    const named = textIn(result.ruleId) ?? textIn(objectIn(result.rule).id);
    const at = Number(result.ruleIndex ?? objectIn(result.rule).index ?? -1);
    const rule = (named === undefined ? undefined : byId.get(named)) ?? rules[at] ?? {};
    const level = textIn(result.level) ?? textIn(objectIn(rule.defaultConfiguration).level) ?? 'warning';
    const { artifactLocation, region } = objectIn(objectIn(objectsIn(result.locations)[0]).physicalLocation);
    const id = named ?? textIn(rule.id) ?? 'unknown';
    return [
      {
        rule: ruleName(id),
        path: pathOf(run, artifactLocation),
        line: lineIn(objectIn(region).startLine),
        message: messageOf(result, rule) ?? id,
        level: LEVEL_OF[level] ?? 'medium',
      },
    ];
  });
}

function isOpen({ kind, baselineState, suppressions }: JsonObject): boolean {
  if (kind !== undefined && kind !== 'fail' && kind !== 'open' && kind !== 'review') return false;
  if (baselineState === 'absent') return false;
  return !objectsIn(suppressions).some(({ status }) => status === undefined || status === 'accepted');
}

function messageOf(result: JsonObject, rule: JsonObject): string | undefined {
  const { text, id, arguments: values } = objectIn(result.message);
  const template =
    textIn(id) === undefined ? undefined : textIn(objectIn(objectIn(rule.messageStrings)[String(id)]).text);
  const filled = template?.replace(/\{(\d+)\}/g, (whole, n) =>
    String((values as unknown[] | undefined)?.[Number(n)] ?? whole),
  );
  return textIn(text) ?? filled ?? textIn(objectIn(rule.shortDescription).text);
}

/** Maximum number of bases, each below the next one. */
const BASES = 5;

/** Returns the path of a location. It can name an artifact by its number, and a base by its name. */
function pathOf({ artifacts, originalUriBaseIds: bases }: JsonObject, location: unknown): string | undefined {
  const { uri, index } = objectIn(location);
  let at =
    uri === undefined
      ? objectIn(objectIn((artifacts as unknown[] | undefined)?.[Number(index)]).location)
      : objectIn(location);
  let path = pathIn(at.uri);
  for (let n = 0; n < BASES && path !== undefined && !path.startsWith('/') && at.uriBaseId !== undefined; n++) {
    at = objectIn(objectIn(bases)[String(at.uriBaseId)]);
    const base = pathIn(at.uri);
    if (base !== undefined) path = `${base.replace(/\/*$/, '')}/${path}`;
  }
  return path;
}

/** Returns the path in an address: `file:///a%20b` is `/a b`. */
function pathIn(address: unknown): string | undefined {
  const uri = textIn(address);
  if (uri === undefined || /^[a-z][a-z0-9+.-]+:/i.test(uri.replace(/^file:/i, ''))) return undefined;
  const path = uri.replace(/^file:(?:\/\/[^/]*)?/i, '').split(/[?#]/, 1)[0]!;
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
