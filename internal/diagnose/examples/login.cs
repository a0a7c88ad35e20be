using System;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

static class Login
{
    /// <summary>The Data of a login. certificate: encryption.cer of the portal you talk to.
    /// appKey: 32 random bytes; keep them, they open the Sek of the answer.</summary>
    public static string Data(X509Certificate2 certificate, string user, string password, byte[] appKey)
    {
        // The default encoder writes + as \u002B, which is right too but takes room: 183 bytes of JSON fit.
        var options = new JsonSerializerOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        string json = JsonSerializer.Serialize(new
        {
            UserName = user,
            Password = password,
            AppKey = Convert.ToBase64String(appKey),
            ForceRefreshAccessToken = false,
        }, options);
        string inner = Convert.ToBase64String(Encoding.UTF8.GetBytes(json)); // Base64 first, then RSA
        using (RSA rsa = certificate.GetRSAPublicKey())
        {
            byte[] encrypted = rsa.Encrypt(Encoding.ASCII.GetBytes(inner), RSAEncryptionPadding.Pkcs1);
            return Convert.ToBase64String(encrypted);
        }
    }
}
