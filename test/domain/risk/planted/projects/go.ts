import type { Project } from '../planted.ts';
import { goTests } from './go-tests.ts';

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
    ...goTests,
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
