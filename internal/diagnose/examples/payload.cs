using System;
using System.Security.Cryptography;
using System.Text;

static class Payload
{
    /// <summary>The session key: the Sek of the login's answer, opened with the AppKey of that login.</summary>
    public static byte[] UnwrapSek(string sek, byte[] appKey) => Decrypt(sek, appKey);

    /// <summary>The Data of a call.</summary>
    public static string Seal(string document, byte[] sek)
    {
        using (Aes aes = Ecb(sek))
        using (ICryptoTransform encryptor = aes.CreateEncryptor())
        {
            byte[] b = Encoding.UTF8.GetBytes(document);
            return Convert.ToBase64String(encryptor.TransformFinalBlock(b, 0, b.Length));
        }
    }

    /// <summary>The document in the Data of an answer.</summary>
    public static string Open(string data, byte[] sek) => Encoding.UTF8.GetString(Decrypt(data, sek));

    static byte[] Decrypt(string data, byte[] key)
    {
        using (Aes aes = Ecb(key))
        using (ICryptoTransform decryptor = aes.CreateDecryptor())
        {
            byte[] b = Convert.FromBase64String(data);
            return decryptor.TransformFinalBlock(b, 0, b.Length);
        }
    }

    static Aes Ecb(byte[] key)
    {
        Aes aes = Aes.Create();
        aes.Mode = CipherMode.ECB; // the default is CBC
        aes.Padding = PaddingMode.PKCS7;
        aes.Key = key;
        return aes;
    }
}
