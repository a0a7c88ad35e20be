// The e-invoice API of the IRP in five tasks. Needs Mono or .NET, and Newtonsoft.Json
// (Debian: mono-mcs mono-runtime libmono-system-net-http4.0-cil libnewtonsoft-json-cil-dev).
//
//     mcs -pkg:newtonsoft-json -r:System.Net.Http -out:sample.exe Sample.cs
//     IRP_BASE_URL=… IRP_CLIENT_ID=… IRP_CLIENT_SECRET=… IRP_USER=… IRP_PASSWORD=… IRP_GSTIN=… mono sample.exe
using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

/// <summary>The portal said no. Act on the code of the first error; InfoDtls may tell more.</summary>
sealed class RefusedException : Exception
{
    public readonly string Code;
    public readonly JToken InfoDtls;

    public RefusedException(JObject envelope) : base(envelope["ErrorDetails"].ToString(Formatting.None))
    {
        Code = (string)envelope["ErrorDetails"][0]["ErrorCode"];
        InfoDtls = envelope["InfoDtls"];
    }
}

/// <summary>No answer came, or none of the portal's. What was asked for may have been done all the same.</summary>
sealed class LostException : Exception
{
    public LostException(Exception cause) : base("no answer of the portal", cause) { }
}

static class Config
{
    public static readonly HttpClient Http = new HttpClient { Timeout = TimeSpan.FromSeconds(30) }; // then the answer is lost

    public static string Env(string name) =>
        Environment.GetEnvironmentVariable(name) ?? throw new InvalidOperationException(name + " is not set");

    /// <summary>A key from the file that the variable names. In production you download both files from the portal.</summary>
    public static async Task<RSA> PublicKey(string variable, string name)
    {
        string file = Environment.GetEnvironmentVariable(variable);
        string pem = file != null
            ? File.ReadAllText(file)
            : await Http.GetStringAsync(Env("IRP_BASE_URL") + "/_sim/v1/keys/" + name + ".pem"); // only a simulator has this
        byte[] der = Convert.FromBase64String(Regex.Replace(pem, "-----[A-Z ]+-----", ""));
        // In .NET, rsa.ImportFromPem(pem) does all this. Mono lacks it; in a 2048-bit key the numbers have fixed places.
        if (der.Length != 294) throw new CryptographicException(name + " is not a 2048-bit public key in PEM");
        RSA rsa = RSA.Create();
        rsa.ImportParameters(new RSAParameters { Modulus = der.Skip(33).Take(256).ToArray(), Exponent = der.Skip(291).ToArray() });
        return rsa;
    }
}

// --- 1. Log in ---

sealed class Client
{
    readonly Dictionary<string, string> headers = new Dictionary<string, string>
    {
        ["client_id"] = Config.Env("IRP_CLIENT_ID"),
        ["client_secret"] = Config.Env("IRP_CLIENT_SECRET"),
        ["Gstin"] = Config.Env("IRP_GSTIN"),
    };
    byte[] sek; // the key of every payload, 32 bytes, until the token ends

    /// <summary>Tells when the token ends. Keep it for that long, and renew it in its last 10 minutes, with
    /// ForceRefreshAccessToken true; before that the portal gives the same token again.</summary>
    public async Task<string> Login()
    {
        byte[] appKey = new byte[32]; // a new key for every login; it opens the Sek and nothing else
        using (RandomNumberGenerator random = RandomNumberGenerator.Create()) random.GetBytes(appKey);
        string text = JsonConvert.SerializeObject(new
        {
            UserName = Config.Env("IRP_USER"),
            Password = Config.Env("IRP_PASSWORD"),
            AppKey = Convert.ToBase64String(appKey),
            ForceRefreshAccessToken = false,
        });
        // The portal expects Base64 under the RSA: sealing the JSON itself is the classic mistake, answered with 5001.
        string inner = Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
        byte[] cipherText;
        using (RSA key = await Config.PublicKey("IRP_PUBLIC_KEY", "encryption"))
            cipherText = key.Encrypt(Encoding.ASCII.GetBytes(inner), RSAEncryptionPadding.Pkcs1);
        JToken data = await Send(HttpMethod.Post, "/eivital/v1.04/auth", cipherText);
        headers["user_name"] = (string)data["UserName"];
        headers["AuthToken"] = (string)data["AuthToken"];
        using (Aes aes = Ecb(appKey)) sek = Transform(aes.CreateDecryptor(), Convert.FromBase64String((string)data["Sek"]));
        return (string)data["TokenExpiry"];
    }

    /// <summary>AES-256 in ECB mode with PKCS#7. ECB is no good choice, but it is the portal's.</summary>
    static Aes Ecb(byte[] key)
    {
        Aes aes = Aes.Create();
        aes.Mode = CipherMode.ECB;
        aes.Padding = PaddingMode.PKCS7;
        aes.Key = key;
        return aes;
    }

    static byte[] Transform(ICryptoTransform cipher, byte[] text) => cipher.TransformFinalBlock(text, 0, text.Length);

    /// <summary>One exchange: the Data of the portal's envelope, or RefusedException, or LostException.</summary>
    async Task<JToken> Send(HttpMethod method, string path, byte[] body)
    {
        HttpRequestMessage request = new HttpRequestMessage(method, Config.Env("IRP_BASE_URL") + path);
        foreach (KeyValuePair<string, string> h in headers) request.Headers.TryAddWithoutValidation(h.Key, h.Value);
        if (body != null)
        {
            string json = JsonConvert.SerializeObject(new { Data = body }); // which writes byte[] in Base64
            request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        }
        JObject envelope;
        try
        {
            HttpResponseMessage answer = await Config.Http.SendAsync(request);
            answer.EnsureSuccessStatusCode();
            envelope = JObject.Parse(await answer.Content.ReadAsStringAsync());
        }
        catch (Exception e) when (e is HttpRequestException || e is TaskCanceledException || e is IOException || e is JsonException)
        {
            throw new LostException(e); // no connection, half a body, a gateway's 504
        }
        if ((int)envelope["Status"] != 1) throw new RefusedException(envelope);
        return envelope["Data"];
    }

    // --- 2. Register an invoice ---

    /// <summary>Any call after the login: the document goes and comes under the Sek.</summary>
    async Task<JObject> Call(HttpMethod method, string path, JObject document = null)
    {
        try
        {
            return await Once(method, path, document);
        }
        catch (RefusedException e) when (e.Code == "1005")
        {
            await Login(); // 1005: the token has ended; log in and repeat once, sealed under the new Sek
            return await Once(method, path, document);
        }
    }

    async Task<JObject> Once(HttpMethod method, string path, JObject document)
    {
        using (Aes aes = Ecb(sek))
        {
            byte[] plain = document == null ? null : Encoding.UTF8.GetBytes(document.ToString(Formatting.None));
            byte[] body = plain == null ? null : Transform(aes.CreateEncryptor(), plain);
            byte[] data = Convert.FromBase64String((string)await Send(method, path, body));
            return JObject.Parse(Encoding.UTF8.GetString(Transform(aes.CreateDecryptor(), data)));
        }
    }

    /// <summary>Registers the invoice: Irn, AckNo, SignedInvoice, SignedQRCode.</summary>
    public async Task<JObject> Generate(JObject invoice)
    {
        try
        {
            return await Call(HttpMethod.Post, "/eicore/v1.03/Invoice", invoice);
        }
        catch (RefusedException e) when (e.Code == "2150")
        {
            // 2150: the document has its IRN already, from a try whose answer was lost. InfoDtls names it: fetch, don't fail.
            JToken duplicate = e.InfoDtls.First(i => (string)i["InfCd"] == "DUPIRN")["Desc"];
            return await Call(HttpMethod.Get, "/eicore/v1.03/Invoice/irn/" + duplicate["Irn"]);
        }
    }

    /// <summary>A small invoice, with our own address as the portal knows it. Amounts are decimal, never double.</summary>
    public async Task<JObject> Invoice(string number)
    {
        string gstin = Config.Env("IRP_GSTIN"), state = gstin.Substring(0, 2);
        JObject me = await Call(HttpMethod.Get, "/eivital/v1.04/Master/gstin/" + gstin);
        bool intra = state == "27"; // within one state half the tax is CGST and half SGST; between states it is IGST
        decimal igst = intra ? 0 : 189.00m, half = intra ? 94.50m : 0;
        DateTime today = DateTime.UtcNow.AddMinutes(330); // every date of the portal is Indian Standard Time
        return JObject.FromObject(new
        {
            Version = "1.1",
            TranDtls = new { TaxSch = "GST", SupTyp = "B2B" },
            DocDtls = new { Typ = "INV", No = number, Dt = today.ToString("dd/MM/yyyy", CultureInfo.InvariantCulture) },
            SellerDtls = new { Gstin = gstin, LglNm = me["LegalName"], Addr1 = me["AddrSt"], Loc = me["AddrLoc"],
                Pin = me["AddrPncd"], Stcd = state },
            BuyerDtls = new { Gstin = "27ZZZCB0002B1Z0", LglNm = "Beta Traders", Pos = "27", Addr1 = "9 Link Road",
                Loc = "MUMBAI", Pin = 400001, Stcd = "27" },
            ItemList = new[] { new {
                SlNo = "1", PrdDesc = "Steel bolt", IsServc = "N", HsnCd = "73181500", Qty = 100, Unit = "NOS", UnitPrice = 10.50m,
                TotAmt = 1050m, AssAmt = 1050m, GstRt = 18, IgstAmt = igst, CgstAmt = half, SgstAmt = half, TotItemVal = 1239m } },
            ValDtls = new { AssVal = 1050m, IgstVal = igst, CgstVal = half, SgstVal = half, TotInvVal = 1239m },
        });
    }

    // --- 3. Read back after a lost answer ---

    /// <summary>Registers the invoice whatever becomes of the answers. Never number it anew: that makes a second invoice.</summary>
    public async Task<JObject> Register(JObject invoice)
    {
        try
        {
            return await Generate(invoice);
        }
        catch (LostException)
        {
            // Registered or not? Ask by document, within two days: older ones the portal does not show (2283).
        }
        try
        {
            return await ByDocument(invoice["DocDtls"]);
        }
        catch (RefusedException e) when (e.Code == "2154")
        {
            return await Generate(invoice); // 2154: it never arrived; send it again
        }
    }

    Task<JObject> ByDocument(JToken doc) => Call(HttpMethod.Get, "/eicore/v1.03/Invoice/irnbydocdetails?doctype=" + doc["Typ"] +
        "&docnum=" + Uri.EscapeDataString((string)doc["No"]) + "&docdate=" + Uri.EscapeDataString((string)doc["Dt"]));

    // --- 4. Cancel ---

    /// <summary>Within 24 hours of AckDt, all of it or nothing; later a credit note is the way. The number stays used.</summary>
    public async Task<string> Cancel(string irn)
    {
        JObject body = JObject.FromObject(new { Irn = irn, CnlRsn = "2", CnlRem = "Data entry mistake" });
        return (string)(await Call(HttpMethod.Post, "/eicore/v1.03/Invoice/Cancel", body))["CancelDate"];
    }
}

// --- 5. Verify the signed QR code ---

static class SignedQRCode
{
    /// <summary>The content of the token, if the portal signed it and its IRN is that of its document. Works offline.</summary>
    public static async Task<JObject> Verify(string token)
    {
        string[] part = token.Split('.');
        if ((string)JObject.Parse(Text(part[0]))["alg"] != "RS256") // never let the token choose the algorithm
            throw new CryptographicException("not RS256");
        using (RSA key = await Config.PublicKey("IRP_SIGNING_KEY", "signing")) // another key than the one that seals logins
        {
            byte[] signed = Encoding.ASCII.GetBytes(part[0] + "." + part[1]);
            if (!key.VerifyData(signed, Bytes(part[2]), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))
                throw new CryptographicException("the portal did not sign this QR code");
        }
        JObject qr = JObject.Parse((string)JObject.Parse(Text(part[1]))["data"]); // data is JSON in a string
        if (Irn((string)qr["SellerGstin"], (string)qr["DocTyp"], (string)qr["DocNo"], (string)qr["DocDt"]) != (string)qr["Irn"])
            throw new CryptographicException("the IRN is not that of the document");
        return qr;
    }

    /// <summary>An IRN is a hash that anybody can compute: GSTIN, financial year (April to March), type and number.</summary>
    static string Irn(string gstin, string typ, string number, string date)
    {
        int year = DateTime.ParseExact(date, "dd/MM/yyyy", CultureInfo.InvariantCulture).AddMonths(-3).Year;
        string text = $"{gstin}{year}-{(year + 1) % 100:00}{typ}{number.ToUpperInvariant()}";
        using (SHA256 sha = SHA256.Create())
            return string.Concat(sha.ComputeHash(Encoding.ASCII.GetBytes(text)).Select(b => b.ToString("x2")));
    }

    static string Text(string part) => Encoding.UTF8.GetString(Bytes(part));

    static byte[] Bytes(string part) =>
        Convert.FromBase64String(part.Replace('-', '+').Replace('_', '/').PadRight((part.Length + 3) / 4 * 4, '='));
}

// --- 6. Run ---

static class Program
{
    static void Main() => Run().GetAwaiter().GetResult();

    static async Task Run()
    {
        Client client = new Client();
        long now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        Console.WriteLine("login ok token until " + await client.Login());
        JObject first = await client.Register(await client.Invoice("INV/" + now));
        Console.WriteLine($"register ok INV/{now} {first["Irn"]}");
        JObject ghost = await client.Invoice("GHOST-" + now); // the simulator registers such a number and drops the answer
        string found = (string)(await client.Register(ghost))["Irn"];
        if ((string)(await client.Generate(ghost))["Irn"] != found) // once more: 2150 leads to the same IRN
            throw new InvalidOperationException("2150 led to another IRN");
        Console.WriteLine($"readback ok GHOST-{now} {found}");
        Console.WriteLine($"cancel ok {found} {await client.Cancel(found)}");
        if ((string)(await SignedQRCode.Verify((string)first["SignedQRCode"]))["Irn"] != (string)first["Irn"])
            throw new InvalidOperationException("the QR code is of another invoice");
        Console.WriteLine($"verify ok {first["Irn"]}");
    }
}
