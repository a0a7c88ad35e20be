// Package schema judges a decrypted request by its JSON Schema and complains in the portal's words.
//
// The schemas are data (package schemas). A [Judge] compiles the one an API needs on first use. What fails the compiled
// schema of its member is worded as ASP.NET DataAnnotations word it, with the portal's display names, because that is
// what clients of the portal read. Each failed check is a finding of code 5002 of its own. The document comes from
// einv.Decode, which has already refused what cannot be bound at all.
//
// Asking the compiled schema costs fifty times what looking at a value does, and almost every value is fine. So there
// are three steps, each of which only accepts: the form looks at the typed value of the whole document; failing that, the
// quick of a member looks at its value in the tree; failing that, the compiled schema decides. Form and quick are made
// from the schema files at the same moment, know nothing that is not there, and stand back from any keyword they do not
// know. The tests hold all three together.
//
// Four things are decided here and not in the schemas: numbers are also checked as written ("100.000" has three
// decimals), an empty text passes patterns and enumerations as it does in .NET, the length of ItemList is left to
// codes 2228 and 2173, and a member fails at most once per kind of check.
//
// [Members] shows the same knowledge as a table, for documentation.
package schema
