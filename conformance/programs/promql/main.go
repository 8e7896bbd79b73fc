// Reads queries from stdin, one JSON string a line, and answers each with a line: "ok" and the query as the parser prints it, or the error.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"

	"github.com/prometheus/prometheus/promql/parser"
)

func main() {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<24)
	out := json.NewEncoder(os.Stdout)
	p := parser.NewParser(parser.Options{})
	for lines.Scan() {
		var query string
		if err := json.Unmarshal(lines.Bytes(), &query); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		answer := map[string]string{}
		if expr, err := p.ParseExpr(query); err != nil {
			answer["error"] = err.Error()
		} else {
			answer["printed"], answer["type"] = expr.String(), string(expr.Type())
		}
		_ = out.Encode(answer)
	}
}
