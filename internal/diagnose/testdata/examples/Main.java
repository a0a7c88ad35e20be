import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.SecureRandom;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;

final class Main {
    public static void main(String[] args) throws Exception {
        if (args[0].equals("login")) {
            String pem = Files.readString(Path.of("encryption.pem")).replaceAll("-----.*?-----|\\s", "");
            byte[] appKey = new byte[32];
            new SecureRandom().nextBytes(appKey);
            String data = Login.data(
                    KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(pem))),
                    System.getenv("IRP_USER"), System.getenv("IRP_PASSWORD"), appKey);
            System.out.println(Base64.getEncoder().encodeToString(appKey) + "\n" + data);
            return;
        }
        byte[] sek = Payload.unwrapSek(System.getenv("IRP_WRAPPED"), Base64.getDecoder().decode(System.getenv("IRP_APPKEY")));
        System.out.println(Payload.seal(System.getenv("IRP_DOCUMENT").getBytes(StandardCharsets.UTF_8), sek));
        System.out.println(new String(Payload.open(System.getenv("IRP_ANSWER"), sek), StandardCharsets.UTF_8));
    }
}
