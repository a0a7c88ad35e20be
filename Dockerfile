# irpsim in an image that holds one static binary and nothing else.
#
#     docker build -t irpsim .
#     docker run --rm -p 127.0.0.1:7017:7017 -v irpsim:/data irpsim
#
# Inside a container the simulator must listen beyond loopback. It then asks for a token on its control API (/_sim):
# set IRPSIM_ADMIN_TOKEN, or read the one it mints from `docker logs`. The face of the IRP itself needs none.
FROM golang:1.26 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -trimpath -ldflags='-s -w' -o /out/irpsim ./cmd/irpsim \
 && mkdir -p /out/data /out/tmp

FROM scratch
LABEL org.opencontainers.image.title="irpsim" \
      org.opencontainers.image.description="Simulator of India's GST e-Invoice registration portal. Not an IRP; what it signs has no legal value." \
      org.opencontainers.image.source="https://github.com/irpsim/irpsim" \
      org.opencontainers.image.licenses="Apache-2.0"
COPY --from=build /out/irpsim /irpsim
COPY --from=build /src/LICENSE /src/NOTICE /
# Owned by the user that runs, so that a fresh volume is writable; /tmp is for --ephemeral.
COPY --from=build --chown=65532:65532 /out/data /data
COPY --from=build --chown=65532:65532 /out/tmp /tmp
USER 65532:65532
WORKDIR /data
# The published test keys suffice for tests; say false, and IRPSIM_KEYS=/data/keys, for keys of your own.
ENV IRPSIM_LISTEN=0.0.0.0:7017 \
    IRPSIM_ALLOW_TEST_KEYS=true \
    IRPSIM_DATA=/data/irpsim.db
VOLUME /data
EXPOSE 7017
HEALTHCHECK --interval=10s --timeout=3s --start-period=2s --retries=3 CMD ["/irpsim", "ready"]
ENTRYPOINT ["/irpsim"]
CMD ["serve"]
