// Package seed reads files that say what a simulator starts with, and brings it about: worlds with their users,
// taxpayers, settings and clock, and invoices that were registered before anybody called.
//
// [Read] takes a file or a folder, in YAML or JSON, and returns either a [Seed] or everything that is wrong with it, each
// complaint with file and line. [Seed.Apply] works on the registry of a running simulator: an invoice goes through the
// registrar like one that a client sends, at the instant the file names, so it has an IRN, an acknowledgement and
// signatures, and has to pass the rules. The format is described once, in shape.go; the published schema
// (schemas/seed.json) is made from that, and docs/seed.md explains it.
package seed
