package sample

import "github.com/irpsim/irpsim/einv"

// Lines of the cases. Cess fields stay in use although most compensation cess ended in 2025: the portal checks their
// arithmetic, not the levy.
func bolts() line {
	return line{text: "Steel bolts, zinc plated", hsn: "73181500", unit: "NOS", qty: 100_000, price: 10_500, rate: 18_000}
}

func laptops() line {
	return line{text: "Laptop computer", hsn: "84713010", unit: "NOS", qty: 2_000, price: 48_990_000, rate: 18_000}
}

func shirts() line {
	return line{text: "Cotton T-shirts", hsn: "61091000", unit: "PCS", qty: 240_000, price: 349_500, rate: 5_000}
}

func rice() line {
	return line{text: "Basmati rice, packed", hsn: "10063020", unit: "KGS", qty: 512_500, price: 86_250, rate: 5_000}
}

func pulses() line {
	return line{text: "Green gram, loose", hsn: "07133100", unit: "KGS", qty: 1_000_000, price: 92_000, rate: 0}
}

func design() line {
	return line{text: "Software design and development", hsn: "998314", unit: "OTH", service: true, qty: 1_000, price: 125_000_000, rate: 18_000}
}

func haulage() line {
	return line{text: "Road transport of goods", hsn: "996511", unit: "OTH", service: true, qty: 1_000, price: 24_000_000, rate: 5_000}
}

func seaFreight() line {
	return line{text: "Ocean transport of goods", hsn: "996521", unit: "OTH", service: true, qty: 1_000, price: 310_000_000, rate: 5_000}
}

func coal() line {
	return line{text: "Steam coal", hsn: "27011910", unit: "MTS", qty: 25_500, price: 4_750_000, rate: 5_000, cessUnit: 400_000}
}

func aerated() line {
	return line{text: "Aerated water", hsn: "22021010", unit: "BTL", qty: 1_200_000, price: 18_750, rate: 28_000, cess: 12_000}
}

// with returns a line after a change.
func with(l line, change func(*line)) line {
	change(&l)
	return l
}

func lines(l ...line) []line { return l }

func dress(f ...func(*draft)) []func(*draft) { return f }

func tran(f ...func(*einv.TranDtls)) []func(*einv.TranDtls) { return f }

func allCases() []Case { return append(append(domestic(), zeroRated()...), particular()...) }

func domestic() []Case {
	return []Case{
		{Name: "b2b", Aliases: []string{"b2b-inter"}, Title: "goods to a taxpayer of another state, IGST",
			shape: shape{lines: lines(bolts())}},
		{Name: "b2b-intra", Aliases: []string{"intra"}, Title: "goods to a taxpayer of the same state, CGST and SGST",
			shape: shape{buyer: buyerNearby, lines: lines(bolts(), shirts())}},
		{Name: "b2b-services", Aliases: []string{"services"}, Title: "a service, SAC code, other state",
			shape: shape{lines: lines(design())}},
		{Name: "mixed", Title: "goods and a service at several rates, same state",
			shape: shape{buyer: buyerNearby, lines: lines(laptops(), rice(), design())}},
		{Name: "nil-rated", Aliases: []string{"exempt"}, Title: "goods at 0 %",
			shape: shape{lines: lines(pulses())}},
		{Name: "rcm", Title: "reverse charge: the recipient pays the tax",
			shape: shape{buyer: buyerNearby, lines: lines(haulage()), tran: tran(reverseCharge)}},
		{Name: "igst-on-intra", Title: "supply within the state that is charged with IGST",
			shape: shape{buyer: buyerNearby, levy: asInter, lines: lines(haulage()), tran: tran(igstOnIntra)}},
		{Name: "pos-abroad", Title: "transport to a place abroad for an Indian taxpayer, place of supply 96",
			shape: shape{lines: lines(seaFreight()), pos: foreign}},
		{Name: "eco", Title: "supply through the e-commerce operator, who registers it",
			shape: shape{lines: lines(shirts()), tran: tran(throughOperator)}},
	}
}

func zeroRated() []Case {
	return []Case{
		{Name: "sezwp", Aliases: []string{"sez"}, Title: "to an SEZ unit, with payment of IGST",
			shape: shape{supTyp: "SEZWP", buyer: buyerSEZ, levy: asInter, lines: lines(laptops())}},
		{Name: "sezwop", Title: "to an SEZ unit, without payment of IGST",
			shape: shape{supTyp: "SEZWOP", buyer: buyerSEZ, levy: asZero, lines: lines(laptops())}},
		{Name: "sezwp-intra", Title: "to an SEZ unit of the same state through the operator, with payment: still IGST",
			shape: shape{supTyp: "SEZWP", seller: neighbourOfSEZ, buyer: buyerSEZ, levy: asInter, lines: lines(laptops()), tran: tran(throughOperator)}},
		{Name: "sezwop-intra", Title: "to an SEZ unit of the same state through the operator, without payment",
			shape: shape{supTyp: "SEZWOP", seller: neighbourOfSEZ, buyer: buyerSEZ, levy: asZero, lines: lines(laptops()), tran: tran(throughOperator)}},
		{Name: "export", Aliases: []string{"expwp", "exp"}, Title: "export with payment of IGST",
			shape: shape{supTyp: "EXPWP", buyer: buyerOverseas, levy: asInter, lines: lines(shirts()), dress: dress(shipAbroad)}},
		{Name: "expwop", Title: "export without payment of IGST, under bond or undertaking",
			shape: shape{supTyp: "EXPWOP", buyer: buyerOverseas, levy: asZero, lines: lines(shirts()), dress: dress(shipAbroad)}},
		{Name: "dexp", Title: "deemed export to a taxpayer of another state",
			shape: shape{supTyp: "DEXP", lines: lines(bolts())}},
		{Name: "dexp-intra", Title: "deemed export to a taxpayer of the same state",
			shape: shape{supTyp: "DEXP", buyer: buyerNearby, lines: lines(bolts())}},
	}
}

func particular() []Case {
	discounted := with(bolts(), func(l *line) { l.discount = 7_500 })
	charged := with(bolts(), func(l *line) { l.other = 120_500 })
	free := with(rice(), func(l *line) { l.freeQty = 12_500 })
	state := with(shirts(), func(l *line) { l.stateCess = 1_000 })
	stateUnit := with(coal(), func(l *line) { l.cessUnit, l.stateCessUnit = 0, 15_000 })
	odd := with(rice(), func(l *line) { l.qty, l.price = 33_333, 77_770 })
	return []Case{
		{Name: "crn", Title: "credit note that names its invoice",
			shape: shape{typ: "CRN", lines: lines(bolts()), dress: dress(precedes)}},
		{Name: "dbn", Title: "debit note that names its invoice",
			shape: shape{typ: "DBN", buyer: buyerNearby, lines: lines(bolts()), dress: dress(precedes)}},
		{Name: "cess", Title: "cess by rate and by quantity",
			shape: shape{lines: lines(aerated(), coal())}},
		{Name: "state-cess", Title: "state cess by rate and by quantity",
			shape: shape{buyer: buyerNearby, lines: lines(state, stateUnit)}},
		{Name: "discount", Title: "discount on a line and on the document",
			shape: shape{lines: lines(discounted, bolts()), discount: 100_000}},
		{Name: "other-charges", Title: "other charges on a line and on the document",
			shape: shape{lines: lines(charged), other: 250_000}},
		{Name: "round-off", Title: "total rounded to whole rupees",
			shape: shape{lines: lines(odd), round: true}},
		{Name: "dispatch-ship", Title: "dispatched from a depot, shipped to a third party",
			shape: shape{lines: lines(laptops()), dress: dress(dispatchAndShip)}},
		{Name: "batch-attributes", Aliases: []string{"full"}, Title: "every optional block: batches, attributes, payment, references, papers",
			shape: shape{lines: lines(free, bolts()), dress: dress(everyBlock, dispatchAndShip)}},
		{Name: "multi", Title: "many lines, ten unless told",
			shape: shape{buyer: buyerNearby, lines: lines(bolts(), shirts(), rice(), laptops(), design(),
				pulses(), discounted, free, haulage(), odd)}},
	}
}
