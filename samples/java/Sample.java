// The e-invoice API of the IRP in five tasks. Needs Java 17 and Gson (Debian: default-jdk-headless libgoogle-gson-java).
//
//     IRP_BASE_URL=… IRP_CLIENT_ID=… IRP_CLIENT_SECRET=… IRP_USER=… IRP_PASSWORD=… IRP_GSTIN=… \
//         java -cp /usr/share/java/gson.jar Sample.java
import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

final class Sample {
    static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("dd/MM/yyyy");
    static final Duration NETWORK = Duration.ofSeconds(30); // no answer by then is a lost answer

    final HttpClient http = HttpClient.newBuilder().connectTimeout(NETWORK).build();

    /** The portal said no. Act on the code of the first error; InfoDtls may tell more. */
    static final class Refused extends RuntimeException {
        final String code;
        final Map<String, JsonElement> info = new HashMap<>();

        Refused(JsonObject envelope) {
            super(envelope.get("ErrorDetails").toString());
            code = string(envelope.getAsJsonArray("ErrorDetails").get(0).getAsJsonObject(), "ErrorCode");
            if (envelope.get("InfoDtls").isJsonArray())
                for (JsonElement i : envelope.getAsJsonArray("InfoDtls"))
                    info.put(string(i.getAsJsonObject(), "InfCd"), i.getAsJsonObject().get("Desc"));
        }
    }

    /** No answer came, or none of the portal's. What was asked for may have been done all the same. */
    static final class Lost extends RuntimeException {
        Lost(Throwable cause) {
            super("no answer of the portal", cause);
        }
    }

    static String env(String name) {
        if (System.getenv(name) == null) throw new IllegalStateException(name + " is not set");
        return System.getenv(name);
    }

    static String string(JsonObject object, String member) {
        return object.get(member).getAsString();
    }

    /** A key from the file that the variable names. In production you download both files from the portal. */
    PublicKey publicKey(String variable, String name) throws Exception {
        String file = System.getenv(variable);
        URI simulator = URI.create(env("IRP_BASE_URL") + "/_sim/v1/keys/" + name + ".pem"); // only a simulator has this
        String pem = file != null
                ? Files.readString(Path.of(file))
                : http.send(HttpRequest.newBuilder(simulator).build(), BodyHandlers.ofString()).body();
        byte[] der = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
        return KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(der));
    }

    // --- 1. Log in ---

    final Map<String, String> headers = new HashMap<>(Map.of(
            "client_id", env("IRP_CLIENT_ID"),
            "client_secret", env("IRP_CLIENT_SECRET"),
            "Gstin", env("IRP_GSTIN"),
            "Content-Type", "application/json"));
    byte[] sek; // the key of every payload, 32 bytes, until the token ends

    /**
     * Tells when the token ends. Keep it for that long, and renew it in its last 10 minutes, with ForceRefreshAccessToken
     * true; before that the portal gives the same token again.
     */
    String login() throws Exception {
        byte[] appKey = new byte[32]; // a new key for every login; it opens the Sek and nothing else
        new SecureRandom().nextBytes(appKey);
        JsonObject text = new JsonObject();
        text.addProperty("UserName", env("IRP_USER"));
        text.addProperty("Password", env("IRP_PASSWORD"));
        text.addProperty("AppKey", Base64.getEncoder().encodeToString(appKey));
        text.addProperty("ForceRefreshAccessToken", false);
        // The portal expects Base64 under the RSA: sealing the JSON itself is the classic mistake, answered with 5001.
        byte[] inner = Base64.getEncoder().encode(text.toString().getBytes(UTF_8));
        Cipher rsa = Cipher.getInstance("RSA/ECB/PKCS1Padding");
        rsa.init(Cipher.ENCRYPT_MODE, publicKey("IRP_PUBLIC_KEY", "encryption"));
        JsonObject data = send("POST", "/eivital/v1.04/auth", rsa.doFinal(inner)).getAsJsonObject();
        headers.put("user_name", data.get("UserName").getAsString());
        headers.put("AuthToken", data.get("AuthToken").getAsString());
        sek = aes(Cipher.DECRYPT_MODE, Base64.getDecoder().decode(data.get("Sek").getAsString()), appKey);
        return data.get("TokenExpiry").getAsString();
    }

    /** AES-256 in ECB mode with PKCS#7, which Java calls PKCS5. ECB is no good choice, but it is the portal's. */
    static byte[] aes(int mode, byte[] text, byte[] key) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/ECB/PKCS5Padding");
        cipher.init(mode, new SecretKeySpec(key, "AES"));
        return cipher.doFinal(text);
    }

    /** One exchange: the Data of the portal's envelope, or Refused, or Lost. */
    JsonElement send(String method, String path, byte[] sealed) throws InterruptedException {
        JsonObject body = new JsonObject();
        if (sealed != null) body.addProperty("Data", Base64.getEncoder().encodeToString(sealed));
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(env("IRP_BASE_URL") + path)).timeout(NETWORK)
                .method(method, sealed == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body.toString()));
        headers.forEach(request::header);
        JsonObject envelope;
        try {
            HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());
            if (answer.statusCode() != 200) throw new IOException("HTTP " + answer.statusCode()); // a gateway's 504
            envelope = JsonParser.parseString(answer.body()).getAsJsonObject();
        } catch (IOException | JsonParseException | IllegalStateException e) { // no connection, half a body, a page of HTML
            throw new Lost(e);
        }
        if (envelope.get("Status").getAsInt() != 1) throw new Refused(envelope);
        return envelope.get("Data");
    }

    // --- 2. Register an invoice ---

    /** Any call after the login: the document goes and comes under the Sek. */
    JsonObject call(String method, String path, String document) throws Exception {
        try {
            return once(method, path, document);
        } catch (Refused e) {
            if (!e.code.equals("1005")) throw e;
            login(); // 1005: the token has ended; log in and repeat once, sealed under the new Sek
            return once(method, path, document);
        }
    }

    private JsonObject once(String method, String path, String document) throws Exception {
        byte[] sealed = document == null ? null : aes(Cipher.ENCRYPT_MODE, document.getBytes(UTF_8), sek);
        byte[] answer = Base64.getDecoder().decode(send(method, path, sealed).getAsString());
        return JsonParser.parseString(new String(aes(Cipher.DECRYPT_MODE, answer, sek), UTF_8)).getAsJsonObject();
    }

    /** Registers the invoice: Irn, AckNo, SignedInvoice, SignedQRCode. */
    JsonObject generate(String invoice) throws Exception {
        try {
            return call("POST", "/eicore/v1.03/Invoice", invoice);
        } catch (Refused e) {
            if (!e.code.equals("2150")) throw e;
            // 2150: the document has its IRN already, from a try whose answer was lost. InfoDtls names it: fetch, don't fail.
            return call("GET", "/eicore/v1.03/Invoice/irn/" + string(e.info.get("DUPIRN").getAsJsonObject(), "Irn"), null);
        }
    }

    /** A small invoice, with our own address as the portal knows it. Your JSON comes from your own classes. */
    String invoice(String number) throws Exception {
        String gstin = env("IRP_GSTIN"), state = gstin.substring(0, 2);
        JsonObject me = call("GET", "/eivital/v1.04/Master/gstin/" + gstin, null);
        boolean intra = state.equals("27"); // within one state half the tax is CGST and half SGST; between states it is IGST
        String igst = intra ? "0" : "189.00", half = intra ? "94.50" : "0";
        return """
                {"Version": "1.1",
                 "TranDtls": {"TaxSch": "GST", "SupTyp": "B2B"},
                 "DocDtls": {"Typ": "INV", "No": "%s", "Dt": "%s"},
                 "SellerDtls": {"Gstin": "%s", "LglNm": %s, "Addr1": %s, "Loc": %s, "Pin": %s, "Stcd": "%s"},
                 "BuyerDtls": {"Gstin": "27ZZZCB0002B1Z0", "LglNm": "Beta Traders", "Pos": "27", "Addr1": "9 Link Road",
                   "Loc": "MUMBAI", "Pin": 400001, "Stcd": "27"},
                 "ItemList": [{"SlNo": "1", "PrdDesc": "Steel bolt", "IsServc": "N", "HsnCd": "73181500", "Qty": 100, "Unit": "NOS",
                   "UnitPrice": 10.50, "TotAmt": 1050, "AssAmt": 1050, "GstRt": 18,
                   "IgstAmt": %s, "CgstAmt": %s, "SgstAmt": %s, "TotItemVal": 1239}],
                 "ValDtls": {"AssVal": 1050, "IgstVal": %s, "CgstVal": %s, "SgstVal": %s, "TotInvVal": 1239}}
                """.formatted(number, LocalDate.now(ZoneId.of("Asia/Kolkata")).format(DATE), gstin, me.get("LegalName"),
                me.get("AddrSt"), me.get("AddrLoc"), me.get("AddrPncd"), state, igst, half, half, igst, half, half);
    }

    // --- 3. Read back after a lost answer ---

    /** Registers the invoice whatever becomes of the answers. Never number it anew: that makes a second invoice. */
    JsonObject register(String invoice) throws Exception {
        try {
            return generate(invoice);
        } catch (Lost e) {
            // Registered or not? Ask by document, within two days: older ones the portal does not show (2283).
        }
        try {
            return byDocument(JsonParser.parseString(invoice).getAsJsonObject().getAsJsonObject("DocDtls"));
        } catch (Refused e) {
            if (!e.code.equals("2154")) throw e;
            return generate(invoice); // 2154: it never arrived; send it again
        }
    }

    JsonObject byDocument(JsonObject doc) throws Exception {
        String query = "doctype=" + string(doc, "Typ") + "&docnum=" + URLEncoder.encode(string(doc, "No"), UTF_8)
                + "&docdate=" + URLEncoder.encode(string(doc, "Dt"), UTF_8);
        return call("GET", "/eicore/v1.03/Invoice/irnbydocdetails?" + query, null);
    }

    // --- 4. Cancel ---

    /** Within 24 hours of AckDt, all of it or nothing; later a credit note is the way. The number stays used. */
    String cancel(String irn) throws Exception {
        String body = "{\"Irn\":\"%s\",\"CnlRsn\":\"2\",\"CnlRem\":\"Data entry mistake\"}".formatted(irn);
        return string(call("POST", "/eicore/v1.03/Invoice/Cancel", body), "CancelDate");
    }

    // --- 5. Verify the signed QR code ---

    /** The content of a SignedQRCode, if the portal signed it and its IRN is that of its document. Works offline. */
    JsonObject verify(String token) throws Exception {
        String[] part = token.split("\\.");
        Base64.Decoder base64url = Base64.getUrlDecoder();
        JsonObject header = JsonParser.parseString(new String(base64url.decode(part[0]), UTF_8)).getAsJsonObject();
        if (!string(header, "alg").equals("RS256")) // never let the token choose the algorithm
            throw new GeneralSecurityException("not RS256");
        Signature rs256 = Signature.getInstance("SHA256withRSA");
        rs256.initVerify(publicKey("IRP_SIGNING_KEY", "signing")); // another key than the one that seals logins
        rs256.update((part[0] + "." + part[1]).getBytes(UTF_8));
        if (!rs256.verify(base64url.decode(part[2]))) throw new GeneralSecurityException("the portal did not sign this QR code");
        JsonObject claims = JsonParser.parseString(new String(base64url.decode(part[1]), UTF_8)).getAsJsonObject();
        JsonObject qr = JsonParser.parseString(string(claims, "data")).getAsJsonObject(); // data is JSON in a string
        String irn = irn(string(qr, "SellerGstin"), string(qr, "DocTyp"), string(qr, "DocNo"), string(qr, "DocDt"));
        if (!irn.equals(string(qr, "Irn")))
            throw new GeneralSecurityException("the IRN is not that of the document");
        return qr;
    }

    /** An IRN is a hash that anybody can compute: GSTIN, financial year (April to March), type and number. */
    static String irn(String gstin, String typ, String number, String date) throws GeneralSecurityException {
        int year = LocalDate.parse(date, DATE).minusMonths(3).getYear();
        String no = number.toUpperCase(Locale.ROOT);
        String text = String.format(Locale.ROOT, "%s%d-%02d%s%s", gstin, year, (year + 1) % 100, typ, no);
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
    }

    // --- 6. Run ---

    public static void main(String[] args) throws Exception {
        Sample client = new Sample();
        long now = Instant.now().getEpochSecond();
        System.out.println("login ok token until " + client.login());
        JsonObject first = client.register(client.invoice("INV/" + now));
        System.out.println("register ok INV/" + now + " " + string(first, "Irn"));
        String ghost = client.invoice("GHOST-" + now); // the simulator registers such a number and drops the answer
        String found = string(client.register(ghost), "Irn");
        if (!string(client.generate(ghost), "Irn").equals(found)) // once more: 2150 leads to the same IRN
            throw new IllegalStateException("2150 led to another IRN");
        System.out.println("readback ok GHOST-" + now + " " + found);
        System.out.println("cancel ok " + found + " " + client.cancel(found));
        if (!string(client.verify(string(first, "SignedQRCode")), "Irn").equals(string(first, "Irn")))
            throw new IllegalStateException("the QR code is of another invoice");
        System.out.println("verify ok " + string(first, "Irn"));
    }
}
