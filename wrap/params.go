package wrap

import (
	"database/sql/driver"
	"errors"
	"fmt"
	"reflect"
	"strings"

	"github.com/gildsql/gild/internal/lru"
	"github.com/gildsql/gild/internal/sqltext"
)

// A program's own text reaches the driver as it is, except where the driver could not
// have run it: with named arguments, with a slice for the members of IN, and, if the
// program has asked for it, with question marks where the database numbers its parameters.

// templatesKept is how many rewritten texts a connection remembers.
const templatesKept = 128

// portable returns text and arguments as the driver takes them, and whether the text is
// another than the program's.
func (c *conn) portable(query string, args []driver.NamedValue) (string, []driver.NamedValue, bool, error) {
	lists := c.lists && len(args) > 0
	if c.connector.style == nil || !lists && !c.rewrites(query, args) {
		return query, args, false, nil
	}
	t := c.template(query)
	if !t.rewrites(args, lists) {
		return query, args, false, c.convertLists(args)
	}
	query, args, err := t.fill(c, args)
	return query, args, err == nil, err
}

// convertLists does what CheckNamedValue has put off: these slices are no members of IN.
func (c *conn) convertLists(args []driver.NamedValue) error {
	for i := range args {
		if isList(args[i].Value) {
			if err := c.convert(&args[i]); err != nil {
				return argumentError(args[i], err)
			}
		}
	}
	return nil
}

// argumentError says of an argument what database/sql says.
func argumentError(arg driver.NamedValue, err error) error {
	return fmt.Errorf("sql: converting argument %s type: %w", describeArg(arg), err)
}

// rewrites reports whether the text may have to be rewritten.
func (c *conn) rewrites(query string, args []driver.NamedValue) bool {
	if !c.shield.traits.NamedArgs {
		for i := range args {
			if args[i].Name != "" {
				return true
			}
		}
	}
	return c.connector.config.QuestionMarks && strings.IndexByte(query, '?') >= 0
}

func (c *conn) template(query string) *template {
	if c.templates == nil {
		c.templates = lru.New[string, *template](templatesKept, nil)
	}
	t, ok := c.templates.Get(query)
	if !ok {
		t = parseTemplate(query, c.info.lexis, c.connector.style)
		c.templates.Put(query, t)
	}
	return t
}

// style is how a database wants parameters.
type style struct {
	placeholder func(b []byte, n int) []byte
	numbered    bool   // one placeholder may stand in several places
	native      bool   // the driver takes names by itself
	arrays      bool   // a list may be one argument, an array
	emptyList   string // the members of IN when there are none
	marks       bool   // question marks are placeholders: the database's, or those of a program
	questions   bool   // of a program, on a database that has others
}

// newStyle returns nil if nothing is known of the database.
func newStyle(config Config) *style {
	if config.Dialect == nil {
		return nil
	}
	rules, err := rulesOf(config.Dialect, zeroVersion)
	if err != nil {
		return nil
	}
	q := rules.Query
	own := string(q.Placeholder(nil, 1)) == "?"
	return &style{
		placeholder: q.Placeholder,
		numbered:    string(q.Placeholder(nil, 1)) != string(q.Placeholder(nil, 2)),
		native:      config.Traits.NamedArgs,
		arrays:      q.ArrayBinds,
		emptyList:   q.EmptyList,
		marks:       own || config.QuestionMarks,
		questions:   config.QuestionMarks && !own,
	}
}

// template is a text cut at its parameters.
type template struct {
	style    *style
	parts    []part
	names    []string // of the parameters, each once
	marks    int      // question marks
	lists    bool     // there are lists among the parts
	numbered bool     // there are placeholders with numbers, which are kept
}

// part is a piece of literal text or a parameter.
type part struct {
	text    string
	name    string // of a named parameter
	ordinal int    // of a positional one, counted from 1
	list    string // for the only member of IN: "IN (" as written
	not     bool   // it is NOT IN
}

// parseTemplate cuts text at what may have to be rewritten.
func parseTemplate(text string, lexis sqltext.Flavor, s *style) *template {
	p := templateParser{template: &template{style: s}, scanner: sqltext.NewScanner(text, lexis), text: text}
	for tok := p.scanner.Next(); tok.Kind != sqltext.EOF; tok = p.scanner.Next() {
		p.token(tok)
	}
	p.literal(len(text))
	return p.template
}

type templateParser struct {
	*template
	scanner  sqltext.Scanner
	text     string
	done     int // where the parts end
	brackets int // open ones: a[:n] is a slice
	last     [3]sqltext.Token
}

func (p *templateParser) token(tok sqltext.Token) {
	word := tok.Text(p.text)
	switch tok.Kind {
	case sqltext.Space, sqltext.Comment:
		return
	case sqltext.NamedParam:
		if p.brackets == 0 {
			p.param(tok, part{name: word[1:]})
		}
	case sqltext.PositionalParam:
		p.positional(tok, word)
	case sqltext.Op:
		switch {
		case word == "[":
			p.brackets++
		case word == "]":
			p.brackets = max(0, p.brackets-1)
		case p.style.questions && strings.HasPrefix(word, "??"):
			p.literal(tok.Start)
			p.parts = append(p.parts, part{text: word[1:]})
			p.done = tok.End
		}
	}
	p.last = [3]sqltext.Token{p.last[1], p.last[2], tok}
}

func (p *templateParser) positional(tok sqltext.Token, word string) {
	switch {
	case word == "?" && p.style.marks:
		p.marks++
		p.param(tok, part{ordinal: p.marks})
	case word == "?": // an operator of the database
	case p.style.arrays && word[0] == '$' && p.inList(tok):
		p.numbered = true
		p.param(tok, part{ordinal: atoi(word[1:])})
	default:
		p.numbered = true
	}
}

func (p *templateParser) literal(end int) {
	if end > p.done {
		p.parts = append(p.parts, part{text: p.text[p.done:end]})
		p.done = end
	}
}

// param ends the literal before a parameter. For a list it takes IN and its parentheses
// along.
func (p *templateParser) param(tok sqltext.Token, made part) {
	start, end := tok.Start, tok.End
	if p.inList(tok) {
		start = p.last[1].Start
		if made.not = p.isWord(p.last[0], "NOT"); made.not {
			start = p.last[0].Start
		}
		made.list = p.text[start:tok.Start]
		end = p.closing()
		p.lists = true
	}
	p.literal(start)
	p.parts = append(p.parts, made)
	p.done = end
	if made.name != "" && !contains(p.names, made.name) {
		p.names = append(p.names, made.name)
	}
}

// inList reports whether tok stands alone in the parentheses of IN.
func (p *templateParser) inList(tok sqltext.Token) bool {
	return p.last[2].Kind == sqltext.OpenParen && p.isWord(p.last[1], "IN") && p.closing() > 0
}

func (p *templateParser) isWord(tok sqltext.Token, word string) bool {
	return tok.Kind == sqltext.Word && strings.EqualFold(tok.Text(p.text), word)
}

// closing returns the end of the parenthesis that closes next, 0 if something else is next.
func (p *templateParser) closing() int {
	ahead := p.scanner
	for {
		switch tok := ahead.Next(); tok.Kind {
		case sqltext.Space, sqltext.Comment:
		case sqltext.CloseParen:
			return tok.End
		default:
			return 0
		}
	}
}

// rewrites reports whether the template changes anything for these arguments.
func (t *template) rewrites(args []driver.NamedValue, lists bool) bool {
	switch {
	case lists && t.lists:
		return true
	case t.style.questions && !t.numbered:
		return true
	}
	return !t.style.native && len(t.names) > 0 && len(args) > 0 && args[0].Name != ""
}

// fill writes the text and puts the arguments into the order of its placeholders.
func (t *template) fill(c *conn, args []driver.NamedValue) (string, []driver.NamedValue, error) {
	if err := t.oneKind(); err != nil {
		return "", nil, err
	}
	f := filler{conn: c, template: t, in: args, used: make([]bool, len(args))}
	for _, p := range t.parts {
		if err := f.part(p); err != nil {
			return "", nil, err
		}
	}
	if err := f.rest(); err != nil {
		return "", nil, err
	}
	return string(f.text), f.out, nil
}

// oneKind returns an error for text that has parameters of several kinds: there is no
// saying which argument is whose.
func (t *template) oneKind() error {
	if t.marks > 0 && t.numbered || len(t.names) > 0 && (t.marks > 0 || t.numbered) {
		return errors.New("gild: the text has parameters of several kinds: use either names (:name), numbers or question marks")
	}
	return nil
}

// fixed writes the text for a statement that is prepared before its arguments are known,
// and names the arguments of its placeholders in their order.
func (t *template) fixed() (text string, order []string) {
	var b []byte
	numbers := make(map[string]int)
	for _, p := range t.parts {
		b = append(b, p.list...)
		n, again := numbers[p.name]
		switch {
		case p.name == "" && p.ordinal == 0:
			b = append(b, p.text...)
			continue
		case p.name != "" && again && t.style.numbered:
			b = t.style.placeholder(b, n)
		default:
			order = append(order, p.name)
			numbers[p.name] = len(order)
			b = t.style.placeholder(b, len(order))
		}
		if p.list != "" {
			b = append(b, ')')
		}
	}
	return string(b), order
}

type filler struct {
	conn     *conn
	template *template
	in       []driver.NamedValue
	used     []bool
	numbers  map[string]int // of named parameters that have one
	text     []byte
	out      []driver.NamedValue
}

func (f *filler) part(p part) error {
	if p.name == "" && p.ordinal == 0 {
		f.text = append(f.text, p.text...)
		return nil
	}
	i, err := f.find(p)
	if err != nil {
		return err
	}
	f.used[i] = !f.template.numbered // their arguments stay where they are
	arg := f.in[i]
	if p.list == "" {
		return f.value(p, arg)
	}
	members := reflect.ValueOf(arg.Value)
	switch {
	case !isList(arg.Value): // one member, as written
		f.text = append(f.text, p.list...)
		err = f.value(p, arg)
		f.text = append(f.text, ')')
		return err
	case f.template.style.arrays:
		return f.array(p, arg)
	}
	return f.members(p, arg.Name, members)
}

// find returns the place of the parameter's argument.
func (f *filler) find(p part) (int, error) {
	if p.ordinal > 0 {
		if p.ordinal > len(f.in) {
			return 0, fmt.Errorf("gild: the text has a parameter %d, but there are %d arguments", p.ordinal, len(f.in))
		}
		return p.ordinal - 1, nil
	}
	for i := range f.in {
		if f.in[i].Name == p.name {
			return i, nil
		}
	}
	return 0, fmt.Errorf("gild: no value for the parameter :%s: give it as sql.Named(%q, value)", p.name, p.name)
}

// rest sees to arguments that no parameter of the template has taken.
func (f *filler) rest() error {
	for i, used := range f.used {
		switch {
		case used:
		case f.in[i].Name != "" && !f.template.style.native:
			return fmt.Errorf("gild: the text has no parameter :%s: it has %s", f.in[i].Name, enumerate(f.template.names))
		default:
			if err := f.add(f.in[i]); err != nil {
				return err
			}
		}
	}
	return nil
}

func enumerate(names []string) string {
	if len(names) == 0 {
		return "none with a name"
	}
	return ":" + strings.Join(names, ", :")
}

// value writes the placeholder of one value.
func (f *filler) value(p part, arg driver.NamedValue) error {
	s := f.template.style
	switch {
	case s.native && p.name != "":
		f.text = append(append(f.text, ':'), p.name...)
		if _, again := f.numbers[p.name]; again {
			return nil
		}
		f.number(p.name)
		return f.add(arg)
	case f.template.numbered:
		f.text = s.placeholder(f.text, p.ordinal)
		return nil
	}
	if n, ok := f.numbers[p.name]; ok && p.name != "" && s.numbered {
		f.text = s.placeholder(f.text, n)
		return nil
	}
	f.number(p.name)
	f.text = s.placeholder(f.text, len(f.out)+1)
	return f.add(arg)
}

func (f *filler) number(name string) {
	if name == "" {
		return
	}
	if f.numbers == nil {
		f.numbers = make(map[string]int)
	}
	f.numbers[name] = len(f.out) + 1
}

// array writes membership in a list that travels as one argument.
func (f *filler) array(p part, arg driver.NamedValue) error {
	if p.not {
		f.text = append(f.text, "<> ALL ("...)
	} else {
		f.text = append(f.text, "= ANY ("...)
	}
	err := f.value(p, arg)
	f.text = append(f.text, ')')
	return err
}

// members writes a placeholder for each member of a list.
func (f *filler) members(p part, name string, list reflect.Value) error {
	s := f.template.style
	f.text = append(f.text, p.list...)
	if list.Len() == 0 {
		f.text = append(f.text, s.emptyList...)
	}
	for i := range list.Len() {
		if i > 0 {
			f.text = append(f.text, ", "...)
		}
		arg := driver.NamedValue{Name: name, Value: list.Index(i).Interface()}
		if s.native && name != "" {
			arg.Name = fmt.Sprintf("%s__%d", name, i+1)
			f.text = append(append(f.text, ':'), arg.Name...)
		} else {
			f.text = s.placeholder(f.text, len(f.out)+1)
		}
		if err := f.add(arg); err != nil {
			return err
		}
	}
	f.text = append(f.text, ')')
	return nil
}

// add appends an argument, which is checked now if it has not been before.
func (f *filler) add(arg driver.NamedValue) error {
	arg.Ordinal = len(f.out) + 1
	if !driver.IsValue(arg.Value) {
		if err := f.conn.convert(&arg); err != nil {
			return argumentError(arg, err)
		}
	}
	if !f.template.style.native {
		arg.Name = ""
	}
	f.out = append(f.out, arg)
	return nil
}

func describeArg(arg driver.NamedValue) string {
	if arg.Name != "" {
		return fmt.Sprintf("with name %q", arg.Name)
	}
	return fmt.Sprintf("$%d", arg.Ordinal)
}

func contains(names []string, name string) bool {
	for _, n := range names {
		if n == name {
			return true
		}
	}
	return false
}

func atoi(digits string) (n int) {
	for _, d := range digits {
		n = n*10 + int(d-'0')
	}
	return n
}
