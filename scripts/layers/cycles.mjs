/**
 * Finds cycles of imports in time that grows with the number of imports. dependency-cruiser searches a way back from each
 * import, which takes a third of its processor time.
 * @param {readonly { source: string, dependencies: readonly { resolved: string }[] }[]} modules
 * @returns {[from: string, to: string][]} the imports of each cycle; of cycles that share a module, at least one
 */
export function cyclesOf(modules) {
  const left = new Map(
    modules.map(({ source, dependencies }) => [source, dependencies.map(({ resolved }) => resolved)]),
  );
  const found = [];
  for (peel(left); left.size > 0; peel(left)) {
    const way = [left.keys().next().value];
    let next = nextOf(left, way[0]);
    while (!way.includes(next)) {
      way.push(next);
      next = nextOf(left, next);
    }
    const cycle = way.slice(way.indexOf(next));
    found.push(...cycle.map((from, at) => [from, cycle[(at + 1) % cycle.length]]));
    for (const module of cycle) left.delete(module);
  }
  return found;
}

/** Removes modules that import none of the others, again and again. Each that is left leads to a cycle. */
function peel(left) {
  const importers = new Map(Array.from(left, ([module]) => [module, []]));
  const counts = new Map();
  for (const [module, imports] of left) {
    const inside = imports.filter((one) => left.has(one));
    counts.set(module, inside.length);
    for (const one of inside) importers.get(one).push(module);
  }
  const free = [...left.keys()].filter((module) => counts.get(module) === 0);
  for (let module = free.pop(); module !== undefined; module = free.pop()) {
    left.delete(module);
    for (const one of importers.get(module)) {
      counts.set(one, counts.get(one) - 1);
      if (counts.get(one) === 0) free.push(one);
    }
  }
}

const nextOf = (left, module) => left.get(module).find((one) => left.has(one));
