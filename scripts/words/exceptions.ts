import { LONG, RULES } from './rules.ts';

/** Texts for which a rule doesn't apply, with the reason. Without `rule`, no rule applies to them. */
export interface Exception {
  readonly rules?: readonly string[];
  /** The beginnings of paths to which the exception applies. */
  readonly files?: readonly string[];
  /** Matches the sentences to which the exception applies. */
  readonly sentence?: RegExp;
  readonly why: string;
}

/** Pages for people who change Backlog. They may name its internal parts. */
const CONTRIBUTORS = ['CONTRIBUTING.md', 'docs/contribute/'];

/** Pages and sources about other tools, which have their own words. */
const OTHER_TOOLS = ['docs/migrate/', 'docs/reference/formats', 'src/sources/'];

export const EXCEPTIONS: readonly Exception[] = [
  { rules: ['sign'], sentence: /the commit's signature fail/, why: "git's own word for a signed commit" },
  {
    rules: ['land'],
    sentence: /\b(?:rules?|autonomy|without a person|ledger)\b|\bland:|\bor land\b/i,
    why: "the effect of a rule is written land, as in the person's config file",
  },
  {
    rules: ['land'],
    files: [
      'src/commands/autonomy/',
      'src/work/settings/autonomy-settings.ts',
      'docs/how-to/let-results-land-by-rule.md',
    ],
    why: "the effect of a rule is written land, as in the person's config file",
  },
  {
    files: ['docs/migrate/coming-from-tables.md'],
    sentence: /zustand/,
    why: 'headings of columns that other programs write',
  },
  {
    files: ['src/sources/by-hand/take-value.ts'],
    sentence: /zustand/,
    why: 'headings of columns that other programs write',
  },
  { files: ['src/sources/reading/local-words.ts'], why: 'words of other languages that other programs write' },
  { files: ['src/sources/reading/headings.ts'], why: 'headings of columns that other programs write' },
  {
    files: ['goals', 'program', 'tasks', 'phrases/said-lines', 'phrases/synonyms'].map(
      (name) => `src/interfaces/cli/words/spellings/${name}.ts`,
    ),
    why: 'lines of other programs, and words that people type',
  },
  {
    rules: ['prime', 'actor'],
    files: ['src/commands/workspace/status.ts', 'src/interfaces/cli/words/flags/unused-flags.ts'],
    sentence: /prime, onboard|tick_interval/,
    why: 'names of commands and flags in other programs',
  },
  { rules: [LONG], files: ['src/web/app/parts/icon.tsx'], why: 'drawings' },
  { rules: [LONG], files: ['docs/contribute/decisions/size.md'], sentence: /\d code lines/, why: 'a list of figures' },
  {
    rules: ['title'],
    files: ['src/commands/inbox/', 'src/domain/inbox/', 'src/text/runs/run-prompt.ts'],
    why: 'the field of a proposal, which is no task yet',
  },
  { rules: ['title', 'annotation', 'activity'], files: OTHER_TOOLS, why: 'fields of other tools' },
  {
    rules: ['store', 'lease', 'loop, scheduler, play', 'dispatch', 'commit'],
    files: CONTRIBUTORS,
    why: 'names of parts of the program',
  },
  {
    rules: RULES.map(({ name }) => name),
    files: ['docs/contribute/dictionary.md'],
    why: 'defines the words of the code, and names the words of users beside them',
  },
  { rules: ['green, red'], sentence: /colou?r|\bdot\b/i, why: 'colours' },
  { rules: ['meet'], sentence: /condition|criteri|requirement/i, why: 'a criterion is met' },
  {
    rules: ['sign'],
    sentence: /cryptographic|sign(ed|s|ing)? (in|out)\b|signed (commits|tags)/i,
    why: 'cryptography, and logins',
  },
  { rules: ['annotation'], sentence: /Taskwarrior|MCP|tool annotations/, why: 'words of Taskwarrior and of MCP' },
  {
    rules: ['in hand'],
    files: ['agents/', 'skills/', 'src/text/', 'src/commands/task/', 'src/work/task/'],
    sentence: /hand(ed)? off/i,
    why: 'a task is handed off with a note; only a run is given to a person',
  },
  { rules: ['sign'], sentence: /names(,| and) signatures/, why: 'signatures of functions' },
  {
    rules: ['sign'],
    files: ['docs/how-to/send-events.md', 'docs/contribute/decisions/commands.md'],
    sentence: /webhook|signature/i,
    why: 'Standard Webhooks calls the HMAC a signature',
  },
  { rules: ['wish, want, know, look'], sentence: /"looks good"/, why: 'words of a person' },
  { rules: ['land'], files: ['src/domain/runs/landed/'], why: 'what rules and people did, in the word of the ledger' },
  { rules: ['land'], files: ['src/runs/git/landing/'], why: 'names in files that older versions read' },
  {
    rules: ['dispatch'],
    files: ['src/interfaces/hooks/subagents/dispatch.ts'],
    why: 'the mark in a prompt by which Backlog finds the assignment',
  },
  { rules: ['sign'], sentence: /signed duration/, why: 'plus and minus' },
  { rules: ['actor'], sentence: /actor:/, why: 'the name of the filter attribute' },
  { rules: ['base'], sentence: /base64|base URL|code base|merge base/i, why: 'other terms' },
  { rules: ['verdict'], files: ['src/store/backends/postgres/append.ts'], why: 'a column in SQL' },
  { rules: ['actor', 'else'], files: ['src/store/backends/postgres/roles-sql.ts'], why: 'a field and a word in SQL' },
  { rules: ['specification'], sentence: /MCP|OpenAPI|JSON|RFC|TOML|YAML/, why: 'specifications of formats' },
  {
    rules: ['title'],
    files: [
      'src/commands/goal/',
      'src/goals/',
      'src/work/goals/',
      'src/text/goals.ts',
      'docs/reference/commands/goal.md',
    ],
    why: 'goals have titles',
  },
  {
    rules: ['title'],
    sentence: /pull request|\bpage|window|heading|column/i,
    why: 'titles of other things than tasks',
  },
];
