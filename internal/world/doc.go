// Package world is the unit of the simulator's state: everything that one client_id sees.
//
// A [World] has its own users, taxpayers, sessions, settings, clock, chance and journal; its invoices lie in its own
// buckets of the store. The [Registry] finds worlds by client id, makes them in about a millisecond, and deletes them
// whole. No state is shared between two worlds but the key pairs.
package world
