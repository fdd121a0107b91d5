package orm_test

import (
	"errors"
	"testing"

	"github.com/gildsql/gild/orm"
	"github.com/gildsql/gild/tests/live"
)

type GoneTeam struct {
	orm.Entity `gild:"gone_teams"`
	ID         int64                 `gild:"id,pk"`
	Members    orm.Many[*GoneMember] `gild:"cascade=all"`
}

type GoneMember struct {
	orm.Entity `gild:"gone_members"`
	ID         int64               `gild:"id,pk"`
	GoneTeamID int64               `gild:"team_id,fk=gone_teams.id"`
	Skills     orm.Set[*GoneSkill] `gild:"through=gone_member_skills"`
}

type GoneSkill struct {
	orm.Entity `gild:"gone_skills"`
	ID         int64 `gild:"id,pk"`
}

// GoneBadge leads to a member, who knows nothing of it.
type GoneBadge struct {
	orm.Entity `gild:"gone_badges"`
	ID         int64                `gild:"id,pk"`
	HolderID   *int64               `gild:"holder_id,fk=gone_members.id"`
	Holder     orm.Ref[*GoneMember] `gild:"via=holder_id"`
	KeeperID   *int64               `gild:"keeper_id,fk=gone_members.id,ondelete=SET NULL"`
	Keeper     orm.Ref[*GoneMember] `gild:"via=keeper_id"`
}

// What leads to an object that the same flush deletes, or an earlier one has deleted, is an error that names both.
func TestTargetDeletedByTheFlush(t *testing.T) {
	mappings := []orm.Mapping{orm.Model[GoneTeam](), orm.Model[GoneMember](), orm.Model[GoneSkill](), orm.Model[GoneBadge]()}
	eachWith(t, mappings, func(t *testing.T, r *orm.Registry, db *live.Database) {
		ctx := t.Context()
		s := r.NewSession(db.DB)
		defer s.Close()
		team, member, skill, old := &GoneTeam{}, &GoneMember{}, &GoneSkill{}, &GoneBadge{}
		team.Members.Add(member)
		s.Add(team, skill, old)
		ok(t, s.Commit(ctx))

		for name, test := range map[string]struct {
			change func()
			want   string
		}{
			"new": {func() {
				b := &GoneBadge{}
				b.Holder.Set(member)
				s.Add(b)
				s.Delete(member)
			}, "a new orm_test.GoneBadge"},
			"stored": {func() {
				old.Holder.Set(member)
				s.Delete(member)
			}, "orm_test.GoneBadge with key [1]"},
			"by a cascade": {func() {
				old.Holder.Set(member)
				s.Delete(team)
			}, "orm_test.GoneBadge with key [1]"},
			"before": {func() {
				s.Delete(member)
				ok(t, s.Flush(ctx))
				old.Holder.Set(member)
			}, "orm_test.GoneBadge with key [1]"},
		} {
			t.Run(name, func(t *testing.T) {
				test.change()
				err := s.Flush(ctx)
				var gone *orm.DeletedTargetError
				if !errors.As(err, &gone) || gone.Relationship != "GoneBadge.Holder" || gone.Of != test.want ||
					gone.Target != "orm_test.GoneMember" || len(gone.Key) != 1 || gone.Key[0] != member.ID {
					t.Errorf("the error is %v", err)
				}
				ok(t, s.Rollback())
				ok(t, s.Refresh(ctx, team, member, old))
			})
		}

		// A row that another object takes over stays, and the database may know what to do.
		next := &GoneMember{ID: member.ID, GoneTeamID: team.ID}
		old.Holder.Set(member)
		s.Delete(member)
		s.Add(next)
		ok(t, s.Commit(ctx))
		wantRows(t, db, "select holder_id from gone_badges", "1")
		if holder, err := old.Holder.Get(); holder != next || err != nil {
			t.Errorf("the holder is %v, %v", holder, err)
		}
		old.Holder.Set(nil)
		old.Keeper.Set(next)
		other := &GoneMember{GoneTeamID: team.ID}
		s.Add(other)
		ok(t, s.Commit(ctx))
		s.Delete(next)
		ok(t, s.Commit(ctx))
		wantRows(t, db, "select holder_id, keeper_id from gone_badges", "NULL,NULL")

		// Rows between two objects go with either, by a cascade too.
		other.Skills.Add(skill)
		s.Delete(team)
		ok(t, s.Commit(ctx))
		wantRows(t, db, "select count(*) from gone_member_skills", "0")
		wantRows(t, db, "select count(*) from gone_members", "0")
	})
}
