// Package server is a running simulator: it opens the store, makes the worlds, and listens. The command line and the Go
// test helper are its two users.
package server
