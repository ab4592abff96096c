import type { Random } from '../../support/random.ts';
import { RECORDED, recordedLines, type Step } from './played-agent.ts';

/** A stream of a client with damage. */
export interface MutatedStream {
  provider: 'claude' | 'codex';
  steps: Step[];
  /** What was done to it, for the message of a failure. */
  how: string[];
  /** True if the stream still has the command of the criterion with its success, and all lines that end the turn. */
  isWhole: boolean;
}

const HEADLESS = new URL('../../fixtures/headless/', import.meta.url);
const FAILURES = ['claude-2.1.328-overloaded', 'claude-2.1.328-usage-limit', 'claude-2.1.328-auth-failed'];
const CODEX_FAILURES = ['codex-0.169.0-usage-limit', 'codex-0.169.0-auth-failed'];

/** Values that no client should print in a field. */
const WRONG = [
  null,
  true,
  -1,
  1e300,
  0.1 + 0.2,
  '',
  'x',
  [],
  {},
  [[]],
  { at: 1 },
  '2026-11-30T16:44:51.864Z',
  '\u0000\u001b[31m',
];

/** Damages a recorded stream in some places. The same numbers give the same stream. */
export function mutatedStream(random: Random): MutatedStream {
  const name = random.pick(RECORDED);
  const provider = name.startsWith('codex') ? 'codex' : 'claude';
  const lines = recordedLines(name);
  const steps: Step[] = [...lines];
  const how = [name];
  for (let left = 1 + random.int(4); left > 0; left--) {
    const [what, mutate] = random.pick(MUTATIONS);
    const at = random.int(steps.length);
    const step = steps[at]!;
    if (typeof step !== 'string') continue;
    how.push(`${what} at ${at}`);
    steps.splice(at, 1, ...mutate(step, random, provider));
  }
  if (random.int(8) === 0) {
    how.push('a failure of the service before');
    const failure = recordedLines(random.pick(provider === 'codex' ? CODEX_FAILURES : FAILURES), HEADLESS);
    steps.unshift(...failure.slice(0, random.int(failure.length)));
    how.push('');
  }
  const printed = new Set(steps.map(printedText).join('').split('\n'));
  const needed = [...evidenceIn(lines), ...lines.filter((line) => ENDS.test(line))];
  const isWhole = how.at(-1) !== '' && needed.every((line) => printed.has(line));
  return { provider, steps, how, isWhole };
}

/** Lines by which a reader knows how the turn ended, and whose loss may fail a run. */
const ENDS = /^\{.*"type":"(?:result|turn\.completed|system","subtype":"init|thread\.started)"/;

/** What a step prints to standard output. */
const printedText = (step: Step): string => (typeof step === 'string' ? `${step}\n` : 'raw' in step ? step.raw : '');

/** The last call of the command, and its result. */
function evidenceIn(lines: readonly string[]): string[] {
  const isCall = (line: string) => /"(?:tool_use|item\.started)"/.test(line) && line.includes('npm test');
  const first = lines.findLastIndex(isCall);
  return [lines[first]!, lines.slice(first).find((line) => /"(?:tool_result|item\.completed)"/.test(line))!];
}

type Mutate = (line: string, random: Random, provider: string) => Step[];

const MUTATIONS: readonly (readonly [what: string, mutate: Mutate])[] = [
  ['a line is missing', () => []],
  ['a line is twice there', (line) => [line, line]],
  ['a line is cut', (line, { int }) => [line.slice(0, int(line.length))]],
  ['a line lacks its end and runs into the next', (line) => [{ raw: line }]],
  ['a line comes in parts', (line, { int }) => parts(line, int(line.length))],
  [
    'a line of another program',
    (line, { pick }) => [pick(['npm warn x', '{', '[]', 'null', '"x"', '\u0000', '{"type":null}']), line],
  ],
  ['a kind of event that nobody knows', (line, { pick }) => [pick(UNKNOWN), line]],
  ['a huge line', (line, { int }) => [`{"type":"assistant","x":"${'y'.repeat(2_000_000 + int(1_000))}"}`, line]],
  ['a huge text', (line, { int }) => [withField(line, (fields) => ({ ...fields, text: 'z'.repeat(int(300_000)) }))]],
  ['a field is missing', (line, random) => [changed(line, random, () => undefined)]],
  ['a field has another type', (line, random) => [changed(line, random, () => random.pick(WRONG))]],
  ['a time has a fraction', (line) => [line.replaceAll(/(\d\d:\d\d:\d\d)(?:\.\d+)?Z/g, '$1.123456789Z')]],
  ['a time has another zone', (line) => [line.replaceAll(/(\d\d:\d\d:\d\d)(?:\.\d+)?Z/g, '$1+02:00')]],
  ['a limit', (line, { pick }, provider) => [pick(provider === 'codex' ? CODEX_LIMITS : LIMITS), line]],
  ['an error on standard error', (line) => [{ error: 'Error: connect ECONNREFUSED 2026-11-30T16:44:51.864Z' }, line]],
  [
    'a message of another conversation',
    (line) => [withField(line, (fields) => ({ ...fields, session_id: 'other' })), line],
  ],
  ['an empty line', (line) => ['', '\r', line]],
  [
    'it begins again',
    (line) => [
      '{"type":"system","subtype":"init","session_id":"again"}',
      '{"type":"thread.started","thread_id":"again"}',
      line,
    ],
  ],
];

const UNKNOWN = [
  '{"type":"stream_event","event":{"type":"content_block_delta"}}',
  '{"type":"system","subtype":"status_2027","at":"2026-11-30T16:44:51.864Z"}',
  '{"type":"item.completed","item":{"id":"i9","type":"reasoning_2027","text":7}}',
  '{"type":"__proto__","message":{"content":[{"type":"constructor"}]}}',
  '{"type":"assistant","message":{"id":"m","content":[{"type":"tool_use","id":7,"name":{},"input":"x"}]}}',
];
const LIMITS = [
  '{"type":"rate_limit_event","rate_limit_info":{"status":"allowed_warning","resetsAt":1795939200.123,"rateLimitType":"five_hour","utilization":0.91}}',
  '{"type":"rate_limit_event","rate_limit_info":{"status":"allowed","resetsAt":"2026-11-30T17:00:00.123Z","unifiedWindows":{"seven_day":{"utilization":"0.5","resetsAt":-1}}}}',
  '{"type":"rate_limit_event","rate_limit_info":{"status":"allowed_warning","resetsAt":1e18}}',
  '{"type":"system","subtype":"api_retry","attempt":1.5,"error_status":529,"error":"overloaded_error"}',
];
const CODEX_LIMITS = [
  '{"type":"error","message":"Reconnecting... 1/5 (unexpected status 529 at 2026-11-30T16:44:51.864Z)"}',
  '{"type":"error","message":{"code":429}}',
];

function parts(line: string, at: number): Step[] {
  return [{ raw: line.slice(0, at) }, line.slice(at)];
}

function withField(line: string, change: (fields: Record<string, unknown>) => Record<string, unknown>): string {
  return JSON.stringify(
    change(JSON.parse(line.startsWith('{') && isJson(line) ? line : '{}') as Record<string, unknown>),
  );
}

function isJson(line: string): boolean {
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}

/** Changes one field somewhere in a line of JSON. */
function changed(line: string, random: Random, value: () => unknown): string {
  if (!isJson(line)) return line;
  const whole: unknown = JSON.parse(line);
  const places: [object, string][] = [];
  const visit = (one: unknown): void => {
    if (typeof one !== 'object' || one === null) return;
    for (const [name, inner] of Object.entries(one)) {
      places.push([one, name]);
      visit(inner);
    }
  };
  visit(whole);
  if (places.length === 0) return line;
  const [owner, name] = random.pick(places);
  Object.assign(owner, { [name]: value() });
  return JSON.stringify(whole);
}
