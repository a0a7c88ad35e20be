// Package registrar is what the portal does: log a user in, recognise a caller, register an invoice, cancel it, read it
// back. It knows no HTTP and no cipher; faces in package api do that. Each operation is a method of [Service] that takes
// the decrypted request and returns an [Answer] or a [*fault.Error]; any other error is ours and not the client's.
package registrar
