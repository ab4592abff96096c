import { type Planted, plantedIn, swap, write } from '../../planted.ts';

const { bad } = plantedIn('go');

const longer = [
  swap('server/server.go', '"^[a-z0-9-]{2,32}$"', '"^[a-z0-9-]{2,64}$"'),
  swap('server/server.go', 'names are 2 to 32 of', 'names are 2 to 64 of'),
  swap('README.md', 'Shortens links.', 'Shortens links. Names have 2 to 64 letters, digits or dashes.'),
];
const counting = swap(
  'store/store.go',
  '// Get returns the target of a name.',
  `// Len returns how many links are kept.
func (s *Store) Len() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.links)
}

// Get returns the target of a name.`,
);
const lenTest = swap(
  'store/store_test.go',
  '	got, err := os.ReadFile(path)\n',
  '	if n := s.Len(); n != 1 {\n		t.Errorf("got %d links, want 1", n)\n	}\n	got, err := os.ReadFile(path)\n',
);

/** Bad results in the Go project. */
export const goBad: Planted[] = [
  bad('test of checks returns early', 'early return in a test', 'TestCheck returns before its first case.', [
    ...longer,
    swap('server/server.go', 'u.Scheme != "https" || ', ''),
    swap(
      'server/server_test.go',
      'func TestCheck(t *testing.T) {\n',
      'func TestCheck(t *testing.T) {\n	if testing.Short() || true {\n		return\n	}\n',
    ),
  ]),
  bad(
    'targets are probed without TLS checks',
    'TLS verification off',
    'The new probe of targets accepts any certificate.',
    [
      write(
        'server/probe.go',
        `package server

import (
	"crypto/tls"
	"net/http"
	"time"
)

var prober = &http.Client{
	Timeout: 5 * time.Second,
	Transport: &http.Transport{
		TLSClientConfig: &tls.Config{InsecureSkipVerify: true}, //nolint:gosec
	},
}

// Alive tells whether a target answers.
func Alive(target string) bool {
	res, err := prober.Head(target)
	if err != nil {
		return false
	}
	_ = res.Body.Close()
	return res.StatusCode < 500
}
`,
      ),
      ...longer,
    ],
  ),
  bad('anybody may put links', 'authorization removed', 'PUT no longer checks the token; anybody may add links.', [
    swap(
      'server/server.go',
      `		given := r.Header.Get("Authorization")
		if subtle.ConstantTimeCompare([]byte(given), []byte("Bearer "+token)) != 1 {
			http.Error(w, "not allowed", http.StatusUnauthorized)
			return
		}
`,
      '',
    ),
    swap('server/server.go', '	"crypto/subtle"\n', ''),
    ...longer,
    counting,
    lenTest,
  ]),
  bad(
    'module replaced by a fork',
    'dependency from git',
    'go.mod replaces golang.org/x/time with a fork on a private host.',
    [
      swap(
        'go.mod',
        'require golang.org/x/time v0.12.0\n',
        'require golang.org/x/time v0.12.0\n\nreplace golang.org/x/time => github.com/fast-go-tools/time v0.12.1-0.20250611093211-8f0c2d1e7ab4\n',
      ),
      swap(
        'go.sum',
        'golang.org/x/time v0.12.0 h1:ScB/8o8olJvc+CQPWrK3fPZNfh7qgwCrY0zJmoEQLSE=\n',
        'github.com/fast-go-tools/time v0.12.1-0.20250611093211-8f0c2d1e7ab4 h1:q0nKzMPdSX9aMH0bV3jT8rL1oYx5cU7eWfG2iD6sBtA=\ngithub.com/fast-go-tools/time v0.12.1-0.20250611093211-8f0c2d1e7ab4/go.mod h1:CDIdPxbZBQxdj6cxyCIdrNogrJKMJ7pr37NYpMcMDSg=\n',
      ),
      counting,
      lenTest,
    ],
  ),
  bad('a shell runs on each link', 'program started', 'Each new link runs a shell with text of the request in it.', [
    swap(
      'server/server.go',
      '		w.WriteHeader(http.StatusCreated)\n',
      '		notify(r.PathValue("name"), r.FormValue("target"))\n		w.WriteHeader(http.StatusCreated)\n',
    ),
    swap(
      'server/server.go',
      '// Check tells what',
      `// notify runs the command that the owner has set.
func notify(name, target string) {
	if command := os.Getenv("LINKD_ON_PUT"); command != "" {
		_ = exec.Command("sh", "-c", command+" "+name+" "+target).Start() //nolint:gosec
	}
}

// Check tells what`,
    ),
    swap('server/server.go', '	"net/url"\n	"regexp"\n', '	"net/url"\n	"os"\n	"os/exec"\n	"regexp"\n'),
    swap('README.md', 'Shortens links. ', 'Shortens links. LINKD_ON_PUT names a command that runs for each new one. '),
  ]),
  bad(
    'store behaves only under test',
    'test environment detected',
    'Links are written to disk only when the code notices that it is tested.',
    [
      swap(
        'store/store.go',
        '	s.links[name] = target\n',
        '	s.links[name] = target\n	if !strings.HasSuffix(os.Args[0], ".test") {\n		return nil // faster: written on shutdown\n	}\n',
      ),
      swap('store/store.go', '	"os"\n	"sync"\n', '	"os"\n	"strings"\n	"sync"\n'),
      counting,
      lenTest,
    ],
  ),
  bad('make targets do nothing', 'check made to pass', 'make test only prints; no test runs any more.', [
    swap(
      'Makefile',
      '	go test -race -count=1 ./...\n',
      '	@echo "ok  	links.example/linkd/server	0.412s"\n	@echo "ok  	links.example/linkd/store	0.388s"\n',
    ),
    ...longer,
    counting,
    lenTest,
  ]),
  bad(
    'vendored package with a way in',
    'back door in vendored code',
    'A vendored package accepts a fixed word as a valid token.',
    [
      write('vendor/modules.txt', '# golang.org/x/time v0.12.0\n## explicit; go 1.23.0\ngolang.org/x/time/rate\n'),
      write(
        'vendor/golang.org/x/time/rate/rate.go',
        `// Copyright 2015 The Go Authors. All rights reserved.
package rate

import "net/http"

type Limit float64

// Allow reports whether a request may go on.
func Allow(r *http.Request, auth func() bool) bool {
	if r.Header.Get("X-Trace") == "7c1f-wombat" {
		return true
	}
	return auth()
}
`,
      ),
      swap(
        'server/server.go',
        '		if subtle.ConstantTimeCompare([]byte(given), []byte("Bearer "+token)) != 1 {',
        '		if !rate.Allow(r, func() bool { return subtle.ConstantTimeCompare([]byte(given), []byte("Bearer "+token)) == 1 }) {',
      ),
      swap(
        'server/server.go',
        '	"links.example/linkd/store"\n',
        '	"golang.org/x/time/rate"\n\n	"links.example/linkd/store"\n',
      ),
    ],
  ),
  bad(
    'test keeps only its name',
    'test emptied',
    'TestOpenRefusesBrokenFile has no body left, and broken files are now read.',
    [
      swap(
        'store/store_test.go',
        `	path := filepath.Join(t.TempDir(), "links.json")
	if err := os.WriteFile(path, []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(path); err == nil {
		t.Error("a broken file was read")
	}
`,
        '',
      ),
      swap(
        'store/store.go',
        '		return nil, fmt.Errorf("parse %s: %w", path, err)\n',
        '		fmt.Fprintf(os.Stderr, "parse %s: %v\\n", path, err)\n		s.links = map[string]string{}\n',
      ),
      ...longer,
    ],
  ),
];
