// Package einv holds the documents of the e-invoice API (schema version 1.1) as Go types.
//
// A document is decoded once, by [Decode], into a typed value for the rules, the signer and the quick look of the schema
// judge. A second view of the same bytes, the canonical tree (names as the schema spells them, numbers as text) for the
// JSON Schema itself, is made by [Document.Tree] when that look is not enough. Both are filled by one scanner.
// The order of the struct fields is the order in which the portal signs the members; see [AppendMembers].
//
// An [Amount] keeps the literal that the client sent, because the portal signs `1239.00` as `1239.00`, and an exact
// fixed-point value for arithmetic. No float64 is ever involved. The package does no I/O and knows no clock.
package einv
