// Runs first in every program, in the syntax of old Node versions. The rest of this file must parse there too.
// Everything else is in other files.
(() => {
  var needs = BACKLOG_NODE.split('.').map(Number);
  var has = process.versions.node.split('.').map(Number);
  var problem =
    has[0] < needs[0] || (has[0] === needs[0] && has[1] < needs[1])
      ? `Backlog needs Node ${BACKLOG_NODE} or newer; this is v${has[0]}.${has[1]}`
      : process.platform === 'win32'
        ? 'Backlog does not run on Windows itself; use WSL 2, with the repository on its own disk (not below /mnt/c)'
        : undefined;
  if (problem === undefined) return;
  // The process belongs to somebody else's program, so it must not be ended here.
  if (BACKLOG_LIBRARY) throw new Error(problem);
  console.error(problem);
  process.exit(1);
})();
