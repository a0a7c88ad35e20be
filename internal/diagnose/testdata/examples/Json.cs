// What the login example needs of System.Text.Json, for Mono, which has none.
using System.Linq;

namespace System.Text.Encodings.Web
{
    public class JavaScriptEncoder { public static readonly JavaScriptEncoder UnsafeRelaxedJsonEscaping = new JavaScriptEncoder(); }
}

namespace System.Text.Json
{
    public class JsonSerializerOptions { public Encodings.Web.JavaScriptEncoder Encoder { get; set; } }

    public static class JsonSerializer
    {
        public static string Serialize(object o, JsonSerializerOptions options) =>
            "{" + string.Join(",", o.GetType().GetProperties().Select(p => "\"" + p.Name + "\":" + Value(p.GetValue(o)))) + "}";

        static string Value(object v) => v is bool b ? (b ? "true" : "false") : "\"" + v + "\"";
    }
}
