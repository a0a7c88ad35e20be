package exercise

import "github.com/irpsim/irpsim/internal/fault"

// noFaults lets nothing go wrong that the exercise does not ask for.
func noFaults() Call { return Call{"POST", "/reset", `{"what":["faults"]}`} }

func settings(patch string) Call { return Call{"PATCH", "/settings", patch} }

func codes(list ...fault.Code) []fault.Code { return list }

func firstInvoice() Exercise {
	return Exercise{
		Slug: "first-invoice", Title: "Your first invoice",
		Task: "Register one invoice, with the button on the Start page or with a program of your own. Then open the exchange in the inspector " +
			"and look at what was sealed, what came back, and where the IRN stands.",
		Teaches: "What travels between a program and the portal, from login to QR code.",
		Start:   []Call{noFaults()},
		Conditions: []Condition{
			{ID: "login", Sentence: "A login succeeds.", check: loggedIn},
			{ID: "registered", Sentence: "A document is registered, and its answer arrives.", check: anyRegistered},
		},
		Hints: []string{
			"Start has one button that does all six steps and shows each of them.",
			"With a program: log in, seal the JSON with the Sek, send it to Generate IRN. Sample code has all of it in seven languages.",
			"If the document is refused, open it in the workbench: each finding stands under the line it concerns.",
		},
		Guides: []string{"what-is-an-irn", "from-login-to-qr"}, Codes: codes("1005", "5002"),
		Do: Link{"Run the first invoice", "/"},
	}
}

func ownLogin() Exercise {
	return Exercise{
		Slug: "own-login", Title: "Your own login",
		Task: "Let a program of yours log in and send one sealed payload. It may be refused for what it says; it has to open. " +
			"Calls that pages of the portal send do not count.",
		Teaches: "The two encryptions: RSA over Base64 for the login, AES under the Sek for everything else.",
		Start:   []Call{noFaults(), settings(`{"strict_crypto":true}`)},
		Conditions: []Condition{
			{ID: "login", Sentence: "A program of your own logs in.", check: ownLoggedIn},
			{ID: "sealed", Sentence: "It sends a payload that opens with the Sek of that login.", check: ownSealed},
		},
		Hints: []string{
			"The JSON of the login is Base64-encoded first, then encrypted with RSA, PKCS#1 v1.5; the result is Base64-encoded again.",
			"AppKey is Base64 of 32 random bytes. Sek in the answer is AES under these bytes; what comes out is the key of the session.",
			"Payloads have no Base64 between JSON and AES: encrypt the JSON itself, AES-256, ECB, PKCS#7.",
			"Paste what you have into the laboratory: it names the step that broke.",
		},
		Guides: []string{"encryption", "from-login-to-qr"}, Codes: codes("1020", "5001", "1016", "5002"),
		Do: Link{"Open the laboratory at the login", "/lab/login"},
	}
}

func mendArithmetic() Exercise {
	return Exercise{
		Slug: "mend-the-arithmetic", Title: "Mend the arithmetic",
		Task: "Have a document refused because its amounts do not fit: IGST inside one state (2172), a tax that is not the rate (2235), a total " +
			"that is not the sum (2189). Then mend it and register it under the same document number.",
		Teaches: "A refused document is not registered: its number is still free, and it stays the same document.",
		Start:   []Call{noFaults()},
		Conditions: []Condition{
			{ID: "refused", Sentence: "A document is refused for its arithmetic.", check: sumRefused},
			{ID: "mended", Sentence: "It is registered under the same number.", check: sumMended},
			{ID: "one-number", Sentence: "No other number takes its place.", Guard: true, check: noOtherNumber},
		},
		Hints: []string{
			"The workbench breaks a valid invoice for you: pick the example and the code.",
			"The portal accepts what lies between the calculated value rounded down less 1 and rounded up plus 1, so change an amount by more.",
			"Tax moves into TotItemVal, the tax total and TotInvVal. The mend button changes all of them together.",
		},
		Guides: []string{"tax-arithmetic", "reading-a-refusal"}, Codes: codes("2172", "2235", "2189", "2194"),
		Do: Link{"Break the IGST of an invoice", "/workbench?case=b2b&break=2235"},
	}
}

func recoverGhost() Exercise {
	return Exercise{
		Slug: "recover-a-ghost", Title: "Recover a ghost",
		Task: "The next document that is registered loses its answer: the connection breaks after the portal has stored it. Find its IRN and its signed " +
			"invoice, and do not register the supply a second time.",
		Teaches: "No answer does not mean no registration: ask for the document before you send anything again.",
		Start: []Call{
			noFaults(),
			{"POST", "/faults", `{"id":"exercise-ghost","match":{"api":"generate"},"do":{"commit_then":"drop"},"times":1}`},
		},
		Conditions: []Condition{
			{ID: "lost", Sentence: "A document is registered, and its answer is lost.", check: ghostMade},
			{ID: "found", Sentence: "You learn its IRN, by document or from the InfoDtls of 2150.", check: ghostFound},
			{ID: "read", Sentence: "You have its signed invoice.", check: ghostRead},
			{ID: "one-number", Sentence: "No other number takes its place.", Guard: true, check: noOtherNumber},
		},
		Hints: []string{
			"Get IRN by document asks with type, number and date, which you know without any answer.",
			"Sending the same document again is harmless: it is refused with 2150, and InfoDtls names the IRN.",
			"2150 gives the IRN and no signed invoice. Fetch that with Get IRN, within two days.",
		},
		Guides: []string{"duplicates-and-ghosts", "good-practice"}, Codes: codes("2150", "2154", "2283"),
		Do: Link{"Send an invoice into the dark", "/workbench?case=b2b"},
	}
}

func cancelLast() Exercise {
	return Exercise{
		Slug: "cancel-at-the-last-second", Title: "Cancel at 23:59:59",
		Task: "Register an invoice and cancel it in the last ten seconds of its 24 hours. The clock of this world is yours to move. " +
			"Who likes goes one second too far with another invoice and meets 2270.",
		Teaches: "Where the window ends, and that the last instant still counts.",
		Start:   []Call{noFaults(), settings(`{"cancel_hours":24}`)},
		Conditions: []Condition{
			{ID: "registered", Sentence: "An invoice is registered.", check: anyRegistered},
			{ID: "cancelled", Sentence: "It is cancelled in the last ten seconds of the window.", check: cancelledLast},
			{ID: "too-late", Sentence: "Another one is refused with 2270, one step behind the edge.", Optional: true, check: cancelledLate},
		},
		Hints: []string{
			"Controls shows the edge of each window with a button one second before, at, and one second after it.",
			"The window is counted from the second in AckDt, not from midnight. Exactly 24 hours is still allowed.",
			"Your token dies long before: log in again after the jump.",
			"An invoice with a live e-way bill is refused with 2230; take one without.",
		},
		Guides: []string{"time-windows", "life-of-an-invoice"}, Codes: codes("2270", "2230", "9999", "1005"),
		Do: Link{"Move the clock to the edge", "/controls"},
	}
}
