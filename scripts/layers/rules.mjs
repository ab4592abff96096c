/**
 * The layer rule: imports go one way, siblings do not import each other, and each library is named in one folder.
 * `npm run check -- layers` also plants a violation of every rule and expects it to be found (scripts/check-layers.mjs).
 */
export const layers = [
  ['base'],
  ['time', 'detect'],
  ['domain'],
  ['goals'],
  ['filter', 'claims', 'search'],
  ['store'],
  ['lint', 'report', 'sources', 'services', 'connect'],
  ['work', 'text'],
  ['runs'],
  ['git-hook', 'scheduler'],
  ['commands'],
  ['web'],
  ['interfaces'],
];

/** A folder may import itself and any folder of an earlier layer; nothing else under src. */
const layerRules = layers.flatMap((layer, height) =>
  layer.map((folder) => {
    const allowed = [folder, ...layers.slice(0, height).flat()].join('|');
    return {
      name: `layer-${folder}`,
      severity: 'error',
      from: { path: `^src/${folder}/` },
      to: { path: '^src/', pathNot: `^src/(${allowed})/` },
    };
  }),
);

/** library -> the one folder that may name it. */
export const homes = {
  'jsonc-parser': 'base/json',
  chevrotain: 'filter',
  'chrono-node': 'time',
  'date-fns': 'time',
  '@date-fns/utc': 'time',
  minisearch: 'search',
  diff: 'text',
  lowdb: 'store',
  tar: 'store',
  'js-yaml': 'sources',
  'csv-parse': 'sources',
  'sql.js': 'sources',
  '@octokit/core': 'services/github',
  'smol-toml': 'connect',
  'simple-git': 'runs',
  execa: 'runs',
  '@modelcontextprotocol/server': 'interfaces/mcp',
  hono: 'web',
  '@hono/node-server': 'web',
  preact: 'web/app',
  '@preact/signals': 'web/app',
  '@tanstack/virtual-core': 'web/app',
  '@atlaskit/pragmatic-drag-and-drop': 'web/app',
  '@leeoniya/ufuzzy': 'web/app',
  marked: 'text/markdown',
  entities: 'text/markdown',
  'highlight.js': 'text/code',
  picocolors: 'text/screen',
  'string-width': 'text/screen',
};
const homeRules = Object.entries(homes).map(([library, folder]) => ({
  name: `home-of-${library.replace(/[@/]/g, '')}`,
  severity: 'error',
  from: { path: '^src/', pathNot: `^src/${folder}/` },
  // Unresolved it is known by its name.
  to: { path: [`node_modules/${library}/`, `^${library}(/|$)`] },
}));

/** They get clock, zone, ids and files as arguments. */
export const pure = [
  'base',
  'time',
  'domain',
  'goals',
  'filter',
  'claims',
  'search',
  'lint',
  'report',
  'detect',
  'web/app',
];
const pureRules = [
  {
    name: 'pure-folders-touch-nothing',
    severity: 'error',
    from: { path: `^src/(${pure.join('|')})/`, pathNot: '^src/filter/guard\\.ts$' },
    // `util` has only functions of values.
    to: { dependencyTypes: ['core'], pathNot: '^util$' },
  },
];

export default {
  forbidden: [
    ...layerRules,
    ...homeRules,
    ...pureRules,
    {
      name: 'no-cycles',
      comment: 'Types neither: what two files share has a file below both.',
      severity: 'error',
      from: { path: '^src/' },
      to: { circular: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    // Other analyses take a third of the processor time. check-layers.mjs finds cycles itself.
    skipAnalysisNotInRules: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
