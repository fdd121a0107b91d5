package main

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/orm"
)

// listed is what "go list -json" says of a package.
type listed struct {
	ImportPath, Name, Doc, Dir             string
	GoFiles, CgoFiles, SFiles, TestGoFiles []string
	Imports                                []string
}

// build makes the tables anew and fills them.
func build(ctx context.Context, db *sql.DB) error {
	packages, err := goList(ctx)
	if err != nil {
		return err
	}
	if err := meta.DropAll(ctx, db); err != nil {
		return err
	}
	if err := meta.CreateAll(ctx, db); err != nil {
		return err
	}
	ids, err := storePackages(ctx, db, packages)
	if err != nil {
		return err
	}
	return storeImports(ctx, db, packages, ids)
}

func goList(ctx context.Context) ([]listed, error) {
	cmd := exec.CommandContext(ctx, "go", "list", "-json", "std")
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("go list std: %w", err)
	}
	var packages []listed
	for dec := json.NewDecoder(out); ; {
		var p listed
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return nil, fmt.Errorf("go list std: %w", err)
		}
		packages = append(packages, p)
	}
	if err := cmd.Wait(); err != nil {
		return nil, fmt.Errorf("go list std: %w", err)
	}
	return packages, nil
}

// storePackages adds packages with their files to a session, which inserts them in the
// order that the foreign key asks for. It returns the keys that the packages got.
func storePackages(ctx context.Context, db *sql.DB, packages []listed) (map[string]int64, error) {
	ids := make(map[string]int64, len(packages))
	err := models.InTx(ctx, db, func(s *orm.Session) error {
		var stored []*Package
		for _, p := range packages {
			stored = append(stored, newPackage(p))
			s.Add(stored[len(stored)-1])
		}
		if err := s.Flush(ctx); err != nil {
			return err
		}
		for _, p := range stored {
			ids[p.Path] = p.ID
		}
		return nil
	})
	return ids, err
}

func newPackage(p listed) *Package {
	out := &Package{Path: p.ImportPath, Name: p.Name}
	if p.Doc != "" {
		out.Synopsis = &p.Doc
	}
	for _, group := range []struct {
		kind  string
		names []string
	}{{"go", p.GoFiles}, {"cgo", p.CgoFiles}, {"assembly", p.SFiles}, {"test", p.TestGoFiles}} {
		for _, name := range group.names {
			var size int64
			if info, err := os.Stat(filepath.Join(p.Dir, name)); err == nil {
				size = info.Size()
			}
			out.Files.Add(&File{Name: name, Kind: group.kind, Size: size})
		}
	}
	return out
}

// storeImports inserts the edges with the expression language, many rows a statement.
func storeImports(ctx context.Context, db *sql.DB, packages []listed, ids map[string]int64) error {
	type edge struct{ from, to int64 }
	var edges []edge
	for _, p := range packages {
		for _, path := range p.Imports {
			if id, ok := ids[path]; ok { // not "C", and not what is vendored
				edges = append(edges, edge{ids[p.ImportPath], id})
			}
		}
	}
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	for chunk := range slices.Chunk(edges, 500) {
		rows := make([][]expr.Assignment, len(chunk))
		for i, e := range chunk {
			rows[i] = []expr.Assignment{Imports.PackageID.Set(e.from), Imports.ImportedID.Set(e.to)}
		}
		if _, err := gild.Exec(ctx, tx, expr.Insert(Imports).Rows(rows...)); err != nil {
			return err
		}
	}
	return tx.Commit()
}
