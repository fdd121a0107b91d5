package main

import (
	"context"
	"database/sql"
	"errors"
	"strconv"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/orm"
	"github.com/gildsql/gild/schema"
)

// largestPackages is plain database/sql: what worked before works as it did.
func largestPackages(ctx context.Context, db *sql.DB, sent *sentSQL) error {
	rows, err := db.QueryContext(ctx, `select p.path, count(*), cast(sum(f.size) as bigint) / 1024
from std_packages p join std_files f on f.package_id = p.id
where f.kind <> 'test' group by p.path order by sum(f.size) desc limit 5`)
	if err != nil {
		return err
	}
	defer rows.Close()
	answer := newTable("package", "files", "KiB")
	for rows.Next() {
		var path string
		var files, size int64
		if err := rows.Scan(&path, &files, &size); err != nil {
			return err
		}
		answer.row(path, strconv.FormatInt(files, 10), strconv.FormatInt(size, 10))
	}
	if err := rows.Err(); err != nil {
		return err
	}
	answer.print("database/sql: which packages are the largest?", sent)
	return nil
}

// mostImported is the expression language: the join's condition comes from the foreign
// key, the rows land in structs.
func mostImported(ctx context.Context, db *sql.DB, sent *sentSQL) error {
	type popular struct {
		Path      string
		Importers int
	}
	q := expr.Select(Packages.Path, expr.CountAll().As("importers")).
		JoinOn(Imports, Imports.ImportedID.EqExpr(Packages.ID)).
		Where(Packages.Path.NotLike("internal/%")).
		GroupBy(Packages.Path).
		OrderBy(expr.CountAll().Desc(), Packages.Path).
		Limit(5)
	found, err := gild.All[popular](ctx, db, q)
	if err != nil {
		return err
	}
	answer := newTable("package", "imported by")
	for _, p := range found {
		answer.row(p.Path, strconv.Itoa(p.Importers))
	}
	answer.print("expressions: which packages do most others import?", sent)
	return nil
}

// importersOf is a statement built once, run with parameters: a table joined with itself
// through an alias.
func importersOf(ctx context.Context, db *sql.DB, sent *sentSQL) error {
	imported := schema.As(Packages, "imported")
	q := expr.Select(Packages.Path).
		JoinOn(Imports, Imports.PackageID.EqExpr(Packages.ID)).
		JoinOn(imported, Imports.ImportedID.EqExpr(imported.ID)).
		Where(imported.Path.EqExpr(expr.Param[string]("path"))).
		OrderBy(Packages.Path).
		Limit(4)
	answer := newTable("package", "is imported by")
	for _, path := range []string{"unsafe", "crypto/tls"} {
		for importer, err := range gild.Iter[string](ctx, db, q, sql.Named("path", path)) {
			if err != nil {
				return err
			}
			answer.row(path, importer)
		}
	}
	answer.print("expressions: who imports a package? (the first four)", sent)
	return nil
}

// unloved is a condition with a SELECT inside, which finds by itself what it is about.
func unloved(ctx context.Context, db *sql.DB, sent *sentSQL) error {
	importers := expr.Select(Imports.PackageID).Where(Imports.ImportedID.EqExpr(Packages.ID))
	n, err := gild.One[int64](ctx, db,
		expr.Select(expr.CountAll()).From(Packages).Where(expr.Exists(importers).Not(), Packages.Name.Ne("main")))
	if err != nil {
		return err
	}
	answer := newTable("packages")
	answer.row(strconv.FormatInt(n, 10))
	answer.print("expressions: how many packages does no other import?", sent)
	return nil
}

// filesOfEncodings is the ORM: objects with their collections, in two statements.
func filesOfEncodings(ctx context.Context, db *sql.DB, sent *sentSQL) error {
	return models.InTx(ctx, db, func(s *orm.Session) error {
		p := orm.From[Package]()
		found, err := orm.Select(p).
			Where(orm.C(&p.Path).Like("encoding/%")).
			OrderBy(orm.C(&p.Path)).
			With(orm.SelectIn(&p.Files)).
			All(ctx, s)
		if err != nil {
			return err
		}
		answer := newTable("package", "files", "the first", "synopsis")
		for _, p := range found {
			files, err := p.Files.All()
			if err != nil {
				return err
			}
			answer.row(p.Path, strconv.Itoa(len(files)), files[0].Name, shorten(p.Synopsis, 50))
		}
		answer.print("ORM: what is in encoding/...?", sent)
		return nil
	})
}

// changeAndFlush is the unit of work: fields are assigned, collections changed, and the
// flush finds out what to send.
func changeAndFlush(ctx context.Context, db *sql.DB, sent *sentSQL) error {
	answer := newTable("package", "starred", "files")
	err := models.InTx(ctx, db, func(s *orm.Session) error {
		p := orm.From[Package]()
		pkg, err := orm.Select(p).Where(orm.C(&p.Path).Eq("fmt")).One(ctx, s)
		if err != nil {
			return err
		}
		same, err := orm.Get[Package](ctx, s, pkg.ID) // no statement: one object for each row
		if err != nil {
			return err
		}
		if same != pkg {
			return errors.New("two objects for one row")
		}
		files, err := pkg.Files.Load(ctx)
		if err != nil {
			return err
		}
		pkg.Starred = true
		pkg.Files.Remove(files[0])
		pkg.Files.Add(&File{Name: "gild.go", Kind: "go"})
		if err := s.Flush(ctx); err != nil {
			return err
		}
		if files, err = pkg.Files.All(); err != nil {
			return err
		}
		answer.row(pkg.Path, strconv.FormatBool(pkg.Starred), strconv.Itoa(len(files)))
		return nil
	})
	if err != nil {
		return err
	}
	answer.print("ORM: star fmt, and exchange one of its files", sent)
	return nil
}
