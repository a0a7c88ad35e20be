package schema

import (
	"encoding/json"
	"errors"
	"strconv"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v5"

	"github.com/irpsim/irpsim/einv"
	"github.com/irpsim/irpsim/internal/fault"
)

// MaxFindings bounds an answer: one complaint about each line of the longest ordinary document. What is wrong beyond
// that is not looked for.
const MaxFindings = 1000

// checker walks one tree.
type checker struct {
	path     []byte
	findings []fault.Finding
}

func (c *checker) full() bool { return len(c.findings) >= MaxFindings }

func (c *checker) report(message string) {
	if !c.full() {
		c.findings = append(c.findings, fault.Finding{Code: fault.SchemaError, Message: message, Path: string(c.path)})
	}
}

// object judges the members of one object, whose path stands in c.path.
func (c *checker) object(members nodes, tree einv.Tree) {
	base := len(c.path)
	for _, n := range members {
		if c.full() {
			return
		}
		if base > 0 {
			c.path = append(c.path, '.')
		}
		c.path = append(c.path, n.name...)
		c.member(n, tree[n.name])
		c.path = c.path[:base]
	}
}

// member judges a value, nil when it is absent or null: the portal makes no difference.
func (c *checker) member(n *node, v any) {
	if v == nil {
		if n.Mandatory {
			c.report(n.words.required)
		}
		return
	}
	switch n.Type {
	case Object:
		c.block(n, v)
	case Array:
		list, ok := v.([]any)
		if !ok {
			c.report(n.words.required)
			return
		}
		base := len(c.path)
		for i := 0; i < len(list) && !c.full(); i++ {
			c.path = append(c.path, '[')
			c.path = strconv.AppendInt(c.path, int64(i), 10)
			c.path = append(c.path, ']')
			c.block(n, list[i])
			c.path = c.path[:base]
		}
	default:
		c.scalar(n, v)
	}
}

// block judges an object that stands in the place of n, or as an element of the array n.
func (c *checker) block(n *node, v any) {
	if tree, ok := v.(einv.Tree); ok {
		c.object(n.kids, tree)
		return
	}
	c.report(n.words.required)
}

// flaw is a set of kinds of failed checks.
type flaw uint8

const (
	badLength flaw = 1 << iota
	badRange
	badShape
	badType
)

func (c *checker) scalar(n *node, v any) {
	text, isText := v.(string)
	if isText && text == "" && n.Type == Text && n.Mandatory {
		c.report(n.words.required)
		return
	}
	if n.fine(v) {
		return
	}
	found := n.judge(v)
	if isText && text == "" {
		found &^= badShape // .NET's RegularExpression lets an empty text pass
	}
	c.complain(n, found)
}

// fine reports whether a value passes without the compiled schema being asked.
func (n *node) fine(v any) bool {
	switch v := v.(type) {
	case string:
		return n.Type == Text && n.quick.text(v)
	case json.Number:
		a, err := einv.ParseAmount(v.String())
		return err == nil && n.Type == Number && n.quick.amount(a)
	}
	return false
}

// complain reports what was found of one member, each text once.
func (c *checker) complain(n *node, found flaw) {
	if found&badType != 0 {
		c.report(fault.Message(fault.SchemaError)) // the portal cannot bind such a value and says no more than that
		return
	}
	if found&badLength != 0 {
		c.report(n.words.length)
	}
	if found&badRange != 0 {
		c.report(n.words.bounds)
	}
	said := found&badLength != 0 && n.words.shape == n.words.length || found&badRange != 0 && n.words.shape == n.words.bounds
	if found&badShape != 0 && !said {
		c.report(n.words.shape)
	}
}

// judge puts a value to the compiled schema of its member, and a number also to the rules for its text.
func (n *node) judge(v any) flaw {
	if n.Type != Number {
		return verdict(n.schema.Validate(v))
	}
	lit, ok := v.(json.Number)
	if !ok {
		return badType
	}
	if _, err := einv.ParseAmount(lit.String()); err != nil {
		return badType // also keeps exponents that would cost memory from exact arithmetic
	}
	var found flaw
	if !plain(lit.String(), n.Decimals, n.signed) {
		found = badShape
	}
	return found | verdict(n.schema.Validate(shorten(lit)))
}

// verdict reads the keywords that failed off the error of one member's schema.
func verdict(err error) flaw {
	if err == nil {
		return 0
	}
	ve, ok := errors.AsType[*jsonschema.ValidationError](err)
	if !ok {
		return badType
	}
	var found flaw
	for _, cause := range ve.Causes {
		keyword, _, _ := strings.Cut(strings.TrimPrefix(cause.KeywordLocation, "/"), "/")
		switch keyword {
		case "minLength", "maxLength":
			found |= badLength
		case "minimum", "maximum":
			found |= badRange
		case "type":
			found |= badType
		default: // pattern, enum, not, multipleOf, oneOf
			found |= badShape
		}
	}
	return found
}
