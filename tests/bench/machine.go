package main

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"strings"
)

// serverVersion asks the database.
func (db Database) serverVersion(ctx context.Context) (version string, err error) {
	bare, err := db.open(db.Driver)
	if err != nil {
		return "", err
	}
	defer bare.Close()
	err = bare.QueryRowContext(ctx, db.version).Scan(&version)
	return version, err
}

// build returns what the program is made of: the driver's module, and Go.
func (db Database) build() string {
	driver := db.module
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, m := range info.Deps {
			if m.Path == db.module {
				driver += " " + m.Version
			}
		}
	}
	return fmt.Sprintf("%s, %s %s/%s, %d CPUs", driver, runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.NumCPU())
}

// load returns the machine's load average, to be put behind other text; nothing where the
// system does not tell.
func load() string {
	text, err := os.ReadFile("/proc/loadavg")
	fields := strings.Fields(string(text))
	if err != nil || len(fields) < 1 {
		return ""
	}
	return ", load " + fields[0]
}
