package masters

import (
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// rows are the numbers of rows that the sources give; see README.md.
var rows = map[string]int{
	"countries": 249, "currencies": 181, "document_types": 9, "ewb_cancel_reasons": 4, "ewb_extension_reasons": 5,
	"ewb_sub_supply_types": 12, "ewb_supply_types": 2, "ewb_vehicle_update_reasons": 4, "gstin_block_status": 2,
	"gstin_status": 5, "hsn": 22614, "irn_cancel_reasons": 4, "irn_status": 2, "pin_prefix": 44,
	"pin_prefix_observed": 422, "ports": 1037, "states": 41, "supply_types": 6, "tax_rates": 13, "taxpayer_types": 14,
	"transaction_modes": 8, "transport_modes": 5, "uqc": 45, "vehicle_number_formats": 10, "vehicle_types": 2,
}

func TestTables(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("data/*.csv")
	if err != nil || len(files) == 0 {
		t.Fatalf("no files in data: %v", err)
	}
	var onDisk, embedded []string
	for _, f := range files {
		onDisk = append(onDisk, strings.TrimSuffix(filepath.Base(f), ".csv"))
	}
	for _, table := range Tables() {
		embedded = append(embedded, table.Name)
		if got, want := table.Len(), rows[table.Name]; got != want {
			t.Errorf("%s has %d rows, want %d", table.Name, got, want)
		}
		if table.Title == "" || table.Source == "" {
			t.Errorf("%s: title %q, source %q: both must be filled", table.Name, table.Title, table.Source)
		}
		file, err := os.ReadFile("data/" + table.Name + ".csv")
		if err != nil || string(file) != table.CSV() {
			t.Errorf("CSV of %s is not its file: %v", table.Name, err)
		}
	}
	if diff := cmp.Diff(onDisk, embedded); diff != "" {
		t.Errorf("files (-) and tables (+) differ:\n%s", diff)
	}
}

// TestFiles holds the files to what split and search rely on, with encoding/csv as the judge.
func TestFiles(t *testing.T) {
	t.Parallel()
	searched := []string{"countries", "currencies", "hsn", "ports", "states", "uqc"}
	for _, table := range Tables() {
		if strings.Contains(table.text, `""`) || strings.Contains(table.text, "\r") || !strings.HasSuffix(table.text, "\n") {
			t.Errorf("%s has doubled quotes, carriage returns or no last line end", table.Name)
		}
		want, err := csv.NewReader(strings.NewReader(table.text)).ReadAll()
		if err != nil {
			t.Errorf("%s: %v", table.Name, err)
			continue
		}
		got := append([][]string{table.Columns()}, slices.Collect(table.Rows())...)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: encoding/csv (-) and split (+) read it differently:\n%s", table.Name, diff)
		}
		if slices.Contains(searched, table.Name) {
			for i := 2; i < len(want); i++ {
				if want[i-1][0] >= want[i][0] {
					t.Errorf("%s: %q stands before %q", table.Name, want[i-1][0], want[i][0])
				}
			}
		}
	}
}

func TestTableJSON(t *testing.T) {
	t.Parallel()
	for _, table := range Tables() {
		var got []map[string]string
		if err := json.Unmarshal(table.JSON(), &got); err != nil {
			t.Errorf("JSON of %s: %v", table.Name, err)
			continue
		}
		if len(got) != table.Len() {
			t.Errorf("JSON of %s has %d objects, want %d", table.Name, len(got), table.Len())
		}
		i := 0
		for r := range table.Rows() {
			for j, c := range table.Columns() {
				if got[i][c] != r[j] {
					t.Errorf("JSON of %s, object %d: %s is %q, want %q", table.Name, i, c, got[i][c], r[j])
				}
			}
			i++
		}
	}
	irn, _ := TableNamed("irn_status")
	if got, want := string(irn.JSON()), `[{"code":"ACT","name":"Active"},{"code":"CNL","name":"Cancelled"}]`; got != want {
		t.Errorf("JSON of irn_status = %s, want %s", got, want)
	}
}

func TestTableNamed(t *testing.T) {
	t.Parallel()
	if table, ok := TableNamed("uqc"); !ok || table.Name != "uqc" {
		t.Errorf("TableNamed(uqc) = %q, %v", table.Name, ok)
	}
	if table, ok := TableNamed("no such list"); ok {
		t.Errorf("TableNamed of an unknown name = %q, want none", table.Name)
	}
}
