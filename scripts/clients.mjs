// Installs the client for the end-to-end tests (test/clients) if it is missing; for a soak (`BACKLOG_SOAK`), the programs
// of test/clients/soak and the newest git, too. Never fails: if the programs can't be installed, those tests are skipped, and this script
// and the test report show the reason.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folders = [new URL('../test/clients/', import.meta.url)];
if (process.env.BACKLOG_SOAK !== undefined) folders.push(new URL('soak/', folders[0]));

for (const folder of folders) {
  const wanted = JSON.parse(readFileSync(new URL('package.json', folder), 'utf8'));
  const reason = unsupported(wanted) ?? (isComplete(folder, wanted) ? undefined : install(folder, wanted));
  if (reason) leaveOut(folder, reason);
}

// Its reason is the one that the skipped tests report. `.ci/run` installs it for `npm test`.
if (process.env.BACKLOG_SOAK !== undefined)
  spawnSync(fileURLToPath(new URL('newest-git.sh', import.meta.url)), { stdio: 'inherit' });

/** Returns the reason why the clients don't support this machine; undefined if they do. */
function unsupported(wanted) {
  const platform = `-${process.platform}-${process.arch}`;
  if (!clientsFor(platform, wanted).some(([name]) => name.startsWith('claude-')))
    return `Claude Code is not tested on ${platform.slice(1)}`;
  const musl = process.platform === 'linux' && !process.report.getReport().header.glibcVersionRuntime;
  return musl ? 'Claude Code is not tested on Linux without glibc' : undefined;
}

/** Returns the clients that are programs of a platform, each with its wanted version. */
function clientsFor(platform, { optionalDependencies }) {
  return Object.entries(optionalDependencies).filter(([name]) => name.endsWith(platform));
}

/** Checks whether all clients for this machine are installed in the versions of package.json. */
function isComplete(folder, wanted) {
  const clients = clientsFor(`-${process.platform}-${process.arch}`, wanted);
  return [...clients, ...Object.entries(wanted.dependencies ?? {})].every(([name, version]) => {
    const manifest = new URL(`node_modules/${name}/package.json`, folder);
    return existsSync(manifest) && version.endsWith(JSON.parse(readFileSync(manifest, 'utf8')).version);
  });
}

/** Installs from the lock file. @returns the reason if the installation failed */
function install(folder, wanted) {
  const started = Date.now();
  const where = folder.pathname.match(/test\/.*[^/]/)[0];
  console.log(`Installing clients for the tests into ${where} (once, up to 1 GB)...`);
  const npm = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: fileURLToPath(folder),
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (npm.error) return `npm could not be started (${npm.error.message})`;
  if (npm.status !== 0) return `npm ci in ${where} failed (exit code ${npm.status})`;
  if (!isComplete(folder, wanted)) return `npm ci in ${where} left out the optional packages of this platform`;
  console.log(`Installed in ${Math.round((Date.now() - started) / 1000)} s.`);
  return undefined;
}

/** Prints the reason now, and stores it for the tests' report. */
function leaveOut(folder, why) {
  const modules = new URL('node_modules/', folder);
  mkdirSync(modules, { recursive: true });
  writeFileSync(new URL('.left-out', modules), `${why}\n`);
  console.warn(`The tests with the real clients are left out: ${why}.`);
}
