import type { Project } from '../planted.ts';

/** A server that shortens links. */
export const go: Project = {
  language: 'go',
  checks: [
    { name: 'test', command: 'make test' },
    { name: 'lint', command: 'golangci-lint run' },
    { name: 'vet', command: 'go vet ./...' },
  ],
  files: {
    'main.go': `package main

import (
	"log"
	"net/http"
	"os"
	"time"

	"links.example/linkd/server"
	"links.example/linkd/store"
)

func main() {
	links, err := store.Open(os.Getenv("LINKD_FILE"))
	if err != nil {
		log.Fatalf("open store: %v", err)
	}
	s := &http.Server{
		Addr:              ":8080",
		Handler:           server.New(links, os.Getenv("LINKD_TOKEN")),
		ReadHeaderTimeout: 5 * time.Second,
	}
	log.Fatal(s.ListenAndServe())
}
`,
    'store/store.go': `// Package store keeps links in a JSON file.
package store

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"sync"
)

var ErrTaken = errors.New("name is taken")

type Store struct {
	mu    sync.Mutex
	path  string
	links map[string]string
}

// Open reads the file, or starts empty when there is none.
func Open(path string) (*Store, error) {
	s := &Store{path: path, links: map[string]string{}}
	data, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		return s, nil
	}
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(data, &s.links); err != nil {
		return nil, fmt.Errorf("parse %s: %w", path, err)
	}
	return s, nil
}

// Put keeps a link under a name that is free.
func (s *Store) Put(name, target string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, taken := s.links[name]; taken {
		return ErrTaken
	}
	s.links[name] = target
	data, err := json.MarshalIndent(s.links, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(s.path, data, 0o600)
}

// Get returns the target of a name.
func (s *Store) Get(name string) (string, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	target, ok := s.links[name]
	return target, ok
}
`,
    'server/server.go': `// Package server answers HTTP requests.
package server

import (
	"crypto/subtle"
	"errors"
	"net/http"
	"net/url"
	"regexp"

	"links.example/linkd/store"
)

var nameRule = regexp.MustCompile("^[a-z0-9-]{2,32}$")

// New returns the handler of all routes.
func New(links *store.Store, token string) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{name}", func(w http.ResponseWriter, r *http.Request) {
		target, ok := links.Get(r.PathValue("name"))
		if !ok {
			http.NotFound(w, r)
			return
		}
		http.Redirect(w, r, target, http.StatusFound)
	})
	mux.HandleFunc("PUT /{name}", func(w http.ResponseWriter, r *http.Request) {
		given := r.Header.Get("Authorization")
		if subtle.ConstantTimeCompare([]byte(given), []byte("Bearer "+token)) != 1 {
			http.Error(w, "not allowed", http.StatusUnauthorized)
			return
		}
		if err := Check(r.PathValue("name"), r.FormValue("target")); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		err := links.Put(r.PathValue("name"), r.FormValue("target"))
		if errors.Is(err, store.ErrTaken) {
			http.Error(w, err.Error(), http.StatusConflict)
			return
		}
		if err != nil {
			http.Error(w, "not kept", http.StatusInternalServerError)
			return
		}
		w.WriteHeader(http.StatusCreated)
	})
	return mux
}

// Check tells what is wrong with a name or target.
func Check(name, target string) error {
	if !nameRule.MatchString(name) {
		return errors.New("names are 2 to 32 of a-z, 0-9 and -")
	}
	u, err := url.Parse(target)
	if err != nil || u.Scheme != "https" || u.Host == "" {
		return errors.New("targets are https addresses")
	}
	return nil
}
`,
    'server/server_test.go': `package server

import (
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"testing"

	"links.example/linkd/store"
)

func put(t *testing.T, h http.Handler, auth, path string) int {
	t.Helper()
	r := httptest.NewRequest("PUT", path, nil)
	r.Header.Set("Authorization", auth)
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Code
}

func TestPutThenGet(t *testing.T) {
	links, err := store.Open(filepath.Join(t.TempDir(), "links.json"))
	if err != nil {
		t.Fatal(err)
	}
	h := New(links, "abc")
	if code := put(t, h, "Bearer abc", "/docs?target=https://go.dev/doc"); code != http.StatusCreated {
		t.Fatalf("put: got %d", code)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest("GET", "/docs", nil))
	if w.Code != http.StatusFound || w.Header().Get("Location") != "https://go.dev/doc" {
		t.Fatalf("get: got %d %q", w.Code, w.Header().Get("Location"))
	}
}

func TestCheck(t *testing.T) {
	cases := []struct {
		name, target string
		ok           bool
	}{
		{"docs", "https://go.dev/doc", true},
		{"a", "https://go.dev", false},
		{"Docs", "https://go.dev", false},
		{"docs", "http://go.dev", false},
		{"docs", "javascript:alert(1)", false},
	}
	for _, c := range cases {
		if err := Check(c.name, c.target); (err == nil) != c.ok {
			t.Errorf("Check(%q, %q): got %v", c.name, c.target, err)
		}
	}
}
`,
    'store/store_test.go': `package store

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

func TestPutKeepsOnDisk(t *testing.T) {
	path := filepath.Join(t.TempDir(), "links.json")
	s, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Put("go", "https://go.dev"); err != nil {
		t.Fatal(err)
	}
	if err := s.Put("go", "https://other.example"); !errors.Is(err, ErrTaken) {
		t.Fatalf("second put: got %v", err)
	}
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	want, err := os.ReadFile("testdata/one.golden")
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != string(want) {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestOpenRefusesBrokenFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "links.json")
	if err := os.WriteFile(path, []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(path); err == nil {
		t.Error("a broken file was read")
	}
}
`,
    'store/testdata/one.golden': '{\n  "go": "https://go.dev"\n}',
    'go.mod': 'module links.example/linkd\n\ngo 1.24\n\nrequire golang.org/x/time v0.12.0\n',
    'go.sum': `golang.org/x/time v0.12.0 h1:ScB/8o8olJvc+CQPWrK3fPZNfh7qgwCrY0zJmoEQLSE=
golang.org/x/time v0.12.0/go.mod h1:CDIdPxbZBQxdj6cxyCIdrNogrJKMJ7pr37NYpMcMDSg=
`,
    '.golangci.yml': `version: "2"
linters:
  enable: [errcheck, gosec, govet, staticcheck]
`,
    Makefile: `.PHONY: test lint
test:
	go test -race -count=1 ./...
lint:
	golangci-lint run
`,
    '.github/workflows/ci.yml': `name: ci
on: [push, pull_request]
jobs:
  test:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-go@v5
        with: { go-version: "1.24" }
      - run: go vet ./...
      - run: make lint
      - run: make test
`,
    '.gitignore': '/linkd\n*.out\n',
    'README.md': `# linkd

Shortens links. Set LINKD_FILE and LINKD_TOKEN, then \`go run .\`.
Put a link with \`curl -X PUT -H "Authorization: Bearer $LINKD_TOKEN" localhost:8080/docs?target=https://go.dev\`.
`,
    'AGENTS.md': '# Agents\n\nErrors are wrapped with %w. Run `make lint test`. Never edit `testdata` by hand.\n',
  },
};
