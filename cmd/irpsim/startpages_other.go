//go:build !linux

package main

// dropStartPages does nothing where the system has no such advice.
func dropStartPages() {}
