package diagnose

import (
	"embed"
	"strings"
)

// Language is what examples are written in.
type Language string

// The languages of the examples.
const (
	OpenSSL Language = "openssl" // the shell, with curl and openssl
	Go      Language = "go"
	Python  Language = "python"
	Node    Language = "node"
	Java    Language = "java"
	CSharp  Language = "csharp"
	PHP     Language = "php"
)

// Languages lists them all.
func Languages() []Language { return []Language{OpenSSL, Go, Python, Node, Java, CSharp, PHP} }

// Topic is what an example shows.
type Topic string

// The topics.
const (
	LoginTopic   Topic = "login"   // making the Data of a login
	PayloadTopic Topic = "payload" // unwrapping the Sek, making and opening the Data of any other call
)

//go:embed examples
var examples embed.FS

// Example returns the right way in a language, "" for a topic or language that is unknown.
func Example(topic Topic, l Language) string {
	b, err := examples.ReadFile("examples/" + string(topic) + "." + extension(l))
	if err != nil {
		return ""
	}
	return string(b)
}

// extension is that of an example's file. The Go ones end in .txt so that they are no part of this module.
func extension(l Language) string {
	switch l {
	case OpenSSL:
		return "sh"
	case Go:
		return "go.txt"
	case Python:
		return "py"
	case Node:
		return "mjs"
	case Java:
		return "java"
	case CSharp:
		return "cs"
	case PHP:
		return "php"
	}
	return ""
}

// LanguageOf guesses a client's language from its User-Agent; openssl, which needs none, when that does not tell.
func LanguageOf(userAgent string) Language {
	l, _ := languageOf(userAgent)
	return l
}

func languageOf(userAgent string) (Language, bool) {
	agent := strings.ToLower(clip(userAgent, 256))
	for _, sign := range []struct {
		word string
		l    Language
	}{
		{"curl/", OpenSSL}, {"wget/", OpenSSL}, {"openssl", OpenSSL},
		{"guzzle", PHP}, {"php", PHP}, {"symfony", PHP}, {"laravel", PHP},
		{"python", Python}, {"aiohttp", Python}, {"httpx", Python}, {"frappe", Python},
		{"go-http-client", Go}, {"go-resty", Go}, {"irpsim", Go},
		{"java/", Java}, {"java-http-client", Java}, {"okhttp", Java}, {"apache-httpclient", Java}, {"jersey", Java},
		{"reactornetty", Java}, {"jakarta", Java}, {"feign", Java}, {"kotlin", Java}, {"ktor", Java},
		{"restsharp", CSharp}, {".net", CSharp}, {"dotnet", CSharp}, {"ms web services", CSharp}, {"flurl", CSharp},
		{"node", Node}, {"axios", Node}, {"undici", Node}, {"got (", Node}, {"postman", Node}, {"insomnia", Node}, {"bun/", Node}, {"deno/", Node},
	} {
		if strings.Contains(agent, sign.word) {
			return sign.l, true
		}
	}
	return OpenSSL, false
}
