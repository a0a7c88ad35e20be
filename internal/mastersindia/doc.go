// Package mastersindia translates between the JSON of the Masters India gateway and the portal's own: the field map of
// its documents with the loose typing its clients rely on, and the words its answers are said in.
//
// All of it is pure: texts and values in, texts and values out, no HTTP, no clock, no state. What a document means is the
// portal's business; a document that cannot be meant is carried over as far as it goes, so that the portal refuses it in its
// own words. Source: GSP reference sections 1 to 6.
package mastersindia
