// Package printed makes the printed e-invoice of a registered document: one [Invoice], which holds every text that is to
// be shown, written as an HTML page ([WriteHTML]) or as a PDF ([WritePDF]). It takes values and knows no HTTP and no world.
//
// Every page says that it is simulated, in strips and as a watermark. Money is exact: amounts are added in thousandths and
// printed in the Indian grouping. Texts of the document are cut to a bound and shown as text, whatever they hold.
package printed
