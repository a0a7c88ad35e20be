package exercise

func renewToken() Exercise {
	return Exercise{
		Slug: "token-about-to-run-out", Title: "The token is about to run out",
		Task: "Log in, let time pass until less than ten minutes of the token are left, renew it, and use the new one. No call may meet 1005 on the way.",
		Teaches: "A token lives six hours, a login before its last ten minutes gives the same one back, and after its end it is too late to be " +
			"polite.",
		Start: []Call{noFaults(), settings(`{"token_minutes":360}`)},
		Conditions: []Condition{
			{ID: "login", Sentence: "A login gives a token.", check: tokenTaken},
			{ID: "renewed", Sentence: "It is renewed in its last ten minutes.", check: renewed},
			{ID: "used", Sentence: "A call is made with the new token.", check: newTokenUsed},
			{ID: "no-1005", Sentence: "Nothing is refused with 1005.", Guard: true, check: noInvalidToken},
		},
		Hints: []string{
			"Keep TokenExpiry beside the token. It is Indian time without a zone.",
			"Move the clock to the edge token-expiry, offset −9m.",
			"The login needs ForceRefreshAccessToken true. Earlier than ten minutes before the end it changes nothing.",
		},
		Guides: []string{"time-windows", "good-practice"}, Codes: codes("1005"),
		Do: Link{"Move the clock to the token's end", "/controls"},
	}
}

func exportFree() Exercise {
	return Exercise{
		Slug: "export-without-payment", Title: "Export without payment of tax",
		Task: "Register an export under bond or undertaking: the buyer is abroad, and no tax is charged. The portal does not insist on the zero, " +
			"so you have to.",
		Teaches: "What is different about an export: URP, state and place of supply 96, PIN 999999, a country, and the supply type that says who pays.",
		Start:   []Call{noFaults()},
		Conditions: []Condition{
			{ID: "export", Sentence: "An export with SupTyp EXPWOP is registered.", check: exported},
			{ID: "untaxed", Sentence: "It charges no tax.", check: untaxed},
		},
		Hints: []string{
			"The workbench has an example of it. Compare it with an export with payment, EXPWP.",
			"BuyerDtls: Gstin URP, Stcd 96, Pos 96, Pin 999999. ExpDtls: CntCode of the country.",
			"GstRt keeps the rate of the goods; IgstAmt and IgstVal are 0, and the totals are without them.",
		},
		Guides: []string{"parties-and-places", "tax-arithmetic"}, Codes: codes("2248", "2232", "2261", "2275", "2202", "2235"),
		Do: Link{"Open an export in the workbench", "/workbench?case=expwop"},
	}
}

func billFails() Exercise {
	return Exercise{
		Slug: "bill-fails-irn-stands", Title: "The e-way bill fails, the IRN stands",
		Task: "Register an invoice that asks for an e-way bill in EwbDtls. The portal gives the IRN and refuses the bill. Notice it, and make the bill " +
			"by its IRN afterwards.",
		Teaches: "Status 1 speaks of the IRN only. What became of the bill stands in EwbNo and in the InfoDtls code EWBERR.",
		Start: []Call{
			noFaults(),
			{"POST", "/faults", `{"id":"exercise-bill","match":{"api":"generate"},"do":{"ewb":"4013"},"times":1}`},
		},
		Conditions: []Condition{
			{ID: "failed", Sentence: "An IRN is given, and its e-way bill is refused.", check: billFailed},
			{ID: "made", Sentence: "The bill is made by the IRN.", check: billMade},
			{ID: "stands", Sentence: "The IRN is neither cancelled nor replaced.", Guard: true, check: irnStands},
		},
		Hints: []string{
			"EwbDtls needs Distance, and for a journey by road TransMode 1, VehNo and VehType.",
			"The answer says Status 1, EwbNo null, and InfoDtls with EWBERR. Read all three.",
			"E-way bill by IRN takes the IRN and the transport data once more. The number of the document is not touched.",
		},
		Guides: []string{"e-way-bills", "life-of-an-invoice"}, Codes: codes("4013", "4002", "2278"),
		Do: Link{"Add an e-way bill in the workbench", "/workbench?case=b2b"},
	}
}

func verifyOffline() Exercise {
	return Exercise{
		Slug: "verify-offline", Title: "Verify without the portal",
		Task: "Register three invoices. The page then shows three signed QR codes of them, and one was altered after signing. Find it with the " +
			"portal's public key alone, and type in which.",
		Teaches: "A signature can be checked by anybody, offline, for ever; comparing the IRN is not enough.",
		Start:   []Call{noFaults()},
		Needs:   Tokens,
		Conditions: []Condition{
			{ID: "three", Sentence: "Three invoices are registered.", check: threeRegistered},
			{ID: "answer", Sentence: "You name the altered token.", check: answered},
		},
		Hints: []string{
			"A signed QR code is a JWS: three parts in base64url, and the signature is RS256 over the first two with their dot.",
			"The key is the signing key, not the one that encrypts logins: /_sim/v1/keys/signing.pem.",
			"The IRN is a hash of supplier, year, type and number. The total is not in it, so the IRN of all three is right.",
		},
		Guides: []string{"what-counts-in-an-irn", "from-login-to-qr"}, Codes: nil,
		Do: Link{"See a token verified", "/lab/signed"},
	}
}
