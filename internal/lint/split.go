package lint

import (
	"slices"
	"strconv"
	"strings"
)

// Document is one document of a file.
type Document struct {
	File    string // as the user named it; "-" is standard input
	Index   int    // among the documents of the file; -1 when the file is the document
	Wrapper string // path of the member it was found in, "" when it stood by itself

	src        *source
	start, end int
}

// Text returns the document's own text.
func (d Document) Text() []byte { return d.src.text[d.start:d.end] }

// Name returns how people refer to the document: the file, with the index of the document where there are several.
func (d Document) Name() string {
	if d.Index < 0 {
		return d.File
	}
	return d.File + "[" + strconv.Itoa(d.Index) + "]"
}

// maxWrapped is how many levels of wrapping are looked through.
const maxWrapped = 4

// Split finds the documents of a text: the text itself, the elements of an array as the portal's upload takes it, or
// either of them wrapped in members of other objects, as exports do ({"invoices":[…]}, [{"einvoice":{…}}]). A text that
// is no JSON, or in which nothing looks like a document, is one document: what is wrong with it is for [Linter.Check].
func Split(file string, text []byte) []Document {
	src := &source{text: text}
	whole := Document{File: file, Index: -1, src: src, end: len(text)}
	root, err := scan(text, 1)
	if err != nil || root.kind != '{' && root.kind != '[' || looksLikeRequest(&root) {
		return []Document{whole}
	}
	s := splitter{src: src, file: file}
	if root.kind == '[' {
		s.elements(root, "", maxWrapped)
	} else {
		s.wrapped(root, "", maxWrapped)
	}
	if len(s.found) == 0 {
		return []Document{whole}
	}
	return s.found
}

type splitter struct {
	src   *source
	file  string
	found []Document
}

func (s *splitter) add(p place, wrapper string) {
	s.found = append(s.found, Document{
		File: s.file, Index: len(s.found), Wrapper: wrapper, src: s.src, start: p.start, end: p.end,
	})
}

// again scans a part of the text for its own parts; offsets stay those of the whole.
func (s *splitter) again(p place) place {
	q, err := scan(s.src.text[p.start:p.end], 1)
	if err != nil {
		return p // cannot be: it has been scanned as a part
	}
	shift(&q, p.start)
	q.name, q.key, q.keyEnd = p.name, p.key, p.keyEnd
	return q
}

func shift(p *place, by int) {
	p.start += by
	p.end += by
	if p.key >= 0 {
		p.key += by
		p.keyEnd += by
	}
	for i := range p.kids {
		shift(&p.kids[i], by)
	}
}

// elements takes the elements of an array for documents, unless they wrap some.
func (s *splitter) elements(list place, wrapper string, levels int) {
	for _, e := range list.kids {
		e = s.again(e)
		switch {
		case e.kind == '[' && levels > 0:
			s.elements(e, wrapper, levels-1)
		case e.kind == '{' && !looksLikeRequest(&e) && levels > 0 && s.wrapped(e, wrapper, levels-1):
		default:
			s.add(e, wrapper)
		}
	}
}

// wrapped looks for documents in the members of an object and reports whether it found one.
func (s *splitter) wrapped(p place, wrapper string, levels int) bool {
	before := len(s.found)
	for _, kid := range p.kids {
		at := kid.name
		if wrapper != "" {
			at = wrapper + "." + at
		}
		kid = s.again(kid)
		switch {
		case kid.kind == '{' && looksLikeRequest(&kid):
			s.add(kid, at)
		case kid.kind == '{' && levels > 0:
			s.wrapped(kid, at, levels-1)
		case kid.kind == '[' && s.holdsRequests(kid):
			s.elements(kid, at, levels)
		}
	}
	return len(s.found) > before
}

// holdsRequests reports whether an array has an element that is a document or may wrap one.
func (s *splitter) holdsRequests(list place) bool {
	return slices.ContainsFunc(list.kids, func(e place) bool {
		if e.kind != '{' {
			return false
		}
		e = s.again(e)
		return looksLikeRequest(&e)
	})
}

// tellTale are members that only requests to the portal have at their top.
var tellTale = []string{"trandtls", "docdtls", "sellerdtls", "buyerdtls", "itemlist", "valdtls", "cnlrsn", "cnlrem", "transid", "transmode"}

func looksLikeRequest(p *place) bool {
	return p.kind == '{' && slices.ContainsFunc(p.kids, func(kid place) bool {
		return slices.Contains(tellTale, strings.ToLower(kid.name))
	})
}
