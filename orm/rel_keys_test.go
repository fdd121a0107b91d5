package orm_test

import (
	"strings"
	"testing"

	"github.com/gildsql/gild/orm"
	"github.com/gildsql/gild/schema"
	"github.com/gildsql/gild/tests/live"
	"github.com/gildsql/gild/typemap"
)

// Stop is a node of a graph, whose edges are rows of a table of its own.
type Stop struct {
	orm.Entity `gild:"stops"`
	ID         int64 `gild:"id,pk"`
	Name       string
	Next       orm.Set[*Stop] `gild:"through=tracks,via=from_id,back=Before"`
	Before     orm.Set[*Stop] `gild:"through=tracks,via=to_id"`
}

func tracks() *schema.MetaData {
	meta := schema.NewMetaData()
	schema.NewTable(meta, "tracks",
		schema.NewColumn("from_id", typemap.BigInt(), schema.PrimaryKey()), schema.NewColumn("to_id", typemap.BigInt(), schema.PrimaryKey()),
		schema.NewForeignKey([]string{"from_id"}, "stops", []string{"id"}), schema.NewForeignKey([]string{"to_id"}, "stops", []string{"id"}))
	return meta
}

// Edges have a direction, are stored once, and are seen from both ends.
func TestGraph(t *testing.T) {
	live.Each(t, func(t *testing.T, db *live.Database) {
		ctx, meta := t.Context(), tracks()
		r := orm.NewRegistry(meta, orm.Model[Stop]())
		ok(t, r.Err())
		ok(t, meta.CreateAll(ctx, db))
		s := r.NewSession(db.DB)
		defer s.Close()
		a, b, c := &Stop{Name: "a"}, &Stop{Name: "b"}, &Stop{Name: "c"}
		a.Next.Add(b)
		c.Before.Add(a, b)
		s.Add(a, b, c)
		a.Next.Add(c) // which c says as well
		if !b.Before.Contains(a) || !b.Next.Contains(c) {
			t.Error("the other end does not know")
		}
		c.Next.Add(c) // a circle of one
		ok(t, s.Commit(ctx))
		const edges = "select f.name, t.name from tracks join stops f on f.id = from_id join stops t on t.id = to_id order by 1, 2"
		wantRows(t, db, edges, "a,b a,c b,c c,c")

		fresh := r.NewSession(db.DB)
		q := orm.From[Stop]()
		found, err := orm.Select(q).OrderBy(orm.C(&q.Name)).With(orm.SelectIn(&q.Next), orm.SelectIn(&q.Before)).All(ctx, fresh)
		ok(t, err)
		if found[0].Next.Len() != 2 || found[0].Before.Len() != 0 || found[2].Before.Len() != 3 || !found[2].Before.Contains(found[1]) {
			t.Errorf("%d next of a, %d before a, %d before c", found[0].Next.Len(), found[0].Before.Len(), found[2].Before.Len())
		}
		ok(t, fresh.Close())

		c.Before.Remove(a)
		s.Delete(b)
		ok(t, s.Commit(ctx))
		wantRows(t, db, edges, "c,c")
	})
}

// Tenants have projects and people; a task is of a project and of a person of the same tenant, so that
// its two foreign keys share a column.
type Project struct {
	orm.Entity `gild:"projects"`
	Tenant     int64 `gild:"tenant,pk"`
	No         int64 `gild:"no,pk"`
	Tasks      orm.Many[*Task]
}

type Worker struct {
	orm.Entity `gild:"workers"`
	Tenant     int64 `gild:"tenant,pk"`
	No         int64 `gild:"no,pk"`
	Tasks      orm.Many[*Task]
}

type Task struct {
	orm.Entity `gild:"tasks"`
	ID         int64 `gild:"id,pk"`
	Tenant     int64
	ProjectNo  int64
	WorkerNo   *int64
	Project    orm.Ref[*Project] `gild:"back=Tasks,overlaps=Worker Tasks"`
	Worker     orm.Ref[*Worker]  `gild:"back=Tasks,overlaps=Project Tasks"`
}

func taskModels(options ...orm.MapOption) []orm.Mapping {
	keys := orm.Items(schema.NewForeignKey([]string{"tenant", "project_no"}, "projects", []string{"tenant", "no"}),
		schema.NewForeignKey([]string{"tenant", "worker_no"}, "workers", []string{"tenant", "no"}))
	return []orm.Mapping{orm.Model[Project](orm.Tag("Tasks", "overlaps=Worker Tasks")), orm.Model[Worker](orm.Tag("Tasks", "overlaps=Project Tasks")),
		orm.Model[Task](append(options, keys)...)}
}

func TestForeignKeysThatShareAColumn(t *testing.T) {
	live.Each(t, func(t *testing.T, db *live.Database) {
		r, ctx := create(t, db, taskModels()), t.Context()
		s := r.NewSession(db.DB)
		defer s.Close()
		project, worker := &Project{Tenant: 7, No: 1}, &Worker{Tenant: 7, No: 2}
		task := &Task{}
		project.Tasks.Add(task, &Task{})
		task.Worker.Set(worker)
		s.Add(project)
		ok(t, s.Commit(ctx))
		wantRows(t, db, "select tenant, project_no, worker_no from tasks order by id", "7,1,2 7,1,NULL")
		fresh := r.NewSession(db.DB)
		w := orm.From[Worker]()
		found, err := orm.Select(w).With(orm.SelectIn(&w.Tasks)).One(ctx, fresh)
		ok(t, err)
		tasks, err := found.Tasks.All()
		if err != nil || len(tasks) != 1 || tasks[0].ID != task.ID {
			t.Error(tasks, err)
		}
		if p, err := tasks[0].Project.Load(ctx); err != nil || p.No != 1 {
			t.Error(p, err)
		}
		ok(t, fresh.Close())
	})
}

// What leaves one of them keeps the column that the other key has as well: one NULL is enough.
func TestLeavingOneOfTwoForeignKeys(t *testing.T) {
	live.Each(t, func(t *testing.T, db *live.Database) {
		r, ctx := create(t, db, taskModels()), t.Context()
		s := r.NewSession(db.DB)
		defer s.Close()
		project, worker := &Project{Tenant: 7, No: 1}, &Worker{Tenant: 7, No: 2}
		tasks := []*Task{{}, {}, {}}
		project.Tasks.Add(tasks...)
		worker.Tasks.Add(tasks...)
		s.Add(project, worker)
		ok(t, s.Commit(ctx))
		db.Log.Take()

		tasks[0].Worker.Set(nil)
		worker.Tasks.Remove(tasks[1])
		ok(t, s.Flush(ctx))
		wantSent(t, db, "UPDATE tasks SET worker_no=NULL WHERE tasks.id = 1", "UPDATE tasks SET worker_no=NULL WHERE tasks.id = 2")
		s.Delete(worker)
		ok(t, s.Commit(ctx))
		wantRows(t, db, "select tenant, project_no, worker_no from tasks order by id", "7,1,NULL 7,1,NULL 7,1,NULL")

		project.Tasks.Remove(tasks[0])
		err := s.Flush(ctx)
		if err == nil || !strings.Contains(err.Error(), "would be left without owner, but Tenant cannot be NULL") {
			t.Errorf("without anything that can be NULL: %v", err)
		}
	})
}

// Area is a tree whose keys have a country in them.
type Area struct {
	orm.Entity `gild:"areas"`
	Country    string `gild:"country,pk,size=2"`
	No         int64  `gild:"no,pk"`
	UpperNo    *int64
	Upper      orm.Ref[*Area] `gild:"back=Lower"`
	Lower      orm.Many[*Area]
}

func TestTreeWithinAKey(t *testing.T) {
	key := func() orm.MapOption {
		return orm.Items(schema.NewForeignKey([]string{"country", "upper_no"}, "areas", []string{"country", "no"}))
	}
	for _, tag := range []string{"back=Lower", "back=Lower,post-update"} {
		live.Each(t, func(t *testing.T, db *live.Database) {
			r, ctx := create(t, db, []orm.Mapping{orm.Model[Area](orm.Tag("Upper", tag), key())}), t.Context()
			s := r.NewSession(db.DB)
			defer s.Close()
			upper, a, b := &Area{Country: "no", No: 1}, &Area{Country: "no", No: 2}, &Area{Country: "no", No: 3}
			upper.Lower.Add(a, b)
			s.Add(upper)
			ok(t, s.Commit(ctx))
			wantRows(t, db, "select country, no, upper_no from areas order by no", "no,1,NULL no,2,1 no,3,1")
			a.Upper.Set(nil)
			ok(t, s.Commit(ctx))
			wantRows(t, db, "select country, no, upper_no from areas order by no", "no,1,NULL no,2,NULL no,3,1")
			s.Delete(upper)
			ok(t, s.Commit(ctx))
			wantRows(t, db, "select country, no, upper_no from areas order by no", "no,2,NULL no,3,NULL")
		})
	}
}

// Relationships that write the same columns without knowing of each other are mistakes, all of which
// are told at once, each with the ways out.
func TestOverlaps(t *testing.T) {
	err := orm.NewRegistry(nil, taskModels(orm.Tag("Project", "back=Tasks"), orm.Tag("Worker", "back=Tasks,overlaps=Project"))...).Err()
	if err != nil {
		t.Errorf("what one side allows: %v", err)
	}
	models := taskModels(orm.Tag("Project", "back=Tasks"), orm.Tag("Worker", "back=Tasks"))
	models[0], models[1] = orm.Model[Project](), orm.Model[Worker]()
	err = orm.NewRegistry(nil, models...).Err()
	for _, want := range []string{
		`orm_test.Worker.Tasks: writes column "tenant", as orm_test.Project.Tasks does: tag one of them with back= if it is the other side, with viewonly, or with overlaps=Tasks`,
		`orm_test.Task.Worker: writes column "tenant", as orm_test.Task.Project does`,
		`orm_test.Task.Project: writes column "tenant", as orm_test.Worker.Tasks does`,
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v does not say %s", err, want)
		}
	}
	err = orm.NewRegistry(nil, orm.Model[MParent](orm.Tag("Cs", "")), orm.Model[MChild](orm.Tag("P", ""))).Err()
	if err == nil || !strings.Contains(err.Error(), `MChild.P: writes column "pid", as orm_test.MParent.Cs does`) {
		t.Errorf("two sides without back: %v", err)
	}
}

// What a relationship leads to is known to Go's compiler, and the rest to the registry.
func TestElementTypes(t *testing.T) {
	type Loose struct {
		orm.Entity `gild:"loose"`
		ID         int64 `gild:"id,pk"`
		Any        orm.Many[any]
		Text       orm.Ref[*string]
		Unmapped   orm.Many[*Stop]
	}
	err := orm.NewRegistry(nil, orm.Model[Loose]()).Err()
	for _, want := range []string{
		"Loose.Any: the elements of a relationship are pointers to entities, not interface {}",
		"Loose.Text: the elements of a relationship are pointers to entities, not *string",
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v does not say %s", err, want)
		}
	}
}
