# Shorthands; CONTRIBUTING.md says what each does.
.PHONY: run test check

run:
	go run ./cmd/irpsim

test:
	go test ./...

check:
	.ci/run
