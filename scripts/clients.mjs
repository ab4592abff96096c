// Installs the clients for the end-to-end tests (test/clients) if they are missing. Never fails: if the programs can't
// be installed, those tests are skipped, and this script and the test report show the reason.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = new URL('../test/clients/', import.meta.url);
const wanted = JSON.parse(readFileSync(new URL('package.json', folder), 'utf8'));

const reason = unsupported() ?? (isComplete() ? undefined : install());
if (reason) leaveOut(reason);

/** Returns the reason why the clients don't support this machine; undefined if they do. */
function unsupported() {
  const platform = `${process.platform}-${process.arch}`;
  if (!wanted.optionalDependencies[`claude-new-${platform}`]) return `Claude Code is not tested on ${platform}`;
  const musl = process.platform === 'linux' && !process.report.getReport().header.glibcVersionRuntime;
  return musl ? 'Claude Code is not tested on Linux without glibc' : undefined;
}

/** Checks whether all clients for this machine are installed in the versions of package.json. */
function isComplete() {
  const suffix = `-${process.platform}-${process.arch}`;
  const clients = Object.entries(wanted.optionalDependencies).filter(([name]) => name.endsWith(suffix));
  return [...clients, ...Object.entries(wanted.dependencies)].every(([name, version]) => {
    const manifest = new URL(`node_modules/${name}/package.json`, folder);
    return existsSync(manifest) && version.endsWith(JSON.parse(readFileSync(manifest, 'utf8')).version);
  });
}

/** Installs from the lock file. @returns the reason if the installation failed */
function install() {
  const started = Date.now();
  console.log(
    'Installing two versions of Claude Code, Codex and the MCP inspector for the tests (once, about 1.1 GB)...',
  );
  const npm = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: fileURLToPath(folder),
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (npm.error) return `npm could not be started (${npm.error.message})`;
  if (npm.status !== 0) return `npm ci in test/clients failed (exit code ${npm.status})`;
  if (!isComplete()) return 'npm ci in test/clients left out the optional packages of this platform';
  console.log(`Installed in ${Math.round((Date.now() - started) / 1000)} s.`);
  return undefined;
}

/** Prints the reason now, and stores it for the tests' report. */
function leaveOut(why) {
  const modules = new URL('node_modules/', folder);
  mkdirSync(modules, { recursive: true });
  writeFileSync(new URL('.left-out', modules), `${why}\n`);
  console.warn(`The tests with the real clients are left out: ${why}.`);
}
