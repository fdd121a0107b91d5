package main

import "strconv"

// The skeleton is the least that a tree of separate nodes costs which are never changed: one pass over
// it, no inference of FROM, no names, types, quotes, checks or errors, and everything about the tables
// known beforehand. What a real toolkit does above it is what its users get.

var skeletonBuilders = []builder{
	{"skeleton", "the bare tree, written in one pass: no toolkit", bySkeleton},
	{"skeleton-tree", "the bare tree alone", func() (string, int, error) { skeletonBuilt = skeleton(); return "", 0, nil }},
}

var skeletonBuilt *boneSelect

// bones are what the text is collected in.
type bones struct {
	text []byte
	args []any
}

func (w *bones) value(v any) {
	w.args = append(w.args, v)
	w.text = append(w.text, '$')
	w.text = strconv.AppendInt(w.text, int64(len(w.args)), 10)
}

func (w *bones) list(nodes []bone, separator string) {
	for i, n := range nodes {
		if i > 0 {
			w.text = append(w.text, separator...)
		}
		n.write(w)
	}
}

type bone interface{ write(w *bones) }

type boneText string

func (t *boneText) write(w *bones) { w.text = append(w.text, *t...) }

type boneValue struct{ value any }

func (v *boneValue) write(w *bones) { w.value(v.value) }

type boneInfix struct {
	left, right bone
	operator    string
}

func (n *boneInfix) write(w *bones) {
	n.left.write(w)
	w.text = append(w.text, n.operator...)
	n.right.write(w)
}

type boneMembers []int64

func (n *boneMembers) write(w *bones) {
	for i, v := range *n {
		w.text = append(w.text, [...]string{"(", ", "}[min(i, 1)]...)
		w.value(v)
	}
	w.text = append(w.text, ')')
}

type boneOr []bone

func (n *boneOr) write(w *bones) {
	w.text = append(w.text, '(')
	w.list(*n, " OR ")
	w.text = append(w.text, ')')
}

type boneJoin struct {
	text string
	on   bone
}

func (n *boneJoin) write(w *bones) {
	w.text = append(w.text, n.text...)
	n.on.write(w)
}

type boneSelect struct {
	items, where, order []bone
	joins               []boneJoin
	limit, offset       int
}

func (s boneSelect) joinOn(text string, on bone) *boneSelect {
	s.joins = append(s.joins[:len(s.joins):len(s.joins)], boneJoin{text, on})
	return &s
}

func (s boneSelect) wheres(conds ...bone) *boneSelect {
	s.where = append(s.where[:len(s.where):len(s.where)], conds...)
	return &s
}

func (s boneSelect) orderBy(nodes ...bone) *boneSelect {
	s.order = append(s.order[:len(s.order):len(s.order)], nodes...)
	return &s
}

func (s boneSelect) rows(limit, offset int) *boneSelect {
	s.limit, s.offset = limit, offset
	return &s
}

func boneColumn(text string) *boneText { t := boneText(text); return &t }

// boneCompare makes the operation and its value in one piece of memory.
func boneCompare(left *boneText, operator string, v any) bone {
	n := &struct {
		infix boneInfix
		value boneValue
	}{}
	n.value.value = v
	n.infix = boneInfix{left, &n.value, operator}
	return &n.infix
}

var (
	boneItem     = [...]*boneText{boneColumn(`i."id"`), boneColumn(`i."name"`), boneColumn(`i."email"`), boneColumn(`i."active"`), boneColumn(`i."score"`), boneColumn(`i."city_id"`)}
	boneOrder    = [...]*boneText{boneColumn(`o."id"`), boneColumn(`o."total"`), boneColumn(`o."item_id"`), boneColumn(`o."product_id"`), boneColumn(`o."status"`)}
	boneProduct  = [...]*boneText{boneColumn(`p."id"`), boneColumn(`p."name"`)}
	boneCity     = [...]*boneText{boneColumn(`c."id"`), boneColumn(`c."country"`)}
	boneCreated  = boneColumn(`i."created" DESC`)
	boneNullWord = boneColumn("NULL")
)

func skeleton() *boneSelect {
	i, o, p, c := &boneItem, &boneOrder, &boneProduct, &boneCity
	members := boneMembers(append([]int64(nil), statuses...))
	return (boneSelect{items: append([]bone(nil), i[0], i[1], i[2], o[0], o[1], p[1])}).
		joinOn(` JOIN "orders" AS o ON `, &boneInfix{o[2], i[0], " = "}).
		joinOn(` JOIN "product" AS p ON `, &boneInfix{p[0], o[3], " = "}).
		joinOn(` LEFT JOIN "city" AS c ON `, &boneInfix{c[0], i[5], " = "}).
		wheres(boneCompare(i[3], " = ", true), boneCompare(i[4], " > ", 10.5), boneCompare(i[1], " LIKE ", "a%"),
			&boneInfix{o[4], &members, " IN "}, &boneOr{boneCompare(c[1], " = ", "NL"), &boneInfix{c[1], boneNullWord, " IS "}}).
		orderBy(boneCreated, i[0]).rows(20, 40)
}

// boneMemory is used again and again, as a toolkit would do.
var boneMemory bones

func bySkeleton() (string, int, error) {
	s, w := skeleton(), &boneMemory
	w.text, w.args = append(w.text[:0], "SELECT "...), make([]any, 0, 16)
	w.list(s.items, ", ")
	w.text = append(w.text, ` FROM "item" AS i`...)
	for i := range s.joins {
		s.joins[i].write(w)
	}
	w.text = append(w.text, " WHERE "...)
	w.list(s.where, " AND ")
	w.text = append(w.text, " ORDER BY "...)
	w.list(s.order, ", ")
	w.text = strconv.AppendInt(append(w.text, " LIMIT "...), int64(s.limit), 10)
	w.text = strconv.AppendInt(append(w.text, " OFFSET "...), int64(s.offset), 10)
	handArgs = w.args
	return string(w.text), len(w.args), nil
}
