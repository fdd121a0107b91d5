package main

import (
	"fmt"

	"github.com/gildsql/gild/orm"
)

// Staff is whoever works for a company, of whatever kind.
type Staff interface {
	person() *Person
	fmt.Stringer
}

// Person is what all staff have; a hierarchy of types begins with it.
type Person struct {
	orm.Entity `gild:"people,kind=person"`
	ID         int64             `gild:"id,pk"`
	Kind       string            `gild:"kind,size=20,discriminator"`
	Name       string            `gild:"name,size=50"`
	CompanyID  int64             `gild:"company_id,fk=companies.id"`
	Company    orm.Ref[*Company] `gild:"back=Staff"`
}

// Engineer is a person with an engineer's field. Its rows are in the table of people, unless the program is told to
// give engineers a table of their own.
type Engineer struct {
	Person   `gild:"kind=engineer"`
	Status   string `gild:"status,size=30"`
	Language string `gild:"language,size=30"`
}

// Manager is a person with a manager's field.
type Manager struct {
	Person `gild:"kind=manager"`
	Rank   string `gild:"manager_rank,size=30"`
}

// Company has staff of all kinds.
type Company struct {
	orm.Entity `gild:"companies"`
	ID         int64           `gild:"id,pk"`
	Name       string          `gild:"name,size=50"`
	Staff      orm.Many[Staff] `gild:"cascade=all delete-orphan"`
}

func (p *Person) person() *Person { return p }

// String describes the person, as the other types do what they are.
func (p *Person) String() string { return "ordinary person " + p.Name }

// String describes the engineer.
func (e *Engineer) String() string {
	return fmt.Sprintf("engineer %s, %s, who writes %s", e.Name, e.Status, e.Language)
}

// String describes the manager.
func (m *Manager) String() string { return fmt.Sprintf("manager %s, %s", m.Name, m.Rank) }

// newRegistry maps the types onto one table, or onto one for each of them.
func newRegistry(tables string) (*orm.Registry, error) {
	models := []orm.Mapping{orm.Model[Company](), orm.Model[Person]()}
	switch tables {
	case "single":
		models = append(models, orm.Model[Engineer](), orm.Model[Manager]())
	case "joined":
		models = append(models,
			orm.Model[Engineer](orm.Tag("Person", "engineers,kind=engineer")),
			orm.Model[Manager](orm.Tag("Person", "managers,kind=manager")))
	default:
		return nil, fmt.Errorf("tables are single or joined, not %q", tables)
	}
	r := orm.NewRegistry(nil, models...)
	return r, r.Err()
}
