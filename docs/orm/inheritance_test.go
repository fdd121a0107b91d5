package orm_test

import (
	"database/sql"
	"errors"
	"fmt"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/orm"
)

type (
	Staff interface{ Pay() int64 }

	Employee struct {
		orm.Entity `gild:"employees,kind=employee"`
		ID         int64  `gild:"id,pk"`
		Kind       string `gild:"kind,discriminator"`
		Name       string
		Wage       int64
		TeamID     int64          `gild:"team_id,fk=teams.id"`
		Team       orm.Ref[*Team] `gild:"back=Members"`
	}

	Manager struct {
		Employee `gild:"managers,kind=manager"` // has a table beside that of employees
		Bonus    int64
		Goals    orm.Many[*Goal] `gild:"cascade=all delete-orphan"`
	}

	Trainee struct {
		Employee `gild:"kind=trainee"` // is in the table of employees
		School   *string
	}

	Team struct {
		orm.Entity `gild:"teams"`
		ID         int64 `gild:"id,pk"`
		Members    orm.Many[Staff]
	}

	Goal struct {
		orm.Entity `gild:"goals"`
		ID         int64 `gild:"id,pk"`
		ManagerID  int64 `gild:"fk=managers.id"`
		Text       string
	}
)

func (e *Employee) Pay() int64 { return e.Wage }
func (m *Manager) Pay() int64  { return m.Wage + m.Bonus }

var company = orm.NewRegistry(nil,
	orm.Model[Employee](), orm.Model[Manager](), orm.Model[Trainee](), orm.Model[Team](), orm.Model[Goal]())

func Example_inheritance() {
	db := open(company)
	defer db.Close()

	err := company.InTx(ctx, db, func(s *orm.Session) error {
		team := &Team{}
		team.Members.Add(
			&Manager{Employee: Employee{Name: "Ann", Wage: 9}, Bonus: 2},
			&Trainee{Employee: Employee{Name: "Tom", Wage: 3}},
			&Manager{Employee: Employee{Name: "Kim", Wage: 8}, Bonus: 1})
		s.Add(team)
		return nil
	})
	fmt.Println(err)
	// Output:
	// INSERT INTO teams DEFAULT VALUES
	// INSERT INTO employees (kind, name, wage, team_id) VALUES (?, ?, ?, ?)
	// INSERT INTO employees (kind, name, wage, team_id, school) VALUES (?, ?, ?, ?, ?)
	// INSERT INTO employees (kind, name, wage, team_id) VALUES (?, ?, ?, ?)
	// INSERT INTO managers (id, bonus) VALUES (?, ?), (?, ?)
	// <nil>
}

func withStaff(do func(s *orm.Session)) {
	db := quiet(company, func(s *orm.Session) {
		team := &Team{}
		ann := &Manager{Employee: Employee{Name: "Ann", Wage: 9}, Bonus: 2}
		ann.Goals.Add(&Goal{Text: "grow"})
		team.Members.Add(ann, &Trainee{Employee: Employee{Name: "Tom", Wage: 3}}, &Employee{Name: "Sue", Wage: 5})
		s.Add(team)
	})
	defer db.Close()
	s := company.NewSession(db, orm.LateBegin())
	defer s.Close()
	do(s)
}

func Example_inheritanceAs() {
	withStaff(func(s *orm.Session) {
		e := orm.From[Employee]()
		staff, err := orm.As[Staff](orm.Select(e).OrderBy(orm.C(&e.ID))).All(ctx, s)
		check(err)
		for _, one := range staff {
			switch one := one.(type) {
			case *Manager:
				fmt.Println(one.Name, one.Pay(), "of which", one.Bonus)
			case *Trainee:
				fmt.Println(one.Name, one.Pay(), one.School == nil)
			case *Employee:
				fmt.Println(one.Name, one.Pay())
			}
		}
		// Output:
		// SELECT employees.id, employees.kind, employees.name, employees.wage, employees.team_id, employees.school FROM employees ORDER BY employees.id
		// SELECT managers.id, managers.bonus FROM managers WHERE managers.id = ?
		// Ann 11 of which 2
		// Tom 3 true
		// Sue 5
	})
}

func Example_inheritanceGet() {
	withStaff(func(s *orm.Session) {
		someone, err := orm.Get[Employee](ctx, s, 1)
		check(err)
		ann, err := orm.Get[Manager](ctx, s, 1)
		fmt.Println(someone == &ann.Employee, orm.Concrete(someone) == ann, err)
		_, err = orm.Get[Trainee](ctx, s, 1)
		fmt.Println(errors.Is(err, sql.ErrNoRows))
		// Output:
		// SELECT employees.id, employees.kind, employees.name, employees.wage, employees.team_id, employees.school FROM employees WHERE employees.id = ?
		// SELECT managers.id, managers.bonus FROM managers WHERE managers.id = ?
		// true true <nil>
		// true
	})
}

func Example_inheritanceSub() {
	withStaff(func(s *orm.Session) {
		m, t := orm.From[Manager](), orm.From[Team]()
		ann, err := orm.Select(m).Where(orm.C(&m.Bonus).Gt(1), orm.C(&m.Wage).Gt(5)).First(ctx, s)
		fmt.Println(ann.Name, err)

		generous := func(m *Manager) expr.Expr { return orm.C(&m.Bonus).Gt(1) }
		n, err := orm.Select(t).Where(orm.HasWhere(&t.Members, generous)).Count(ctx, s)
		fmt.Println(n, err)
		// Output:
		// SELECT employees.id, employees.kind, employees.name, employees.wage, employees.team_id, managers.bonus FROM employees JOIN managers ON managers.id = employees.id WHERE managers.bonus > ? AND employees.wage > ? ORDER BY employees.id LIMIT ? OFFSET ?
		// Ann <nil>
		// SELECT count(*) AS count_1 FROM teams WHERE EXISTS (SELECT 1 FROM employees JOIN managers ON managers.id = employees.id WHERE employees.team_id = teams.id AND managers.bonus > ?)
		// 1 <nil>
	})
}

func Example_inheritanceInline() {
	withStaff(func(s *orm.Session) {
		e, m := orm.From[Employee](), orm.From[Manager]()
		staff, err := orm.As[Staff](orm.Select(e).Inline(m).
			Where(expr.Or(orm.C(&m.Bonus).Gt(1), orm.C(&e.Name).Eq("Tom")))).All(ctx, s)
		fmt.Println(len(staff), err)
		// Output:
		// SELECT employees.id, employees.kind, employees.name, employees.wage, employees.team_id, managers.bonus, employees.school FROM employees LEFT OUTER JOIN managers ON managers.id = employees.id WHERE managers.bonus > ? OR employees.name = ?
		// 2 <nil>
	})
}

func Example_inheritanceBaseOnly() {
	withStaff(func(s *orm.Session) {
		e := orm.From[Employee]()
		ann, err := orm.Select(e).BaseOnly().Where(orm.C(&e.Name).Eq("Ann")).One(ctx, s)
		check(err)
		m := orm.Concrete(ann).(*Manager)
		fmt.Println(m.Name, m.Bonus, s.Unread(m))
		err = s.Complete(ctx, m)
		fmt.Println(m.Bonus, err)
		// Output:
		// SELECT employees.id, employees.kind, employees.name, employees.wage, employees.team_id, employees.school FROM employees WHERE employees.name = ? LIMIT ? OFFSET ?
		// Ann 0 [Bonus]
		// SELECT managers.id, managers.bonus FROM managers WHERE managers.id = ?
		// 2 <nil>
	})
}

func Example_inheritanceOfType() {
	withStaff(func(s *orm.Session) {
		t, m := orm.From[Team](), orm.From[Manager]()
		team, err := orm.Select(t).With(orm.SelectIn(&t.Members).Then(m, orm.SelectIn(&m.Goals))).First(ctx, s)
		check(err)
		members, err := team.Members.All()
		check(err)
		goals, err := members[0].(*Manager).Goals.All()
		fmt.Println(len(members), goals[0].Text, err)
		// Output:
		// SELECT teams.id FROM teams ORDER BY teams.id LIMIT ? OFFSET ?
		// SELECT employees.id, employees.kind, employees.name, employees.wage, employees.team_id, employees.school FROM employees WHERE employees.team_id = ? ORDER BY employees.id
		// SELECT managers.id, managers.bonus FROM managers WHERE managers.id = ?
		// SELECT goals.id, goals.manager_id, goals.text FROM goals WHERE goals.manager_id = ? ORDER BY goals.id
		// 3 grow <nil>
	})
}

func Example_inheritanceOfTypeJoined() {
	withStaff(func(s *orm.Session) {
		e, m := orm.From[Employee](), orm.From[Manager]()
		staff, err := orm.As[Staff](orm.Select(e).With(orm.OfType(m, orm.Joined(&m.Goals))).OrderBy(orm.C(&e.ID))).All(ctx, s)
		check(err)
		goals, err := staff[0].(*Manager).Goals.All()
		fmt.Println(len(staff), goals[0].Text, err)
		// Output:
		// SELECT employees.id, employees.kind, employees.name, employees.wage, employees.team_id, managers.bonus, employees.school, goals_1.id AS id_1, goals_1.manager_id, goals_1.text FROM employees LEFT OUTER JOIN managers ON managers.id = employees.id LEFT OUTER JOIN goals AS goals_1 ON goals_1.manager_id = employees.id AND employees.kind = ? ORDER BY employees.id, goals_1.id
		// 3 grow <nil>
	})
}

func Example_inheritanceChanges() {
	withStaff(func(s *orm.Session) {
		ann, err := orm.Get[Manager](ctx, s, 1)
		check(err)
		ann.Bonus++
		check(s.Flush(ctx))

		m := orm.From[Manager]()
		n, err := orm.Update(m).Set(orm.Assign(&m.Bonus, 7)).Where(orm.C(&m.Name).Eq("Ann")).Run(ctx, s)
		fmt.Println(n, ann.Bonus, err)
		s.Delete(ann)
		check(s.Flush(ctx))
		// Output:
		// SELECT employees.id, employees.kind, employees.name, employees.wage, employees.team_id, managers.bonus FROM employees JOIN managers ON managers.id = employees.id WHERE employees.id = ?
		// UPDATE managers SET bonus=? WHERE managers.id = ?
		// SELECT employees.id FROM employees JOIN managers ON managers.id = employees.id WHERE employees.name = ?
		// UPDATE managers SET bonus=? WHERE managers.id = ?
		// SELECT employees.id, employees.kind, employees.name, employees.wage, employees.team_id, managers.bonus FROM employees JOIN managers ON managers.id = employees.id WHERE employees.id = ?
		// 1 7 <nil>
		// SELECT goals.id, goals.manager_id, goals.text FROM goals WHERE goals.manager_id = ? ORDER BY goals.id
		// DELETE FROM goals WHERE goals.id = ?
		// DELETE FROM managers WHERE managers.id = ?
		// DELETE FROM employees WHERE employees.id = ?
	})
}

type (
	Document struct {
		orm.Entity `gild:",abstract"`
		ID         int64 `gild:"id,pk"`
		Title      string
		AuthorID   int64 `gild:"author_id,fk=authors.id"`
		Author     orm.Ref[*Author]
	}

	Invoice struct {
		Document `gild:"invoices,concrete"`
		Amount   int64
	}

	Letter struct {
		Document `gild:"letters,concrete"`
		Urgent   bool
	}

	Author struct {
		orm.Entity `gild:"authors"`
		ID         int64 `gild:"id,pk"`
		Name       string
		Documents  orm.Many[*Document] `gild:"viewonly"`
	}
)

func Example_inheritanceConcrete() {
	office := orm.NewRegistry(nil, orm.Model[Document](), orm.Model[Invoice](), orm.Model[Letter](), orm.Model[Author]())
	db := quiet(office, func(s *orm.Session) {
		ann := &Author{Name: "Ann"}
		work, bob := &Invoice{Document{Title: "for work"}, 12}, &Letter{Document{Title: "to Bob"}, true}
		work.Author.Set(ann)
		bob.Author.Set(ann)
		s.Add(work, bob)
	})
	defer db.Close()
	s := office.NewSession(db)
	defer s.Close()

	d, i := orm.From[Document](), orm.From[Invoice]()
	found, err := orm.Select(d).Inline(i).Where(expr.Or(orm.C(&i.Amount).Gt(10), orm.C(&d.Title).Like("to %"))).
		OrderBy(orm.C(&d.Title)).With(orm.SelectIn(&d.Author)).All(ctx, s)
	check(err)
	for _, d := range found {
		author, err := d.Author.Get()
		fmt.Printf("%T %d %s by %s %v\n", orm.Concrete(d), d.ID, d.Title, author.Name, err)
	}
	// Output:
	// SELECT document.id, document.title, document.author_id, document.kind, document.amount, document.urgent FROM (SELECT invoices.id AS id, invoices.title AS title, invoices.author_id AS author_id, invoices.amount AS amount, CAST(NULL AS BOOLEAN) AS urgent, 'invoices' AS kind FROM invoices UNION ALL SELECT letters.id AS id, letters.title AS title, letters.author_id AS author_id, CAST(NULL AS BIGINT) AS amount, letters.urgent AS urgent, 'letters' AS kind FROM letters) AS document WHERE document.amount > ? OR document.title LIKE ? ORDER BY document.title
	// SELECT authors.id, authors.name FROM authors WHERE authors.id IN (SELECT numbers.value FROM json_each(?) AS numbers) ORDER BY authors.id
	// *orm_test.Invoice 1 for work by Ann <nil>
	// *orm_test.Letter 1 to Bob by Ann <nil>
}
