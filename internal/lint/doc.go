// Package lint finds everything at once that is wrong with a request document before anybody sends it: text that is no
// JSON, members of the wrong type, what the schema refuses, and what the business rules refuse, each with where it stands
// in the text, what was found, what is expected, the arithmetic between, and how to mend it.
//
// The judging is not done here: types are einv's, shapes package schema's, rules package validate's, so that what a
// [Linter] reports is what the server answers. It adds what the portal does not say: findings that the portal would show
// only after earlier ones are mended (marked [Finding.Later]), positions, and [Note]s about what the portal ignores in
// silence. [Split] finds the documents of a file; [WriteText], [WriteJSON], [WriteSARIF]
// and [WriteJUnit] write what was found, and [Describe] tells what is known of a code or rule.
package lint
