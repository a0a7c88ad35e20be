import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** Lines of foreign.tsv made with the JDK's own providers. */
public class Make {
    static void row(String what, String stage, String mistakes, Object data) {
        System.out.println("java\t" + what + "\t" + stage + "\t\t" + mistakes + "\t" + data);
    }

    static byte[] run(String transformation, byte[] key, byte[] text) throws Exception {
        Cipher c = Cipher.getInstance(transformation);
        c.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"));
        return c.doFinal(text);
    }

    public static void main(String[] args) throws Exception {
        Base64.Encoder b64 = Base64.getEncoder();
        byte[] sek = Base64.getDecoder().decode(System.getenv("IRP_SEK"));
        byte[] doc = System.getenv("IRP_DOCUMENT").getBytes(StandardCharsets.UTF_8);
        byte[] login = System.getenv("IRP_LOGIN").getBytes(StandardCharsets.UTF_8);
        String pem = Files.readString(Path.of(System.getenv("IRP_KEYS"), "encryption.pem")).replaceAll("-----.*?-----|\\s", "");
        PublicKey key = KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(pem)));
        for (String[] t : new String[][] {
            {"RSA", "-"}, {"RSA/ECB/NoPadding", "rsa-no-padding"}, {"RSA/ECB/OAEPWithSHA-1AndMGF1Padding", "rsa-oaep"}}) {
            Cipher rsa = Cipher.getInstance(t[0]);
            rsa.init(Cipher.ENCRYPT_MODE, key);
            row(t[0], "auth", t[1], b64.encodeToString(rsa.doFinal(b64.encode(login))));
        }
        Cipher mixed = Cipher.getInstance("RSA/ECB/OAEPWithSHA-256AndMGF1Padding");
        mixed.init(Cipher.ENCRYPT_MODE, key);
        row("OAEPWithSHA-256AndMGF1Padding", "auth", "rsa-oaep,login-json-bare", b64.encodeToString(mixed.doFinal(login)));
        byte[] good = run("AES", sek, doc);
        row("AES by default", "payload", "-", b64.encodeToString(good));
        row("toString", "payload", "bytes-printed", good.toString());
        row("Arrays.toString", "payload", "bytes-printed", Arrays.toString(good));
        row("new String and getBytes", "payload", "cipher-through-text", b64.encodeToString(new String(good, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8)));
        row("UTF_16LE", "payload", "utf16", b64.encodeToString(run("AES", sek, new String(doc, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_16LE))));
        byte[] short_ = Arrays.copyOf(MessageDigest.getInstance("SHA-1").digest(sek), 16);
        row("SHA-1 of the key, cut", "payload", "sek-hashed", b64.encodeToString(run("AES", short_, doc)));
        Cipher cbc = Cipher.getInstance("AES/CBC/PKCS5Padding");
        cbc.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(sek, "AES"), new IvParameterSpec(Arrays.copyOf(sek, 16)));
        row("CBC, vector is the key", "payload", "aes-cbc", b64.encodeToString(cbc.doFinal(doc)));
        row("ISO10126Padding", "payload", "padding-iso10126", b64.encodeToString(run("AES/ECB/ISO10126Padding", sek, doc)));
        row("MIME encoder", "payload", "-", new String(Base64.getMimeEncoder(76, " ".getBytes()).encode(good)));
        row("URL encoder", "payload", "base64-url", Base64.getUrlEncoder().encodeToString(good));
    }
}
