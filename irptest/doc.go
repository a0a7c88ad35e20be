// Package irptest runs the whole e-invoice portal (IRP) simulator inside a Go test: a real server on a real port, real
// encryption, and a clock and faults that the test commands.
//
//	func TestBilling(t *testing.T) {
//		t.Parallel()
//		sim := irptest.New(t)
//		app := billing.New(sim.URL, sim.Creds()) // the program under test
//
//		sim.Fault(irptest.Ghost().Once()) // the portal registers the invoice, the answer is lost
//		if err := app.Send(order); err != nil {
//			t.Fatal(err) // it should have asked the portal and found the IRN
//		}
//		if got := len(sim.Requests(irptest.API("getbydoc"))); got != 1 {
//			t.Errorf("asked for the document %d times, want 1", got)
//		}
//	}
//
// [New] gives the test a world of its own: users, taxpayers, numbers, clock, faults and requests that no other test sees,
// so tests may run in parallel. Worlds are made in about a millisecond; they share one server that the first test starts.
// When the test ends, its world goes. Nothing leaves the machine and nothing needs to be installed.
//
// # Time and chance
//
// The clock stands still at [StartTime] until the test moves it with [Sim.Clock]: token life, cancel window and every
// other limit obey it. IRNs, AckNos, tokens and keys are the same in every run of a test; [WithSeed] draws others.
//
// # Speaking to the portal
//
// Point the program under test at [Sim.URL] with [Sim.Creds]. [Sim.Client] is a client that is ready for use, to prepare
// what a test needs or to look at what the program left behind. [Sim.Invoice] and [Sim.Sample] make valid documents, and
// [Set] and [Remove] edit them by path.
//
// # Faults
//
// [Sim.Fault] sets up what shall go wrong: [Ghost], [Before], [Refuse], [Delay], [Dribble], [TokenExpired] and others, each
// with [Fault.Once], [Fault.Times], [Fault.After] and [Fault.Match].
//
// # What the portal saw
//
// [Sim.Requests] lists the exchanges of the test, decrypted, oldest first; [Sim.Await] waits for those still to come.
//
// # Good manners
//
// At the end of the test irptest looks at what happened, and fails the test with the story when
//
//   - a fault was set up and never struck ([UnstruckFault]): the test did not test what it says;
//   - an IRN was made, its answer was lost and nobody read it back or cancelled it ([OrphanIRN]);
//   - a duplicate was refused with 2150 and the IRN that the refusal names was never used ([UnreadDuplicate]);
//   - a user logged in again and again while its token was valid ([TokenChurn]).
//
// A test that means it says so: New(t, irptest.Allow(irptest.OrphanIRN)).
package irptest
