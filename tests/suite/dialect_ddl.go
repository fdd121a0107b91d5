package suite

import (
	"errors"
	"fmt"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/schema"
	"github.com/gildsql/gild/typemap"
)

// plain is a column of whole numbers, key the primary key that nobody numbers, word one of text.
func plain(name string, options ...schema.ColumnOption) schema.TableItem {
	return schema.NewColumn(name, typemap.Integer(), options...)
}

func key() schema.TableItem { return plain("id", schema.PrimaryKey(), schema.NoAutoIncrement()) }

func word(options ...schema.ColumnOption) schema.TableItem {
	return schema.NewColumn("word", typemap.String(20), options...)
}

// ddlProofs create what there is and see whether the database holds it.
func ddlProofs() []proof {
	return []proof{
		{"ddl/created twice and dropped", createTwice},
		{"ddl/primary key", func(x *stage) error {
			t, err := x.create("suite_t", plain("a"), plain("b"), schema.NewPrimaryKey("b", "a"))
			row := expr.Insert(t).Values(t.C("a").Set(1), t.C("b").Set(2))
			return first(err, func() error { return x.exec(row) }, func() error { return x.refused(row, gild.ErrUnique) })
		}},
		{"ddl/numbered key", func(x *stage) error {
			t, err := x.create("suite_t", plain("id", schema.PrimaryKey()), word())
			row := expr.Insert(t).Values(t.C("word").Set("x"))
			return first(err, func() error { return x.exec(row, row, row) },
				func() error { return want(x, expr.Select(expr.CountDistinct(t.C("id"))), int64(3)) })
		}},
		{"ddl/not null", func(x *stage) error {
			t, err := x.create("suite_t", key(), word())
			return first(err, func() error {
				return x.refused(expr.Insert(t).Values(t.C("id").Set(1), t.C("word").Set(nil)), gild.ErrNotNull)
			})
		}},
		{"ddl/unique constraint", refuses(gild.ErrUnique, word(), schema.NewUnique("word"))},
		{"ddl/unique column", refuses(gild.ErrUnique, word(schema.UniqueColumn()))},
		{"ddl/unique index", refuses(gild.ErrUnique, word(), schema.NewIndex("suite_ix", "word").With(schema.UniqueIndex()))},
		{"ddl/check", refuses(gild.ErrCheck, word(), schema.NewCheck("id < 2", schema.Named("small")))},
		{"ddl/check of an expression", refuses(gild.ErrCheck, word(), schema.NewCheckExpr(expr.ColumnOf[int]("id").Between(0, 1).And(expr.ColumnOf[string]("word").Ne("it's")), schema.Named("small")))},
		{"ddl/check beside a column", refuses(gild.ErrCheck, word(schema.CheckColumn("id < 2", schema.Named("small"))))},
		{"ddl/foreign key", func(x *stage) error {
			schema.NewTable(x.meta, "suite_p", key())
			t, err := x.create("suite_t", key(), plain("p", schema.References("suite_p.id")))
			return first(err, func() error {
				return x.refused(expr.Insert(t).Values(t.C("id").Set(1), t.C("p").Set(7)), gild.ErrForeignKey)
			})
		}},
		{"ddl/on delete cascade", onDelete(schema.Cascade, 0)},
		{"ddl/on delete set null", onDelete(schema.SetNull, 1)},
		{"ddl/circle of foreign keys", func(x *stage) error {
			schema.NewTable(x.meta, "suite_p", key(), plain("t", schema.Nullable(), schema.References("suite_t.id")))
			_, err := x.create("suite_t", key(), plain("p", schema.Nullable(), schema.References("suite_p.id")))
			return err
		}},
		{"ddl/defaults", func(x *stage) error {
			t, err := x.create("suite_t", key(), plain("n", schema.ServerDefault(7)), word(schema.ServerDefault("it's")),
				schema.NewColumn("b", typemap.Boolean(), schema.ServerDefault(true)), schema.NewColumn("at", typemap.DateTime(), schema.ServerDefault(expr.Now())))
			return first(err, func() error { return x.exec(expr.Insert(t).Values(t.C("id").Set(1))) },
				func() error {
					return want(x, expr.Select(expr.CountAll()).Where(t.C("n").Eq(7), t.C("word").Eq("it's"), t.C("b").Eq(true), t.C("at").IsNotNull()), 1)
				})
		}},
		{"ddl/computed column", func(x *stage) error {
			t, err := x.create("suite_t", key(), plain("twice", schema.ComputedExpr(expr.ColumnOf[int]("id").Mul(2), schema.Stored)))
			return first(err, func() error { return x.exec(expr.Insert(t).Values(t.C("id").Set(4))) },
				func() error { return want(x, expr.Select(expr.Typed[int](t.C("twice"))), 8) })
		}},
		{"ddl/view", func(x *stage) error {
			t := schema.NewTable(x.meta, "suite_t", key(), word())
			v := schema.NewView(x.meta, "suite_v", expr.Select(t.C("word")).Where(t.C("word").Ne("it's")))
			return first(x.meta.CreateAll(x, x.db), func() error { return x.exec(insertWords(t, "a", "it's")...) },
				func() error { return want(x, expr.Select(expr.Typed[string](v.Table().C("word"))), "a") })
		}},
		{"ddl/sequence", func(x *stage) error {
			s := x.meta.AddSequence(expr.NewSequence("suite_s").StartWith(5).IncrementBy(2))
			return first(x.meta.CreateAll(x, x.db), func() error { return x.exec(expr.Select(expr.NextValue(s))) },
				func() error { return want(x, expr.Select(expr.NextValue(s)), int64(7)) })
		}},
		{"ddl/table of a query", func(x *stage) error {
			t, err := x.create("suite_t", key(), word())
			as := &schema.CreateTableAs{Name: "suite_as", Query: expr.Select(t.C("id"), t.C("word")).Where(t.C("id").Gt(1))}
			defer x.exec(&schema.DropTable{Table: as.Table()})
			return first(err, func() error { return x.exec(insertWords(t, "a", "b", "c")...) }, func() error { return x.exec(as) },
				func() error { return want(x, expr.Select(expr.CountAll()).From(as.Table()), 2) })
		}},
		{"ddl/altered table", alter},
		{"ddl/odd names", oddNames},
	}
}

// first runs steps until one fails.
func first(err error, steps ...func() error) error {
	for _, s := range steps {
		if err != nil {
			return err
		}
		err = s()
	}
	return err
}

func createTwice(x *stage) error {
	t, err := x.create("suite_t", key(), word(schema.Indexed()))
	insp, inspErr := gild.Inspect(x, x.db)
	if err = errors.Join(err, inspErr, x.meta.CreateAll(x, x.db)); err != nil {
		return err
	}
	if there, err := insp.HasTable(x, t.Name()); !there || err != nil {
		return fmt.Errorf("the table is not there: %w", err)
	}
	insp.Clear()
	if err := errors.Join(x.meta.DropAll(x, x.db), x.meta.DropAll(x, x.db)); err != nil {
		return err
	}
	if there, err := insp.HasTable(x, t.Name()); there || err != nil {
		return fmt.Errorf("the table is still there: %w", err)
	}
	return nil
}

// refuses creates a table of ids and words in which a second row with the same word is refused.
func refuses(class error, items ...schema.TableItem) func(x *stage) error {
	return func(x *stage) error {
		t, err := x.create("suite_t", append([]schema.TableItem{key()}, items...)...)
		rows := insertWords(t, "a", "a")
		return first(err, func() error { return x.exec(rows[0]) }, func() error { return x.refused(rows[1], class) })
	}
}

// onDelete deletes what a row refers to, and counts what is left.
func onDelete(action schema.Action, left int) func(x *stage) error {
	return func(x *stage) error {
		p := schema.NewTable(x.meta, "suite_p", key())
		t, err := x.create("suite_t", key(), plain("p", schema.Nullable(), schema.References("suite_p.id", schema.OnDelete(action))))
		return first(err, func() error {
			return x.exec(expr.Insert(p).Values(p.C("id").Set(1)), expr.Insert(t).Values(t.C("id").Set(1), t.C("p").Set(1)), expr.Delete(p))
		}, func() error { return want(x, expr.Select(expr.CountAll()).From(t), left) })
	}
}

// alter adds, renames and drops a column, and renames the table.
func alter(x *stage) error {
	t, err := x.create("suite_t", key(), word())
	if err != nil {
		return err
	}
	wide := schema.NewTable(schema.NewMetaData(), "suite_t", key(), word(), plain("more", schema.Nullable()))
	renamed := schema.NewTable(schema.NewMetaData(), "suite_u", key(), word())
	return first(nil, func() error { return x.exec(insertWords(t, "a")...) },
		func() error {
			return x.exec(&schema.AddColumn{Column: wide.Column("more")}, expr.Update(wide).Set(wide.C("more").Set(3)),
				&schema.RenameColumn{Table: wide, From: "more", To: "less"}, &schema.DropColumn{Table: wide, Column: "less"},
				&schema.RenameTable{Table: t, To: "suite_u"})
		},
		func() error { return want(x, expr.Select(expr.Typed[string](renamed.C("word"))), "a") },
		func() error { return x.exec(&schema.RenameTable{Table: renamed, To: "suite_t"}) },
		x.same)
}

// oddNames uses names that have to be quoted.
func oddNames(x *stage) error {
	for i, n := range []string{"select", "Mixed", "a b", `x"y`, "it's", "50%", "naïve 表", "?", ":x", "a.b"} {
		t, err := x.create(fmt.Sprintf("%s %d", n, i), key(), schema.NewColumn(n, typemap.String(20), schema.Indexed()))
		if err := first(err, func() error { return x.exec(expr.Insert(t).Values(t.C("id").Set(1), t.C(n).Set("v"))) },
			func() error { return want(x, expr.Select(expr.Typed[string](t.C(n))).Where(t.C(n).Eq("v")), "v") }); err != nil {
			return fmt.Errorf("%q: %w", n, err)
		}
	}
	return x.same()
}
