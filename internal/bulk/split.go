package bulk

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
)

// What can be wrong with an upload as a whole.
var (
	ErrNoUpload = errors.New("not a JSON array of documents")
	ErrTooMany  = errors.New("too many documents")
	ErrTooLong  = errors.New("the upload is too long")
)

// splitter cuts a JSON array into its elements and looks at no more than the brackets and texts that tell where one ends.
// One element is in memory at a time.
type splitter struct {
	r      *bufio.Reader
	left   int64 // bytes that may still come
	most   int   // bytes of an element that are kept
	lone   bool  // no array: one document by itself
	begun  bool
	closed bool
}

func newSplitter(r io.Reader, whole int64, element int) *splitter {
	return &splitter{r: bufio.NewReaderSize(r, 64<<10), left: whole, most: element}
}

func (s *splitter) byte() (byte, error) {
	c, err := s.r.ReadByte()
	if err != nil {
		return 0, err
	}
	if s.left--; s.left < 0 {
		return 0, ErrTooLong
	}
	return c, nil
}

func (s *splitter) unread() {
	_ = s.r.UnreadByte() // a byte has just been read
	s.left++
}

// solid returns the next byte that is no blank.
func (s *splitter) solid() (byte, error) {
	for {
		c, err := s.byte()
		if err != nil || c != ' ' && c != '\t' && c != '\r' && c != '\n' {
			return c, err
		}
	}
}

// next returns the text of the next element, whole false when it is longer than allowed and was cut. The error is io.EOF
// after the last one.
func (s *splitter) next() (text []byte, whole bool, err error) {
	if !s.begun {
		s.begun = true
		err = s.open()
	} else {
		err = s.separator()
	}
	if err != nil {
		return nil, false, err
	}
	return s.element()
}

// open reads the beginning of the array.
func (s *splitter) open() error {
	if mark, _ := s.r.Peek(3); bytes.Equal(mark, []byte("\xEF\xBB\xBF")) {
		_, _ = s.r.Discard(3) // peeked at
	}
	switch c, err := s.solid(); {
	case errors.Is(err, io.EOF):
		return fmt.Errorf("%w: it is empty", ErrNoUpload)
	case err != nil:
		return err
	case c == '{':
		s.lone = true
		s.unread()
		return nil
	case c != '[':
		return fmt.Errorf("%w: it begins with %q", ErrNoUpload, c)
	}
	c, err := s.solid()
	switch {
	case err != nil:
		return broken(err)
	case c == ']':
		return s.end()
	}
	s.unread()
	return nil
}

// separator reads what stands between two elements.
func (s *splitter) separator() error {
	if s.closed {
		return io.EOF
	}
	switch c, err := s.solid(); {
	case err != nil && s.lone && errors.Is(err, io.EOF):
		s.closed = true
		return io.EOF
	case err != nil:
		return broken(err)
	case c == ']' && !s.lone:
		return s.end()
	case c != ',' || s.lone:
		return fmt.Errorf("%w: %q stands after a document", ErrNoUpload, c)
	}
	return nil
}

// end sees to it that nothing follows the array.
func (s *splitter) end() error {
	s.closed = true
	c, err := s.solid()
	if err == nil {
		return fmt.Errorf("%w: %q stands after its end", ErrNoUpload, c)
	}
	return err
}

func broken(err error) error {
	if errors.Is(err, io.EOF) {
		return fmt.Errorf("%w: it breaks off", ErrNoUpload)
	}
	return err
}

func (s *splitter) element() (text []byte, whole bool, err error) {
	depth, quoted, escaped := 0, false, false
	whole = true
	for {
		c, err := s.byte()
		if err != nil {
			return nil, false, broken(err)
		}
		if depth == 0 && !quoted && (c == ',' || c == ']') && !s.lone {
			s.unread()
			return bytes.TrimSpace(text), whole, nil
		}
		if len(text) < s.most {
			text = append(text, c)
		} else {
			whole = false
		}
		switch {
		case escaped:
			escaped = false
		case quoted:
			escaped, quoted = c == '\\', c != '"'
		case c == '"':
			quoted = true
		case c == '{' || c == '[':
			depth++
		case c == '}' || c == ']':
			depth = max(0, depth-1)
		}
		if s.lone && depth == 0 && !quoted && c == '}' {
			return bytes.TrimSpace(text), whole, nil
		}
	}
}
