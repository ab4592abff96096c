/**
 * The layer rule: imports go one way, siblings do not import each other, and each library is named in one folder.
 * `npm run check -- layers` also plants a violation of every rule and expects it to be found (scripts/check-layers.mjs).
 */
export const layers = [
  ['time'],
  ['domain'],
  ['filter', 'claims', 'search'],
  ['store'],
  ['planning', 'report', 'sources', 'connect'],
  ['work', 'text'],
  ['runs'],
  ['scheduler'],
  ['commands'],
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
  'jsonc-parser': 'connect',
  'smol-toml': 'connect',
  'simple-git': 'runs',
  execa: 'runs',
  '@modelcontextprotocol/sdk': 'interfaces/mcp',
  hono: 'interfaces/web',
  '@hono/node-server': 'interfaces/web',
  preact: 'interfaces/web/app',
  '@preact/signals': 'interfaces/web/app',
  '@tanstack/virtual-core': 'interfaces/web/app',
  '@atlaskit/pragmatic-drag-and-drop': 'interfaces/web/app',
  '@leeoniya/ufuzzy': 'interfaces/web/app',
  marked: 'interfaces/web/app',
  dompurify: 'interfaces/web/app',
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
export const pure = ['time', 'domain', 'filter', 'claims', 'search', 'planning', 'report', 'interfaces/web/app'];
const pureRules = [
  {
    name: 'pure-folders-touch-nothing',
    severity: 'error',
    from: { path: `^src/(${pure.join('|')})/`, pathNot: '^src/filter/guard\\.ts$' },
    to: { dependencyTypes: ['core'] },
  },
];

export default {
  forbidden: [
    ...layerRules,
    ...homeRules,
    ...pureRules,
    {
      name: 'no-cycles',
      comment: 'Types may refer to each other; code that runs may not.',
      severity: 'error',
      from: { path: '^src/' },
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
