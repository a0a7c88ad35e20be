package schema

import (
	"bytes"
	"fmt"
	"io"
	"reflect"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v5"

	"github.com/irpsim/irpsim/einv"
	"github.com/irpsim/irpsim/internal/fault"
	"github.com/irpsim/irpsim/schemas"
)

// API names the request to judge; its schema is the file of the same name in package schemas.
type API string

// The requests that have a schema.
const (
	GenerateIRN API = "generate-irn"
	CancelIRN   API = "cancel-irn"
	GenerateEWB API = "generate-ewb"
	CancelEWB   API = "cancel-ewb"
	Auth        API = "auth"
)

// APIs lists the requests that have a schema.
func APIs() []API { return []API{GenerateIRN, CancelIRN, GenerateEWB, CancelEWB, Auth} }

// Judge checks requests against their schemas. It is safe for concurrent use, and one serves the whole process.
type Judge struct {
	plans map[API]func() (*plan, error)
}

// plan is a compiled schema: the tree of its members, and what accepts most documents without a look at their tree.
type plan struct {
	*node
	form *form
}

// New returns a Judge that compiles each schema when it is first needed, so that start-up does not pay for it.
// The error says which schema is not embedded.
func New() (*Judge, error) {
	j := &Judge{plans: map[API]func() (*plan, error){}}
	for _, api := range APIs() {
		raw, ok := schemas.Bytes(string(api) + ".json")
		if !ok {
			return nil, fmt.Errorf("schema %s.json is not embedded; rebuild the binary from a complete checkout", api)
		}
		j.plans[api] = sync.OnceValues(func() (*plan, error) { return compile(api, raw) })
	}
	return j, nil
}

// Warm compiles every schema now, for a server that is ready and has nothing else to do.
func (j *Judge) Warm() error {
	for _, api := range APIs() {
		if _, err := j.plans[api](); err != nil {
			return err
		}
	}
	return nil
}

// Check returns what the portal finds wrong with the shape of a request to api, nil when nothing is. Findings stand in
// the order of the signed text, per member required, length, range, pattern or enumeration. There are at most
// [MaxFindings].
//
// Every finding has code 5002; a face with codes of its own for these faults (login, e-way bill) maps by Path.
// An api without a schema is a defect of the caller and panics.
func (j *Judge) Check(api API, doc *einv.Document) []fault.Finding {
	return j.plan(api).check(doc)
}

// CheckTree is Check for the tree of a document, which it does not change.
func (j *Judge) CheckTree(api API, tree einv.Tree) []fault.Finding {
	return j.plan(api).checkTree(tree)
}

func (j *Judge) plan(api API) *plan {
	compiled, ok := j.plans[api]
	if !ok {
		panic("schema: no schema for API " + string(api))
	}
	p, err := compiled()
	if err != nil {
		panic("schema: " + err.Error()) // the embedded file is broken; TestWarm fails long before
	}
	return p
}

func (p *plan) check(doc *einv.Document) []fault.Finding {
	if p.form.accepts(doc) {
		return nil
	}
	return p.checkTree(doc.Tree())
}

func (p *plan) checkTree(tree einv.Tree) []fault.Finding {
	var c checker
	c.object(p.kids, tree)
	return c.findings
}

// compile reads raw twice: for the members in their order and wording, and for the schemas that judge their values.
func compile(api API, raw []byte) (*plan, error) {
	root, err := parse(raw)
	if err != nil {
		return nil, fmt.Errorf("schema of %s: %w", api, err)
	}
	c := jsonschema.NewCompiler()
	c.Draft = jsonschema.Draft7
	c.LoadURL = func(url string) (io.ReadCloser, error) {
		return nil, fmt.Errorf("%s is not embedded, and nothing is fetched", url)
	}
	url := string(api) + ".json"
	if err := c.AddResource(url, bytes.NewReader(raw)); err != nil {
		return nil, fmt.Errorf("schema of %s: %w", api, err)
	}
	compiled, err := c.Compile(url)
	if err != nil {
		return nil, fmt.Errorf("schema of %s: %w", api, err)
	}
	if err := root.attach(compiled, matchers{}); err != nil {
		return nil, fmt.Errorf("schema of %s: %w", api, err)
	}
	return &plan{node: root, form: formOf(request(api), root)}, nil
}

// request is the type that a request to api is decoded into.
func request(api API) reflect.Type {
	switch api {
	case GenerateIRN:
		return reflect.TypeFor[einv.Invoice]()
	case CancelIRN:
		return reflect.TypeFor[einv.CancelIRN]()
	case GenerateEWB:
		return reflect.TypeFor[einv.EWBByIRN]()
	case CancelEWB:
		return reflect.TypeFor[einv.CancelEWB]()
	}
	return reflect.TypeFor[einv.Auth]()
}
