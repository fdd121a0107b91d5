package main

import (
	"context"
	"time"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/orm"
)

// user is who asks.
type user struct {
	Name   string
	Tenant int64
}

// scope makes a session one of a user.
func scope(u user) []orm.SessionOption {
	return []orm.SessionOption{
		orm.Only(func(o *Owned) expr.Expr {
			return expr.And(orm.C(&o.TenantID).Eq(u.Tenant), orm.N(&o.DeletedAt).IsNull())
		}),
		orm.WithEvents(
			orm.BeforeInsert(func(_ context.Context, _ *orm.Session, o *Owned) error {
				o.TenantID = u.Tenant
				return nil
			}),
			orm.Events{BeforeFlush: markDeleted},
			orm.AfterInsert(func(ctx context.Context, s *orm.Session, o owned) error {
				return u.note(ctx, s, "insert", o, nil)
			}),
			orm.BeforeUpdate(func(ctx context.Context, s *orm.Session, o owned) error {
				changes, err := s.Changes(o)
				if err != nil {
					return err
				}
				return u.note(ctx, s, "update", o, changes)
			}),
		),
	}
}

// note writes down what a user does, in the same transaction.
func (u user) note(ctx context.Context, s *orm.Session, what string, o owned, changes []orm.Change) error {
	table, key := o.row()
	fields := map[string][2]any{}
	for _, c := range changes {
		fields[c.Field] = [2]any{c.Old, c.New}
	}
	audit := models.MetaData().Table("audit")
	_, err := gild.Exec(ctx, s, expr.Insert(audit).Values(
		audit.C("tenant_id").Set(u.Tenant), audit.C("done_by").Set(u.Name), audit.C("what").Set(what),
		audit.C("row_type").Set(table), audit.C("row_id").Set(key), audit.C("changes").Set(fields)))
	return err
}

// markDeleted has objects that are to be deleted marked instead.
func markDeleted(_ context.Context, s *orm.Session) error {
	now := time.Now()
	for obj := range s.Objects() {
		if o, ok := obj.(owned); ok && s.Deleting(obj) {
			s.Add(obj) // it stays
			o.mark(now)
		}
	}
	return nil
}
