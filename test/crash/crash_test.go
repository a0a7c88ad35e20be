// Package crash kills the real program by SIGKILL in the midst of its work, again and again, starts it anew on the file that
// it left, and holds what it then says against a ledger of everything that was acknowledged before. The ledger speaks the
// portal's protocol and shares no code with the store. docs/reliability.md tells the method and the figures.
//
// IRPSIM_KILLS says how often to kill (50 unless told), IRPSIM_CRASH_SEED where the instants are drawn from.
package crash
