import { byWords } from './by-words.ts';

/** Lines about goals and documents. */
export const LINES = byWords({
  // Goals
  'goal add --kind vision': 'vision set, vision add',
  'goal add --kind pillar': 'pillar add, pillar create',
  'goal add --kind outcome': 'outcome add, outcome create',
  'goal add --kind persona': 'persona add, persona create, hero add',
  'goal add --kind problem': 'problem add, villain add',
  'goal add --kind bet': 'bet add, theme add',
  'goal list --kind vision': 'vision show',
  'goal list --kind pillar': 'pillar list',
  'goal list --kind outcome': 'outcome list',
  'goal list --kind persona': 'persona list, hero list',
  'goal list --kind problem': 'problem list, villain list',
  'goal list --kind bet': 'bet list, theme list',
  // Documents
  'doc write --name plan': 'plan add, plan update',
  'doc read --name plan': 'plan show',
  'doc diff --name plan': 'plan history',
});

/** Lines of theirs that are refused with one of Backlog's. */
export const SUGGESTED = byWords({
  'goal modify V-1 --title $1': 'vision update',
  'goal archive $1': 'goal delete, goal remove, goal rm',
  'doc write workspace $1 --name guide': 'doc create',
  'doc write workspace $1 --name decisions': 'decision create',
  'doc list workspace': 'decision list, memories, memory list',
  'doc read $1': 'spec',
  'doc delete workspace --name memory': 'forget',
  'doc write workspace "…" --name memory': 'memory add',
  'doc write workspace $1 --name memory': 'remember',
  'doc read workspace --name memory': 'recall',
});
