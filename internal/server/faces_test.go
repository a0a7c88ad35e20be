package server_test

import (
	"strings"
	"testing"
)

// TestFaces: a face that a world has switched off is not there.
func TestFaces(t *testing.T) {
	t.Parallel()
	s := start(t)
	r := s.raw()
	s.control("PATCH", "/settings", `{"faces":["zz"]}`, 400, nil)
	s.control("PATCH", "/settings", `{"faces":["eway"]}`, 200, nil)
	if status, body := r.send("/eicore/v1.03/Invoice", `{}`, r.headers); status != 404 || !strings.Contains(body, "No HTTP resource was found") {
		t.Errorf("a face that is off answered HTTP %d %s", status, body)
	}
	if status, _ := r.send("/ewaybillapi/v1.03/ewayapi", `{}`, r.headers); status != 200 {
		t.Errorf("a face that is on answered HTTP %d", status)
	}
	s.control("PATCH", "/settings", `{"faces":"all"}`, 200, nil)
	if status, _ := r.send("/eicore/v1.03/Invoice", `{}`, r.headers); status != 200 {
		t.Errorf("with all faces on: HTTP %d", status)
	}
}
