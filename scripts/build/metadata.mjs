// What the packages are called and where their sources are. `package.json` is the only place where a person writes it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Fields of `package.json` that only the project's owner can fill in, with what they are for. A release needs all. */
const OWNED = [
  ['repository', 'address of the repository, from which people clone and install'],
  ['homepage', 'address of the first page'],
  ['bugs', 'address for bug reports'],
  ['author.email', 'address for reports about security'],
  ['mcpName', 'name in the MCP registry, in a namespace that the owner controls'],
];

/** Fields that the manifests of the plugin and of the marketplace repeat. */
const REPEATED = ['version', 'author', 'homepage', 'repository', 'license'];

export function ownPackage(root) {
  return JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
}

/** Returns a line for each field that the owner has not filled in. */
export function missingFields(own) {
  const at = (path) => path.split('.').reduce((value, key) => value?.[key], own);
  return OWNED.filter(([path]) => !at(path)).map(([path, what]) => `${path}: ${what}`);
}

/** Returns the address of the repository; undefined as long as the owner has not filled it in. */
export function repositoryOf({ repository }) {
  return typeof repository === 'object' ? repository.url : repository;
}

/** Returns a manifest of the plugin with the fields that it repeats from `package.json`. */
export function withMetadata(manifest, own) {
  const address = repositoryOf(own);
  const repeated = Object.fromEntries(REPEATED.filter((key) => own[key]).map((key) => [key, own[key]]));
  return { ...manifest, ...repeated, ...(address ? { repository: address } : {}) };
}

/** Returns the entry for the MCP registry, `server.json`. */
export function registryEntry(own, { name, description }) {
  return {
    $schema: 'https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json',
    name: own.mcpName,
    title: 'Backlog',
    description,
    version: own.version,
    packages: [
      {
        registryType: 'npm',
        identifier: name,
        version: own.version,
        transport: { type: 'stdio' },
        packageArguments: [{ type: 'positional', value: 'mcp' }],
        environmentVariables: [
          {
            name: 'BACKLOG_TOOLS',
            description: 'Toolsets or tools to offer: core, queue, plan, runs, goals, admin, all',
          },
        ],
      },
    ],
  };
}
