// Tree keeps categories of a shop: each has a parent (an adjacency list) and a path from the root (a
// materialized path). It loads the tree level by level, walks it up and down by recursive queries,
// does the same by paths, and moves a branch, which is two statements whatever its size.
//
//	go run ./examples/tree                                            # SQLite, in memory
//	go run ./examples/tree -url postgresql://me@localhost/test        # or mariadb://...
//
// The file output.txt is what it prints.
package main

import (
	"context"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/examples/internal/show"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/orm"
)

func main() { show.Main(run) }

// Category is a node of the tree.
type Category struct {
	orm.Entity `gild:"categories"`
	ID         int64               `gild:"id,pk"`
	ParentID   *int64              `gild:"parent_id,fk=categories.id,index"` // NULL at the root
	Name       string              `gild:"name,size=40"`
	Path       string              `gild:"path,size=200,unique"` // such as /shop/books/
	Parent     orm.Ref[*Category]  `gild:"back=Children"`
	Children   orm.Many[*Category] `gild:"back=Parent,order=name"`
}

// BeforeInsert gives a new category its path. Parents are inserted before their children.
func (c *Category) BeforeInsert(context.Context, *orm.Session) error {
	parent, err := c.Parent.Get()
	if err != nil {
		return err
	}
	c.Path = "/" + c.Name + "/"
	if parent != nil {
		c.Path = parent.Path + c.Name + "/"
	}
	return nil
}

var models = orm.NewRegistry(nil, orm.Model[Category]())

func run(ctx context.Context, out io.Writer, url string) error {
	db, err := show.Open(ctx, out, url, models.MetaData())
	if err != nil {
		return err
	}
	defer db.Close()
	for _, step := range []func(context.Context, io.Writer, *orm.Session) error{
		plant, draw, below, above, byPath, move, draw, intoItself,
	} {
		err := models.InTx(ctx, db, func(s *orm.Session) error { return step(ctx, out, s) })
		if err != nil {
			return err
		}
	}
	return nil
}

// plant adds a tree by its root.
func plant(_ context.Context, out io.Writer, s *orm.Session) error {
	fmt.Fprintln(out, "plant: the root leads to all, each level is one INSERT")
	s.Add(node("shop",
		node("books",
			node("novels", node("crime"), node("fantasy")),
			node("maps")),
		node("music",
			node("jazz"))))
	return nil
}

func node(name string, children ...*Category) *Category {
	c := &Category{Name: name}
	c.Children.Add(children...)
	return c
}

// draw loads the tree, one query for each level.
func draw(ctx context.Context, out io.Writer, s *orm.Session) error {
	fmt.Fprintln(out, "\ndraw: relationships, level by level")
	c := orm.From[Category]()
	root, err := orm.Select(c).
		Where(orm.N(&c.ParentID).IsNull()).
		With(orm.SelectIn(&c.Children).Depth(9)).
		One(ctx, s)
	if err != nil {
		return err
	}
	return root.draw(out, "")
}

func (c *Category) draw(out io.Writer, indent string) error {
	fmt.Fprintf(out, "|%s %s\n", indent, c.Name)
	children, err := c.Children.All()
	if err != nil {
		return err
	}
	for _, child := range children {
		if err := child.draw(out, indent+"  "); err != nil {
			return err
		}
	}
	return nil
}

// below goes down from a category by a recursive query, which counts the levels. A statement of the
// expression language takes the table's columns by their names.
func below(ctx context.Context, out io.Writer, s *orm.Session) error {
	fmt.Fprintln(out, "\nbelow: down by a recursive query, with levels")
	t := models.MetaData().Table("categories")
	top := expr.Select(t.C("id"), t.C("name"), expr.Inline(0).As("level")).Where(t.C("name").Eq("books"))
	tree := top.RecursiveCTE("tree", func(tree *expr.CTE) expr.Query {
		return top.UnionAll(expr.
			Select(t.C("id"), t.C("name"), tree.C("level").Add(1)).
			JoinOn(tree, t.C("parent_id").Eq(tree.C("id"))))
	})
	type line struct {
		Name  string
		Level int
	}
	for l, err := range gild.Iter[line](ctx, s, expr.Select(tree.C("name"), tree.C("level")).OrderBy(tree.C("level"), tree.C("name"))) {
		if err != nil {
			return err
		}
		fmt.Fprintln(out, l.Level, l.Name)
	}
	return nil
}

// above goes up from a category to the root. The ORM finds its objects in the recursive query.
func above(ctx context.Context, out io.Writer, s *orm.Session) error {
	fmt.Fprintln(out, "\nabove: up by a recursive query, as objects")
	c := orm.From[Category]()
	leaf, err := orm.Select(c).Where(orm.C(&c.Name).Eq("crime")).Statement(models)
	if err != nil {
		return err
	}
	way := leaf.RecursiveCTE("way", func(way *expr.CTE) expr.Query {
		t := models.MetaData().Table("categories")
		return leaf.UnionAll(expr.Select(t).JoinOn(way, t.C("id").Eq(way.C("parent_id"))))
	})
	found, err := orm.Select(c).Of(way).OrderBy(expr.Length(orm.C(&c.Path))).All(ctx, s)
	if err != nil {
		return err
	}
	var names []string
	for _, c := range found {
		names = append(names, c.Name)
	}
	fmt.Fprintln(out, strings.Join(names, " > "))
	return nil
}

// byPath does without recursion: a branch is all that begins with its path.
func byPath(ctx context.Context, out io.Writer, s *orm.Session) error {
	fmt.Fprintln(out, "\nbyPath: a branch is a range of paths")
	c := orm.From[Category]()
	found, err := orm.Select(c).Where(orm.C(&c.Path).StartsWith("/shop/books/")).OrderBy(orm.C(&c.Path)).All(ctx, s)
	for _, c := range found {
		fmt.Fprintln(out, c.Path)
	}
	return err
}

// move hangs a branch somewhere else.
func move(ctx context.Context, out io.Writer, s *orm.Session) error {
	fmt.Fprintln(out, "\nmove: novels become a category of their own, next to books")
	novels, err := named(ctx, s, "novels")
	if err != nil {
		return err
	}
	shop, err := named(ctx, s, "shop")
	if err != nil {
		return err
	}
	return novels.moveTo(ctx, s, shop)
}

func (c *Category) moveTo(ctx context.Context, s *orm.Session, parent *Category) error {
	if strings.HasPrefix(parent.Path, c.Path) {
		return fmt.Errorf("%s cannot be moved to %s, which is within it", c.Path, parent.Path)
	}
	c.Parent.Set(parent)
	was, now := c.Path, parent.Path+c.Name+"/"
	p := orm.From[Category]()
	rest := expr.Substring(orm.C(&p.Path), utf8.RuneCountInString(was)+1, 200)
	_, err := orm.Update(p).
		Set(orm.AssignExpr(&p.Path, expr.Val(now).ConcatExpr(rest))).
		Where(orm.C(&p.Path).StartsWith(was)).
		Run(ctx, s)
	return err
}

// intoItself is what must not be.
func intoItself(ctx context.Context, out io.Writer, s *orm.Session) error {
	fmt.Fprintln(out, "\nintoItself: refused")
	novels, err := named(ctx, s, "novels")
	if err != nil {
		return err
	}
	crime, err := named(ctx, s, "crime")
	if err != nil {
		return err
	}
	fmt.Fprintln(out, novels.moveTo(ctx, s, crime))
	return nil
}

func named(ctx context.Context, s *orm.Session, name string) (*Category, error) {
	c := orm.From[Category]()
	return orm.Select(c).Where(orm.C(&c.Name).Eq(name)).One(ctx, s)
}
