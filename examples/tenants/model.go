package main

import (
	"time"

	"github.com/gildsql/gild/orm"
)

// Owned is a mixin of what belongs to a tenant and is never deleted, only marked.
type Owned struct {
	TenantID  int64 `gild:"tenant_id,index"`
	DeletedAt *time.Time
}

// owned is what the types have in common that embed Owned.
type owned interface {
	mark(deleted time.Time)
	row() (table string, key int64)
}

func (o *Owned) mark(deleted time.Time) { o.DeletedAt = &deleted }

// Project has tasks.
type Project struct {
	orm.Entity `gild:"projects"`
	ID         int64           `gild:"id,pk"`
	Name       string          `gild:"name,size=50"`
	Tasks      orm.Many[*Task] `gild:"order=id"`
	Owned
}

func (p *Project) row() (string, int64) { return "project", p.ID }

// Task is a part of a project.
type Task struct {
	orm.Entity `gild:"tasks"`
	ID         int64  `gild:"id,pk"`
	ProjectID  int64  `gild:"project_id,fk=projects.id,index"`
	Title      string `gild:"title,size=50"`
	Done       bool
	Owned
}

func (t *Task) row() (string, int64) { return "task", t.ID }

// Entry says who has done what to which row.
type Entry struct {
	orm.Entity `gild:"audit"`
	ID         int64             `gild:"id,pk"`
	TenantID   int64             `gild:"tenant_id,index"`
	By         string            `gild:"done_by,size=50"`
	What       string            `gild:"what,size=10"`
	Type       string            `gild:"row_type,size=50"`
	Row        int64             `gild:"row_id"`
	Changes    map[string][2]any `gild:"changes,type=json"`
}

var models = orm.NewRegistry(nil, orm.Model[Project](), orm.Model[Task](), orm.Model[Entry]())
