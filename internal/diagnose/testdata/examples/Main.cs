using System;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

static class MainClass
{
    static string Env(string name) => Environment.GetEnvironmentVariable(name);

    public static void Main(string[] args)
    {
        if (args[0] == "login")
        {
            byte[] appKey = new byte[32];
            using (var random = RandomNumberGenerator.Create()) random.GetBytes(appKey);
            Console.WriteLine(Convert.ToBase64String(appKey));
            Console.WriteLine(Login.Data(new X509Certificate2("encryption.cer"), Env("IRP_USER"), Env("IRP_PASSWORD"), appKey));
            return;
        }
        byte[] sek = Payload.UnwrapSek(Env("IRP_WRAPPED"), Convert.FromBase64String(Env("IRP_APPKEY")));
        Console.WriteLine(Payload.Seal(Env("IRP_DOCUMENT"), sek));
        Console.WriteLine(Payload.Open(Env("IRP_ANSWER"), sek));
    }
}
