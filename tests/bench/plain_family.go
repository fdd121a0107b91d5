package main

import (
	"context"
	"database/sql"
	"strings"
)

// A plainParent is an object of the plain program.
type plainParent struct {
	Family
	children []*plainChild
}

// A plainChild is one of its children.
type plainChild struct {
	Kid
	parentID int64
}

// plainParents makes the objects of families.
func plainParents(families []Family) []*plainParent {
	parents := make([]*plainParent, len(families))
	for i, f := range families {
		p := &plainParent{Family: Family{Name: f.Name, Score: f.Score, Created: f.Created}}
		for _, k := range f.Children {
			p.children = append(p.children, &plainChild{Kid: Kid{Title: k.Title, Qty: k.Qty, Done: k.Done}})
		}
		parents[i] = p
	}
	return parents
}

// plainLoaded gives objects as plain data.
func plainLoaded(parents []*plainParent) Loaded {
	return func() []Family {
		list := make([]Family, len(parents))
		for i, p := range parents {
			list[i] = p.Family
			list[i].Created = p.Created.UTC()
			for _, c := range p.children {
				list[i].Children = append(list[i].Children, c.Kid)
			}
		}
		return list
	}
}

// bulk is one INSERT with all rows.
func (p *plainProgram) bulk(ctx context.Context, items []Item) error {
	args := make([]any, 0, 7*len(items))
	for i := range items {
		args = append(args, values(&items[i])...)
	}
	return p.insertMany(ctx, p.db, "insert into items (name, email, city, active, score, created, nick) values ", 7, args,
		func(i int) *int64 { return &items[i].ID })
}

// insertMany sends one INSERT and puts the ids where they belong.
func (p *plainProgram) insertMany(ctx context.Context, on querier, insert string, columns int, args []any, id func(i int) *int64) error {
	var text strings.Builder
	text.Grow(len(insert) + 7*len(args) + 20)
	text.WriteString(insert)
	p.d.placeholders(&text, len(args)/columns, columns)
	text.WriteString(" returning id")
	rows, err := on.QueryContext(ctx, text.String(), args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for i := 0; rows.Next(); i++ {
		if err := rows.Scan(id(i)); err != nil {
			return err
		}
	}
	return rows.Err()
}

// A querier is a *sql.DB or a *sql.Tx.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// unit is one INSERT for each table, in a transaction.
func (p *plainProgram) unit(ctx context.Context, families []Family) (Loaded, error) {
	parents := plainParents(families)
	tx, err := p.db.BeginTx(ctx, nil)
	if err != nil {
		return nil, err
	}
	defer tx.Rollback()
	args := make([]any, 0, 3*len(parents))
	for _, f := range parents {
		args = append(args, f.Name, f.Score, f.Created)
	}
	err = p.insertMany(ctx, tx, "insert into parents (name, score, created) values ", 3, args,
		func(i int) *int64 { return &parents[i].ID })
	if err != nil {
		return nil, err
	}
	var children []*plainChild
	args = args[:0]
	for _, f := range parents {
		for _, c := range f.children {
			c.parentID = f.ID
			children = append(children, c)
			args = append(args, c.parentID, c.Title, c.Qty, c.Done)
		}
	}
	err = p.insertMany(ctx, tx, "insert into children (parent_id, title, qty, done) values ", 4, args,
		func(i int) *int64 { return &children[i].ID })
	if err != nil {
		return nil, err
	}
	return plainLoaded(parents), tx.Commit()
}

// eager is one query for each table.
func (p *plainProgram) eager(ctx context.Context, n int) (Loaded, error) {
	parents, err := p.some(ctx, "id <= $1", int64(n))
	if err == nil && len(parents) > 0 {
		err = p.addChildren(ctx, parents)
	}
	return plainLoaded(parents), err
}

// some reads the parents for which a condition holds.
func (p *plainProgram) some(ctx context.Context, condition string, arg int64) ([]*plainParent, error) {
	rows, err := p.db.QueryContext(ctx, p.d.sql("select "+parentColumns+" from parents where "+condition+" order by id"), arg)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var parents []*plainParent
	for rows.Next() {
		f := &plainParent{}
		if err := rows.Scan(&f.ID, &f.Name, &f.Score, &f.Created); err != nil {
			return nil, err
		}
		parents = append(parents, f)
	}
	return parents, rows.Err()
}

// addChildren reads the children of parents.
func (p *plainProgram) addChildren(ctx context.Context, parents []*plainParent) error {
	ids, byID := make([]any, len(parents)), make(map[int64]*plainParent, len(parents))
	for i, f := range parents {
		ids[i], byID[f.ID] = f.ID, f
	}
	var text strings.Builder
	text.WriteString("select " + childColumns + " from children where parent_id in ")
	p.d.placeholders(&text, 1, len(ids))
	text.WriteString(" order by id")
	rows, err := p.db.QueryContext(ctx, text.String(), ids...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		c := &plainChild{}
		if err := rows.Scan(&c.ID, &c.parentID, &c.Title, &c.Qty, &c.Done); err != nil {
			return err
		}
		f := byID[c.parentID]
		f.children = append(f.children, c)
	}
	return rows.Err()
}
