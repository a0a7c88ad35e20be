// Package einv holds the documents of the e-invoice API (schema version 1.1) as Go types.
//
// A document is decoded once, by [Decode], into two views of the same bytes: a typed value for the rules and
// the signer, and a canonical tree (names as the schema spells them, numbers as text) for the JSON Schema.
// The order of the struct fields is the order in which the portal signs the members; see [AppendMembers].
//
// An [Amount] keeps the literal that the client sent, because the portal signs `1239.00` as `1239.00`, and an exact
// fixed-point value for arithmetic. No float64 is ever involved. The package does no I/O and knows no clock.
package einv
