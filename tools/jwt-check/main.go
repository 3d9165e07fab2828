// What nats-io/jwt, which nats-server and nsc are built with, makes of JWTs. One line in, one line out.
//
//	jwt-check decode              in: tokens; out: {"error"} or {"claims", "issues"}, the claims as Go writes them again
//	jwt-check encode              in: {"kind", "version", "seed", "claims"}; out: tokens, issued now
//	jwt-check bench ACCOUNTS USERS  out: the seconds that so many accounts take, and so many users of each: keys, claims and signatures
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"time"

	"github.com/nats-io/jwt/v2"
	v1 "github.com/nats-io/jwt/v2/v1compat"
	"github.com/nats-io/nkeys"
)

func main() {
	switch os.Args[1] {
	case "decode":
		eachLine(decode)
	case "encode":
		eachLine(encode)
	case "bench":
		fmt.Println(bench(number(os.Args[2]), number(os.Args[3])).Seconds())
	}
}

func eachLine(answer func(line []byte) string) {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 4*jwt.MaxTokenSize)
	out := bufio.NewWriter(os.Stdout)
	for lines.Scan() {
		fmt.Fprintln(out, answer(lines.Bytes()))
	}
	must(lines.Err())
	must(out.Flush())
}

type answer struct {
	Error  string     `json:"error,omitempty"`
	Claims jwt.Claims `json:"claims,omitempty"`
	// Those for which a server refuses the token; that it is not the time yet, or any more, is not among them.
	Issues []string `json:"issues,omitempty"`
}

func decode(line []byte) string {
	claims, err := jwt.Decode(string(line))
	if err != nil {
		return text(answer{Error: err.Error()})
	}
	results := jwt.CreateValidationResults()
	claims.Validate(results)
	issues := []string{}
	for _, err := range results.Errors() {
		issues = append(issues, err.Error())
	}
	return text(answer{Claims: claims, Issues: issues})
}

type order struct {
	Kind    string
	Version int
	Seed    string
	Claims  json.RawMessage
}

type encodable interface {
	Encode(nkeys.KeyPair) (string, error)
}

func encode(line []byte) string {
	var o order
	must(json.Unmarshal(line, &o))
	claims := map[string]encodable{
		"2 operator":               &jwt.OperatorClaims{},
		"2 account":                &jwt.AccountClaims{},
		"2 user":                   &jwt.UserClaims{},
		"2 activation":             &jwt.ActivationClaims{},
		"2 authorization_request":  &jwt.AuthorizationRequestClaims{},
		"2 authorization_response": &jwt.AuthorizationResponseClaims{},
		"1 operator":               &v1.OperatorClaims{},
		"1 account":                &v1.AccountClaims{},
		"1 user":                   &v1.UserClaims{},
		"1 activation":             &v1.ActivationClaims{},
	}[fmt.Sprint(o.Version, " ", o.Kind)]
	must(json.Unmarshal(o.Claims, claims))
	signer := value(nkeys.FromSeed([]byte(o.Seed)))
	return value(claims.Encode(signer))
}

func bench(accounts, users int) time.Duration {
	start := time.Now()
	operator := value(nkeys.CreateOperator())
	for i := range accounts {
		pair := value(nkeys.CreateAccount())
		account := jwt.NewAccountClaims(value(pair.PublicKey()))
		account.Name = fmt.Sprintf("A%d", i)
		value(account.Encode(operator))
		for j := range users {
			user := jwt.NewUserClaims(value(value(nkeys.CreateUser()).PublicKey()))
			user.Name = fmt.Sprintf("u%d", j)
			user.Permissions.Pub.Allow = []string{fmt.Sprintf("orders.%d.>", j)}
			user.Permissions.Sub.Allow = []string{"orders.>", fmt.Sprintf("_INBOX_%d.>", j)}
			value(user.Encode(pair))
		}
	}
	return time.Since(start)
}

func number(text string) int { return value(strconv.Atoi(text)) }

func text(v any) string { return string(value(json.Marshal(v))) }

func value[T any](v T, err error) T {
	must(err)
	return v
}

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
