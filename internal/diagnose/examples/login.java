import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.util.Base64;
import javax.crypto.Cipher;

final class Login {
    /** The Data of a login. appKey: 32 bytes of a SecureRandom; keep them, they open the Sek of the answer. */
    static String data(PublicKey key, String user, String password, byte[] appKey) throws GeneralSecurityException {
        Base64.Encoder base64 = Base64.getEncoder();
        // Your JSON library does this too, and escapes quotes.
        String json = String.format(
                "{\"UserName\":\"%s\",\"Password\":\"%s\",\"AppKey\":\"%s\",\"ForceRefreshAccessToken\":false}",
                user, password, base64.encodeToString(appKey));
        byte[] inner = base64.encode(json.getBytes(StandardCharsets.UTF_8)); // Base64 first, then RSA
        Cipher rsa = Cipher.getInstance("RSA/ECB/PKCS1Padding");
        rsa.init(Cipher.ENCRYPT_MODE, key);
        return base64.encodeToString(rsa.doFinal(inner));
    }
}
