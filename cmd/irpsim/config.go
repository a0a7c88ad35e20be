package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
)

// defaultConfigFile is read when it is there and no other is named.
const defaultConfigFile = "irpsim.yaml"

// complaints are what is wrong with a configuration, each with its source and how to mend it.
type complaints []string

func (c *complaints) add(source string, err error) { *c = append(*c, source+": "+err.Error()) }

// complaintsError lists all complaints in one error of exit code 2.
func complaintsError(c complaints) error {
	if len(c) == 1 {
		return usage("%s", c[0])
	}
	return usage("%d faults\n  %s", len(c), strings.Join(c, "\n  "))
}

// source is one place values come from, with how to name a value of it in a message.
type source struct {
	value func(s setting) (string, bool)
	name  func(s setting) string
}

// configure resolves the settings: flags before environment before file before default. Every value that was given is
// checked, the overridden ones too, and every complaint is returned. flags maps names to values.
func (a *app) configure(flags map[string]string) (settings, complaints) {
	conf := settings{}
	conf.Listen, conf.Data, conf.Clock = "127.0.0.1:7017", "irpsim.db", "real"
	var all complaints
	file, wrong := a.configFile(flags["config"])
	all = append(all, wrong...)
	sources := []source{
		{func(s setting) (string, bool) { v, ok := file.values[s.name]; return v.text, ok },
			func(s setting) string { return fmt.Sprintf("%s:%d: %s", file.name, file.values[s.name].line, s.name) }},
		{func(s setting) (string, bool) { v := a.getenv(s.env); return v, v != "" },
			func(s setting) string { return s.env }},
		{func(s setting) (string, bool) { v, ok := flags[s.name]; return v, ok },
			func(s setting) string { return "--" + s.name }},
	}
	listens := false
	for _, s := range allSettings() {
		for _, from := range sources {
			v, ok := from.value(s)
			if !ok {
				continue
			}
			listens = listens || s.name == "listen"
			if err := s.set(&conf, v); err != nil {
				all.add(from.name(s), err)
			}
		}
	}
	if port := a.getenv("PORT"); port != "" && !listens {
		// Hosting platforms name the port so. The address stays loopback: nothing opens to the network unless told.
		listen, err := address("127.0.0.1:" + port)
		if err != nil {
			all.add("PORT", fmt.Errorf("%q is not a port number", port))
		} else {
			conf.Listen = listen
		}
	}
	return conf, all
}

// configFile reads the config file that the flag or IRPSIM_CONFIG names, else the default one if it is there.
func (a *app) configFile(flag string) (configFile, complaints) {
	name, from := flag, "--config"
	if name == "" {
		name, from = a.getenv("IRPSIM_CONFIG"), "IRPSIM_CONFIG"
	}
	optional := name == ""
	if optional {
		name = defaultConfigFile
	}
	f, err := os.Open(name)
	if optional && errors.Is(err, fs.ErrNotExist) {
		return configFile{}, nil
	}
	if err != nil {
		return configFile{}, complaints{fmt.Sprintf("%s: the config file cannot be read: %v", from, err)}
	}
	defer func() { _ = f.Close() }()
	return parseConfig(name, f)
}
