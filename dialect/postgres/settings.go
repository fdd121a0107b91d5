package postgres

import (
	"fmt"
	"strings"

	"github.com/gildsql/gild/compile"
	"github.com/gildsql/gild/schema"
)

// parametersIn are storage parameters of a table in the form in which they are compared.
func parametersIn(o schema.Options) map[string]string {
	given, _ := o.Get("postgresql", "with").(map[string]any)
	settings := map[string]string{}
	if isUnlogged(o) && o.Get("postgresql", "partition_by") == nil && o.Get("postgresql", "server") == nil { // which have no rows of their own
		settings["unlogged"] = "true"
	}
	for name, value := range given {
		if strings.HasPrefix(name, "toast.") { // which the catalog has elsewhere
			continue
		}
		text := strings.ToLower(fmt.Sprint(value))
		switch {
		case value == nil, text == "on": // a name alone is as good as true
			text = "true"
		case text == "off":
			text = "false"
		}
		settings[strings.ToLower(name)] = text
	}
	return settings
}

// parameter changes a storage parameter of a table, or whether it is logged.
// Source: https://www.postgresql.org/docs/current/sql-altertable.html
func parameter(c *compile.Compiler, option schema.Setting) {
	if option.Name == "unlogged" { // which is no parameter
		c.WriteString(map[bool]string{true: "SET UNLOGGED", false: "SET LOGGED"}[option.Value == "true"])
		return
	}
	verb := "SET ("
	if option.Value == "" {
		verb = "RESET ("
	}
	c.WriteString(verb)
	c.OneTerm("a name in the option with", option.Name)
	if option.Value != "" {
		c.WriteString(" = ")
		c.OneWord("the option "+option.Name, option.Value)
	}
	c.WriteString(")")
}
