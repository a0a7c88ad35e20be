package reference

// words is what is said of a call beside what the route table knows.
type words struct{ group, when, lead string }

// wordsOf describes a call; an unknown one is described by its group only.
func wordsOf(api string) words {
	const (
		in, eInvoice, taxpayer, bill, system = "Logging in", "e-Invoice", "Taxpayers", "E-way bill with an IRN", "E-way bill system"
	)
	w, ok := map[string]words{
		"auth":         {in, "before everything else, and again when the token runs out", "Takes user name, password and an AppKey under the portal's RSA key, and gives a token and a session key."},
		"auth103":      {in, "only to see what old clients did", "The login of 2020, with each value encrypted by itself. Production has withdrawn it."},
		"generate":     {eInvoice, "for each invoice, credit note and debit note", "Registers one invoice, credit note or debit note and answers with its IRN, acknowledgement and two signed tokens."},
		"cancel":       {eInvoice, "within the window, when the supply does not take place", "Withdraws an IRN while the window is open. Its document number stays used."},
		"get":          {eInvoice, "to fetch the signed copy again", "Reads a registered document back by its IRN, for as long as the window is open."},
		"getbydoc":     {eInvoice, "after a lost answer", "Finds an IRN by type, number and date of its document: what to call when an answer was lost."},
		"rejected":     {eInvoice, "once a day, where several portals are used", "Lists the IRNs of a day that were rejected because another portal had registered the document first."},
		"gstin":        {taxpayer, "before a new party is invoiced", "Says what the portal's copy of the register knows of a GSTIN."},
		"syncgstin":    {taxpayer, "when a party is newer than the portal's register", "Fetches a GSTIN from the common portal into the register and answers like GSTIN details."},
		"ewb":          {bill, "when goods move after the invoice was registered", "Makes an e-way bill for a registered invoice from its transport details."},
		"ewb-get":      {bill, "to read the bill's number and validity", "Reads the e-way bill of an IRN."},
		"ewayapi-auth": {system, "before calls of the e-way bill system", "The e-way bill system has a login of its own; a token of the invoice portal is taken as well."},
		"ewayapi":      {system, "to cancel, extend or change a bill", "One path for all actions on a bill. The member action says which; refusals are numbers without texts."},
		"ewayapi-get":  {system, "to read a bill by its number", "Reads one e-way bill with its vehicles."},
		"ewayapi-list": {system, "for a daily comparison", "Lists the bills that the caller made on a day."},
		"ewayapi-find": {system, "after a lost answer", "Finds a bill by type and number of its document."},
		"ping":         {system, "to see whether the portal is there", "Answers with the portal's time, in plain text and without login."},
	}[api]
	if !ok {
		return words{group: eInvoice}
	}
	return w
}

// headerWords is what is said of a header.
func headerWords(name string) string {
	return map[string]string{
		"client_id": "names the client program and with it the world; also read as client-id", "client_secret": "also read as client-secret",
		"Gstin": "the taxpayer who logs in", "user_name": "the user who logged in", "AuthToken": "from the login; all five belong together",
		"sup_gstin": "the supplier, when an e-commerce operator calls", "irp": "which portal: NIC1 or NIC2", "Content-Type": "application/json; never checked",
	}[name]
}

// parameterWords is what is said of a parameter of path or query.
func parameterWords(name string) string {
	return map[string]string{
		"irn": "64 hexadecimal digits", "gstin": "the number looked up", "doctype": "INV, CRN or DBN", "docnum": "number of the document, in any letter case; docno is taken too",
		"docdate": "dd/MM/yyyy, as registered", "date": "dd/MM/yyyy", "ewbNo": "12 digits", "docType": "INV and so on", "docNo": "number of the document",
	}[name]
}
