package expr

import (
	"strconv"
	"strings"
)

// proxyOf returns the column of f that stands for c, at that place.
func proxyOf(f From, c *Column, index int) *Column {
	p := Proxy{Origin: c, Key: c.proxy.Key, Base: c.proxy.Base, Object: c.proxy.Object, Index: index}
	return NewProxy(f, c.name, c.typ, p)
}

// proxies returns the columns of f for the results of q.
func proxies(f From, q Query) []*Column {
	outputs := q.Outputs()
	columns := make([]*Column, 0, len(outputs))
	used := map[string]Expr{}
	for i, e := range outputs {
		name, base := resultName(e)
		p := Proxy{Origin: originOf(e), Index: i}
		if first, taken := used[name]; name != "" && taken {
			p.Key = secondKey(used, name, first == e)
			if first == e {
				base = name + "_"
			} else {
				base = name
			}
			name = ""
		}
		if name == "" {
			p.Base, p.Object = base, e
		}
		used[name] = e
		if p.Key != "" {
			used[p.Key] = e
		}
		columns = append(columns, NewProxy(f, name, TypeOf(e), p))
	}
	return columns
}

// secondKey returns the key of a column whose name another one has.
func secondKey(used map[string]Expr, name string, same bool) string {
	if same {
		name += "_"
	}
	for i := 1; ; i++ {
		key := name + "_" + strconv.Itoa(i)
		if _, taken := used[key]; !taken {
			return key
		}
	}
}

// resultName returns the name of a result of a query or, for one that has none, what a name
// is made from.
func resultName(e Expr) (name, base string) {
	switch e := e.(type) {
	case *Column:
		return e.name, e.proxy.Base
	case *BareColumn:
		return e.Name, ""
	case *Label:
		return e.Name, "anon"
	case *FieldExpr:
		return e.Name, ""
	case *RowValue:
		if e.Of.FromName() != "" {
			return e.Of.FromName(), ""
		}
	case *CastExpr:
		if name, _ := resultName(e.Expr); name != "" {
			return name, ""
		}
	case *Call:
		return "", e.Name[strings.LastIndexByte(e.Name, '.')+1:]
	}
	return "", "anon"
}

// originOf returns the column that e is, nil if it is another expression.
func originOf(e Expr) *Column {
	if l, ok := e.(*Label); ok {
		e = l.Expr
	}
	c, _ := e.(*Column)
	return c
}
