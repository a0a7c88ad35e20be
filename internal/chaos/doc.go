// Package chaos is what a user wants to go wrong: faults as values, the set of a world that counts them, and the two ways
// to ask for one without the control API, a document number and a request header.
//
// A [Fault] says which exchanges it is for, what it does and how often. It does nothing itself: whoever serves an exchange
// asks the [Set] of the world at each [Moment] what strikes, and carries it out. docs/faults.md tells users the same story.
package chaos
