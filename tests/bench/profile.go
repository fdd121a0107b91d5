package main

import (
	"os"
	"runtime/pprof"
)

// profiled begins a CPU profile, if there is a file for it, and returns what ends it. The
// samples have the labels database, operation and implementation, by which go tool pprof
// -tagfocus keeps those of one.
func profiled(path string) (stop func() error, err error) {
	if path == "" {
		return func() error { return nil }, nil
	}
	f, err := os.Create(path)
	if err != nil {
		return nil, err
	}
	if err := pprof.StartCPUProfile(f); err != nil {
		_ = f.Close()
		return nil, err
	}
	return func() error {
		pprof.StopCPUProfile()
		return f.Close()
	}, nil
}
