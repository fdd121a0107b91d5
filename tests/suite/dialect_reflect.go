package suite

import (
	"errors"
	"fmt"
	"slices"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/schema"
	"github.com/gildsql/gild/typemap"
)

// reflectionProofs read what there is.
func reflectionProofs() []proof {
	return []proof{
		{"reflection/nothing", readNothing},
		{"reflection/columns", inspected(readColumns)},
		{"reflection/keys", inspected(readKeys)},
		{"reflection/foreign keys", inspected(readForeignKeys)},
		{"reflection/checks", inspected(readChecks)},
		{"reflection/indexes", inspected(readIndexes)},
		{"reflection/comments", readComments},
		{"reflection/views", readViews},
		{"reflection/order of tables", readOrder},
		{"reflection/created anew", createAnew},
	}
}

// readNothing asks for a table that is not there.
func readNothing(x *stage) error {
	insp, err := gild.Inspect(x, x.db)
	if err != nil {
		return err
	}
	_, err = insp.Columns(x, "suite_none")
	var none *gild.NoSuchTableError
	if !errors.As(err, &none) {
		return fmt.Errorf("columns of a table that is not there: %v, want a %T", err, none)
	}
	return nil
}

// readColumns looks at columns.
func readColumns(x *stage, t *schema.TableInfo) error {
	id, w, n := t.Column("id"), t.Column("word"), t.Column("n")
	switch {
	case id == nil || w == nil || n == nil || len(t.Columns) != 4:
		return fmt.Errorf("columns %v", t.Columns)
	case id.Nullable || w.Nullable || !n.Nullable:
		return fmt.Errorf("NULL is told wrongly of %v", t.Columns)
	case w.Type.Kind != typemap.KindString || w.Type.Length != 20 || !id.Type.IsInteger():
		return fmt.Errorf("types %v and %v", id.Type, w.Type)
	case w.Default == "" || n.Default != "":
		return fmt.Errorf("defaults %q and %q", w.Default, n.Default)
	}
	return nil
}

// readKeys looks at the primary key and a unique constraint.
func readKeys(x *stage, t *schema.TableInfo) error {
	if t.PrimaryKey == nil || !slices.Equal(t.PrimaryKey.Columns, []string{"id"}) {
		return fmt.Errorf("primary key %v", t.PrimaryKey)
	}
	if len(t.Uniques) != 1 || !slices.Equal(t.Uniques[0].Columns, []string{"word", "n"}) || t.Uniques[0].Name != "uq_suite_t_word_n" {
		return fmt.Errorf("unique constraints %v", t.Uniques)
	}
	return nil
}

// readForeignKeys looks at a foreign key.
func readForeignKeys(x *stage, t *schema.TableInfo) error {
	if len(t.ForeignKeys) != 1 {
		return fmt.Errorf("foreign keys %v", t.ForeignKeys)
	}
	fk := t.ForeignKeys[0]
	if !slices.Equal(fk.Columns, []string{"p"}) || fk.Target.Name != "suite_p" || !slices.Equal(fk.RefColumns, []string{"id"}) || fk.OnDelete != schema.Cascade {
		return fmt.Errorf("foreign key %v", fk)
	}
	return nil
}

// readChecks looks at a check.
func readChecks(x *stage, t *schema.TableInfo) error {
	if len(t.Checks) != 1 || t.Checks[0].Name != "ck_suite_t_small" || t.Checks[0].SQL == "" {
		return fmt.Errorf("checks %v", t.Checks)
	}
	return nil
}

// readIndexes looks at an index.
func readIndexes(x *stage, t *schema.TableInfo) error {
	for _, i := range t.Indexes {
		if i.Name == "suite_ix" && !i.Unique && len(i.Parts) == 2 && i.Parts[0].Column == "n" && i.Parts[1].Column == "word" {
			return nil
		}
	}
	return fmt.Errorf("indexes %v", t.Indexes)
}

// readComments reads comments with odd characters.
func readComments(x *stage) error {
	_, err := x.create("suite_t", key(), word(schema.Comment("it's 100% \"good\"")), schema.Comment("a table: 表"))
	info, infoErr := x.table("suite_t")
	if err := errors.Join(err, infoErr); err != nil {
		return err
	}
	if info.Comment != "a table: 表" || info.Column("word").Comment != "it's 100% \"good\"" {
		return fmt.Errorf("comments %q and %q", info.Comment, info.Column("word").Comment)
	}
	return nil
}

// readViews reads a view.
func readViews(x *stage) error {
	t := schema.NewTable(x.meta, "suite_t", key(), word())
	schema.NewView(x.meta, "suite_v", expr.Select(t.C("word")))
	err := x.meta.CreateAll(x, x.db)
	insp, inspErr := gild.Inspect(x, x.db)
	if err := errors.Join(err, inspErr); err != nil {
		return err
	}
	views, err := insp.Views(x)
	columns, colErr := insp.Columns(x, "suite_v")
	text, textErr := insp.ViewDefinition(x, "suite_v")
	if err := errors.Join(err, colErr, textErr); err != nil || !slices.Contains(views, "suite_v") || len(columns) != 1 || text == "" {
		return fmt.Errorf("views %q, columns %v, definition %q, %w", views, columns, text, err)
	}
	return nil
}

// readOrder asks for the tables in the order of their foreign keys.
func readOrder(x *stage) error {
	many(x)
	err := x.meta.CreateAll(x, x.db)
	insp, inspErr := gild.Inspect(x, x.db)
	if err := errors.Join(err, inspErr); err != nil {
		return err
	}
	sorted, err := insp.SortedTables(x)
	at := func(name string) int {
		return slices.IndexFunc(sorted, func(t schema.SortedTable) bool { return t.Name.Name == name })
	}
	if err != nil || at("suite_p") < 0 || at("suite_p") > at("suite_t") {
		return fmt.Errorf("sorted as %v, %w", sorted, err)
	}
	return nil
}

// createAnew creates what was read.
func createAnew(x *stage) error {
	many(x)
	if err := x.meta.CreateAll(x, x.db); err != nil {
		return err
	}
	read := schema.NewMetaData()
	if err := gild.Reflect(x, x.db, read, gild.ReflectOptions{}); err != nil {
		return err
	}
	return errors.Join(x.differs(read), x.meta.DropAll(x, x.db), read.CreateAll(x, x.db), x.same(), read.DropAll(x, x.db))
}

// many defines a table with what most databases have, and one that it refers to.
func many(x *stage) {
	schema.NewTable(x.meta, "suite_p", key())
	schema.NewTable(x.meta, "suite_t", key(), word(schema.ServerDefault("it's")), plain("n", schema.Nullable()),
		plain("p", schema.Nullable(), schema.References("suite_p.id", schema.OnDelete(schema.Cascade))),
		schema.NewUnique("word", "n"), schema.NewCheck("n > 0", schema.Named("small")), schema.NewIndex("suite_ix", "n", "word"))
}

// inspected creates such a table and looks at it.
func inspected(look func(x *stage, t *schema.TableInfo) error) func(x *stage) error {
	return func(x *stage) error {
		many(x)
		if err := x.meta.CreateAll(x, x.db); err != nil {
			return err
		}
		info, err := x.table("suite_t")
		if err != nil {
			return err
		}
		return errors.Join(look(x, info), x.same())
	}
}

// table reads a table.
func (x *stage) table(name string) (*schema.TableInfo, error) {
	insp, err := gild.Inspect(x, x.db)
	if err != nil {
		return nil, err
	}
	return insp.Table(x, name)
}

// diffProofs change a table with rows and undo it.
func diffProofs() []proof {
	null := schema.Nullable()
	n := func(options ...schema.ColumnOption) schema.TableItem { return plain("n", append(options, null)...) }
	one := func(items ...schema.TableItem) []schema.TableItem { return items }
	return []proof{
		{"diff/column", changed(one(), one(n()))},
		{"diff/column with a default", changed(one(), one(plain("n", schema.ServerDefault(3))))},
		{"diff/type", changed(one(n()), one(schema.NewColumn("n", typemap.BigInt(), null)))},
		{"diff/null", changed(one(plain("n", schema.ServerDefault(1))), one(n(schema.ServerDefault(1))))},
		{"diff/default", changed(one(n(schema.ServerDefault(1))), one(n(schema.ServerDefault(2))))},
		{"diff/unique constraint", changed(one(n()), one(n(), schema.NewUnique("id", "n")))},
		{"diff/check", changed(one(n()), one(n(), schema.NewCheck("n > 0 OR n IS NULL", schema.Named("small"))))},
		{"diff/index", changed(one(n()), one(n(), schema.NewIndex("suite_ix", "n")))},
		{"diff/foreign key", changed(one(n()), one(n(), schema.NewForeignKey([]string{"n"}, "suite_t", []string{"id"})))},
		{"diff/view", func(x *stage) error {
			t := schema.NewTable(x.meta, "suite_t", key(), word())
			schema.NewView(x.meta, "suite_v", expr.Select(t.C("word")).Where(t.C("word").Ne("it's")))
			if err := errors.Join(x.meta.CreateAll(x, x.db), x.same()); err != nil {
				return err
			}
			to := schema.NewMetaData(schema.NamingConvention(schema.Recommended))
			t = schema.NewTable(to, "suite_t", key(), word())
			schema.NewView(to, "suite_v", expr.Select(t.C("word"), t.C("id")).Where(t.C("word").Ne("other")))
			d, err := gild.Diff(x, x.db, to, gild.ReflectOptions{})
			switch {
			case err != nil:
				return err
			case d.Empty():
				return errors.New("no difference is found")
			}
			back, err := d.Reverse()
			return first(err, func() error { return d.Apply(x, x.db) }, func() error { return x.differs(to) },
				func() error { return back.Apply(x, x.db) }, x.same)
		}},
		{"diff/table", func(x *stage) error {
			_, err := x.create("suite_t", key())
			schema.NewTable(x.meta, "suite_u", key(), plain("t", schema.References("suite_t.id")))
			d, diffErr := gild.Diff(x, x.db, x.meta, gild.ReflectOptions{})
			if err := errors.Join(err, diffErr); err != nil {
				return err
			}
			return errors.Join(d.Apply(x, x.db), x.same())
		}},
	}
}

// changed changes a table by what it has besides an id and a word, and back.
func changed(before, after []schema.TableItem) func(x *stage) error {
	return func(x *stage) error {
		t, err := x.create("suite_t", append([]schema.TableItem{key(), word()}, before...)...)
		if err := first(err, func() error { return x.exec(insertWords(t, "a", "b")...) }); err != nil {
			return err
		}
		to := schema.NewMetaData(schema.NamingConvention(schema.Recommended))
		schema.NewTable(to, "suite_t", append([]schema.TableItem{key(), word()}, after...)...)
		d, err := gild.Diff(x, x.db, to, gild.ReflectOptions{})
		switch {
		case err != nil:
			return err
		case d.Empty():
			return errors.New("no difference is found")
		}
		back, err := d.Reverse()
		return first(err, func() error { return d.Apply(x, x.db, schema.AllowLoss()) }, func() error { return x.differs(to) },
			func() error { return back.Apply(x, x.db, schema.AllowLoss()) }, x.same,
			func() error { return want(x, expr.Select(expr.CountAll()).Where(t.C("word").In("a", "b")), 2) })
	}
}
