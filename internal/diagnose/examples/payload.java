import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

final class Payload {
    /** The session key: the Sek of the login's answer, opened with the AppKey of that login. */
    static byte[] unwrapSek(String sek, byte[] appKey) throws GeneralSecurityException {
        return open(sek, appKey);
    }

    /** The Data of a call; the document is JSON in UTF-8. */
    static String seal(byte[] document, byte[] sek) throws GeneralSecurityException {
        return Base64.getEncoder().encodeToString(aes(Cipher.ENCRYPT_MODE, sek).doFinal(document));
    }

    /** The document in the Data of an answer. */
    static byte[] open(String data, byte[] sek) throws GeneralSecurityException {
        return aes(Cipher.DECRYPT_MODE, sek).doFinal(Base64.getDecoder().decode(data));
    }

    private static Cipher aes(int mode, byte[] key) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/ECB/PKCS5Padding"); // Java's name for PKCS#7
        cipher.init(mode, new SecretKeySpec(key, "AES"));
        return cipher;
    }
}
