package control

import "testing"

func TestLocal(t *testing.T) {
	t.Parallel()
	for host, want := range map[string]bool{
		"127.0.0.1:7017": true, "127.9.9.9": true, "localhost:7017": true, "LOCALHOST": true, "irp.localhost:1": true, "[::1]:7017": true, "::1": true,
		"evil.example:7017": false, "127.0.0.1.evil.example": false, "10.0.0.1:7017": false, "localhost.evil.example": false, "": false,
	} {
		if got := Local(host); got != want {
			t.Errorf("Local(%q) = %v, want %v", host, got, want)
		}
	}
}
