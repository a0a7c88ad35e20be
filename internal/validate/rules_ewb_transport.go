package validate

import (
	"strings"

	"github.com/irpsim/irpsim/masters"
)

// waybillModeRules say what each mode of transport must bring along.
var waybillModeRules = []Rule{
	{
		ID:         "ewb-road-vehicle",
		Code:       "4011",
		API:        GenerateEWB,
		Path:       "EwbDtls.VehNo",
		Title:      "Goods that go by road must name the vehicle.",
		Why:        "Form EWB-01, Part B.",
		Source:     listEWB,
		Confidence: Official,
		CheckBill: func(in *WaybillInput, fail Fail) {
			if in.bill.part.TransMode == "1" && blank(in.bill.part.VehNo) {
				fail.At(in.at("VehNo")).Because(plain("", "the registration number of the vehicle"))
			}
		},
		Breaks: []Example{
			{Edits: with(waybill, Edits{"EwbDtls.VehNo": Absent{}})},
			{Note: "by IRN", ByIRN: Edits{"VehNo": nil}, Path: "VehNo"},
		},
		Passes: []Example{{Note: "by rail none is needed", Edits: byRail}},
	},
	{
		ID:         "ewb-road-vehicle-type",
		Code:       "4022",
		API:        GenerateEWB,
		Path:       "EwbDtls.VehType",
		Title:      "Goods that go by road must say what kind of vehicle carries them.",
		Why:        "The kind decides for how long the bill is valid.",
		Source:     listEWB,
		Confidence: Official,
		CheckBill: func(in *WaybillInput, fail Fail) {
			if in.bill.part.TransMode == "1" && blank(in.bill.part.VehType) {
				fail.At(in.at("VehType")).Because(plain("", "R regular or O over-dimensional cargo"))
			}
		},
		Breaks: []Example{{Edits: with(waybill, Edits{"EwbDtls.VehType": Absent{}})}},
		Passes: []Example{{Note: "over-dimensional cargo", Edits: with(waybill, Edits{"EwbDtls.VehType": "O"})}},
	},
	{
		ID:         "ewb-rail-air-document",
		Code:       "4012",
		API:        GenerateEWB,
		Path:       "EwbDtls.TransDocNo",
		Title:      "Goods that go by rail or air must name the transport document.",
		Why:        "Railway receipt or airway bill take the place of the vehicle.",
		Source:     listEWB,
		Confidence: Official,
		CheckBill: func(in *WaybillInput, fail Fail) {
			if p := &in.bill.part; (p.TransMode == "2" || p.TransMode == "3") && blank(p.TransDocNo) {
				fail.At(in.at("TransDocNo")).Because(plain("", "the number of the railway receipt or airway bill"))
			}
		},
		Breaks: []Example{
			{Note: "rail", Edits: with(byRail, Edits{"EwbDtls.TransDocNo": Absent{}})},
			{Note: "air", Edits: with(byRail, Edits{"EwbDtls.TransMode": "3", "EwbDtls.TransDocNo": Absent{}})},
		},
		Passes: []Example{{Note: "by road none is needed", Edits: waybill}},
	},
	{
		ID:         "ewb-rail-air-document-date",
		Code:       "4023",
		API:        GenerateEWB,
		Path:       "EwbDtls.TransDocDt",
		Title:      "Goods that go by rail or air must date the transport document.",
		Why:        "The movement begins with that document.",
		Source:     listEWB,
		Confidence: Official,
		CheckBill: func(in *WaybillInput, fail Fail) {
			if p := &in.bill.part; (p.TransMode == "2" || p.TransMode == "3") && blank(p.TransDocDt) {
				fail.At(in.at("TransDocDt")).Because(plain("", "the date of the railway receipt or airway bill"))
			}
		},
		Breaks: []Example{{Edits: with(byRail, Edits{"EwbDtls.TransDocDt": Absent{}})}},
		Passes: []Example{{Note: "air", Edits: with(byRail, Edits{"EwbDtls.TransMode": "3"})}},
	},
	{
		ID:         "ewb-ship-vehicle-or-document",
		Code:       "4040",
		API:        GenerateEWB,
		Path:       "EwbDtls.TransDocNo",
		Title:      "Goods that go by ship must name a vehicle or a transport document.",
		Why:        "The first or last leg is by road, the others have a bill of lading.",
		Source:     listEWB,
		Confidence: Official,
		CheckBill: func(in *WaybillInput, fail Fail) {
			if p := &in.bill.part; p.TransMode == "4" && blank(p.VehNo) && blank(p.TransDocNo) {
				fail.At(in.at("TransDocNo")).Because(plain("", "the bill of lading, or VehNo"))
			}
		},
		Breaks: []Example{{Edits: with(byShip, Edits{"EwbDtls.TransDocNo": Absent{}})}},
		Passes: []Example{{Edits: byShip}, {Note: "a vehicle instead", Edits: with(byShip, Edits{"EwbDtls.TransDocNo": Absent{}, "EwbDtls.VehNo": "KA01AB1234"})}},
	},
	{
		ID:         "ewb-ship-not-regular",
		Code:       "4039",
		API:        GenerateEWB,
		Path:       "EwbDtls.VehType",
		Title:      "Goods that go by ship must not be said to need a regular vehicle.",
		Why:        "A journey with a leg by ship takes 20 km a day, as over-dimensional cargo does.",
		Source:     listEWB,
		Confidence: Official,
		CheckBill: func(in *WaybillInput, fail Fail) {
			if in.bill.part.TransMode == "4" && in.bill.part.VehType == "R" {
				fail.At(in.at("VehType")).Because(plain("R", "O"))
			}
		},
		Breaks: []Example{{Edits: with(byShip, Edits{"EwbDtls.VehType": "R"})}},
		Passes: []Example{{Edits: byShip}},
	},
	{
		ID:         "ewb-over-dimensional-mode",
		Code:       "4024",
		API:        GenerateEWB,
		Path:       "EwbDtls.VehType",
		Title:      "Over-dimensional cargo goes by road or ship.",
		Why:        "The kind of vehicle means nothing for trains and aeroplanes.",
		Source:     listEWB,
		Confidence: Official,
		CheckBill: func(in *WaybillInput, fail Fail) {
			if p := &in.bill.part; p.VehType == "O" && (p.TransMode == "2" || p.TransMode == "3") {
				fail.At(in.at("VehType")).Because(plain("O", "no vehicle type with mode "+p.TransMode))
			}
		},
		Breaks: []Example{{Edits: with(byRail, Edits{"EwbDtls.VehType": "O"})}},
		Passes: []Example{{Note: "R is ignored there", Edits: with(byRail, Edits{"EwbDtls.VehType": "R"})}},
	},
}

// waybillVehicleRules check who and what carries the goods.
var waybillVehicleRules = []Rule{
	{
		ID:         "ewb-vehicle-number-form",
		Code:       "4014",
		API:        GenerateEWB,
		Path:       "EwbDtls.VehNo",
		Title:      "The vehicle number must have one of the forms of the e-way bill system.",
		Why:        "The portal also asks Vahan whether the vehicle exists; this simulator does not. Either letter case passes.",
		Source:     "NIC e-way bill documentation, vehicle number formats; " + listEWB,
		Confidence: Official,
		CheckBill: func(in *WaybillInput, fail Fail) {
			no := in.bill.part.VehNo
			if !in.bill.partA() && no != "" && !masters.VehicleNumber(strings.ToUpper(no)) {
				fail.At(in.at("VehNo")).Because(row(no, "a number such as KA01AB1234, AB121234 or TM123456", "vehicle_number_formats: no row fits "+no))
			}
		},
		Breaks: []Example{
			{Edits: with(waybill, Edits{"EwbDtls.VehNo": "KA011234567"})},
			{Note: "too short a temporary number", Edits: with(waybill, Edits{"EwbDtls.VehNo": "TM1234"})},
			{Note: "by IRN", ByIRN: Edits{"VehNo": "1234"}, Path: "VehNo"},
		},
		Passes: []Example{
			{Note: "temporary registration", Edits: with(waybill, Edits{"EwbDtls.VehNo": "TM12345"})},
			{Note: "small letters", Edits: with(waybill, Edits{"EwbDtls.VehNo": "ka01ab1234"})},
		},
	},
	{
		ID:         "ewb-transporter-known",
		Code:       "4018",
		API:        GenerateEWB,
		Path:       "EwbDtls.TransId",
		Title:      "The transporter must be registered or enrolled.",
		Why:        "A transporter without GSTIN enrols and gets a number of the same outline, which need not satisfy the check character.",
		Source:     listEWB,
		Confidence: Official,
		CheckBill: func(in *WaybillInput, fail Fail) {
			id := in.bill.part.TransId
			if id != "" && (in.Transporter == nil || !in.Transporter(id)) {
				fail.At(in.at("TransId")).Because(row(id, "a GSTIN of the register or an enrolment number", notRegistered))
			}
		},
		Breaks: []Example{
			{Edits: with(waybill, Edits{"EwbDtls.TransId": noTransporter})},
			{Note: "Part A alone", Edits: Edits{"EwbDtls.TransId": noTransporter, "EwbDtls.Distance": 0}},
		},
		Passes: []Example{
			{Edits: with(waybill, Edits{"EwbDtls.TransId": transporter})},
			{Note: "a common enrolment number", Edits: with(waybill, Edits{"EwbDtls.TransId": "88AAAAA0000A1ZX"})},
		},
	},
}

// waybillDateRules check the date of the transport document.
var waybillDateRules = []Rule{
	{
		ID:         "ewb-document-date-real",
		Code:       "4017",
		API:        GenerateEWB,
		Path:       "EwbDtls.TransDocDt",
		Title:      "The date of the transport document must be a day of the calendar.",
		Why:        "The schema looks at the form only: 31/02/2026 passes it.",
		Source:     listEWB,
		Confidence: Official,
		CheckBill: func(in *WaybillInput, fail Fail) {
			if day := in.bill.part.TransDocDt; !blank(day) {
				if _, ok := parseDate(day); !ok {
					fail.At(in.at("TransDocDt")).Because(plain(day, "a day as dd/MM/yyyy"))
				}
			}
		},
		Breaks: []Example{{Edits: with(byRail, Edits{"EwbDtls.TransDocDt": "31/02/2026"})}},
		Passes: []Example{{Note: "not needed by road", Edits: waybill}},
	},
	{
		ID:         "ewb-document-date-not-future",
		Code:       "4016",
		API:        GenerateEWB,
		Path:       "EwbDtls.TransDocDt",
		Title:      "The transport document must not be dated after today.",
		Why:        "It is handed out when the goods are.",
		Source:     listEWB,
		Confidence: Official,
		CheckBill: func(in *WaybillInput, fail Fail) {
			if day, ok := parseDate(in.bill.part.TransDocDt); ok && day.After(in.today) {
				fail.At(in.at("TransDocDt")).Because(plain(in.bill.part.TransDocDt, in.today.Format("02/01/2006")+" or earlier"))
			}
		},
		Breaks: []Example{{Note: "tomorrow", Edits: with(byRail, Edits{"EwbDtls.TransDocDt": "{today+1}"})}},
		Passes: []Example{{Note: "today", Edits: with(byRail, Edits{"EwbDtls.TransDocDt": "{today}"})}},
	},
	{
		ID:         "ewb-document-date-after-invoice",
		Code:       "4021",
		API:        GenerateEWB,
		Path:       "EwbDtls.TransDocDt",
		Title:      "The transport document must not be older than the invoice.",
		Why:        "Goods are invoiced before they are handed to the carrier.",
		Source:     listEWB,
		Confidence: Official,
		CheckBill: func(in *WaybillInput, fail Fail) {
			if day, ok := parseDate(in.bill.part.TransDocDt); ok && in.dateOK && day.Before(in.date) {
				fail.At(in.at("TransDocDt")).Because(plain(in.bill.part.TransDocDt, in.doc.Dt+" or later"))
			}
		},
		Breaks: []Example{{Note: "the day before the invoice", Edits: with(byRail, Edits{"EwbDtls.TransDocDt": "{today-4}"})}},
		Passes: []Example{{Note: "the day of the invoice", Edits: with(byRail, Edits{"EwbDtls.TransDocDt": "{today-3}"})}},
	},
}
