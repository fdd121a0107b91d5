package generate

import "strings"

// irregular are plurals that no rule gives.
var irregular = map[string]string{
	"person": "people", "child": "children", "man": "men", "woman": "women", "mouse": "mice", "foot": "feet", "tooth": "teeth",
	"movie": "movies", "cookie": "cookies", "datum": "data", "medium": "media", "analysis": "analyses", "basis": "bases",
	"index": "indexes", "vertex": "vertices", "half": "halves", "leaf": "leaves", "life": "lives", "shelf": "shelves", "tie": "ties",
	"criterion": "criteria", "hero": "heroes", "potato": "potatoes", "tomato": "tomatoes", "zombie": "zombies", "bus": "buses",
}

// unchanged are words whose plural is no other word.
var unchanged = set("news series species sheep fish equipment information info metadata money staff feedback software")

// grammar tells singular and plural forms of words.
type grammar struct{ plurals, singulars map[string]string }

// newGrammar returns the rules of English, with plurals by singulars that are told besides.
func newGrammar(own map[string]string) grammar {
	g := grammar{map[string]string{}, map[string]string{}}
	for _, forms := range []map[string]string{irregular, own} {
		for one, many := range forms {
			one, many = strings.ToLower(one), strings.ToLower(many)
			g.plurals[one], g.singulars[many] = many, one
		}
	}
	return g
}

// inLast changes the last word of a name.
func inLast(name string, change func(word string) string) string {
	all := words(name)
	if len(all) == 0 {
		return name
	}
	last := len(all) - 1
	if changed := change(strings.ToLower(all[last])); changed != strings.ToLower(all[last]) {
		all[last] = changed
	}
	return strings.Join(all, "_")
}

// plural returns the plural of a name that is in the singular or plural.
func (g grammar) plural(name string) string {
	return inLast(name, func(word string) string {
		word = g.one(word)
		switch many := g.plurals[word]; {
		case many != "":
			return many
		case unchanged[word]:
			return word
		case endsIn(word, "s", "x", "z", "ch", "sh"):
			return word + "es"
		case endsIn(word, "y") && !endsIn(word, "ay", "ey", "oy", "uy"):
			return word[:len(word)-1] + "ies"
		}
		return word + "s"
	})
}

// singular returns the singular of a name.
func (g grammar) singular(name string) string { return inLast(name, g.one) }

// one returns the singular of a word.
func (g grammar) one(word string) string {
	switch one := g.singulars[word]; {
	case one != "":
		return one
	case unchanged[word] || g.plurals[word] != "":
		return word
	case len(word) > 4 && endsIn(word, "ies"):
		return word[:len(word)-3] + "y"
	case endsIn(word, "sses", "xes", "ches", "shes", "zzes"), len(word) > 5 && endsIn(word, "uses") && !endsIn(word, "ouses", "auses"):
		return word[:len(word)-2]
	case len(word) > 2 && endsIn(word, "s") && !endsIn(word, "ss", "us", "is"):
		return word[:len(word)-1]
	}
	return word
}

func endsIn(word string, ends ...string) bool {
	for _, end := range ends {
		if strings.HasSuffix(word, end) {
			return true
		}
	}
	return false
}
