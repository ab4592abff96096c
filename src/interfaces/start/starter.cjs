// Runs before anything else of a program, in words that old versions of Node read. What follows it in the same file must parse there, too; all else is in other files.
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
  // A program of others is not ours to end.
  if (BACKLOG_LIBRARY) throw new Error(problem);
  console.error(problem);
  process.exit(1);
})();
